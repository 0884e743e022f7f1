"""Tables of challenges on the operators' and riders' side: drafts, versions, joins, backfill."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.entries.store import ENTRY, Entry
from services.challenges.rules import JOIN_REVISION, Challenge, State


async def add(tx: AsyncConnection, city_id: str, operator_id: str, challenge_id: UUID, body: str) -> None:
    """Keep a draft. `body` is JSON."""
    await tx.execute(
        sa.text("""
            INSERT INTO challenges (challenge_id, city_id, operator_id, state, version, revision, body)
            VALUES (:challenge_id, :city_id, :operator_id, 'draft', 0, 0, CAST(:body AS jsonb))
        """),
        {"challenge_id": challenge_id, "city_id": city_id, "operator_id": operator_id, "body": body},
    )


async def lock(tx: AsyncConnection, challenge_id: UUID) -> sa.Row[Any] | None:
    """The challenge, held until the transaction ends."""
    rows = await tx.execute(
        sa.text("SELECT * FROM challenges WHERE challenge_id = :challenge_id FOR UPDATE"),
        {"challenge_id": challenge_id},
    )
    return rows.one_or_none()


async def set_body(tx: AsyncConnection, challenge_id: UUID, state: State, body: str) -> None:
    """Replace what the next publishing brings into force."""
    await tx.execute(
        sa.text("""
            UPDATE challenges SET state = :state, body = CAST(:body AS jsonb)
            WHERE challenge_id = :challenge_id
        """),
        {"challenge_id": challenge_id, "state": state, "body": body},
    )


async def set_state(tx: AsyncConnection, challenge_id: UUID, state: State) -> sa.Row[Any]:
    """Take a step. Publishing makes the next version, which never changes."""
    changed = await tx.execute(
        sa.text("""
            UPDATE challenges SET state = :state, revision = revision + 1,
                version = version + CASE WHEN :state = 'published' THEN 1 ELSE 0 END
            WHERE challenge_id = :challenge_id RETURNING *
        """),
        {"challenge_id": challenge_id, "state": state},
    )
    row = changed.one()
    if state == "published":
        await tx.execute(
            sa.text("""
                INSERT INTO versions (challenge_id, version, city_id, body)
                SELECT challenge_id, version, city_id, body FROM challenges WHERE challenge_id = :challenge_id
            """),
            {"challenge_id": challenge_id},
        )
    await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))
    return row


IN_FORCE = """
    SELECT c.challenge_id, c.version, c.state, v.body
    FROM challenges AS c JOIN versions AS v USING (challenge_id, version)
"""


async def in_force(tx: AsyncConnection) -> list[Challenge]:
    """All challenges that were ever published, in the version that is in force."""
    return [in_force_row(row) for row in await tx.execute(sa.text(IN_FORCE))]


async def find_in_force(tx: AsyncConnection, challenge_id: UUID) -> Challenge | None:
    """A challenge that was published, in the version that is in force."""
    rows = await tx.execute(
        sa.text(f"{IN_FORCE} WHERE c.challenge_id = :challenge_id"), {"challenge_id": challenge_id}
    )
    row = rows.one_or_none()
    return in_force_row(row) if row else None


def in_force_row(row: sa.Row[Any]) -> Challenge:
    """The rules in a published version."""
    body = row.body
    return Challenge(
        challenge_id=row.challenge_id,
        version=row.version,
        state=row.state,
        name=body["name"],
        measure=body["goal"]["measure"],
        target=body["goal"]["target"],
        who=body["who"],
        reward_points=body["reward"]["points"],
        starts_at=datetime.fromisoformat(body["starts_at"]),
        ends_at=datetime.fromisoformat(body["ends_at"]),
    )


# Everything that is known is counted, whatever arrived before. Riders who have an entry but no trip in
# the (new) window are counted too: to nothing. An entry that was complete stays complete since then.
BACKFILL = f"""
    WITH riders AS (
        SELECT trips.rider_id, sum(trips.{{measure}}) AS progress, sum(trips.revision) AS revisions
        FROM trips
        WHERE started_at >= :starts_at AND started_at < :ends_at {{of_rider}}
        GROUP BY trips.rider_id
    ), known AS (
        SELECT rider_id FROM entries WHERE challenge_id = :challenge_id {{of_rider}}
        UNION SELECT rider_id FROM riders WHERE :who = 'all'
        UNION SELECT rider_id FROM joins WHERE challenge_id = :challenge_id AND joined {{of_rider}}
    ), counted AS (
        SELECT rider_id, coalesce(riders.progress, 0) AS progress, coalesce(riders.revisions, 0) AS revisions,
            coalesce(joins.changes, 0) AS changes,
            :who = 'joined' AND NOT coalesce(joins.joined, false) AS has_left
        FROM known LEFT JOIN riders USING (rider_id)
            LEFT JOIN (SELECT * FROM joins WHERE challenge_id = :challenge_id) AS joins USING (rider_id)
    )
    INSERT INTO entries (challenge_id, rider_id, progress, target, version, base_revision,
        trip_revisions, judged_at, completed_at, has_left, city_id)
    SELECT :challenge_id, rider_id, progress, :target, :version,
        CAST(:base_revision AS bigint) + CAST(:join_revision AS bigint) * changes, revisions,
        CAST(:at AS timestamptz),
        CASE WHEN progress >= :target AND NOT has_left THEN CAST(:at AS timestamptz) END,
        has_left, :city_id
    FROM counted ORDER BY rider_id
    ON CONFLICT (challenge_id, rider_id) DO UPDATE SET progress = excluded.progress,
        target = excluded.target, version = excluded.version, base_revision = excluded.base_revision,
        trip_revisions = excluded.trip_revisions, judged_at = excluded.judged_at,
        has_left = excluded.has_left,
        completed_at = CASE WHEN excluded.completed_at IS NOT NULL
            THEN coalesce(entries.completed_at, excluded.completed_at) END
    RETURNING {ENTRY}
"""


async def backfill(
    tx: AsyncConnection, city_id: str, challenge: Challenge, at: datetime, rider_id: UUID | None = None
) -> list[Entry]:
    """Count a challenge anew from all facts, for all riders or for one, in one statement."""
    of_rider = "AND rider_id = :rider_id" if rider_id else ""
    values = {
        "challenge_id": challenge.challenge_id,
        "starts_at": challenge.starts_at,
        "ends_at": challenge.ends_at,
        "who": challenge.who,
        "target": challenge.target,
        "version": challenge.version,
        "base_revision": challenge.base_revision,
        "join_revision": JOIN_REVISION,
        "at": at,
        "city_id": city_id,
        **({"rider_id": rider_id} if rider_id else {}),
    }
    statement = sa.text(BACKFILL.format(measure=challenge.measure, of_rider=of_rider))
    return [Entry(*row) for row in await tx.execute(statement, values)]


async def freeze(tx: AsyncConnection, city_id: str, challenge: Challenge) -> None:
    """Note what a challenge has counted, before it stops: nothing else can be taken back from it."""
    await tx.execute(
        sa.text("""
            INSERT INTO counted_trips (challenge_id, trip_id, city_id)
            SELECT :challenge_id, trip_id, :city_id FROM trips
            WHERE started_at >= :starts_at AND started_at < :ends_at AND trips > 0
                AND (:who = 'all' OR EXISTS (
                    SELECT FROM joins WHERE joins.rider_id = trips.rider_id
                        AND joins.challenge_id = :challenge_id AND joined))
            ON CONFLICT DO NOTHING
        """),
        {
            "challenge_id": challenge.challenge_id,
            "starts_at": challenge.starts_at,
            "ends_at": challenge.ends_at,
            "who": challenge.who,
            "city_id": city_id,
        },
    )


async def unfreeze(tx: AsyncConnection, challenge_id: UUID) -> None:
    """The challenge counts everything again."""
    await tx.execute(
        sa.text("DELETE FROM counted_trips WHERE challenge_id = :challenge_id"),
        {"challenge_id": challenge_id},
    )


async def join(tx: AsyncConnection, city_id: str, challenge_id: UUID, rider_id: UUID) -> None:
    """The rider takes part from now on. Nothing changes for one who does already."""
    await tx.execute(
        sa.text("""
            INSERT INTO joins (rider_id, challenge_id, city_id, joined, changes)
            VALUES (:rider_id, :challenge_id, :city_id, true, 1)
            ON CONFLICT (rider_id, challenge_id) DO UPDATE
                SET joined = true, changes = joins.changes + 1 WHERE NOT joins.joined
        """),
        {"rider_id": rider_id, "challenge_id": challenge_id, "city_id": city_id},
    )


async def leave(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> bool:
    """The rider takes part no longer. False for one who did not."""
    left = await tx.execute(
        sa.text("""
            UPDATE joins SET joined = false, changes = changes + 1
            WHERE rider_id = :rider_id AND challenge_id = :challenge_id AND joined
        """),
        {"rider_id": rider_id, "challenge_id": challenge_id},
    )
    return left.rowcount == 1


async def is_completed(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> bool:
    """Whether the rider's entry is completed now."""
    found = await tx.execute(
        sa.text("""
            SELECT FROM entries WHERE challenge_id = :challenge_id AND rider_id = :rider_id
                AND completed_at IS NOT NULL
        """),
        {"challenge_id": challenge_id, "rider_id": rider_id},
    )
    return found.rowcount == 1


async def listed(
    tx: AsyncConnection, operator_id: str | None, most: int, after: tuple[datetime, UUID] | None
) -> Sequence[sa.Row[Any]]:
    """Challenges, newest first: those published as they are in force, or an operator's own as written."""
    if operator_id:
        mine = "challenges WHERE operator_id = :operator_id"
    else:
        mine = """
            (SELECT challenge_id, version, state, created_at, versions.body
            FROM challenges JOIN versions USING (challenge_id, version)) AS c
            WHERE state = 'published'"""
    behind = "AND (created_at, challenge_id) < (:created_at, :challenge_id)" if after else ""
    return (
        await tx.execute(
            sa.text(f"""
                SELECT * FROM {mine} {behind}
                ORDER BY created_at DESC, challenge_id DESC LIMIT :most
            """),
            {
                "most": most,
                **({"operator_id": operator_id} if operator_id else {}),
                **({"created_at": after[0], "challenge_id": after[1]} if after else {}),
            },
        )
    ).all()
