"""The table `station_statuses`: a row for each report of a station, by its own time."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.statuses.rules import Reported, Status
from shared.db import by_column, fetch, unnest

COLUMNS = {
    "station_id": "text",
    "reported_at": "timestamptz",
    "said_at": "timestamptz",
    "state": "text",
    "vehicles": "bigint",
    "docks": "bigint",
}
# Of two feeds that tell otherwise of one instant the later one holds, and of two of one time always the same,
# whichever comes first.
KEEP = sa.text(f"""
    INSERT INTO station_statuses AS known (city_id, {", ".join(COLUMNS)})
    SELECT :city_id, {", ".join(COLUMNS)} FROM {unnest(COLUMNS)} ORDER BY station_id, reported_at
    ON CONFLICT (station_id, reported_at) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
        WHERE (known.said_at, known.state, known.vehicles, coalesce(known.docks, -1))
            < (excluded.said_at, excluded.state, excluded.vehicles, coalesce(excluded.docks, -1))
    RETURNING old.station_id IS NULL AS is_new,
        (old.state, old.vehicles, old.docks) IS DISTINCT FROM (new.state, new.vehicles, new.docks) AS differs
""")
_values = attrgetter(*COLUMNS)


class Kept(NamedTuple):
    """How many reports were new, how many were told otherwise before, and how many were known."""

    new: int
    changed: int
    unchanged: int


async def keep(tx: AsyncConnection, city_id: str, statuses: Sequence[Status]) -> Kept:
    """Store what stations have reported."""
    values = by_column(COLUMNS, [_values(status) for status in statuses])
    rows = await fetch(tx, KEEP, {**values, "city_id": city_id})
    new = sum(is_new for is_new, _ in rows)
    changed = sum(differs and not is_new for is_new, differs in rows)
    return Kept(new, changed, len(statuses) - new - changed)


REPORTED = sa.text("""
    SELECT reported_at, said_at, state FROM station_statuses
    WHERE station_id = :station_id AND reported_at < :ends_at AND reported_at >= coalesce((
        SELECT reported_at FROM station_statuses
        WHERE station_id = :station_id AND reported_at <= :begins_at ORDER BY reported_at DESC LIMIT 1
    ), :begins_at)
    ORDER BY reported_at
""")


async def reported(
    tx: AsyncConnection, station_id: str, begins_at: datetime, ends_at: datetime
) -> list[Reported]:
    """What a station has reported between two instants, and the last report before, in order of time."""
    values = {"station_id": station_id, "begins_at": begins_at, "ends_at": ends_at}
    return [Reported(*row) for row in await tx.execute(REPORTED, values)]
