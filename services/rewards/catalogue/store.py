"""Tables of rewards: bodies, and the versions that were published. Functions take `tx`; they never commit."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.catalogue.rules import Reward, Units
from shared.db import Statement, fetch, write
from shared.two_keys.steps import State


class StoredReward(NamedTuple):
    """A row of a reward. `body` was written last or, in what riders read, is in force."""

    reward_id: UUID
    operator_id: str
    state: State
    version: int
    revision: int
    created_at: datetime
    body: dict[str, Any]
    units_out: int
    units_set_aside: int
    codes_unused: int

    @property
    def units(self) -> Units:
        return Units(self.units_out, self.units_set_aside, self.codes_unused)


COLUMNS = ", ".join(StoredReward._fields)
IN_FORCE = f"""
    SELECT {COLUMNS.replace("body", "reward_versions.body")}
    FROM rewards JOIN reward_versions USING (reward_id, version)
"""


async def add(
    tx: AsyncConnection, city_id: str, operator_id: str, reward_id: UUID, body: Mapping[str, Any]
) -> None:
    """Insert a draft."""
    await tx.execute(
        sa.text("""
            INSERT INTO rewards (reward_id, city_id, operator_id, state, version, revision, body)
            VALUES (:reward_id, :city_id, :operator_id, 'draft', 0, 0, CAST(:body AS jsonb))
        """),
        {
            "reward_id": reward_id,
            "city_id": city_id,
            "operator_id": operator_id,
            "body": json.dumps(dict(body)),
        },
    )


async def lock(tx: AsyncConnection, reward_id: UUID, operator_id: str | None = None) -> StoredReward | None:
    """A reward with the body that was written last, its row locked until the transaction ends. With
    `operator_id`, None for a reward of another operator: the caller must not learn that it exists."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM rewards
            WHERE reward_id = :reward_id
                AND (CAST(:operator_id AS text) IS NULL OR operator_id = :operator_id) FOR UPDATE
        """),
        {"reward_id": reward_id, "operator_id": operator_id},
    )
    row = rows.one_or_none()
    return StoredReward(*row) if row else None


async def set_body(tx: AsyncConnection, reward_id: UUID, state: State, body: Mapping[str, Any]) -> None:
    """Replace the body that the next publishing brings into force."""
    await tx.execute(
        sa.text("""
            UPDATE rewards SET state = :state, body = CAST(:body AS jsonb) WHERE reward_id = :reward_id
        """),
        {"reward_id": reward_id, "state": state, "body": json.dumps(dict(body))},
    )


async def mark(tx: AsyncConnection, reward_id: UUID, state: State) -> None:
    """Set a state that changes nothing in force (draft, submitted, approved, or the same state)."""
    await tx.execute(
        sa.text("UPDATE rewards SET state = :state WHERE reward_id = :reward_id"),
        {"reward_id": reward_id, "state": state},
    )


async def set_state(tx: AsyncConnection, reward_id: UUID, state: State, makes_version: bool) -> StoredReward:
    """Store a step: the new state and the next revision. With `makes_version` the body becomes the next
    version, which never changes."""
    updated = await tx.execute(
        sa.text(f"""
            UPDATE rewards SET state = :state, revision = revision + 1,
                version = version + CAST(:makes_version AS int)
            WHERE reward_id = :reward_id RETURNING {COLUMNS}
        """),
        {"reward_id": reward_id, "state": state, "makes_version": int(makes_version)},
    )
    row = StoredReward(*updated.one())
    if makes_version:
        await tx.execute(
            sa.text("""
                INSERT INTO reward_versions (reward_id, version, city_id, body)
                SELECT reward_id, version, city_id, body FROM rewards WHERE reward_id = :reward_id
            """),
            {"reward_id": reward_id},
        )
    return row


def reward_of(row: StoredReward) -> Reward:
    """The reward in the version of a row."""
    return Reward(row.reward_id, row.operator_id, row.state, row.version, row.revision, row.body, row.units)


FIND_IN_FORCE = sa.text(f"{IN_FORCE} WHERE rewards.reward_id = :reward_id")
LOCK_IN_FORCE = sa.text(f"{IN_FORCE} WHERE rewards.reward_id = :reward_id FOR UPDATE OF rewards")


async def find_in_force(tx: AsyncConnection, reward_id: UUID) -> Reward | None:
    """A reward in the version in force, whatever its state; None if it was never published."""
    return reward_in(await fetch(tx, *in_force(reward_id)))


async def lock_in_force(tx: AsyncConnection, reward_id: UUID) -> Reward | None:
    """The same, its row locked until the transaction ends."""
    found = reward_in(await fetch(tx, LOCK_IN_FORCE, {"reward_id": reward_id}))
    if found is None:
        # Another version came into force while the statement waited for the lock: it was joined with the
        # version of before, and has left out what does not fit any more.
        await lock_rows(tx, [reward_id])
        found = await find_in_force(tx, reward_id)
    return found


def in_force(reward_id: UUID) -> Statement:
    """What reads a reward in the version in force."""
    return FIND_IN_FORCE, {"reward_id": reward_id}


def reward_in(rows: Sequence[Sequence[Any]]) -> Reward | None:
    """The reward that was read; None if there is no row."""
    return reward_of(StoredReward(*rows[0])) if rows else None


LOCK_ROWS = sa.text("""
    SELECT FROM rewards WHERE reward_id = ANY(CAST(:reward_ids AS uuid[])) ORDER BY reward_id FOR UPDATE
""")
MOVE_UNITS = sa.text("""
    UPDATE rewards SET units_out = units_out + units
    FROM unnest(CAST(:reward_ids AS uuid[]), CAST(:units AS int[])) AS row (id, units)
    WHERE reward_id = row.id
""")


async def lock_rows(tx: AsyncConnection, reward_ids: Iterable[UUID]) -> None:
    """Lock the rows of these rewards until the transaction ends, in the order of their ids."""
    await fetch(tx, LOCK_ROWS, {"reward_ids": list(reward_ids)})


async def move_units(tx: AsyncConnection, units: Mapping[UUID, int]) -> None:
    """Add to the units of rewards that are redeemed or reserved. Their rows are locked by `lock_rows`."""
    await write(tx, MOVE_UNITS, {"reward_ids": list(units), "units": list(units.values())})


async def set_aside(tx: AsyncConnection, units: Mapping[UUID, int]) -> None:
    """Add to the units of rewards that are set aside for draws. Their rows are locked by `lock_rows`."""
    await tx.execute(
        sa.text("""
            UPDATE rewards SET units_set_aside = units_set_aside + units
            FROM unnest(CAST(:reward_ids AS uuid[]), CAST(:units AS int[])) AS row (id, units)
            WHERE reward_id = row.id
        """),
        {"reward_ids": list(units), "units": list(units.values())},
    )


async def find(tx: AsyncConnection, reward_id: UUID, operator_id: str | None) -> StoredReward | None:
    """A reward of this operator with the body that was written last; with `operator_id` None any that was
    ever published, with the body in force."""
    rows = await tx.execute(
        sa.text(
            f"{IN_FORCE} WHERE rewards.reward_id = :reward_id"
            if operator_id is None
            else f"SELECT {COLUMNS} FROM rewards WHERE reward_id = :reward_id AND operator_id = :operator_id"
        ),
        {"reward_id": reward_id} | ({} if operator_id is None else {"operator_id": operator_id}),
    )
    row = rows.one_or_none()
    return StoredReward(*row) if row else None


async def listed(
    tx: AsyncConnection, operator_id: str | None, most: int, after: tuple[datetime, UUID] | None
) -> list[StoredReward]:
    """Rewards, newest first: an operator's own with the body that was written last, or all published ones
    with the body in force."""
    source = f"({IN_FORCE} WHERE state = 'published') AS in_force"
    if operator_id:
        source = f"(SELECT {COLUMNS} FROM rewards WHERE operator_id = :operator_id) AS own"
    after_clause = "WHERE (created_at, reward_id) < (:created_at, :reward_id)" if after else ""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM {source} {after_clause} ORDER BY created_at DESC, reward_id DESC LIMIT :most
        """),
        {
            "most": most,
            **({"operator_id": operator_id} if operator_id else {}),
            **({"created_at": after[0], "reward_id": after[1]} if after else {}),
        },
    )
    return [StoredReward(*row) for row in rows]


async def count_running_out(tx: AsyncConnection) -> int:
    """How many rewards that are open, now or later, have less than a tenth left of stock or pool."""
    rows = await tx.execute(
        sa.text("""
            SELECT count(*) FROM (
                SELECT units_out, (reward_versions.body ->> 'available_until')::timestamptz AS until,
                    CASE reward_versions.body ->> 'kind' WHEN 'code' THEN codes_unused
                    ELSE (reward_versions.body ->> 'stock')::bigint - units_out
                    END - units_set_aside AS units_left
                FROM rewards JOIN reward_versions USING (reward_id, version) WHERE state = 'published'
            ) AS published
            WHERE (units_left * 9 < units_out OR units_left = 0) AND (until IS NULL OR until > now())
        """)
    )
    return int(rows.scalar_one())
