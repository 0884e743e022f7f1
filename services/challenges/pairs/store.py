"""Tables of pairs, of who is in them and when, and of who has blocked whom. Functions take `tx`; they never
commit or decide."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.pairs.rules import Pair, Partner


async def add(tx: AsyncConnection, city_id: str, pair_id: UUID, challenge_id: UUID, lookup: bytes) -> None:
    """Insert a pair in which nobody is yet. Its invite is good for somebody."""
    await tx.execute(
        sa.text("""
            INSERT INTO pairs (pair_id, challenge_id, is_open, lookup, city_id)
            VALUES (:pair_id, :challenge_id, true, :lookup, :city_id)
        """),
        {"pair_id": pair_id, "challenge_id": challenge_id, "lookup": lookup, "city_id": city_id},
    )


async def close(tx: AsyncConnection, pair_id: UUID) -> None:
    """Let the invite of a pair be good for nobody else."""
    await tx.execute(sa.text("UPDATE pairs SET is_open = false WHERE pair_id = :id"), {"id": pair_id})


PAIR = "SELECT pair_id, challenge_id, is_open FROM pairs WHERE {which}"
PARTNERS = sa.text("SELECT rider_id, since, until FROM partners WHERE pair_id = :pair_id ORDER BY since")


async def _pair(tx: AsyncConnection, statement: str, **values: Any) -> Pair | None:
    row = (await tx.execute(sa.text(statement), values)).one_or_none()
    if row is None:
        return None
    partners = await tx.execute(PARTNERS, {"pair_id": row.pair_id})
    pair_id, challenge_id, is_open = row
    return Pair(pair_id, challenge_id, is_open, [Partner(*each) for each in partners])


async def find_invited(tx: AsyncConnection, lookup: bytes) -> Pair | None:
    """The pair to which a code invites, or invited."""
    return await _pair(tx, PAIR.format(which="lookup = :lookup"), lookup=lookup)


async def lock(tx: AsyncConnection, pair_id: UUID) -> Pair | None:
    """A pair, its row locked until the transaction ends: so nobody else comes to it meanwhile."""
    return await _pair(tx, PAIR.format(which="pair_id = :pair_id FOR UPDATE"), pair_id=pair_id)


async def find(tx: AsyncConnection, pair_id: UUID) -> Pair | None:
    """A pair."""
    return await _pair(tx, PAIR.format(which="pair_id = :pair_id"), pair_id=pair_id)


async def find_of_rider(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> Pair | None:
    """The pair of a challenge that a rider is in."""
    which = """
        pair_id = (SELECT pair_id FROM partners
            WHERE rider_id = :rider_id AND challenge_id = :challenge_id AND until IS NULL)
    """
    return await _pair(tx, PAIR.format(which=which), challenge_id=challenge_id, rider_id=rider_id)


async def enter(tx: AsyncConnection, city_id: str, pair: Pair, rider_id: UUID, since: datetime) -> None:
    """Bring a rider into a pair."""
    await tx.execute(
        sa.text("""
            INSERT INTO partners (pair_id, rider_id, challenge_id, since, city_id)
            VALUES (:pair_id, :rider_id, :challenge_id, :since, :city_id)
        """),
        {
            "pair_id": pair.pair_id,
            "rider_id": rider_id,
            "challenge_id": pair.challenge_id,
            "since": since,
            "city_id": city_id,
        },
    )


async def last_left(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> datetime | None:
    """When the rider left a pair of this challenge last."""
    rows = await tx.execute(
        sa.text(
            "SELECT max(until) FROM partners WHERE rider_id = :rider_id AND challenge_id = :challenge_id"
        ),
        {"rider_id": rider_id, "challenge_id": challenge_id},
    )
    left_at: datetime | None = rows.scalar_one()
    return left_at


# A clock that another process reads may be behind: nobody leaves before coming.
LEAVE = (
    "UPDATE partners SET until = greatest(CAST(:now AS timestamptz), since) WHERE {which} AND until IS NULL"
)


async def leave(tx: AsyncConnection, pair_id: UUID, rider_id: UUID, now: datetime) -> bool:
    """Take a rider out of a pair, of which the invite is good for nobody any more. False if the rider is not
    in it."""
    which = "pair_id = :pair_id AND rider_id = :rider_id"
    values = {"pair_id": pair_id, "rider_id": rider_id, "now": now}
    left = await tx.execute(sa.text(LEAVE.format(which=which)), values)
    if left.rowcount:
        await close(tx, pair_id)
    return bool(left.rowcount)


async def leave_all_with(tx: AsyncConnection, rider_id: UUID, other_id: UUID, now: datetime) -> None:
    """Take the other one out of every pair in which both are."""
    which = """
        rider_id = :other_id AND pair_id IN
            (SELECT pair_id FROM partners WHERE rider_id = :rider_id AND until IS NULL)
    """
    values = {"rider_id": rider_id, "other_id": other_id, "now": now}
    await tx.execute(sa.text(LEAVE.format(which=which)), values)


async def block(tx: AsyncConnection, city_id: str, rider_id: UUID, blocked_id: UUID, now: datetime) -> None:
    """Store that a rider has blocked another one."""
    await tx.execute(
        sa.text("""
            INSERT INTO blocks (rider_id, blocked_id, since, city_id)
            VALUES (:rider_id, :blocked_id, :now, :city_id) ON CONFLICT DO NOTHING
        """),
        {"rider_id": rider_id, "blocked_id": blocked_id, "now": now, "city_id": city_id},
    )


async def unblock(tx: AsyncConnection, rider_id: UUID, blocked_id: UUID) -> bool:
    """Lift a block. False if there is none."""
    gone = await tx.execute(
        sa.text("DELETE FROM blocks WHERE rider_id = :rider_id AND blocked_id = :blocked_id"),
        {"rider_id": rider_id, "blocked_id": blocked_id},
    )
    return bool(gone.rowcount)


async def is_any_blocked(tx: AsyncConnection, rider_id: UUID, others: Iterable[UUID]) -> bool:
    """Whether the rider has blocked one of these, or one of them the rider."""
    rows = await tx.execute(
        sa.text("""
            SELECT EXISTS (
                SELECT FROM blocks WHERE rider_id = :rider_id AND blocked_id = ANY(CAST(:others AS uuid[]))
            ) OR EXISTS (
                SELECT FROM blocks WHERE rider_id = ANY(CAST(:others AS uuid[])) AND blocked_id = :rider_id
            )
        """),
        {"rider_id": rider_id, "others": list(others)},
    )
    return bool(rows.scalar_one())
