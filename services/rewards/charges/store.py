"""Tables of what campaigns were charged for entries and trips. Functions never decide or commit."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.charges.rules import Charge, Share
from services.rewards.tariffs.rules import NOT_ADDED, Added
from shared.db import by_column, fetch, unnest
from shared.events.challenges import EntryKey

DUE_MAX = 1_000
"""Most promises that one transaction of the sweep ends."""

ENTRY_KEY = {"rider_id": "uuid", "challenge_id": "uuid", "part": "text", "campaign_id": "uuid"}
ENTRY_COLUMNS = {
    **ENTRY_KEY,
    "given_points": "bigint",
    "promise_points": "bigint",
    "asked_points": "bigint",
    "promise_until": "timestamptz",
    "levels": "jsonb",
}
# The table of entries belongs to the sub-room `entries`, which imports this one.
READ_ENTRIES = sa.text(f"""
    SELECT rider_id, challenge_id, part, campaign_id, coalesce(entries.revision, 0),
        coalesce(promise_points, 0), coalesce(asked_points, 0), promise_until,
        coalesce(charged_entries.levels, '{{}}')
    FROM {unnest(ENTRY_KEY)} LEFT JOIN entries USING (rider_id, challenge_id, part)
        LEFT JOIN charged_entries USING (rider_id, challenge_id, part, campaign_id)
""")
KEEP_ENTRIES = sa.text(f"""
    INSERT INTO charged_entries ({", ".join(ENTRY_COLUMNS)}, city_id)
    SELECT {", ".join(ENTRY_COLUMNS)}, :city_id FROM {unnest(ENTRY_COLUMNS)}
    ORDER BY rider_id, challenge_id, part, campaign_id
    ON CONFLICT (rider_id, challenge_id, part, campaign_id) DO UPDATE
        SET given_points = excluded.given_points, promise_points = excluded.promise_points,
            asked_points = excluded.asked_points, promise_until = excluded.promise_until,
            levels = excluded.levels
""")


async def read_entries(tx: AsyncConnection, keys: Mapping[EntryKey, UUID]) -> dict[EntryKey, Charge]:
    """What each of these entries has cost its campaign so far. The caller holds the locks on riders' accounts
    and on the campaigns."""
    rows = [(*key, campaign_id) for key, campaign_id in keys.items()]
    found = await fetch(tx, READ_ENTRIES, by_column(ENTRY_KEY, rows))
    charges = {}
    for *key, campaign_id, revision, promise_points, asked_points, promise_until, levels in found:
        charges[EntryKey(*key)] = Charge(
            campaign_id,
            revision,
            promise_points,
            asked_points,
            promise_until,
            msgspec.convert(levels, dict[int, Share], str_keys=True),
        )
    return charges


async def keep_entries(tx: AsyncConnection, city_id: str, charges: Mapping[EntryKey, Charge]) -> None:
    """Write those of these charges that have changed."""
    rows = [
        (
            *key,
            each.campaign_id,
            each.given_points,
            each.promise_points,
            each.asked_points,
            each.promise_until,
            msgspec.json.encode(each.levels).decode(),
        )
        for key, each in charges.items()
        if each.is_changed
    ]
    if rows:
        await fetch(tx, KEEP_ENTRIES, {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id})


CAMPAIGNS_DUE = sa.text("""
    SELECT DISTINCT campaign_id FROM (
        SELECT campaign_id FROM charged_entries WHERE open_points > 0 AND promise_until <= :now
        ORDER BY promise_until LIMIT :most
    ) AS due
""")
END_PROMISES = sa.text("""
    WITH due AS (
        SELECT rider_id, challenge_id, part, campaign_id, open_points FROM charged_entries
        WHERE open_points > 0 AND promise_until <= :now AND campaign_id = ANY(CAST(:campaign_ids AS uuid[]))
        ORDER BY promise_until LIMIT :most
    ), ended AS (
        UPDATE charged_entries SET promise_points = 0, asked_points = 0 FROM due
        WHERE charged_entries.rider_id = due.rider_id AND charged_entries.challenge_id = due.challenge_id
            AND charged_entries.part = due.part AND charged_entries.campaign_id = due.campaign_id
        RETURNING due.campaign_id, due.open_points
    ) SELECT campaign_id, sum(open_points)::bigint FROM ended GROUP BY campaign_id
""")


async def campaigns_due(tx: AsyncConnection, now: datetime) -> set[UUID]:
    """Campaigns of the promises that ended first."""
    rows = await tx.execute(CAMPAIGNS_DUE, {"now": now, "most": DUE_MAX})
    return {row[0] for row in rows}


async def end_promises(tx: AsyncConnection, campaign_ids: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """End the promises of these campaigns whose time is over, at most DUE_MAX. Their rows are locked. Returns
    the points that are promised no longer, by campaign."""
    values = {"now": now, "most": DUE_MAX, "campaign_ids": list(campaign_ids)}
    return {campaign_id: points for campaign_id, points in await tx.execute(END_PROMISES, values)}


OF_RIDERS = "open_points > 0 AND rider_id = ANY(CAST(:rider_ids AS uuid[]))"
CAMPAIGNS_OF = sa.text(f"SELECT DISTINCT campaign_id FROM charged_entries WHERE {OF_RIDERS}")
END_PROMISES_OF = sa.text(f"""
    WITH ended AS (
        UPDATE charged_entries SET promise_points = 0, asked_points = 0 WHERE {OF_RIDERS}
        RETURNING campaign_id, old.open_points
    ) SELECT campaign_id, sum(open_points)::bigint FROM ended GROUP BY campaign_id
""")


async def campaigns_of(tx: AsyncConnection, rider_ids: Collection[UUID]) -> set[UUID]:
    """Campaigns that have promised something to these riders."""
    return {row[0] for row in await tx.execute(CAMPAIGNS_OF, {"rider_ids": list(rider_ids)})}


async def end_promises_of(tx: AsyncConnection, rider_ids: Collection[UUID]) -> dict[UUID, int]:
    """End the promises to these riders. The rows of their campaigns are locked. Returns the points that are
    promised no longer, by campaign."""
    rows = await tx.execute(END_PROMISES_OF, {"rider_ids": list(rider_ids)})
    return {campaign_id: points for campaign_id, points in rows}


TRIP_KEY = {"rider_id": "uuid", "local_on": "date", "trip_id": "uuid"}
TRIP_COLUMNS = {**TRIP_KEY, "campaign_id": "uuid", "points": "bigint", "refusal": "text"}
# The table of trips belongs to the sub-room `trips`, which imports this one.
READ_TRIPS = sa.text(f"""
    SELECT row.trip_id, coalesce(trips.revision, 0), charged_trips.campaign_id,
        coalesce(charged_trips.points, 0), charged_trips.refusal
    FROM {unnest(TRIP_KEY)} LEFT JOIN trips USING (rider_id, local_on, trip_id)
        LEFT JOIN charged_trips USING (rider_id, local_on, trip_id)
""")
KEEP_TRIPS = sa.text(f"""
    INSERT INTO charged_trips ({", ".join(TRIP_COLUMNS)}, city_id)
    SELECT {", ".join(TRIP_COLUMNS)}, :city_id FROM {unnest(TRIP_COLUMNS)}
    ORDER BY rider_id, local_on, trip_id
    ON CONFLICT (rider_id, local_on, trip_id) DO UPDATE
        SET campaign_id = excluded.campaign_id, points = excluded.points, refusal = excluded.refusal
""")
DROP_TRIPS = sa.text(f"""
    DELETE FROM charged_trips USING {unnest(TRIP_KEY)} WHERE charged_trips.rider_id = row.rider_id
        AND charged_trips.local_on = row.local_on AND charged_trips.trip_id = row.trip_id
""")
TripKey = tuple[UUID, date, UUID]
"""rider_id, local_on and trip_id."""


async def read_trips(tx: AsyncConnection, keys: Collection[TripKey]) -> dict[UUID, tuple[int, Added]]:
    """The last revision of each of these trips (0 of a new one), and what its multiplier has cost which
    campaign."""
    found = await fetch(tx, READ_TRIPS, by_column(TRIP_KEY, list(keys)))
    return {
        trip_id: (revision, Added(str(campaign_id), *added) if campaign_id else NOT_ADDED)
        for trip_id, revision, campaign_id, *added in found
    }


async def keep_trips(tx: AsyncConnection, city_id: str, charges: Iterable[tuple[TripKey, Added]]) -> None:
    """Write what these trips cost now."""
    rows = [(*key, *added) for key, added in charges]
    paid = [row for row in rows if row[4]]
    if paid:
        await fetch(tx, KEEP_TRIPS, {**by_column(TRIP_COLUMNS, paid), "city_id": city_id})
    if free := [row[:3] for row in rows if not row[4]]:
        await fetch(tx, DROP_TRIPS, by_column(TRIP_KEY, free))
