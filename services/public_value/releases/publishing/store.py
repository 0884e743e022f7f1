"""Tables releases and figures: what is told. Functions take `tx`; they never decide or commit."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.releases.calendar.rules import Interval
from services.public_value.releases.rules import Figure
from shared.db import by_column, unnest

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


PAGE = 2_000
"""Figures that are read at once."""
KEY = ", ".join(list(FIGURE)[:5])
READ_FIGURES = """
    SELECT {columns} FROM figures WHERE city_id = :city_id AND release = :release {after}
    ORDER BY {key} LIMIT :limit
"""


async def read_figures(
    tx: AsyncConnection, city_id: str, release: int, after: Figure | None = None
) -> list[Figure]:
    """The next PAGE figures that a release tells, in the order of their keys."""
    values: dict[str, Any] = {"city_id": city_id, "release": release, "limit": PAGE}
    behind = ""
    if after is not None:
        behind = f"AND ({KEY}) > (:measure, :period, :start_date, :place, :vehicle_type)"
        values |= dict(zip(FIGURE, after.key, strict=False))
    query = sa.text(READ_FIGURES.format(columns=", ".join(FIGURE), after=behind, key=KEY))
    return [_figure(row) for row in await tx.execute(query, values)]


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


async def find(tx: AsyncConnection, city_id: str, number: int) -> Release | None:
    """The release of this number."""
    query = sa.text(f"SELECT {RELEASE} FROM releases WHERE city_id = :city_id AND number = :number")
    row = (await tx.execute(query, {"city_id": city_id, "number": number})).one_or_none()
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


# What a reader of a dimension is shown, by what the names of places begin with.
PLACES_OF = {
    None: "place = 'city'",
    "vehicle_type": "place = 'city'",
    "district_id": "(place LIKE 'district/%' OR place = 'rest')",
    "zone_id": """(place LIKE 'zone/%' OR place LIKE 'rest%'
        OR place IN ('district/outside', 'district/none'))""",
}


async def read_figures_of(
    tx: AsyncConnection,
    city_id: str,
    release: int,
    interval: Interval,
    first_days: Sequence[date],
    measures: Collection[str],
    dimension: str | None,
) -> list[Figure]:
    """The figures of these periods and measures, as they were told last up to a release."""
    query = sa.text(f"""
        SELECT DISTINCT ON (start_date, period, measure, place, vehicle_type) {", ".join(FIGURE)}
        FROM figures
        WHERE city_id = :city_id AND start_date BETWEEN :first AND :last AND period = :interval
            AND measure = ANY(CAST(:measures AS text[])) AND {PLACES_OF[dimension]} AND release <= :release
            AND (vehicle_type <> '') = :is_by_type
        ORDER BY start_date, period, measure, place, vehicle_type, release DESC
    """)
    values = {
        "city_id": city_id,
        "release": release,
        "interval": interval,
        "first": first_days[0],
        "last": first_days[-1],
        "measures": sorted(measures),
        "is_by_type": dimension == "vehicle_type",
    }
    return [_figure(row) for row in await tx.execute(query, values)]
