"""The table of jobs. Functions never decide or commit."""

import json
from datetime import timedelta
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.jobs.rules import Job, State

COLUMNS = "job_id, kind, state, asked, tries, done, total, result"
OPEN_IDS_MAX = 20
"""How many open jobs are looked at for one that nobody does."""
LOCK = "pg_try_advisory_lock(hashtextextended($1, 0))"
"""The advisory lock of who does a job. PostgreSQL gives it back when the connection ends, however it ends."""


async def add(
    tx: AsyncConnection, city_id: str, operator_id: str, job_id: UUID, kind: str, asked: str
) -> None:
    """Insert a job that waits. `asked` is JSON."""
    await tx.execute(
        sa.text("""
            INSERT INTO jobs (job_id, city_id, operator_id, kind, state, asked)
            VALUES (:job_id, :city_id, :operator_id, :kind, 'waiting', CAST(:asked AS jsonb))
        """),
        {"job_id": job_id, "city_id": city_id, "operator_id": operator_id, "kind": kind, "asked": asked},
    )


async def count_open(tx: AsyncConnection, operator_id: str) -> int:
    """How many jobs of this operator are not over. Until the transaction ends, nobody else counts them."""
    await tx.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended('jobs of ' || :operator_id, 0))"),
        {"operator_id": operator_id},
    )
    counted = await tx.execute(
        sa.text("SELECT count(*) FROM jobs WHERE ended_at IS NULL AND operator_id = :operator_id"),
        {"operator_id": operator_id},
    )
    jobs: int = counted.scalar_one()
    return jobs


async def find(tx: AsyncConnection, operator_id: str, job_id: UUID) -> Job | None:
    """A job of this operator."""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM jobs WHERE job_id = :job_id AND operator_id = :operator_id"),
        {"job_id": job_id, "operator_id": operator_id},
    )
    row = rows.one_or_none()
    return Job(*row) if row else None


OPEN = sa.text(f"""
    SELECT job_id FROM jobs WHERE ended_at IS NULL ORDER BY asked_at, job_id LIMIT {OPEN_IDS_MAX}
""")


async def open_ids(tx: AsyncConnection) -> list[UUID]:
    """The oldest jobs that are not over, also those that somebody does: at most OPEN_IDS_MAX."""
    return list((await tx.execute(OPEN)).scalars())


async def take(connection: asyncpg.Connection, job_id: UUID) -> Job | None:
    """Begin a job, unless somebody does it or it is over. The connection holds it until the connection
    ends."""
    if not await connection.fetchval(f"SELECT {LOCK}", f"job {job_id}"):
        return None
    row = await connection.fetchrow(
        f"""
            UPDATE jobs SET state = 'running', tries = tries + 1, done = 0, total = NULL
            WHERE job_id = $1 AND ended_at IS NULL RETURNING {COLUMNS}
        """,
        job_id,
    )
    return Job(*row)._replace(asked=json.loads(row["asked"])) if row else None


async def set_progress(tx: AsyncConnection, job_id: UUID, done: int, total: int | None) -> bool:
    """Say how much of a job is done. Returns False for one that is over: it was cancelled."""
    known = await tx.execute(
        sa.text("""
            UPDATE jobs SET done = :done, total = :total WHERE job_id = :job_id AND ended_at IS NULL
        """),
        {"job_id": job_id, "done": done, "total": total},
    )
    return known.rowcount == 1


async def cancel(tx: AsyncConnection, job_id: UUID) -> None:
    """Say that a job is cancelled, unless it is over. Whoever does it stops when it says its progress."""
    await end(tx, job_id, "cancelled", None)


async def end(tx: AsyncConnection, job_id: UUID, state: State, result: str | None) -> None:
    """Say that a job is over. `result` is JSON."""
    await tx.execute(
        sa.text("""
            UPDATE jobs SET state = :state, result = :result, ended_at = now()
            WHERE job_id = :job_id AND ended_at IS NULL
        """),
        {"job_id": job_id, "state": state, "result": result},
    )


async def prune(tx: AsyncConnection, age: timedelta) -> None:
    """Delete jobs that were over so long ago."""
    await tx.execute(
        sa.text("DELETE FROM jobs WHERE ended_at < now() - CAST(:age AS interval)"), {"age": age}
    )
