"""What releases count, and every SQL statement that reads or writes it; what they tell is in
`publishing/store.py`. Functions take `tx`; they never decide or commit."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.plans.rules import NO_PLACE, Plan
from services.public_value.releases.calendar.rules import Import
from services.public_value.releases.rules import Counted, Days, Kind
from shared.db import by_column, unnest

RUN_LOCK = 0x72656C65617365  # an advisory lock, "release" in ASCII: one run at a time

ROW = """source, rider_id, operator_id, covers, zone_id, vehicle_type,
    trips, duration_s, distance_m, energy_kcal, points"""
"""The columns of a `Counted`."""

# What a run counts, by the plan. Of a source that is no trip: whether the rider has a trip that counts, and
# with which operator alone the rider ever rode.
PLAN = "unnest(CAST(:operators AS text[]), CAST(:hows AS text[])) AS plan (operator_id, how)"
OBJECTS = "SELECT FROM objections WHERE objections.rider_id = {}.rider_id AND objects"
COUNTABLE: Mapping[Kind, str] = {
    "trips": f"""
        SELECT trips.local_on, CAST(trip_id AS text) AS source, rider_id, operator_id,
            confirmed OR CAST(:any_covers AS bool) AS covers,
            CASE plan.how WHEN 'city' THEN '{NO_PLACE}' ELSE zone_id END AS zone_id, vehicle_type,
            1 AS trips, duration_s, distance_m, energy_kcal, 0 AS points
        FROM trips JOIN {PLAN} USING (operator_id)
        WHERE city_id = :city_id AND local_on BETWEEN :first AND :last AND counts
            AND (CAST(:everybody AS bool) OR NOT EXISTS ({OBJECTS.format("trips")}))
    """,
    "points": f"""
        SELECT sources.local_on, source, sources.rider_id, operator_id,
            confirmed OR CAST(:any_covers AS bool) AS covers,
            CASE plan.how WHEN 'city' THEN '{NO_PLACE}' ELSE trips.zone_id END AS zone_id, vehicle_type,
            0 AS trips, 0 AS duration_s, 0 AS distance_m, 0 AS energy_kcal, total_points AS points
        FROM sources JOIN trips ON trips.city_id = sources.city_id AND trips.local_on = sources.local_on
            AND 'trip:' || trips.trip_id = sources.source
        JOIN {PLAN} USING (operator_id)
        WHERE sources.city_id = :city_id AND sources.local_on BETWEEN :first AND :last
            AND kind = 'trip' AND counts AND NOT EXISTS ({OBJECTS.format("trips")})
        UNION ALL
        SELECT local_on, source, rider_id, ridden.operator_id, ridden.covers, '{NO_PLACE}', '',
            0, 0, 0, 0, total_points
        FROM sources CROSS JOIN LATERAL (
            SELECT CASE WHEN min(operator_id) = max(operator_id) THEN min(operator_id) END AS operator_id,
                bool_or(counts AND operator_id = ANY(:operators)) AS does_count,
                bool_or(counts AND operator_id = ANY(:operators)
                    AND (confirmed OR CAST(:any_covers AS bool))) AS covers
            FROM trips WHERE trips.rider_id = sources.rider_id
        ) AS ridden
        WHERE city_id = :city_id AND local_on BETWEEN :first AND :last
            AND kind IN ('cap', 'challenge', 'bonus') AND does_count
            AND NOT EXISTS ({OBJECTS.format("sources")})
    """,
}


class Scope(NamedTuple):
    """Which rows a run counts: those of a city, by the plan of a month. `any_covers`: phones cover too."""

    city_id: str
    plan: Plan
    any_covers: bool

    def parameters(self, first: date, last: date) -> dict[str, Any]:
        return {
            "city_id": self.city_id,
            "operators": list(self.plan.operators),
            "hows": list(self.plan.operators.values()),
            "any_covers": self.any_covers,
            "everybody": False,
            "first": first,
            "last": last,
        }


def _by_day(rows: Iterable[Any]) -> dict[date, list[Counted]]:
    days: dict[date, list[Counted]] = defaultdict(list)
    for day, *row in rows:
        days[day].append(Counted(*row))
    return dict(days)


async def read_open(tx: AsyncConnection, scope: Scope, kind: Kind, first: date, last: date) -> Days:
    """Today's rows of those of these days that are not frozen."""
    query = sa.text(f"""
        SELECT local_on, {ROW} FROM ({COUNTABLE[kind]}) AS countable
        WHERE NOT EXISTS (
            SELECT FROM frozen_days WHERE city_id = :city_id AND kind = '{kind}'
                AND frozen_days.local_on = countable.local_on
        )
    """)
    return _by_day(await tx.execute(query, scope.parameters(first, last)))


async def read_today(tx: AsyncConnection, scope: Scope, first: date, last: date) -> Days:
    """Today's trips of these days, with those of riders who object."""
    query = sa.text(f"SELECT local_on, {ROW} FROM ({COUNTABLE['trips']}) AS countable")
    return _by_day(await tx.execute(query, scope.parameters(first, last) | {"everybody": True}))


async def read_month(tx: AsyncConnection, scope: Scope, kind: Kind, first: date, last: date) -> Days:
    """Today's rows of these days, frozen or not."""
    query = sa.text(f"SELECT local_on, {ROW} FROM ({COUNTABLE[kind]}) AS countable")
    return _by_day(await tx.execute(query, scope.parameters(first, last)))


async def read_objecting(tx: AsyncConnection, city_id: str) -> frozenset[object]:
    """The riders who object to being counted."""
    query = sa.text("SELECT rider_id FROM objections WHERE city_id = :city_id AND objects")
    return frozenset((await tx.execute(query, {"city_id": city_id})).scalars())


async def read_counted(tx: AsyncConnection, city_id: str, kind: Kind, first: date, last: date) -> Days:
    """The counted sets of those of these days that are frozen. One of which nothing is left is empty."""
    query = sa.text(f"""
        SELECT local_on, {ROW} FROM counted
        WHERE city_id = :city_id AND kind = :kind AND local_on BETWEEN :first AND :last
    """)
    values = {"city_id": city_id, "kind": kind, "first": first, "last": last}
    return _by_day(await tx.execute(query, values))


async def freeze(tx: AsyncConnection, scope: Scope, kind: Kind, days: Collection[date], release: int) -> None:
    """Keep the counted set of these days: what `read_open` has read of them in the same snapshot."""
    values = {"city_id": scope.city_id, "kind": kind, "days": sorted(days), "release": release}
    await tx.execute(
        sa.text("""
            INSERT INTO frozen_days (city_id, kind, local_on, release, rider_keys)
            SELECT :city_id, :kind, day, :release, ARRAY(
                SELECT DISTINCT rider_key FROM trips
                WHERE city_id = :city_id AND local_on = day AND counts ORDER BY rider_key
            ) FROM unnest(CAST(:days AS date[])) AS day
        """),
        values,
    )
    await tx.execute(
        sa.text(f"""
            INSERT INTO counted (city_id, kind, local_on, {ROW})
            SELECT :city_id, '{kind}', local_on, {ROW} FROM ({COUNTABLE[kind]}) AS countable
            WHERE local_on = ANY(CAST(:days AS date[]))
        """),
        scope.parameters(min(days), max(days)) | {"days": sorted(days)},
    )


# Loose index scans: each step finds the first day of a later month.
OPEN_MONTHS = sa.text("""
    WITH RECURSIVE trip_months AS (
        SELECT (SELECT min(local_on) FROM trips WHERE city_id = :city_id) AS day
        UNION ALL
        SELECT (SELECT min(local_on) FROM trips WHERE city_id = :city_id
            AND local_on >= date_trunc('month', day) + interval '1 month')
        FROM trip_months WHERE day IS NOT NULL
    ), point_months AS (
        SELECT (SELECT min(local_on) FROM sources WHERE city_id = :city_id) AS day
        UNION ALL
        SELECT (SELECT min(local_on) FROM sources WHERE city_id = :city_id
            AND local_on >= date_trunc('month', day) + interval '1 month')
        FROM point_months WHERE day IS NOT NULL
    ), months AS (
        SELECT CAST(date_trunc('month', day) AS date) AS month FROM trip_months WHERE day IS NOT NULL
        UNION SELECT CAST(date_trunc('month', day) AS date) FROM point_months WHERE day IS NOT NULL
        UNION SELECT month FROM released_months WHERE city_id = :city_id
    )
    SELECT month, coalesce(is_complete, false) FROM months
    LEFT JOIN released_months USING (month)
    WHERE released_months.city_id IS NULL OR (released_months.city_id = :city_id AND NOT is_closed)
    ORDER BY month
""")


async def open_months(tx: AsyncConnection, city_id: str) -> dict[date, bool]:
    """The first day of each month that has rows and is not closed, and whether it is complete."""
    return {month: is_complete for month, is_complete in await tx.execute(OPEN_MONTHS, {"city_id": city_id})}


async def mark_month(
    tx: AsyncConnection, city_id: str, month: date, *, is_complete: bool, is_closed: bool
) -> None:
    """Set what is told of a month. Neither is ever taken back."""
    await tx.execute(
        sa.text("""
            INSERT INTO released_months (city_id, month, is_complete, is_closed)
            VALUES (:city_id, :month, :is_complete, :is_closed)
            ON CONFLICT (city_id, month) DO UPDATE
                SET is_complete = released_months.is_complete OR excluded.is_complete,
                    is_closed = released_months.is_closed OR excluded.is_closed
        """),
        {"city_id": city_id, "month": month, "is_complete": is_complete, "is_closed": is_closed},
    )


async def closed_unsaid(tx: AsyncConnection, city_id: str) -> list[date]:
    """Months that have closed, and no release has said so."""
    query = sa.text("""
        SELECT month FROM released_months WHERE city_id = :city_id AND is_closed AND said_by IS NULL
        ORDER BY month
    """)
    return list((await tx.execute(query, {"city_id": city_id})).scalars())


async def say_closed(tx: AsyncConnection, city_id: str, release: int) -> None:
    """Note that this release says which months have closed."""
    query = sa.text("""
        UPDATE released_months SET said_by = :release
        WHERE city_id = :city_id AND is_closed AND said_by IS NULL
    """)
    await tx.execute(query, {"city_id": city_id, "release": release})


async def forget_riders(tx: AsyncConnection, city_id: str, before: date) -> None:
    """Cut whose the counted rows are, in closed months before this one that follow on no open month."""
    await tx.execute(
        sa.text("""
            WITH forgotten AS (
                UPDATE released_months SET are_riders_forgotten = true
                WHERE city_id = :city_id AND is_closed AND NOT are_riders_forgotten AND month < :before
                    AND NOT EXISTS (
                        SELECT FROM released_months AS next WHERE next.city_id = released_months.city_id
                            AND next.month = released_months.month + interval '1 month' AND NOT next.is_closed
                    )
                RETURNING month
            )
            UPDATE counted SET rider_id = NULL FROM forgotten
            WHERE city_id = :city_id AND local_on >= month AND local_on < month + interval '1 month'
        """),
        {"city_id": city_id, "before": before},
    )


async def frozen_weeks(tx: AsyncConnection, city_id: str, first: date, last: date) -> list[date]:
    """The Mondays of those weeks that end on these days and have a frozen day."""
    query = sa.text("""
        SELECT DISTINCT CAST(date_trunc('week', local_on) AS date) AS monday FROM frozen_days
        WHERE city_id = :city_id AND CAST(date_trunc('week', local_on) AS date) + 6 BETWEEN :first AND :last
        ORDER BY monday
    """)
    values = {"city_id": city_id, "first": first, "last": last}
    return list((await tx.execute(query, values)).scalars())


async def read_import(tx: AsyncConnection, scope: Scope, month: date) -> Import | None:
    """When rows of an import of operators of the plan came, of those that lie in the month."""
    query = sa.text("""
        SELECT min(first_at), max(last_at) FROM imports
        WHERE city_id = :city_id AND month = :month AND operator_id = ANY(CAST(:operators AS text[]))
    """)
    values = {"city_id": scope.city_id, "month": month, "operators": list(scope.plan.operators)}
    first_at, last_at = (await tx.execute(query, values)).one()
    return Import(first_at, last_at) if first_at else None


async def read_imports(
    tx: AsyncConnection, city_id: str, first: date, last: date
) -> list[tuple[date, str, datetime, datetime]]:
    """When rows of imports came that lie in these months: month, operator, and the first and last time."""
    query = sa.text("""
        SELECT month, operator_id, first_at, last_at FROM imports
        WHERE city_id = :city_id AND month BETWEEN :first AND :last
    """)
    rows = await tx.execute(query, {"city_id": city_id, "first": first, "last": last})
    return [(month, operator_id, first_at, last_at) for month, operator_id, first_at, last_at in rows]


async def read_run(tx: AsyncConnection, city_id: str) -> datetime | None:
    """When the newest run was."""
    query = sa.text("SELECT max(run_at) FROM release_runs WHERE city_id = :city_id")
    run_at: datetime | None = (await tx.execute(query, {"city_id": city_id})).scalar_one()
    return run_at


async def frozen_span(tx: AsyncConnection, city_id: str) -> tuple[date, date] | None:
    """The first and the last day of which something of the trips is told; None: nothing ever was."""
    days = "SELECT local_on FROM frozen_days WHERE city_id = :city_id AND kind = 'trips' ORDER BY local_on"
    query = sa.text(f"SELECT ({days} LIMIT 1), ({days} DESC LIMIT 1)")
    first, last = (await tx.execute(query, {"city_id": city_id})).one()
    return None if first is None else (first, last)


async def read_rider_keys(tx: AsyncConnection, city_id: str, first: date, last: date) -> set[str]:
    """What stood for the riders of trips on these days, when they were frozen."""
    query = sa.text("""
        SELECT DISTINCT key FROM frozen_days CROSS JOIN LATERAL unnest(rider_keys) AS key
        WHERE city_id = :city_id AND kind = 'trips' AND local_on BETWEEN :first AND :last
    """)
    rows = await tx.execute(query, {"city_id": city_id, "first": first, "last": last})
    return set(rows.scalars())


async def read_positions(tx: AsyncConnection) -> dict[str, int]:
    """How far each topic has been heard."""
    query = sa.text("SELECT topic, sum(position) FROM positions GROUP BY topic ORDER BY topic")
    return {topic: int(position) for topic, position in await tx.execute(query)}


async def first_plan(tx: AsyncConnection, city_id: str) -> dict[str, Any] | None:
    """The plan that was always there, as the first run had it: another setting does not change it."""
    query = sa.text("SELECT plans -> 0 FROM release_runs WHERE city_id = :city_id AND number = 1")
    plan: dict[str, Any] | None = (await tx.execute(query, {"city_id": city_id})).scalar_one_or_none()
    return plan


class Run(NamedTuple):
    """A run, with all that it takes to make it anew. `positions` are how far each topic had been heard."""

    run_at: datetime
    by_command: bool
    any_covers: bool
    plans: list[dict[str, Any]]
    positions: dict[str, int]
    release: int | None


async def keep_run(tx: AsyncConnection, city_id: str, run: Run) -> None:
    """Note that there was a run."""
    query = sa.text(f"""
        INSERT INTO release_runs (city_id, number, {", ".join(Run._fields)})
        SELECT :city_id, coalesce(max(number), 0) + 1, :run_at, :by_command, :any_covers,
            CAST(:plans AS jsonb), CAST(:positions AS jsonb), CAST(:release AS bigint)
        FROM release_runs WHERE city_id = :city_id
    """)
    texts = {"plans": json.dumps(run.plans), "positions": json.dumps(run.positions)}
    await tx.execute(query, {"city_id": city_id, **run._asdict(), **texts})


async def read_runs(tx: AsyncConnection, city_id: str) -> list[Run]:
    """All runs, in their order."""
    query = sa.text(f"""
        SELECT {", ".join(Run._fields)} FROM release_runs WHERE city_id = :city_id ORDER BY number
    """)
    return [Run(*row) for row in await tx.execute(query, {"city_id": city_id})]


async def object_to(tx: AsyncConnection, city_id: str, objections: Sequence[tuple[UUID, int, bool]]) -> None:
    """Upsert whether riders object, where the revision is newer than the stored one."""
    columns = {"rider_id": "uuid", "revision": "bigint", "objects": "bool"}
    await tx.execute(
        sa.text(f"""
            INSERT INTO objections (rider_id, revision, objects, city_id)
            SELECT rider_id, revision, objects, :city_id FROM {unnest(columns)} ORDER BY rider_id
            ON CONFLICT (rider_id) DO UPDATE SET revision = excluded.revision, objects = excluded.objects
                WHERE objections.revision < excluded.revision
        """),
        {**by_column(columns, objections), "city_id": city_id},
    )


RENAMED = ("counted", "trips", "sources", "shares")


async def rename(tx: AsyncConnection, new_ids: Mapping[UUID, UUID]) -> None:
    """Give what these riders rode and were given to new ids, and forget their objections."""
    columns = {"rider_id": "uuid", "new_id": "uuid"}
    values = by_column(columns, sorted(new_ids.items()))
    for table in RENAMED:
        query = sa.text(f"""
            UPDATE {table} SET rider_id = row.new_id FROM {unnest(columns)}
            WHERE {table}.rider_id = row.rider_id
        """)
        await tx.execute(query, values)
    await tx.execute(
        sa.text("DELETE FROM objections WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))"),
        {"rider_ids": sorted(new_ids)},
    )
