"""Deletes what is a rider's own, and cuts the rows that say whose trips were whose. Functions never decide or
commit."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, fetch, unnest

OWN = ("entries", "joins", "wrong_invites")
"""Tables of what is the rider's own, which have an index that begins with the rider."""
OWN_BY_CHALLENGE = ("marks", "baselines")
"""The same, but keyed by challenge and rider. A rider has baselines in challenges without an entry there."""
STAYING = ("trips", "activities", "shares")
"""Tables of what stays counted for others. The rows of one rider go on under one random id, and say that the
rider was erased."""
IN_GROUPS = ("memberships", "partners", "share_marks", "group_work")
"""The same of teams and pairs, which say no more than who rode for which."""
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
    """Delete what these riders have joined, how far they were, and whom they or who has blocked them. Their
    places in teams are free."""
    values = {"rider_ids": list(rider_ids)}
    await fetch(tx, LEAVE, values)
    await fetch(tx, UNBLOCK, values)
    for tables, statement in ((OWN, FORGET), (OWN_BY_CHALLENGE, FORGET_BY_CHALLENGE)):
        for table in tables:
            await fetch(tx, sa.text(statement.format(table=table)), values)


NAMES = {"rider_id": "uuid", "new_id": "uuid"}
CUT = f"""
    UPDATE {{table}} SET rider_id = row.new_id, is_erased = true
    FROM {unnest(NAMES)} WHERE {{table}}.rider_id = row.rider_id
"""
NAME_ANEW = f"""
    UPDATE {{table}} SET rider_id = row.new_id FROM {unnest(NAMES)} WHERE {{table}}.rider_id = row.rider_id
"""
LEAVE = sa.text("""
    UPDATE memberships SET until = greatest(since, now())
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND until IS NULL
""")
UNBLOCK = sa.text("""
    DELETE FROM blocks
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) OR blocked_id = ANY(CAST(:rider_ids AS uuid[]))
""")
FORGET_NOTES = sa.text("""
    UPDATE activities SET note = NULL WHERE rider_id = ANY(CAST(:new_ids AS uuid[])) AND note IS NOT NULL
""")


async def cut(tx: AsyncConnection, new_ids: Mapping[UUID, UUID]) -> None:
    """Name the trips and activities of these riders, and the teams and pairs for which they rode, by random
    ids that nothing maps to, without what anybody wrote about them."""
    names = by_column(NAMES, list(new_ids.items()))
    for tables, statement in ((STAYING, CUT), (IN_GROUPS, NAME_ANEW)):
        for table in tables:
            await fetch(tx, sa.text(statement.format(table=table)), names)
    await fetch(tx, FORGET_NOTES, {"new_ids": list(new_ids.values())})
