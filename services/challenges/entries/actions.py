"""What trips, steps and riders do to entries: count, count anew, stop counting, and say what has changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.answers import Brought
from services.challenges.entries import answers, rules, store
from services.challenges.entries.rules import EntryKey, Gain, Match
from services.challenges.entries.store import Entry
from services.challenges.rules import Challenge, State
from shared.eventlog.outbox import derived_id, publish
from shared.events.event import Event


async def say(
    tx: AsyncConnection,
    city_id: str,
    zone: ZoneInfo,
    entries: Sequence[Entry],
    gains: Mapping[EntryKey, Gain],
) -> None:
    """Tell of entries that trips have moved: what an entry gives, where that has changed, else how far it is.

    Their events follow from the last trip that moved them, and from their revision: after a replay one trip
    may come last in another batch, or under another version of the rules, and then says something else.
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
    """A paused or closed challenge counts nothing new; what it had counted can still be taken back.

    A match that is not counted keeps its revisions: they are part of the entry's, in a replay too.
    """
    stopped = [
        (match.challenge.challenge_id, match.change.heard.event.trip_id)
        for match in matches
        if match.challenge.state != "published"
    ]
    if not stopped:
        return list(matches)
    counted = await store.counted(tx, stopped)
    return [
        match
        if match.challenge.state == "published"
        or (match.challenge.challenge_id, match.change.heard.event.trip_id) in counted
        else match._replace(change=match.change._replace(gained=rules.NOTHING))
        for match in matches
    ]


async def take_effect(
    tx: AsyncConnection,
    city_id: str,
    zone: ZoneInfo,
    state_before: State,
    challenge: Challenge,
    now: datetime,
) -> Brought:
    """What follows for entries from a step of a challenge: publishing counts them anew and says them,
    pausing and closing end the counting. Returns what publishing has brought."""
    if challenge.state != "published":
        if state_before == "published":
            await store.freeze(tx, city_id, challenge)
        return Brought()
    await store.unfreeze(tx, challenge.challenge_id)
    entries = await store.backfill(tx, city_id, challenge, now)
    await publish(tx, [answers.event_of(city_id, zone, challenge, entry) for entry in entries])
    return answers.brought(challenge, entries)


async def count_anew(
    tx: AsyncConnection, city_id: str, zone: ZoneInfo, challenge: Challenge, rider_id: UUID, now: datetime
) -> Entry:
    """Count one rider's entry from all trips, and say it. A rider without a trip starts from nothing."""
    entries = await store.backfill(tx, city_id, challenge, now, rider_id)
    await publish(tx, [answers.event_of(city_id, zone, challenge, entry) for entry in entries])
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
