"""Actions on entries inside a transaction: count trips, count anew, and publish the events."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.counting import recount, store
from services.challenges.counting.rules import Change, EntryKey, Gain, gains_of
from services.challenges.counting.store import BEST, DAYS, Entry
from services.challenges.counting.streaks import longest_streak
from services.challenges.entries import answers
from services.challenges.groups import actions as groups
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Rule
from services.challenges.rules import Challenge
from services.challenges.tree.trees import Best, Streak, Teams
from shared.eventlog.outbox import derived_id, publish
from shared.events.event import Event
from shared.settings import ServiceSettings


async def count_changes(
    tx: AsyncConnection, city_id: str, index: Index, changes: Sequence[Change], now: datetime
) -> None:
    """Count these changes of trips toward every challenge that counts them, and publish the entries that they
    moved. The number of statements does not depend on how many changes, challenges or entries there are."""
    joined = await store.joins(tx, {deed.rider_id for each in changes for deed in each[1:] if deed})
    gains = gains_of(index, joined, changes, now)
    if index.of_teams:
        await groups.ask(tx, city_id, index.of_teams, changes)
    if not gains:
        return
    progress = await _progress(tx, city_id, gains)
    await say(tx, city_id, await store.add_progress(tx, city_id, gains, progress), gains)


async def _progress(tx: AsyncConnection, city_id: str, gains: Mapping[EntryKey, Gain]) -> dict[EntryKey, int]:
    """By how much the progress of each entry changes. The marks that these gains leave are stored."""
    progress = {key: gain.progress for key, gain in gains.items()}
    marked = {key: gain for key, gain in gains.items() if gain.rule.marks}
    if not marked:
        return progress
    progress |= await store.add_marks(tx, city_id, marked)
    goals = {key: gain.rule.tree.goal for key, gain in marked.items()}
    best = [key for key, goal in goals.items() if isinstance(goal, Best)]
    if best:
        for key, standing in (await store.standing(tx, BEST, best)).items():
            progress[key] = standing.marks - standing.progress
    streaks = {key: goal for key, goal in goals.items() if isinstance(goal, Streak)}
    if streaks:
        for key, standing in (await store.standing(tx, DAYS, streaks)).items():
            goal = streaks[key]
            progress[key] = longest_streak(standing.marks, goal.of, goal.freezes) - standing.progress
    return progress


async def say(
    tx: AsyncConnection, city_id: str, entries: Sequence[Entry], gains: Mapping[EntryKey, Gain]
) -> None:
    """Publish the entries that trips moved: `entry.judged.v1` where what is given changed, else
    `entry.moved.v1`. An event's id is derived from the last trip that moved the entry and from the entry's
    revision: after a replay a trip may be the last one of another batch."""
    events: list[Event] = []
    ids = []
    for entry in entries:
        gain = gains[entry.key]
        if entry.is_given != entry.was_given:
            events.append(answers.event_of(city_id, gain.rule, entry))
        else:
            events.append(answers.progress_event_of(city_id, gain.rule, entry))
        texts = gain.rule.period(entry.period_on).texts
        ids.append(derived_id(gain.cause.id, "entry", *texts, str(entry.revision)))
    await publish(tx, events, ids)


def rule_of(settings: ServiceSettings, challenge: Challenge) -> Rule:
    """What a challenge counts in this city."""
    return challenge.rule(ZoneInfo(settings.timezone), settings.operator_id)


async def take_effect(
    tx: AsyncConnection, settings: ServiceSettings, challenge: Challenge, now: datetime
) -> list[Entry]:
    """Update the entries after a step of a challenge: publishing and closing count all entries anew and
    publish them; pausing changes none, and those of teams are counted by periodic work. Returns
    the entries that were counted anew."""
    rule = rule_of(settings, challenge)
    known_id, first_on = challenge.challenge_id, rule.window.first_on
    is_for_teams = isinstance(rule.tree.who, Teams)
    await challenges.set_counting(tx, known_id, first_on, None if is_for_teams else recount.proof(rule))
    if is_for_teams:
        await groups.take_effect(tx, settings.city_id, rule)
    if is_for_teams or challenge.state == "paused":
        return []
    entries = await recount.count_anew(tx, settings.city_id, rule, now)
    await publish(tx, answers.events_of(settings.city_id, rule, entries))
    return entries
