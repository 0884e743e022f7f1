"""Teams in challenges: trips ask for what their riders bring to be counted anew, and periodic work counts it,
adds it up, and says what has changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.rules import Change
from services.challenges.counting.store import Entry
from services.challenges.groups import answers, store
from services.challenges.groups.brought import proof
from services.challenges.groups.rules import RIDERS_MIN, GroupKey, Share, judged
from services.challenges.groups.store import Standing
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Rule
from services.challenges.matching.windows import Period
from shared.eventlog.outbox import publish
from shared.events.event import Event


async def ask(tx: AsyncConnection, city_id: str, index: Index, changes: Iterable[Change]) -> None:
    """Let it be counted anew what the riders of these trips bring to their teams. No team's row is
    touched: so batches never wait for each other, however many ride for one team."""
    brought = {
        (match.rule.challenge_id, deed.rider_id, match.period_on)
        for change in changes
        for deed in (change.was, change.now)
        if deed is not None
        for match in index.matches(deed)
    }
    await store.ask(tx, city_id, brought)


async def ask_again(tx: AsyncConnection, city_id: str, riders: Iterable[tuple[UUID, UUID]]) -> None:
    """Let it be judged anew what these riders are given in these challenges (challenge_id, rider_id)."""
    await store.ask_again(tx, city_id, riders)


async def ask_period(tx: AsyncConnection, city_id: str, challenge_id: UUID, period_on: date) -> None:
    """Let all entries of a period be judged anew: something was declared of its days."""
    await store.ask_period(tx, city_id, challenge_id, period_on)


async def take_effect(tx: AsyncConnection, city_id: str, rule: Rule, now: datetime) -> None:
    """After a step of a challenge for teams: let it be counted anew for all its riders, and be said to them.
    A pause changes nothing by itself."""
    await store.set_proof(tx, rule.challenge_id, proof(rule))
    if not rule.is_paused:
        await store.ask_all(tx, city_id, rule, now)


async def count(
    tx: AsyncConnection,
    city_id: str,
    rule: Rule,
    riders: Mapping[UUID, Sequence[date] | None],
    now: datetime,
) -> list[Entry]:
    """Count anew what these riders bring in these periods (None: in all), add up how far their teams are, and
    say what has changed: to these riders all, to others of their teams what they are given. Returns what the
    challenge gives otherwise to riders, for those that require it."""
    moved: dict[tuple[GroupKey, UUID], bool] = {}
    for rider_ids, periods in _lots(rule, riders):
        moved |= await store.count_shares(tx, city_id, rule, rider_ids, periods, now)
    keys = {key for (key, rider_id), has_moved in moved.items() if has_moved or riders[rider_id] is None}
    if not keys:
        return []
    standings = await store.add_up(tx, city_id, rule, keys, RIDERS_MIN, now)
    events: list[Event] = []
    after, turned = [], []
    for share in await store.shares(tx, rule, keys, now):
        standing = standings[share.key]
        is_own = (share.key, share.rider_id) in moved
        has_moved = is_own and (moved[share.key, share.rider_id] or share.said_progress != standing.progress)
        known, event = _judged(city_id, rule, share, standing, has_moved, now)
        if known != share:
            after.append(known)
        if known.is_rewarded != share.is_rewarded:
            turned.append(_turned(rule, share, known, now))
        if event is not None:
            events.append(event)
    await store.keep(tx, rule.challenge_id, after)
    await publish(tx, events)
    return turned


def _lots(
    rule: Rule, riders: Mapping[UUID, Sequence[date] | None]
) -> Iterable[tuple[Sequence[UUID], Sequence[Period]]]:
    """The riders of whom all periods are counted, and those of whom some are, which are few."""
    of_all = sorted(rider_id for rider_id, periods in riders.items() if periods is None)
    if of_all:
        yield of_all, rule.window.periods()
    some = {rider_id: periods for rider_id, periods in riders.items() if periods}
    if some:
        periods_on = {each for periods in some.values() for each in periods}
        yield sorted(some), [rule.window.period(each) for each in sorted(periods_on)]


def _judged(
    city_id: str, rule: Rule, share: Share, standing: Standing, has_moved: bool, now: datetime
) -> tuple[Share, Event | None]:
    """The share as it is by now, and the event that says what has changed; None if there is nothing to
    say."""
    known = judged(rule.tree, share, standing.completed_at is not None, rule.is_paused)
    says = known.is_completed, known.is_given, known.has_left
    is_judged = share.must_say or says != (share.is_completed, share.is_given, share.has_left)
    if not is_judged and (not has_moved or known.has_left):
        return known, None
    # Who has left a pair reads no more of what the other one rides.
    progress = 0 if known.has_left else standing.progress
    after = known._replace(revision=share.revision + 1, said_progress=progress, must_say=False)
    make = answers.judged_event_of if is_judged or not share.revision else answers.moved_event_of
    return after, make(city_id, rule, after, standing, now)


def _turned(rule: Rule, before: Share, share: Share, now: datetime) -> Entry:
    """What a rider is rewarded for newly, or no longer, as an entry of the rider's own."""
    return Entry(
        rule.challenge_id,
        share.rider_id,
        share.period_on,
        share.revision,
        share.progress,
        judged_at=now,
        completed_at=now if share.is_rewarded else None,
        is_given=share.is_given,
        has_left=False,
        was_given=before.is_given,
        was_completed=before.is_rewarded,
    )
