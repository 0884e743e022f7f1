"""Actions on entries inside a transaction: count trips, count anew, and publish the events."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges import store as challenges
from services.challenges.counting import judged, recount, store
from services.challenges.counting.moves import as_before, compare, count, judge
from services.challenges.counting.progress import proof
from services.challenges.counting.rules import Cause, Change, EntryKey, Gain, gains_of, weeks_of
from services.challenges.counting.store import Entry
from services.challenges.entries import answers
from services.challenges.groups import actions as groups
from services.challenges.matching.index import Index, requiring
from services.challenges.matching.rules import Rule
from services.challenges.rules import Challenge
from shared.eventlog.outbox import derived_id, publish
from shared.events.event import Event
from shared.events.heard import Heard
from shared.settings import ServiceSettings

Causes = dict[EntryKey, Heard[Event] | Cause]
"""The last trip that moved each entry."""


async def count_changes(
    tx: AsyncConnection, city_id: str, index: Index, changes: Sequence[Change], now: datetime
) -> None:
    """Count these changes of trips toward every challenge that counts them, and publish the entries that they
    moved. The number of statements does not depend on how many changes, challenges or entries there are."""
    if index.of_groups is not None:
        await groups.ask(tx, city_id, index.of_groups, changes)
    # Teams and pairs keep what riders brought who were erased.
    changes = [each for each in changes if not each.is_erased]
    joined = await store.joins(tx, {deed.rider_id for each in changes for deed in each[1:] if deed})
    gains = gains_of(index, joined, changes, now)
    if index.compared is not None:
        await compare(tx, city_id, weeks_of(index, joined, changes), gains)
    if gains:
        await count_gains(tx, city_id, index, gains, now)


async def count_gains(
    tx: AsyncConnection, city_id: str, index: Index, gains: Mapping[EntryKey, Gain], now: datetime
) -> None:
    """Bring these entries to where their gains and their marks put them, judge again what requires them, and
    publish those that moved."""
    entries = await count(tx, city_id, gains, now)
    causes = {key: gain.cause for key, gain in gains.items()}
    entries += await follow(tx, city_id, index.requiring, entries, causes, now)
    await say(tx, city_id, index.by_id, entries, causes)


async def follow(
    tx: AsyncConnection,
    city_id: str,
    requiring: Mapping[UUID, Sequence[Rule]],
    entries: Sequence[Entry],
    causes: Causes,
    now: datetime,
) -> list[Entry]:
    """Judge again what requires the entries that are newly completed, or no longer, and what requires that.
    Each round is a fixed number of statements, and there are no more rounds than challenges that require one
    another in a row. Periodic work judges what riders of groups are given. Returns what was given or taken at
    once. `causes` gets theirs, where there is one."""
    found: list[Entry] = []
    turned = list(entries)
    while turned := [entry for entry in turned if entry.is_turned and entry.challenge_id in requiring]:
        rules, by_rider = {}, {}
        of_groups = []
        for entry in turned:
            for rule in requiring[entry.challenge_id]:
                if rule.is_for_groups:
                    of_groups.append((rule.challenge_id, entry.rider_id))
                else:
                    rules[rule.challenge_id] = rule
                    by_rider[entry.rider_id, rule.challenge_id] = entry
        await groups.ask_again(tx, city_id, of_groups)
        keys = await judged.of_riders(tx, by_rider)
        moved_at = {}
        for key in keys:
            cause = by_rider[key.rider_id, key.challenge_id]
            moved_at[key] = cause.judged_at
            if cause.key in causes:
                causes[key] = causes[cause.key]
        turned = await judge(
            tx, city_id, {key: rules[key.challenge_id] for key in keys}, as_before, moved_at.__getitem__, now
        )
        found += [entry for entry in turned if entry.gives_otherwise]
    return found


async def say(
    tx: AsyncConnection,
    city_id: str,
    rules: Mapping[UUID, Rule],
    entries: Sequence[Entry],
    causes: Mapping[EntryKey, Heard[Event] | Cause],
) -> None:
    """Publish the entries that trips moved: `entry.judged.v1` where what is given changed, else
    `entry.moved.v1`. An event's id is derived from the last trip that moved the entry and from the entry's
    revision: after a replay a trip may be the last one of another batch."""
    events: list[Event] = []
    ids = []
    for entry in entries:
        rule = rules[entry.challenge_id]
        if entry.gives_otherwise:
            events.append(answers.event_of(city_id, rule, entry))
        else:
            events.append(answers.progress_event_of(city_id, rule, entry))
        texts = rule.period(entry.period_on).texts
        ids.append(derived_id(causes[entry.key].id, "entry", *texts, str(entry.revision)))
    await publish(tx, events, ids)


CurrentIndex = Callable[[AsyncConnection], Awaitable[Index]]
"""Reads the index of the rules in force. The shared rules lock keeps them until the transaction ends."""


def index_in_force(zone: ZoneInfo, game_operator: str) -> CurrentIndex:
    """Reads the index of the rules in a city of this time zone, whose game this operator runs. It is cached,
    and compiled anew only when the version of all rules has changed."""
    index = Index(version=-1)

    async def current_index(tx: AsyncConnection) -> Index:
        nonlocal index
        version = await challenges.read_rules_version(tx)
        if version != index.version:
            in_force = await challenges.in_force(tx)
            index = Index(version, (challenge.rule(zone, game_operator) for challenge in in_force))
        return index

    return current_index


def rule_of(settings: ServiceSettings, challenge: Challenge) -> Rule:
    """What a challenge counts in this city."""
    return challenge.rule(ZoneInfo(settings.timezone), settings.operator_id)


async def take_effect(
    tx: AsyncConnection, settings: ServiceSettings, challenge: Challenge, now: datetime
) -> list[Entry]:
    """Update the entries after a step of a challenge: publishing and closing count all entries anew and
    publish them; pausing changes none, and those of groups are counted by periodic work. Returns
    the entries that were counted anew."""
    rule = rule_of(settings, challenge)
    known_id, first_on = challenge.challenge_id, rule.window.first_on
    if rule.is_for_groups:
        await challenges.set_counting(tx, known_id, first_on, None)
        await groups.take_effect(tx, settings.city_id, rule, now)
        return []
    await challenges.set_counting(tx, known_id, first_on, proof(rule))
    if challenge.state == "paused":
        return []
    return await count_anew(tx, settings, rule, now)


async def count_anew(
    tx: AsyncConnection, settings: ServiceSettings, rule: Rule, now: datetime, rider_id: UUID | None = None
) -> list[Entry]:
    """Count a challenge anew, for all riders or for one, and publish its entries, and what is given or taken
    because it is required. Returns its entries. The caller has called `store.hold_rules` before."""
    entries = await recount.count_anew(tx, settings.city_id, rule, now, rider_id)
    await publish(tx, answers.events_of(settings.city_id, rule, entries))
    await follow_alone(tx, settings, entries, now)
    return entries


async def follow_alone(
    tx: AsyncConnection, settings: ServiceSettings, entries: Sequence[Entry], now: datetime
) -> None:
    """Judge again what requires these entries, which no trip has moved, and publish what was given or
    taken."""
    if not any(entry.is_turned for entry in entries):
        return
    rules = [rule_of(settings, each) for each in await challenges.requiring_others(tx)]
    by_id = {rule.challenge_id: rule for rule in rules}
    followed = await follow(tx, settings.city_id, requiring(rules), entries, {}, now)
    await publish(
        tx, [answers.event_of(settings.city_id, by_id[entry.challenge_id], entry) for entry in followed]
    )


SETTLE_EVERY_S = 60
"""How long after its time an entry may be decided."""
LOT = 500
"""How many entries are decided in a transaction."""


async def settle(engine: AsyncEngine, settings: ServiceSettings, now: datetime) -> None:
    """Decide all entries of which the period is settled by now: a lot in each transaction. Several processes
    may do so at a time: each entry is decided once."""
    decided = LOT
    while decided == LOT:
        async with engine.begin() as tx:
            decided = await _settle_lot(tx, settings, now)


async def _settle_lot(tx: AsyncConnection, settings: ServiceSettings, now: datetime) -> int:
    if not await judged.due(tx, now, 1):
        return 0
    # No batch runs meanwhile: it locks entries in another order, and both might wait for each other.
    await challenges.hold_rules(tx)
    keys = await judged.due(tx, now, LOT)
    if not keys:
        return 0
    rules = {
        challenge.challenge_id: rule_of(settings, challenge)
        for challenge in await challenges.find_all_in_force(tx, {key.challenge_id for key in keys})
    }
    of_entries = {key: rules[key.challenge_id] for key in keys}
    entries = await judge(tx, settings.city_id, of_entries, as_before, lambda _: now, now)
    events = [
        answers.event_of(settings.city_id, rules[entry.challenge_id], entry)
        for entry in entries
        if entry.gives_otherwise
    ]
    await publish(tx, events)
    await follow_alone(tx, settings, entries, now)
    return len(keys)
