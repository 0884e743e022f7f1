"""Tables of tariffs: drafts, published versions, and the city's stops of them. Functions never decide or
commit."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.tariffs.rules import State, Stop, Tariff, Tariffs, tariff_of


class StoredTariff(NamedTuple):
    """A row of a tariff. `version` is 0 until it is published; `next_version` is the one that it has, or that
    publishing it now would give it."""

    tariff_id: UUID
    state: State
    version: int
    next_version: int
    body: dict[str, Any]
    published_at: datetime | None


NEXT_VERSION = "(SELECT greatest(1, max(version)) + 1 FROM tariffs)"
COLUMNS = f"""
    tariff_id, state, version, CASE version WHEN 0 THEN {NEXT_VERSION} ELSE version END AS next_version, body,
    published_at
"""


async def add(tx: AsyncConnection, city_id: str, tariff_id: UUID, body: str) -> None:
    """Insert a draft. `body` is JSON."""
    await tx.execute(
        sa.text("""
            INSERT INTO tariffs (tariff_id, city_id, state, body)
            VALUES (:tariff_id, :city_id, 'draft', CAST(:body AS jsonb))
        """),
        {"tariff_id": tariff_id, "city_id": city_id, "body": body},
    )


async def lock(tx: AsyncConnection, tariff_id: UUID) -> StoredTariff | None:
    """A tariff, its row locked until the transaction ends."""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM tariffs WHERE tariff_id = :tariff_id FOR UPDATE"),
        {"tariff_id": tariff_id},
    )
    row = rows.one_or_none()
    return StoredTariff(*row) if row else None


async def set_body(tx: AsyncConnection, tariff_id: UUID, state: State, body: str) -> None:
    """Replace the body that publishing would bring into force."""
    await tx.execute(
        sa.text("""
            UPDATE tariffs SET state = :state, body = CAST(:body AS jsonb) WHERE tariff_id = :tariff_id
        """),
        {"tariff_id": tariff_id, "state": state, "body": body},
    )


async def mark(tx: AsyncConnection, tariff_id: UUID, state: State) -> None:
    """Set a state that changes nothing in force."""
    await tx.execute(
        sa.text("UPDATE tariffs SET state = :state WHERE tariff_id = :tariff_id"),
        {"tariff_id": tariff_id, "state": state},
    )


async def publish(
    tx: AsyncConnection, tariff_id: UUID, now: datetime, zones_within: Mapping[str, Sequence[str]]
) -> StoredTariff:
    """Give a tariff the next version. The caller has called `count_change`, which keeps versions apart."""
    published = await tx.execute(
        sa.text(f"""
            UPDATE tariffs SET state = 'published', version = {NEXT_VERSION}, published_at = :now,
                zones_within = CAST(:zones_within AS jsonb)
            WHERE tariff_id = :tariff_id RETURNING {COLUMNS}
        """),
        {"tariff_id": tariff_id, "now": now, "zones_within": json.dumps(zones_within)},
    )
    return StoredTariff(*published.one())


async def add_stop(tx: AsyncConnection, city_id: str, stop: Stop) -> None:
    """Insert the days that the city takes from a version. What it said before of the same first day is
    replaced."""
    await tx.execute(
        sa.text("""
            INSERT INTO tariff_stops (version, from_on, until_on, city_id)
            VALUES (:version, :from_on, :until_on, :city_id)
            ON CONFLICT (version, from_on) DO UPDATE
                SET until_on = greatest(tariff_stops.until_on, excluded.until_on)
        """),
        {**stop._asdict(), "city_id": city_id},
    )


PUBLISHED = sa.text("""
    SELECT version, body, zones_within FROM tariffs WHERE version > 0 ORDER BY version
""")
STOPS = sa.text("SELECT version, from_on, until_on FROM tariff_stops ORDER BY version, from_on")


async def read_tariffs(tx: AsyncConnection) -> Tariffs:
    """All published tariffs, and their stops."""
    published: list[Tariff] = [tariff_of(*row) for row in await tx.execute(PUBLISHED)]
    return Tariffs(published, await read_stops(tx))


async def read_stops(tx: AsyncConnection) -> list[Stop]:
    """The city's stops of all versions."""
    return [Stop(*row) for row in await tx.execute(STOPS)]


async def listed(tx: AsyncConnection, most: int, after_version: int) -> list[StoredTariff]:
    """Published tariffs in the order of their versions, from behind this one."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM tariffs WHERE version > :after_version AND version > 0
            ORDER BY version LIMIT :most
        """),
        {"after_version": after_version, "most": most},
    )
    return [StoredTariff(*row) for row in rows]
