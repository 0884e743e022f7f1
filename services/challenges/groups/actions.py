"""Teams in challenges: trips ask for what their riders bring to be counted anew, and periodic work counts it,
adds it up, and says what has changed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges import store as challenges
from services.challenges.counting.rules import Change
from services.challenges.groups import answers, store
from services.challenges.groups.rules import RIDERS_MIN, Share, said_now
from services.challenges.groups.store import Standing
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Rule
from shared.eventlog.outbox import publish
from shared.events.event import Event
from shared.settings import ServiceSettings

WORK_EVERY_S = 5
RIDERS_MAX = 500
"""Of how many riders one transaction counts anew what they bring."""


async def ask(tx: AsyncConnection, city_id: str, index: Index, changes: Iterable[Change]) -> None:
    """Let it be counted anew what the riders of these trips bring to their teams. No team's row is
    touched: so batches never wait for each other, however many ride for one team."""
    riders = {
        (match.rule.challenge_id, deed.rider_id)
        for change in changes
        for deed in (change.was, change.now)
        if deed is not None
        for match in index.matches(deed)
    }
    await store.ask(tx, city_id, riders)


async def take_effect(tx: AsyncConnection, city_id: str, rule: Rule) -> None:
    """After a step of a challenge for teams: let it be counted anew for all its riders."""
    await store.set_proof(tx, rule.challenge_id, store.proof(rule))
    await store.ask_all(tx, city_id, rule)


async def work(engine: AsyncEngine, settings: ServiceSettings) -> None:
    """Count anew what waits for it, some riders at a time."""
    while True:
        async with engine.begin() as tx:
            if not await work_once(tx, settings, datetime.now(UTC)):
                return


async def work_once(tx: AsyncConnection, settings: ServiceSettings, now: datetime) -> bool:
    """Count anew what some riders bring in one challenge. False if nothing waits."""
    await challenges.read_rules_version(tx)  # the rules stay as they are meanwhile
    taken = await store.take(tx, RIDERS_MAX)
    if taken is None:
        return False
    challenge_id, riders = taken
    challenge = await challenges.find_in_force(tx, challenge_id)
    if challenge is not None:
        rule = challenge.rule(ZoneInfo(settings.timezone), settings.operator_id)
        await count(tx, settings.city_id, rule, riders, now)
    return True


async def count(tx: AsyncConnection, city_id: str, rule: Rule, riders: Sequence[UUID], now: datetime) -> None:
    """Count anew what these riders bring, add up how far their teams are, and say what has changed: to these
    riders all, to others of their teams what they are given."""
    moved = await store.count_shares(tx, city_id, rule, riders)
    if not moved:
        return
    keys = {key for key, _ in moved}
    standings = await store.add_up(tx, city_id, rule, keys, RIDERS_MIN, now)
    events: list[Event] = []
    said = []
    for share in await store.shares(tx, rule, keys):
        has_moved = moved.get((share.key, share.rider_id), False)
        if (news := _news(city_id, rule, share, standings[share.key], has_moved, now)) is not None:
            said.append(news[0])
            events.append(news[1])
    await store.keep_said(tx, rule.challenge_id, said)
    await publish(tx, events)


def _news(
    city_id: str, rule: Rule, share: Share, standing: Standing, has_moved: bool, now: datetime
) -> tuple[Share, Event] | None:
    """What is said of a share by now, and the event that says it; None if there is nothing to say."""
    to_say = said_now(rule.tree, share, standing.completed_at is not None, rule.is_paused)
    is_judged = share.must_say or to_say != (share.is_completed, share.is_given)
    if not is_judged and not has_moved:
        return None
    after = share._replace(revision=share.revision + 1, said_progress=standing.progress, **to_say._asdict())
    make = answers.judged_event_of if is_judged or not share.revision else answers.moved_event_of
    return after, make(city_id, rule, after, standing, now)
