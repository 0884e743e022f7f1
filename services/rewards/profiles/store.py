"""The table of profiles. Functions never decide or commit."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.profiles.rules import Profile
from shared.http.nicknames import key_of

READ = sa.text("""
    SELECT nickname, nickname_changed_at, on_leaderboards FROM profiles WHERE rider_id = :rider_id
""")


async def read(tx: AsyncConnection, rider_id: UUID) -> Profile | None:
    """A rider's profile, if there is one."""
    row = (await tx.execute(READ, {"rider_id": rider_id})).one_or_none()
    return Profile(*row) if row else None


PUT = sa.text("""
    INSERT INTO profiles (rider_id, city_id, nickname, nickname_key, nickname_changed_at, on_leaderboards)
    VALUES (:rider_id, :city_id, :nickname, :nickname_key, :nickname_changed_at, :on_leaderboards)
    ON CONFLICT (rider_id) DO UPDATE
        SET nickname = excluded.nickname, nickname_key = excluded.nickname_key,
            nickname_changed_at = excluded.nickname_changed_at, on_leaderboards = excluded.on_leaderboards
""")


async def put(tx: AsyncConnection, city_id: str, rider_id: UUID, profile: Profile) -> bool:
    """Upsert a rider's profile. False if another rider has the same nickname: then the transaction can only
    be rolled back."""
    values = profile._asdict() | {"nickname_key": key_of(profile.nickname)}
    try:
        await tx.execute(PUT, {"rider_id": rider_id, "city_id": city_id, **values})
    except IntegrityError:  # the only other key of the table is that of nicknames
        return False
    return True


KEPT = ("profiles", "badges", "entry_badges", "memberships", "recount_requests")
"""Tables of what is kept of riders for boards and badges, each keyed by rider."""


async def forget(tx: AsyncConnection, rider_ids: Sequence[UUID]) -> None:
    """Delete what is kept of these riders for boards and badges."""
    values = {"rider_ids": list(rider_ids)}
    for table in KEPT:
        await tx.execute(
            sa.text(f"DELETE FROM {table} WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))"), values
        )
    await tx.execute(
        sa.text("""
            UPDATE accounts SET on_leaderboards = false
            WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND on_leaderboards
        """),
        values,
    )
