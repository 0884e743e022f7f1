"""Tables limit_versions and limit_stops. Functions take `tx`; they never decide or commit."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.limits.rules import Stop, Version, version_after
from services.trips.limits.steps import State

LIMITS_LOCK = 0x6C696D697473  # an advisory lock, "limits" in ASCII: one change of limits at a time


class StoredLimits(NamedTuple):
    """A version that was written. `body` is `{valid_from, bike: {name: value}, ebike: {name: value}}`, with
    what it names only. At most one version is not published: the last."""

    version: int
    state: State
    body: dict[str, Any]
    published_at: datetime | None


COLUMNS = ", ".join(StoredLimits._fields)


async def hold(tx: AsyncConnection) -> None:
    """Wait for everybody else who changes limits, and make them wait until this transaction ends. Trips are
    judged meanwhile, by what was in force."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LIMITS_LOCK})


async def find(tx: AsyncConnection, version: int) -> StoredLimits | None:
    """A version that was written."""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM limit_versions WHERE version = :version"), {"version": version}
    )
    row = rows.one_or_none()
    return StoredLimits(*row) if row else None


async def read(tx: AsyncConnection) -> list[StoredLimits]:
    """All versions that were written, in order."""
    rows = await tx.execute(sa.text(f"SELECT {COLUMNS} FROM limit_versions ORDER BY version"))
    return [StoredLimits(*row) for row in rows]


async def read_stops(tx: AsyncConnection) -> dict[int, list[Stop]]:
    """The city's stops, by version."""
    stops: dict[int, list[Stop]] = defaultdict(list)
    for version, *days in await tx.execute(
        sa.text("SELECT version, from_on, until_on FROM limit_stops ORDER BY version, from_on")
    ):
        stops[version].append(Stop(*days))
    return stops


async def read_versions(tx: AsyncConnection, first: Version) -> tuple[Version, ...]:
    """What trips are judged by: version 1, and all versions that were published, each with its stops."""
    return versions_of(first, await read(tx), await read_stops(tx))


def versions_of(
    first: Version, rows: Iterable[StoredLimits], stops: Mapping[int, Sequence[Stop]]
) -> tuple[Version, ...]:
    """Version 1, and those of these rows, in order of their versions, that were published."""
    versions = [first]
    for row in rows:
        if row.state == "published":
            versions.append(version_after(versions[-1], row.version, row.body, stops.get(row.version, ())))
    return tuple(versions)


async def write(tx: AsyncConnection, city_id: str, version: int, body: Mapping[str, Any]) -> StoredLimits:
    """Write a version, as a draft. Until it is published it may be written anew: this body takes the place of
    the one before."""
    written = await tx.execute(
        sa.text(f"""
            INSERT INTO limit_versions (version, city_id, state, body)
            VALUES (:version, :city_id, 'draft', CAST(:body AS jsonb))
            ON CONFLICT (version) DO UPDATE SET state = 'draft', body = excluded.body, written_at = now()
                WHERE limit_versions.state <> 'published'
            RETURNING {COLUMNS}
        """),
        {"version": version, "city_id": city_id, "body": json.dumps(body)},
    )
    return StoredLimits(*written.one())


async def mark(tx: AsyncConnection, version: int, state: State) -> None:
    """Set a state that changes nothing in force."""
    await tx.execute(
        sa.text("UPDATE limit_versions SET state = :state WHERE version = :version"),
        {"version": version, "state": state},
    )


async def publish(tx: AsyncConnection, version: int, now: datetime) -> None:
    """Bring a version into force, from its first day on."""
    await tx.execute(
        sa.text("""
            UPDATE limit_versions SET state = 'published', published_at = :now WHERE version = :version
        """),
        {"version": version, "now": now},
    )


async def add_stop(tx: AsyncConnection, city_id: str, version: int, stop: Stop) -> None:
    """Insert the days that the city takes from a version. What it said before of the same first day is
    replaced."""
    await tx.execute(
        sa.text("""
            INSERT INTO limit_stops (version, from_on, until_on, city_id)
            VALUES (:version, :from_on, :until_on, :city_id)
            ON CONFLICT (version, from_on) DO UPDATE
                SET until_on = greatest(limit_stops.until_on, excluded.until_on)
        """),
        {"version": version, "city_id": city_id, **stop._asdict()},
    )
