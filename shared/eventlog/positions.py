"""Positions: how far a service has applied each topic, and which of its consumers have stopped, and why."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.db import fetch
from shared.eventlog.log import Positions, Progress, Record, Stopped

FAILURES_MAX = 10
"""How many events of one type in a row (in one partition) are set aside as dead letters. One more stops the
consumer, because the fault is then more likely in the code than in the events."""

# What `rodem replay` and `rodem topics --rebuild` set, so that a topic is applied from its beginning.
BEGIN_ANEW = "position = 0, event_id = NULL, failures = '{}', stopped = NULL"


class Overtaken(Exception):
    """Another consumer (or a replay) moved the position meanwhile, so this batch must not be applied."""


class TooManyFailures(Stopped):
    """More than FAILURES_MAX events of one type in a row could not be applied."""

    why = "dead_letters"

    def __init__(self, record: Record) -> None:
        super().__init__(record.partition, f"{record.type} at position {record.position}")
        self.type = record.type


OPEN = sa.text("""
    INSERT INTO positions (topic, partition, position) VALUES (:topic, :partition, 0)
    ON CONFLICT DO NOTHING
""")


async def read(engine: AsyncEngine, name: str) -> Progress:
    """How far a consumer is. The first row is created before the first event, so that the lag is visible."""
    async with engine.begin() as tx:
        rows = await tx.execute(
            sa.text("SELECT partition, position, event_id FROM positions WHERE topic = :topic"),
            {"topic": name},
        )
        applied = {partition: (position, event_id) for partition, position, event_id in rows}
        if not applied:
            await tx.execute(OPEN, {"topic": name, "partition": 0})
    return Progress(
        {partition: position for partition, (position, _) in applied.items()},
        {partition: event_id for partition, (_, event_id) in applied.items() if event_id is not None},
    )


# A success ends the row of failures of its type, and whatever had stopped the consumer.
MOVE = sa.text("""
    UPDATE positions SET position = :position, event_id = :event_id, stopped = NULL,
        failures = failures - CAST(:types AS text[])
    WHERE topic = :topic AND partition = :partition AND position = :expected
    RETURNING 0
""")


async def move(tx: AsyncConnection, name: str, records: Sequence[Record], after: Positions) -> None:
    """Move the positions past these records, which the caller applies in `tx`. Raises Overtaken."""
    last = {record.partition: record for record in records}
    for partition in sorted(last):
        types = {record.type for record in records if record.partition == partition}
        await _move(tx, MOVE, name, last[partition], after, types=sorted(types))


PASS = sa.text("""
    UPDATE positions SET position = :position, event_id = :event_id, stopped = NULL,
        failures = failures || jsonb_build_object(
            CAST(:type AS text), coalesce(CAST(failures ->> CAST(:type AS text) AS int), 0) + 1)
    WHERE topic = :topic AND partition = :partition AND position = :expected
    RETURNING CAST(failures ->> CAST(:type AS text) AS int)
""")


async def pass_over(tx: AsyncConnection, name: str, record: Record, after: Positions) -> None:
    """Move the position past a record that could not be applied, and count the failure.

    Raises Overtaken, and TooManyFailures if the record would be the one too many in a row: then the caller
    must roll back.
    """
    failures = await _move(tx, PASS, name, record, after, type=record.type)
    if failures > FAILURES_MAX:
        raise TooManyFailures(record)


async def _move(
    tx: AsyncConnection, statement: sa.TextClause, name: str, to: Record, after: Positions, **values: object
) -> int:
    """Run one of the statements above. Returns what it returns."""
    expected = after.get(to.partition, 0)
    where = {"topic": name, "partition": to.partition, "expected": expected}
    if not expected:
        await tx.execute(OPEN, {"topic": name, "partition": to.partition})
    moved = await fetch(tx, statement, {**where, "position": to.position, "event_id": to.id, **values})
    if not moved:
        raise Overtaken
    [(returned,)] = moved
    return int(returned)


async def stop(tx: AsyncConnection, name: str, stopped: Stopped) -> None:
    """Store why a consumer has stopped, where every process of the service and `rodem doctor` find it."""
    await tx.execute(OPEN, {"topic": name, "partition": stopped.partition})
    await tx.execute(
        sa.text("""
            UPDATE positions SET stopped = :why
            WHERE topic = :topic AND partition = :partition AND stopped IS DISTINCT FROM :why
        """),
        {"topic": name, "partition": stopped.partition, "why": stopped.why},
    )


async def log_is_good(engine: AsyncEngine, name: str) -> None:
    """Forget that the log had stopped this consumer. A consumer that dead letters have stopped goes on with
    the next event that it applies."""
    async with engine.begin() as tx:
        await tx.execute(
            sa.text("UPDATE positions SET stopped = NULL WHERE topic = :topic AND stopped <> :why"),
            {"topic": name, "why": TooManyFailures.why},
        )


async def stopped_consumers(engine: AsyncEngine, on_kafka: bool) -> dict[str, str]:
    """Topic -> why its consumer has stopped; empty when none has. Only on the transport that is in use: the
    positions on another one stay, under names with an `@`."""
    async with engine.connect() as tx:
        rows = await tx.execute(
            sa.text("""
                SELECT split_part(topic, '@', 1), min(stopped) FROM positions
                WHERE stopped IS NOT NULL AND (topic LIKE '%@%') = :on_kafka GROUP BY 1 ORDER BY 1
            """),
            {"on_kafka": on_kafka},
        )
        return {topic: why for topic, why in rows}
