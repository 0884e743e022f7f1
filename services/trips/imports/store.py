"""The tables of imports. Functions take `tx`; they never decide or commit."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.imports.rules import Import
from services.trips.rules import KeptTrip
from services.trips.tellings.store import KEPT, kept_trip

COLUMNS = "import_id, name, began_at, trips, undone_at, undone_to, undone_trips"


def _import(row: sa.Row[Any]) -> Import:
    return Import(**row._mapping)


async def add(tx: AsyncConnection, city_id: str, operator_id: str, import_id: UUID, name: str) -> None:
    """Begin an import without trips."""
    await tx.execute(
        sa.text("""
            INSERT INTO imports (import_id, city_id, operator_id, name)
            VALUES (:import_id, :city_id, :operator_id, :name)
        """),
        {"import_id": import_id, "city_id": city_id, "operator_id": operator_id, "name": name},
    )


LOCK = f"SELECT {COLUMNS} FROM imports WHERE import_id = :import_id AND operator_id = :operator_id FOR "


async def _lock(tx: AsyncConnection, operator_id: str, import_id: UUID, strength: str) -> Import | None:
    values = {"import_id": import_id, "operator_id": operator_id}
    row = (await tx.execute(sa.text(LOCK + strength), values)).one_or_none()
    return None if row is None else _import(row)


async def share(tx: AsyncConnection, operator_id: str, import_id: UUID) -> Import | None:
    """An import of this operator. Others may add trips to it, and nobody undoes it until the transaction
    ends."""
    return await _lock(tx, operator_id, import_id, "KEY SHARE")


async def lock(tx: AsyncConnection, operator_id: str, import_id: UUID) -> Import | None:
    """An import of this operator. Nobody else adds trips to it or undoes it until the transaction ends."""
    return await _lock(tx, operator_id, import_id, "UPDATE")


async def add_trips(tx: AsyncConnection, import_id: UUID, trip_ids: Collection[UUID]) -> None:
    """Note that these new trips came with the import."""
    await tx.execute(
        sa.text("""
            WITH added AS (
                INSERT INTO import_trips (import_id, trip_id)
                SELECT :import_id, trip_id FROM unnest(CAST(:trip_ids AS uuid[])) AS trip_id ORDER BY trip_id
            )
            UPDATE imports SET trips = trips + :trips WHERE import_id = :import_id
        """),
        {"import_id": import_id, "trip_ids": list(trip_ids), "trips": len(trip_ids)},
    )


async def next_trips(tx: AsyncConnection, import_: Import, most: int) -> Sequence[UUID]:
    """The trips of an import that are to be taken back next, `most` at most, in order of trip_id."""
    condition = "" if import_.undone_to is None else "AND trip_id > :undone_to"
    rows = await tx.execute(
        sa.text(f"""
            SELECT trip_id FROM import_trips WHERE import_id = :import_id {condition}
            ORDER BY trip_id LIMIT :most
        """),
        {"import_id": import_.import_id, "undone_to": import_.undone_to, "most": most},
    )
    return rows.scalars().all()


async def lock_trips(tx: AsyncConnection, trip_ids: Sequence[UUID]) -> list[KeptTrip]:
    """Those of these trips whose riders were not erased, their rows locked until the transaction ends, in
    order of trip_id: transactions that lock the same trips in different orders deadlock."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {KEPT} FROM trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) AND NOT erased
            ORDER BY trip_id FOR NO KEY UPDATE
        """),
        {"trip_ids": list(trip_ids)},
    )
    return [kept_trip(row) for row in rows]


async def note_undone(
    tx: AsyncConnection, import_id: UUID, undone_to: UUID | None, trips: int, note: str
) -> None:
    """Note that the import is undone, up to this trip, by so many trips more. The first time and reason
    stay."""
    await tx.execute(
        sa.text("""
            UPDATE imports SET undone_at = coalesce(undone_at, now()), note = coalesce(note, :note),
                undone_to = coalesce(:undone_to, undone_to), undone_trips = undone_trips + :trips
            WHERE import_id = :import_id
        """),
        {"import_id": import_id, "undone_to": undone_to, "trips": trips, "note": note},
    )


async def of_operator(
    tx: AsyncConnection, operator_id: str, most: int, after: tuple[datetime, UUID] | None
) -> list[Import]:
    """An operator's imports, newest first, from behind the place `after` (begin and id)."""
    condition = "AND (began_at, import_id) < (:began_at, :import_id)" if after else ""
    place = {"began_at": after[0], "import_id": after[1]} if after else {}
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM imports WHERE operator_id = :operator_id {condition}
            ORDER BY began_at DESC, import_id DESC LIMIT :most
        """),
        {"operator_id": operator_id, "most": most, **place},
    )
    return [_import(row) for row in rows]
