"""Tables of rewards, and every SQL statement on them. Functions take `tx`; they never decide or commit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.tariffs.rules import Day, EntryChange, Posting, Standing, TripChange, entry_points
from shared.db import by_column, fetch, insert, unnest
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard
from shared.events.trips import TripJudged

TRIP_COLUMNS = {"trip_id": "uuid", "revision": "int", "points": "int"}

# `old` is NULL for a trip heard of for the first time, and a stale revision returns no row. Ordered,
# because consumers that lock rows in different orders deadlock.
REMEMBER = sa.text(f"""
    INSERT INTO trips (trip_id, revision, points, city_id)
    SELECT row.*, :city_id FROM {unnest(TRIP_COLUMNS)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET revision = excluded.revision, points = excluded.points
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, coalesce(old.points, 0) AS points, coalesce(old.revision, 0) AS revision
""")


async def remember(
    tx: AsyncConnection, city_id: str, trips: Mapping[UUID, tuple[Heard[TripJudged], int]]
) -> list[TripChange]:
    """Keep what is new about these trips (each with its full points). Returns what it changed."""
    rows = [(trip_id, heard.event.revision, points) for trip_id, (heard, points) in trips.items()]
    changed = await fetch(tx, REMEMBER, {**by_column(TRIP_COLUMNS, rows), "city_id": city_id})
    changes = []
    for trip_id, points_before, revision_before in changed:
        heard, points = trips[trip_id]
        changes.append(TripChange(heard, points_before, points, revision_before))
    return changes


ENTRY_COLUMNS = {"rider_id": "uuid", "challenge_id": "uuid", "revision": "bigint", "points": "int"}
REMEMBER_ENTRIES = sa.text(f"""
    INSERT INTO entries ({", ".join(ENTRY_COLUMNS)}, city_id)
    SELECT row.*, :city_id FROM {unnest(ENTRY_COLUMNS)} ORDER BY rider_id, challenge_id
    ON CONFLICT (rider_id, challenge_id) DO UPDATE
        SET revision = excluded.revision, points = excluded.points
        WHERE entries.revision < excluded.revision
    RETURNING new.rider_id, new.challenge_id, coalesce(old.points, 0)
""")


async def remember_entries(
    tx: AsyncConnection, city_id: str, entries: Mapping[tuple[UUID, UUID], Heard[EntryJudged]]
) -> list[EntryChange]:
    """Keep what is new about these entries, by rider and challenge. Returns what it changed."""
    rows = [(*key, heard.event.revision, entry_points(heard.event)) for key, heard in entries.items()]
    changed = await fetch(tx, REMEMBER_ENTRIES, {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id})
    return [
        EntryChange(entries[rider_id, challenge_id], points_before)
        for rider_id, challenge_id, points_before in changed
    ]


DAY_COLUMNS = {"rider_id": "uuid", "local_on": "date", "points": "int", "revision": "int"}
ADD_TO_DAYS = sa.text(f"""
    INSERT INTO rider_days (rider_id, local_on, points, revision, city_id)
    SELECT row.*, :city_id FROM {unnest(DAY_COLUMNS)} ORDER BY rider_id, local_on
    ON CONFLICT (rider_id, local_on) DO UPDATE
        SET points = rider_days.points + excluded.points, revision = rider_days.revision + excluded.revision
    RETURNING new.rider_id, new.local_on, coalesce(old.points, 0), coalesce(old.revision, 0)
""")


async def add_to_days(
    tx: AsyncConnection, city_id: str, gains: Mapping[tuple[UUID, date], Day]
) -> dict[tuple[UUID, date], Day]:
    """Add full points and revisions to riders' local days. Returns the days as they were before."""
    rows = [(*key, *gain) for key, gain in gains.items()]
    found = await fetch(tx, ADD_TO_DAYS, {**by_column(DAY_COLUMNS, rows), "city_id": city_id})
    return {(rider_id, local_on): Day(*before) for rider_id, local_on, *before in found}


POSTING_COLUMNS = (
    "posting_id",
    "kind",
    "source",
    "destination",
    "points",
    "given_by",
    "posted_at",
    "available_at",
    "rule",
    "version",
    "params",
    "city_id",
)


async def post(tx: AsyncConnection, city_id: str, postings: Sequence[Posting]) -> None:
    """Write these lines into the ledger. Lines of 0 points move nothing, so they are not in it."""
    rows = [
        (
            line.posting_id,
            line.kind,
            line.source,
            line.destination,
            abs(line.points),
            line.given_by,
            line.posted_at,
            line.available_at,
            line.rule,
            line.version,
            msgspec.json.encode(line.params).decode(),
            city_id,
        )
        for line in postings
        if line.points
    ]
    if rows:
        await insert(tx, "postings", POSTING_COLUMNS, rows)


ACCOUNT_COLUMNS = {"rider_id": "uuid", "points": "bigint", "trip_revisions": "bigint"}
ADD_TO_ACCOUNTS = sa.text(f"""
    INSERT INTO accounts (rider_id, points, lifetime_points, trip_revisions, city_id)
    SELECT rider_id, points, points, trip_revisions, :city_id
    FROM {unnest(ACCOUNT_COLUMNS)} ORDER BY rider_id
    ON CONFLICT (rider_id) DO UPDATE SET points = accounts.points + excluded.points,
        lifetime_points = accounts.lifetime_points + excluded.lifetime_points,
        trip_revisions = accounts.trip_revisions + excluded.trip_revisions
    RETURNING new.rider_id, coalesce(old.lifetime_points, 0), new.lifetime_points, new.trip_revisions
""")


async def add_to_accounts(
    tx: AsyncConnection, city_id: str, gains: Mapping[UUID, tuple[int, int]]
) -> list[Standing]:
    """Add points and trips' revisions to riders' accounts. Returns where each of them stands now."""
    rows = [(rider_id, *gain) for rider_id, gain in gains.items()]
    found = await fetch(tx, ADD_TO_ACCOUNTS, {**by_column(ACCOUNT_COLUMNS, rows), "city_id": city_id})
    return [Standing(*row) for row in found]


ENTRY_REVISIONS = sa.text("""
    SELECT rider_id, sum(revision)::bigint FROM entries
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) GROUP BY rider_id
""")


async def entry_revisions(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The sum of the revisions of all entries of each of these riders who has any."""
    return dict(await fetch(tx, ENTRY_REVISIONS, {"rider_ids": list(rider_ids)}))
