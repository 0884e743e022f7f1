"""Tables of teams and of who is in them, and when. Functions take `tx`; they never commit or decide."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.teams.rules import Member, Membership, Team
from services.challenges.tree.words import TeamKind

TEAM = ", ".join(Team._fields)
TEAM_OF_MEMBER = ", ".join(f"teams.{name}" for name in Team._fields)
MEMBERSHIP = ", ".join(Membership._fields)


async def add(tx: AsyncConnection, city_id: str, team: Team, name_key: str, lookup: bytes) -> bool:
    """Insert a team. False if another one of its kind has this name."""
    rows = await tx.execute(
        sa.text(f"""
            INSERT INTO teams ({TEAM}, name_key, lookup, city_id)
            VALUES (:team_id, :kind, :name, :size_max, :renewals, :name_key, :lookup, :city_id)
            ON CONFLICT (kind, name_key) DO NOTHING RETURNING 0
        """),
        {**team._asdict(), "name_key": name_key, "lookup": lookup, "city_id": city_id},
    )
    return rows.one_or_none() is not None


async def lock_invited(tx: AsyncConnection, kind: TeamKind, lookup: bytes) -> Team | None:
    """The team of this kind to which a code invites, its row locked until the transaction ends."""
    rows = await tx.execute(
        sa.text(f"SELECT {TEAM} FROM teams WHERE lookup = :lookup AND kind = :kind FOR UPDATE"),
        {"lookup": lookup, "kind": kind},
    )
    row = rows.one_or_none()
    return Team(*row) if row else None


FIND = f"SELECT {TEAM} FROM teams WHERE team_id = :team_id"


async def find(tx: AsyncConnection, team_id: UUID) -> Team | None:
    """A team."""
    row = (await tx.execute(sa.text(FIND), {"team_id": team_id})).one_or_none()
    return Team(*row) if row else None


async def lock(tx: AsyncConnection, team_id: UUID) -> Team | None:
    """A team, its row locked until the transaction ends: so nobody joins it meanwhile."""
    row = (await tx.execute(sa.text(f"{FIND} FOR UPDATE"), {"team_id": team_id})).one_or_none()
    return Team(*row) if row else None


async def find_of_rider(tx: AsyncConnection, rider_id: UUID, kind: TeamKind) -> Team | None:
    """The team of this kind that a rider is in."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {TEAM_OF_MEMBER} FROM memberships JOIN teams USING (team_id)
            WHERE rider_id = :rider_id AND memberships.kind = :kind AND until IS NULL
        """),
        {"rider_id": rider_id, "kind": kind},
    )
    row = rows.one_or_none()
    return Team(*row) if row else None


async def renew(tx: AsyncConnection, team_id: UUID, renewals: int, lookup: bytes) -> None:
    """Let another code invite to a team, and the one of before to nothing."""
    await tx.execute(
        sa.text("UPDATE teams SET renewals = :renewals, lookup = :lookup WHERE team_id = :team_id"),
        {"team_id": team_id, "renewals": renewals, "lookup": lookup},
    )


async def members(tx: AsyncConnection, team_id: UUID) -> list[Member]:
    """Who is in a team now, who came first."""
    rows = await tx.execute(
        sa.text("""
            SELECT membership_id, rider_id, since FROM memberships
            WHERE team_id = :team_id AND until IS NULL ORDER BY since, membership_id
        """),
        {"team_id": team_id},
    )
    return [Member(*row) for row in rows]


async def last_of(tx: AsyncConnection, rider_id: UUID, kind: TeamKind) -> Membership | None:
    """The rider's membership in a team of this kind that began last: it is over, unless the rider is in."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {MEMBERSHIP} FROM memberships WHERE rider_id = :rider_id AND kind = :kind
            ORDER BY since DESC, until DESC NULLS FIRST LIMIT 1
        """),
        {"rider_id": rider_id, "kind": kind},
    )
    row = rows.one_or_none()
    return Membership(*row) if row else None


async def enter(tx: AsyncConnection, city_id: str, membership: Membership) -> None:
    """Insert a membership that begins."""
    await tx.execute(
        sa.text(f"""
            INSERT INTO memberships ({MEMBERSHIP}, city_id)
            VALUES (:membership_id, :rider_id, :team_id, :kind, :since, :until, :revision, :city_id)
        """),
        {**membership._asdict(), "city_id": city_id},
    )


# A clock that another process reads may be behind: nobody leaves before coming.
END = f"""
    UPDATE memberships SET until = greatest(CAST(:now AS timestamptz), since), revision = revision + 1
    WHERE {{which}} AND until IS NULL RETURNING {MEMBERSHIP}
"""
LEAVE = sa.text(END.format(which="rider_id = :rider_id AND kind = :kind"))
REMOVE = sa.text(END.format(which="membership_id = :membership_id AND team_id = :team_id"))


async def leave(tx: AsyncConnection, rider_id: UUID, kind: TeamKind, now: datetime) -> Sequence[Membership]:
    """End the rider's membership in a team of this kind. Returns it; nothing if the rider is in none."""
    rows = await tx.execute(LEAVE, {"rider_id": rider_id, "kind": kind, "now": now})
    return [Membership(*row) for row in rows]


async def remove(tx: AsyncConnection, team_id: UUID, membership_id: UUID, now: datetime) -> Membership | None:
    """End a membership of this team. Returns it; None if there is no such one."""
    rows = await tx.execute(REMOVE, {"team_id": team_id, "membership_id": membership_id, "now": now})
    row = rows.one_or_none()
    return Membership(*row) if row else None
