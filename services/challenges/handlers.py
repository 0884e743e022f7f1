"""Event door of challenges: trips become progress."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import answers, rules
from services.challenges import store as store_challenges
from services.challenges.entries import store
from services.challenges.entries.store import Entry
from services.challenges.rules import EntryKey, Gain, Index, Match
from shared.eventlog.consumer import Handlers
from shared.eventlog.outbox import derived_id, publish
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


def handlers(zone: ZoneInfo) -> Handlers:
    """Who handles what. `zone` is the city's: an entry's day is counted in it."""
    index = Index(version=-1)

    async def current_index(tx: AsyncConnection) -> Index:
        """The rules in force in this transaction; compiled again only when they have changed."""
        nonlocal index
        version = await store.read_rules_version(tx)
        if version != index.version:
            index = rules.compile_index(version, await store_challenges.in_force(tx))
        return index

    async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Count a batch of trips toward every challenge they fall in, or take them back.

        A fixed number of statements, however long the batch. Safe to run twice and in any order: what
        counts is the difference between the newest revision and the one that was known before.
        """
        city_id = batch[0].event.city_id
        in_force = await current_index(tx)
        order = {heard.id: place for place, heard in enumerate(batch)}
        changes = await store.remember(tx, city_id, newest(batch, lambda trip: trip.trip_id))
        changes.sort(key=lambda change: order[change.heard.id])
        riders = {change.heard.event.rider_id for change in changes}
        joins = await store.joins(tx, riders)
        found = await without_new_for_stopped(tx, rules.matches(in_force, joins.of_rider, changes))
        gains = rules.gains(found)
        if not gains:
            return
        entries = await store.add_progress(tx, city_id, gains, joins.changes)
        await say(tx, city_id, zone, entries, gains)

    return {"trips": {TripJudged.type: on_trips_judged}}


async def say(
    tx: AsyncConnection,
    city_id: str,
    zone: ZoneInfo,
    entries: Sequence[Entry],
    gains: Mapping[EntryKey, Gain],
) -> None:
    """Tell of entries that have moved. Their events follow from the last trip that moved them."""
    events, ids = [], []
    for entry in entries:
        gain = gains[EntryKey(entry.challenge_id, entry.rider_id)]
        events.append(answers.judged(city_id, zone, gain.challenge, entry))
        ids.append(derived_id(gain.cause.id, "entry", str(entry.challenge_id)))
    await publish(tx, events, ids)


async def without_new_for_stopped(tx: AsyncConnection, found: Sequence[Match]) -> list[Match]:
    """A paused or closed challenge counts nothing new; what it had counted can still be taken back.

    What is not counted keeps its revisions: they are part of the entry's, in a replay too.
    """
    stopped = [
        (match.challenge.challenge_id, match.change.heard.event.trip_id)
        for match in found
        if match.challenge.state != "published"
    ]
    if not stopped:
        return list(found)
    counted = await store.counted(tx, stopped)
    return [
        match
        if match.challenge.state == "published"
        or (match.challenge.challenge_id, match.change.heard.event.trip_id) in counted
        else match._replace(change=match.change._replace(gained=rules.NOTHING))
        for match in found
    ]
