"""Tables of challenges: drafts and published versions. Functions take `tx`; they never commit."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.matching.rules import Known
from services.challenges.rules import Challenge
from services.challenges.tree.trees import tree_of
from shared.two_keys.steps import State

RULES_LOCK = 0x52756C6573
"""An advisory lock (the number is "Rules" in ASCII): every batch of trips takes it shared, every step of a
challenge takes it exclusively. So a step counts all trips of earlier batches, every later batch sees the
step, and no trip is counted by neither."""


async def read_rules_version(tx: AsyncConnection) -> int:
    """The version of all rules together. The shared lock keeps it unchanged until the transaction ends."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": RULES_LOCK})
    version: int = (await tx.execute(sa.text("SELECT version FROM rules_version"))).scalar_one()
    return version


async def hold_rules(tx: AsyncConnection) -> None:
    """Take the advisory lock exclusively: wait for running batches, and make later ones wait until the
    transaction ends. After 4 s PostgreSQL gives up, which the caller sees as 503."""
    # 4 s: longer than the usual lock timeout of 2 s, because a batch takes so long, and shorter than the
    # statement timeout of 5 s.
    await tx.execute(sa.text("SET LOCAL lock_timeout = '4s'"))
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": RULES_LOCK})


class StoredChallenge(NamedTuple):
    """A row of a challenge. `body` was written last or, in a list for riders, is in force."""

    challenge_id: UUID
    operator_id: str
    state: State
    version: int
    revision: int
    created_at: datetime
    body: dict[str, Any]


COLUMNS = ", ".join(StoredChallenge._fields)


async def add(tx: AsyncConnection, city_id: str, operator_id: str, challenge_id: UUID, body: str) -> None:
    """Insert a draft. `body` is JSON."""
    await tx.execute(
        sa.text("""
            INSERT INTO challenges (challenge_id, city_id, operator_id, state, version, revision, body)
            VALUES (:challenge_id, :city_id, :operator_id, 'draft', 0, 0, CAST(:body AS jsonb))
        """),
        {"challenge_id": challenge_id, "city_id": city_id, "operator_id": operator_id, "body": body},
    )


async def lock(
    tx: AsyncConnection, challenge_id: UUID, operator_id: str | None = None
) -> StoredChallenge | None:
    """A challenge, its row locked until the transaction ends. With `operator_id`, None for a challenge of
    another operator: the caller must not learn that it exists."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM challenges
            WHERE challenge_id = :challenge_id
                AND (CAST(:operator_id AS text) IS NULL OR operator_id = :operator_id) FOR UPDATE
        """),
        {"challenge_id": challenge_id, "operator_id": operator_id},
    )
    row = rows.one_or_none()
    return StoredChallenge(*row) if row else None


async def set_body(tx: AsyncConnection, challenge_id: UUID, state: State, body: str) -> None:
    """Replace the body that the next publishing brings into force."""
    await tx.execute(
        sa.text("""
            UPDATE challenges SET state = :state, body = CAST(:body AS jsonb)
            WHERE challenge_id = :challenge_id
        """),
        {"challenge_id": challenge_id, "state": state, "body": body},
    )


async def mark(tx: AsyncConnection, challenge_id: UUID, state: State) -> None:
    """Set a state that changes nothing in force (draft, submitted, approved, or the same state)."""
    await tx.execute(
        sa.text("UPDATE challenges SET state = :state WHERE challenge_id = :challenge_id"),
        {"challenge_id": challenge_id, "state": state},
    )


async def set_state(
    tx: AsyncConnection, challenge_id: UUID, state: State, now: datetime, makes_version: bool
) -> StoredChallenge:
    """Store a step at `now`: the new state, the next revision and, with `makes_version`, the number of the
    next version."""
    updated = await tx.execute(
        sa.text(f"""
            UPDATE challenges SET state = :state, revision = revision + 1,
                version = version + CAST(:makes_version AS int),
                closed_at = CASE WHEN :state = 'closed' THEN CAST(:now AS timestamptz) END
            WHERE challenge_id = :challenge_id RETURNING {COLUMNS}
        """),
        {"challenge_id": challenge_id, "state": state, "now": now, "makes_version": int(makes_version)},
    )
    await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))
    return StoredChallenge(*updated.one())


IN_FORCE = """
    SELECT c.challenge_id, c.operator_id, c.revision, c.version, c.state, c.closed_at, v.body, v.known
    FROM challenges AS c JOIN versions AS v USING (challenge_id, version)
"""


async def in_force(tx: AsyncConnection) -> list[Challenge]:
    """All challenges that were ever published, each in the version that is in force."""
    return [challenge_of(row) for row in await tx.execute(sa.text(IN_FORCE))]


async def find_all_in_force(tx: AsyncConnection, challenge_ids: Collection[UUID]) -> list[Challenge]:
    """These challenges, each in the version that is in force."""
    rows = await tx.execute(
        sa.text(f"{IN_FORCE} WHERE c.challenge_id = ANY(CAST(:challenge_ids AS uuid[]))"),
        {"challenge_ids": sorted(challenge_ids)},
    )
    return [challenge_of(row) for row in rows]


async def requiring_others(tx: AsyncConnection) -> list[Challenge]:
    """The challenges that require others, each in the version that is in force."""
    return [challenge_of(row) for row in await tx.execute(sa.text(f"{IN_FORCE} WHERE v.body ? 'requires'"))]


IS_REQUIRED = sa.text("""
    SELECT EXISTS (SELECT FROM challenges JOIN versions USING (challenge_id, version)
        WHERE versions.body -> 'requires' ? :challenge_id)
""")


async def is_required(tx: AsyncConnection, challenge_id: UUID) -> bool:
    """Whether another challenge requires this one."""
    required: bool = (await tx.execute(IS_REQUIRED, {"challenge_id": str(challenge_id)})).scalar_one()
    return required


async def find_in_force(tx: AsyncConnection, challenge_id: UUID) -> Challenge | None:
    """A challenge in the version that is in force; None if it was never published."""
    rows = await tx.execute(
        sa.text(f"{IN_FORCE} WHERE c.challenge_id = :challenge_id"), {"challenge_id": challenge_id}
    )
    row = rows.one_or_none()
    return challenge_of(row) if row else None


def challenge_of(row: Any) -> Challenge:
    """The challenge in a row of IN_FORCE."""
    challenge_id, operator_id, revision, version, state, closed_at, body, known = row
    return Challenge(
        challenge_id,
        operator_id,
        revision,
        version,
        state,
        closed_at,
        tree=tree_of(body),
        known=msgspec.convert(known, Known),
    )


async def body_in_force(tx: AsyncConnection, challenge_id: UUID) -> dict[str, Any] | None:
    """The body of the version in force; None if the challenge was never published."""
    rows = await tx.execute(
        sa.text("""
            SELECT versions.body FROM challenges JOIN versions USING (challenge_id, version)
            WHERE challenge_id = :challenge_id
        """),
        {"challenge_id": challenge_id},
    )
    body: dict[str, Any] | None = rows.scalar_one_or_none()
    return body


async def set_version(tx: AsyncConnection, challenge_id: UUID, version: int, known: Known) -> None:
    """Make the body that was written last this version, which never changes."""
    await tx.execute(
        sa.text("""
            INSERT INTO versions (challenge_id, version, city_id, body, known)
            SELECT challenge_id, :version, city_id, body, CAST(:known AS jsonb)
            FROM challenges WHERE challenge_id = :challenge_id
        """),
        {
            "challenge_id": challenge_id,
            "version": version,
            "known": msgspec.json.encode(known).decode(),
        },
    )


async def set_counting(tx: AsyncConnection, challenge_id: UUID, first_on: date, counting: str | None) -> None:
    """Store the first local day of the window, and the SQL of how far riders are by their trips, for the
    doctor."""
    await tx.execute(
        sa.text("""
            UPDATE challenges SET first_on = :first_on, counting = :counting
            WHERE challenge_id = :challenge_id
        """),
        {"challenge_id": challenge_id, "first_on": first_on, "counting": counting},
    )
