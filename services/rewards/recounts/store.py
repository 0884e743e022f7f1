"""For whom something has to be worked out anew: riders of whom this service's own log tells, riders for whom
somebody has asked, and all of them after a change of the map. Functions never decide or commit."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.events.rewards import PointsPosted

FIRST = UUID(int=0)
"""Comes before every rider."""


class Recount(NamedTuple):
    """What is worked out, the position up to which the log was read for it, the map by which all riders were
    gone through, and the last rider whom the present walk has come to (None: there is no walk)."""

    name: str
    position: int
    map_digest: str
    walked_to: UUID | None


BEGIN = sa.text("""
    SELECT name, position, map_digest, walked_to FROM recounts WHERE name = :name FOR UPDATE SKIP LOCKED
""")


async def begin(tx: AsyncConnection, name: str) -> Recount | None:
    """The state of a recount, its row locked until the transaction ends. None while another process is at
    it."""
    row = (await tx.execute(BEGIN, {"name": name})).one_or_none()
    return Recount(*row) if row else None


async def keep(tx: AsyncConnection, recount: Recount) -> None:
    """Write how far a recount has come."""
    await tx.execute(
        sa.text("""
            UPDATE recounts SET position = :position, map_digest = :map_digest, walked_to = :walked_to
            WHERE name = :name
        """),
        recount._asdict(),
    )


# Every change of a trip is said as points.posted.v1 of the kind "trip", of 0 points too. To search for the
# word takes a tenth of parsing.
CHANGED = sa.text("""
    SELECT max(position), array_agg(DISTINCT key) FILTER (WHERE type = :type AND data LIKE '%"trip"%') FROM (
        SELECT position, type, key, data FROM log WHERE position > :position ORDER BY position LIMIT :most
    ) AS following
""")


async def changed(tx: AsyncConnection, position: int, most: int) -> tuple[int, set[UUID]]:
    """The riders of whose trips the next events in the log tell, and the position of the last event."""
    values = {"position": position, "most": most, "type": PointsPosted.type}
    last, keys = (await tx.execute(CHANGED, values)).one()
    return last or position, {UUID(key) for key in keys or ()}


# Who was erased goes on under another name, of which nobody is told anything.
WALK = sa.text("""
    SELECT rider_id, closed_at IS NULL FROM accounts WHERE rider_id > :after ORDER BY rider_id LIMIT :most
""")


async def walk(tx: AsyncConnection, after: UUID, most: int) -> tuple[list[UUID], UUID | None]:
    """The next riders of all, and up to whom they were gone through (None: there are no more)."""
    rows = (await tx.execute(WALK, {"after": after, "most": most})).all()
    return [rider_id for rider_id, is_open in rows if is_open], rows[-1][0] if rows else None


ASK = sa.text("""
    INSERT INTO recount_requests (name, rider_id)
    SELECT :name, rider_id FROM unnest(CAST(:rider_ids AS uuid[])) AS row (rider_id) ORDER BY rider_id
    ON CONFLICT DO NOTHING
""")


async def ask(tx: AsyncConnection, name: str, rider_ids: Sequence[UUID]) -> None:
    """Let something be worked out anew for these riders. The locks on their accounts are the caller's: so no
    recount takes a request whose reason it cannot see yet."""
    await tx.execute(ASK, {"name": name, "rider_ids": list(rider_ids)})


ASKED = sa.text("""
    SELECT rider_id FROM recount_requests WHERE name = :name ORDER BY rider_id LIMIT :most
""")


async def asked(tx: AsyncConnection, name: str, most: int) -> Sequence[UUID]:
    """Some of the riders for whom somebody has asked."""
    return (await tx.execute(ASKED, {"name": name, "most": most})).scalars().all()


TAKE = sa.text("""
    DELETE FROM recount_requests WHERE name = :name AND rider_id = ANY(CAST(:rider_ids AS uuid[]))
""")


async def take(tx: AsyncConnection, name: str, rider_ids: Collection[UUID]) -> None:
    """Let these riders, whose accounts the caller holds, wait no longer."""
    await tx.execute(TAKE, {"name": name, "rider_ids": list(rider_ids)})
