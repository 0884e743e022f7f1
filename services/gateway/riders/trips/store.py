"""What the gateway keeps of trips. Keys are sorted before rows are written, because transactions that lock
rows in different orders deadlock."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.statement.rules import Change, Totals
from shared.events.trips import TripJudged

REMEMBER_TRIPS = sa.text("""
    INSERT INTO trips (
        trip_id, city_id, rider_id, revision, local_on, trips, distance_m, duration_s, energy_kcal
    )
    SELECT trip_id, city_id, rider_id, revision, local_on, counts::int,
        CASE WHEN counts THEN distance_m ELSE 0 END,
        CASE WHEN counts THEN duration_s ELSE 0 END,
        CASE WHEN counts THEN energy_kcal ELSE 0 END
    FROM unnest(
        CAST(:trip_ids AS uuid[]), CAST(:city_ids AS text[]), CAST(:rider_ids AS uuid[]),
        CAST(:revisions AS int[]), CAST(:days AS date[]), CAST(:counts AS bool[]),
        CAST(:distances_m AS int[]), CAST(:durations_s AS int[]), CAST(:energies_kcal AS int[])
    ) AS t (trip_id, city_id, rider_id, revision, local_on, counts, distance_m, duration_s, energy_kcal)
    ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE
        SET revision = excluded.revision, trips = excluded.trips, distance_m = excluded.distance_m,
            duration_s = excluded.duration_s, energy_kcal = excluded.energy_kcal
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, new.rider_id, new.city_id, new.local_on,
        new.trips - coalesce(old.trips, 0), new.distance_m - coalesce(old.distance_m, 0),
        new.duration_s - coalesce(old.duration_s, 0), new.energy_kcal - coalesce(old.energy_kcal, 0)
""")


async def remember_trips(tx: AsyncConnection, trips: Sequence[TripJudged]) -> list[Change]:
    """Keep what is new of these trips (each at most once). Returns what it changes, even if by zeros."""
    rows = await tx.execute(
        REMEMBER_TRIPS,
        {
            "trip_ids": [trip.trip_id for trip in trips],
            "city_ids": [trip.city_id for trip in trips],
            "rider_ids": [trip.rider_id for trip in trips],
            "revisions": [trip.revision for trip in trips],
            "days": [trip.local_on for trip in trips],
            "counts": [trip.counts for trip in trips],
            "distances_m": [trip.distance_m or 0 for trip in trips],
            "durations_s": [trip.duration_s for trip in trips],
            "energies_kcal": [trip.energy_kcal for trip in trips],
        },
    )
    return [Change(*row) for row in rows]


ADD_TOTALS = sa.text("""
    INSERT INTO totals (rider_id, city_id, trips, distance_m, duration_s, energy_kcal, as_of)
    SELECT * FROM unnest(
        CAST(:rider_ids AS uuid[]), CAST(:city_ids AS text[]), CAST(:trips AS int[]),
        CAST(:distances_m AS bigint[]), CAST(:durations_s AS bigint[]), CAST(:energies_kcal AS bigint[]),
        CAST(:times AS timestamptz[])
    )
    ORDER BY 1
    ON CONFLICT (rider_id) DO UPDATE
        SET trips = totals.trips + excluded.trips,
            distance_m = totals.distance_m + excluded.distance_m,
            duration_s = totals.duration_s + excluded.duration_s,
            energy_kcal = totals.energy_kcal + excluded.energy_kcal,
            as_of = greatest(totals.as_of, excluded.as_of)
""")


async def add_totals(tx: AsyncConnection, totals: Mapping[UUID, Totals]) -> None:
    """Add these to what the riders have."""
    await tx.execute(
        ADD_TOTALS,
        {
            "rider_ids": list(totals),
            "city_ids": [each.city_id for each in totals.values()],
            "trips": [each.trips for each in totals.values()],
            "distances_m": [each.distance_m for each in totals.values()],
            "durations_s": [each.duration_s for each in totals.values()],
            "energies_kcal": [each.energy_kcal for each in totals.values()],
            "times": [each.as_of for each in totals.values()],
        },
    )


COUNT_DAYS = sa.text("""
    INSERT INTO rider_days (rider_id, local_on, city_id, trips)
    SELECT * FROM unnest(
        CAST(:rider_ids AS uuid[]), CAST(:days AS date[]), CAST(:city_ids AS text[]), CAST(:trips AS int[])
    )
    ORDER BY 1, 2
    ON CONFLICT (rider_id, local_on) DO UPDATE SET trips = rider_days.trips + excluded.trips
    RETURNING new.rider_id, new.local_on, old.trips IS NULL OR new.trips = 0
""")


async def count_days(
    tx: AsyncConnection, days: Mapping[tuple[UUID, date], int], cities: Mapping[UUID, str]
) -> list[tuple[UUID, date]]:
    """Add to the days' trips. Returns the days that have become the rider's, or no longer are."""
    if not days:
        return []
    counted = await tx.execute(
        COUNT_DAYS,
        {
            "rider_ids": [rider_id for rider_id, _ in days],
            "days": [local_on for _, local_on in days],
            "city_ids": [cities[rider_id] for rider_id, _ in days],
            "trips": list(days.values()),
        },
    )
    return [(rider_id, local_on) for rider_id, local_on, turned in counted if turned]


DROP_EMPTY_DAYS = sa.text("""
    DELETE FROM rider_days
    USING unnest(CAST(:rider_ids AS uuid[]), CAST(:days AS date[])) AS d (rider_id, day)
    WHERE rider_days.rider_id = d.rider_id AND local_on = d.day AND trips = 0
""")
MARK_BEGINNINGS = sa.text("""
    UPDATE rider_days SET begins = NOT EXISTS (
        SELECT FROM rider_days AS before
        WHERE before.rider_id = rider_days.rider_id AND before.local_on = rider_days.local_on - 1
    )
    FROM (
        SELECT DISTINCT rider_id, day + ahead AS day
        FROM unnest(CAST(:rider_ids AS uuid[]), CAST(:days AS date[])) AS d (rider_id, day),
            unnest(ARRAY[0, 1]) AS ahead
    ) AS near
    WHERE rider_days.rider_id = near.rider_id AND local_on = near.day
""")


async def mark_beginnings(tx: AsyncConnection, days: Sequence[tuple[UUID, date]]) -> None:
    """Note where runs of days begin, now that these days have come or gone.

    Only a day itself and the one after it can change, so this costs the same however long the runs are.
    """
    turned = {"rider_ids": [rider_id for rider_id, _ in days], "days": [local_on for _, local_on in days]}
    await tx.execute(DROP_EMPTY_DAYS, turned)
    await tx.execute(MARK_BEGINNINGS, turned)
