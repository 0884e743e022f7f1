"""Every SQL statement that reads the rollups. Those of one query read one snapshot, see `actions.py`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.disclosure.cells.rules import Numbers, Rollups
from services.public_value.rollups.rules import RIDER, Sums


class Extent(NamedTuple):
    """A city's data at large: the version of each month by its first day, the first and last day that are
    told on which a trip started (None: no trip ever did), and the time of the newest event."""

    versions: dict[date, str]
    span: tuple[date, date] | None
    as_of: datetime | None


VERSIONS = sa.text("SELECT month, version, as_of FROM versions WHERE city_id = :city_id ORDER BY month")
SPAN = sa.text("""
    SELECT (SELECT local_on FROM cells WHERE city_id = :city_id AND local_on <= :newest AND trips > 0
            ORDER BY local_on LIMIT 1),
        (SELECT local_on FROM cells WHERE city_id = :city_id AND local_on <= :newest AND trips > 0
            ORDER BY local_on DESC LIMIT 1)
""")


async def read_extent(tx: AsyncConnection, city_id: str, newest: date) -> Extent:
    """The city's versions, span and time of the newest event, see `Extent`. `newest` is the newest day that
    is told."""
    rows = (await tx.execute(VERSIONS, {"city_id": city_id})).all()
    first, last = (await tx.execute(SPAN, {"city_id": city_id, "newest": newest})).one()
    return Extent(
        {month: version for month, version, _ in rows},
        None if first is None else (first, last),
        max((as_of for *_, as_of in rows), default=None),
    )


STAND_INS = sa.text("""
    SELECT rider_key, sum(trips) FROM stand_ins
    WHERE city_id = :city_id AND local_on BETWEEN :first AND :last GROUP BY rider_key
    UNION ALL
    SELECT 'all', coalesce(sum(trips), 0) FROM cells
    WHERE city_id = :city_id AND local_on BETWEEN :first AND :last
""")


async def read_rider_keys(tx: AsyncConnection, city_id: str, first: date, last: date) -> dict[str, int]:
    """The trips of these days by what stands for their riders, those that name riders under RIDER."""
    rows = await tx.execute(STAND_INS, {"city_id": city_id, "first": first, "last": last})
    trips = {rider_key: int(number) for rider_key, number in rows}
    return {RIDER: trips.pop("all") - sum(trips.values()), **trips}


RIDDEN = sa.text("""
    SELECT DISTINCT zone_id FROM cells
    WHERE city_id = :city_id AND local_on BETWEEN :first AND :last AND trips > 0
""")


async def read_ridden(tx: AsyncConnection, city_id: str, first: date, last: date) -> list[str]:
    """Zones in which any trip started from `first` to `last`."""
    zone_ids = await tx.execute(RIDDEN, {"city_id": city_id, "first": first, "last": last})
    return list(zone_ids.scalars())


CELLS = sa.text(f"""
    SELECT local_on - :first, zone_id, {", ".join(Sums._fields)} FROM cells
    WHERE city_id = :city_id AND local_on BETWEEN :first AND :last
""")
# One row with an array of bytes for each column: a hundred thousand shares decode in milliseconds, as rows
# they would take a second.
SHARES = sa.text("""
    SELECT string_agg(int4send(local_on - :first), NULL), array_agg(zone_id),
        string_agg(uuid_send(rider_id), NULL), string_agg(int4send(trips), NULL)
    FROM shares WHERE city_id = :city_id AND local_on BETWEEN :first AND :last AND trips > 0
""")


async def read_rollups(
    tx: AsyncConnection, city_id: str, first: date, last: date, zones: Sequence[str]
) -> Rollups:
    """The rollups of the days from `first` to `last` (inclusive). All their trips started in `zones`."""
    parameters = {"city_id": city_id, "first": first, "last": last}
    days = (last - first).days + 1
    sums = np.zeros((days, len(zones), len(Sums._fields)), dtype=np.int64)
    unplaced = np.zeros((days, len(Sums._fields)), dtype=np.int64)
    zone_numbers = {zone_id: number for number, zone_id in enumerate(zones)}
    for day, zone_id, *amounts in await tx.execute(CELLS, parameters):
        if zone_id in zone_numbers:
            sums[day, zone_numbers[zone_id]] = amounts
        else:
            unplaced[day] += amounts
    day, zone_ids, rider_id, trips = (await tx.execute(SHARES, parameters)).one()
    zone = np.array([zone_numbers[zone_id] for zone_id in zone_ids or ()], dtype=np.int64)
    _, rider = np.unique(_array(rider_id, "S16"), return_inverse=True)
    return Rollups(sums, unplaced, _numbers(day), zone, rider.astype(np.int64), _numbers(trips))


def _array(raw: bytes | None, kind: str) -> NDArray[Any]:
    return np.frombuffer(raw or b"", dtype=kind)


def _numbers(raw: bytes | None) -> Numbers:
    return _array(raw, ">i4").astype(np.int64)
