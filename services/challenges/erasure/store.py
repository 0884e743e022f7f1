"""Deletes what is a rider's own, and cuts the rows that say whose trips were whose. Functions never decide or
commit."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, fetch, unnest

OWN = ("entries", "joins")
"""Tables of what is the rider's own, which have an index that begins with the rider."""
OWN_BY_CHALLENGE = ("marks", "baselines")
"""The same, but keyed by challenge and rider. A rider has baselines in challenges without an entry there."""
STAYING = ("trips", "activities")
"""Tables of what stays counted for others. The rows of one rider go on under one random id."""
FORGET = "DELETE FROM {table} WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))"
# OFFSET 0 keeps the planner from reading the whole table: a challenge and a rider begin its key.
FORGET_BY_CHALLENGE = """
    DELETE FROM {table} WHERE ctid = ANY(ARRAY(
        SELECT own.place FROM challenges CROSS JOIN unnest(CAST(:rider_ids AS uuid[])) AS gone (rider_id)
            CROSS JOIN LATERAL (
                SELECT ctid AS place FROM {table} AS own WHERE own.challenge_id = challenges.challenge_id
                    AND own.rider_id = gone.rider_id OFFSET 0
            ) AS own
    ))
"""


async def forget(tx: AsyncConnection, rider_ids: Collection[UUID]) -> None:
    """Delete what these riders have joined, and how far they were."""
    values = {"rider_ids": list(rider_ids)}
    for tables, statement in ((OWN, FORGET), (OWN_BY_CHALLENGE, FORGET_BY_CHALLENGE)):
        for table in tables:
            await fetch(tx, sa.text(statement.format(table=table)), values)


NAMES = {"rider_id": "uuid", "new_id": "uuid"}
CUT = f"""
    UPDATE {{table}} SET rider_id = row.new_id, is_erased = true
    FROM {unnest(NAMES)} WHERE {{table}}.rider_id = row.rider_id
"""
FORGET_NOTES = sa.text("""
    UPDATE activities SET note = NULL WHERE rider_id = ANY(CAST(:new_ids AS uuid[])) AND note IS NOT NULL
""")


async def cut(tx: AsyncConnection, new_ids: Mapping[UUID, UUID]) -> None:
    """Name the trips and activities of these riders by random ids that nothing maps to, without what anybody
    wrote about them."""
    names = by_column(NAMES, list(new_ids.items()))
    for table in STAYING:
        await fetch(tx, sa.text(CUT.format(table=table)), names)
    await fetch(tx, FORGET_NOTES, {"new_ids": list(new_ids.values())})
