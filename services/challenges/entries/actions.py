"""Actions on entries: count trips, count an entry anew, stop counting, and publish the events."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.entries import answers, rules, store
from services.challenges.entries.rules import EntryKey, Gain, Match
from services.challenges.entries.store import Entry
from services.challenges.rules import Challenge
from shared.eventlog.outbox import derived_id, publish
from shared.events.event import Event
from shared.two_keys.steps import State


async def say(
    tx: AsyncConnection,
    city_id: str,
    zone: ZoneInfo,
    entries: Sequence[Entry],
    gains: Mapping[EntryKey, Gain],
) -> None:
    """Publish the entries that trips moved: `entry.judged.v1` where completion changed, else
    `entry.moved.v1`.

    An event's id is derived from the last trip that moved the entry and from the entry's revision. The trip
    alone is not enough: after a replay it may be the last one of another batch, or be counted under another
    version of the rules, and then leads to another state of the entry.
    """
    events: list[Event] = []
    ids = []
    for entry in entries:
        gain = gains[entry.challenge_id, entry.rider_id]
        if rules.completion_changed(entry.was_completed, entry.completed_at):
            events.append(answers.event_of(city_id, zone, gain.challenge, entry))
        else:
            events.append(answers.progress_event_of(city_id, gain.challenge, entry))
        ids.append(derived_id(gain.cause.id, "entry", str(entry.challenge_id), str(entry.revision)))
    await publish(tx, events, ids)


async def drop_new_of_inactive(tx: AsyncConnection, matches: Sequence[Match]) -> list[Match]:
    """Set to zero what trips gain in a paused or closed challenge, except trips that it counted before it
    stopped: those can still be taken back.

    A match that is not counted keeps its number of revisions, which is part of the entry's revision, so that
    a replay arrives at the same revision.
    """
    stopped_pairs = [
        (match.challenge.challenge_id, match.heard.event.trip_id)
        for match in matches
        if match.challenge.state != "published"
    ]
    if not stopped_pairs:
        return list(matches)
    counted = await store.counted(tx, stopped_pairs)
    return [
        match
        if match.challenge.state == "published"
        or (match.challenge.challenge_id, match.heard.event.trip_id) in counted
        else match._replace(gained=rules.NOTHING)
        for match in matches
    ]


async def take_effect(
    tx: AsyncConnection,
    city_id: str,
    zone: ZoneInfo,
    state_before: State,
    challenge: Challenge,
    now: datetime,
) -> list[Entry]:
    """Update the entries after a step of a challenge: publishing counts all entries anew and publishes them,
    pausing and closing freeze what was counted. Closing moves the end, and so until when a campaign promises
    entries their reward, which is published. Returns the entries that were counted anew."""
    if challenge.state != "published":
        if state_before == "published":
            await store.freeze(tx, city_id, challenge)
        if challenge.state == "closed" and challenge.who == "joined" and challenge.campaign_id:
            promised = await store.begin_again(tx, challenge.challenge_id)
            await publish(tx, answers.events_of(city_id, zone, challenge, promised))
        return []
    await store.unfreeze(tx, challenge.challenge_id)
    entries = await store.backfill(tx, city_id, challenge, now)
    await publish(tx, answers.events_of(city_id, zone, challenge, entries))
    return entries


async def count_anew(
    tx: AsyncConnection, city_id: str, zone: ZoneInfo, challenge: Challenge, rider_id: UUID, now: datetime
) -> Entry:
    """Count one rider's entry anew from all stored trips, and publish it. Returns an entry without progress
    for a rider who has no trip and has not joined."""
    entries = await store.backfill(tx, city_id, challenge, now, rider_id)
    await publish(tx, answers.events_of(city_id, zone, challenge, entries))
    if entries:
        return entries[0]
    return Entry(
        challenge.challenge_id,
        rider_id,
        revision=0,
        progress=0,
        judged_at=now,
        completed_at=None,
        has_left=False,
        was_completed=False,
    )
