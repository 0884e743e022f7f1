"""The tables of releases, and every SQL statement that reads or writes them. Functions take `tx`; they never
decide or commit."""

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
from services.public_value.releases.rules import Counted, Days, Figure, Kind
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
            INSERT INTO frozen_days (city_id, kind, local_on, release)
            SELECT :city_id, :kind, day, :release FROM unnest(CAST(:days AS date[])) AS day
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


FIGURE = {
    "measure": "text",
    "period": "text",
    "start_date": "date",
    "place": "text",
    "vehicle_type": "text",
    "value": "float8",
    "low": "float8",
    "high": "float8",
    "days": "int",
}


def _figure(row: Sequence[Any]) -> Figure:
    measure, period, start, place, vehicle_type, value, low, high, days = row
    whole = int(value) if value is not None and value == int(value) else value
    return Figure(measure, period, start, place, vehicle_type, whole, low, high, days)


async def read_told(
    tx: AsyncConnection, city_id: str, first: date, last: date, release: int | None = None
) -> dict[tuple[str, str, date, str, str], Figure]:
    """The figures of periods that begin on these days, as they were told last (up to a release), by key."""
    query = sa.text(f"""
        SELECT DISTINCT ON (start_date, period, measure, place, vehicle_type) {", ".join(FIGURE)}
        FROM figures
        WHERE city_id = :city_id AND start_date BETWEEN :first AND :last
            AND (CAST(:release AS int) IS NULL OR release <= :release)
        ORDER BY start_date, period, measure, place, vehicle_type, release DESC
    """)
    values = {"city_id": city_id, "first": first, "last": last, "release": release}
    figures = [_figure(row) for row in await tx.execute(query, values)]
    return {figure.key: figure for figure in figures}


async def add_figures(tx: AsyncConnection, city_id: str, release: int, figures: Sequence[Figure]) -> None:
    """Insert what a release tells."""
    await tx.execute(
        sa.text(f"""
            INSERT INTO figures (city_id, release, {", ".join(FIGURE)})
            SELECT :city_id, :release, {", ".join(FIGURE)} FROM {unnest(FIGURE)}
        """),
        {**by_column(FIGURE, figures), "city_id": city_id, "release": release},
    )


class Release(NamedTuple):
    """A release as it is listed."""

    number: int
    made_at: datetime
    content: dict[str, Any]
    hash: bytes
    previous_hash: bytes | None


RELEASE = ", ".join(Release._fields)
AFTER_ALL = 2**31 - 1


async def newest(tx: AsyncConnection, city_id: str) -> Release | None:
    """The newest release, if there is one."""
    query = sa.text(f"SELECT {RELEASE} FROM releases WHERE city_id = :city_id ORDER BY number DESC LIMIT 1")
    row = (await tx.execute(query, {"city_id": city_id})).one_or_none()
    return Release(*row) if row else None


async def read_page(tx: AsyncConnection, city_id: str, before: int | None, limit: int) -> list[Release]:
    """Releases before this number (None: all), the newest first."""
    query = sa.text(f"""
        SELECT {RELEASE} FROM releases
        WHERE city_id = :city_id AND number < :before ORDER BY number DESC LIMIT :limit
    """)
    values = {"city_id": city_id, "before": AFTER_ALL if before is None else before, "limit": limit}
    rows = await tx.execute(query, values)
    return [Release(*row) for row in rows]


async def add(tx: AsyncConnection, city_id: str, release: Release) -> None:
    """Insert a release."""
    await tx.execute(
        sa.text(f"""
            INSERT INTO releases (city_id, {RELEASE})
            VALUES (:city_id, :number, :made_at, CAST(:content AS jsonb), :hash, :previous_hash)
        """),
        {"city_id": city_id, **release._asdict(), "content": json.dumps(release.content)},
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


async def read_run(tx: AsyncConnection, city_id: str) -> datetime | None:
    """When the newest run was."""
    query = sa.text("SELECT run_at FROM release_runs WHERE city_id = :city_id")
    run_at: datetime | None = (await tx.execute(query, {"city_id": city_id})).scalar_one_or_none()
    return run_at


async def keep_run(tx: AsyncConnection, city_id: str, now: datetime) -> None:
    """Note that there was a run."""
    query = sa.text("""
        INSERT INTO release_runs (city_id, run_at) VALUES (:city_id, :now)
        ON CONFLICT (city_id) DO UPDATE SET run_at = greatest(release_runs.run_at, excluded.run_at)
    """)
    await tx.execute(query, {"city_id": city_id, "now": now})


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
