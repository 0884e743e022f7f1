"""Hear a log anew, beside the consumers and up to a position: to prove what a service has made of it."""

from collections.abc import AsyncIterator, Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import is_transient
from shared.eventlog.consumer import Handler, handle
from shared.eventlog.log import Record
from shared.eventlog.postgres import FROM_POSITION
from shared.sessions import connect

BATCH = 2_000
QUERY_S = 300


async def published(dsn: str, until: int | None, after: int = 0) -> AsyncIterator[list[Record]]:
    """What a service has said behind a position, in order, up to this position or to the end."""
    connection = await connect(dsn, command_timeout_s=QUERY_S)
    position = after
    try:
        while rows := await connection.fetch(FROM_POSITION, position + 1, BATCH):
            records = [Record(*row) for row in rows if until is None or row["position"] <= until]
            if records:
                yield records
            if len(records) < len(rows):
                return
            position = rows[-1]["position"]
    finally:
        connection.terminate()


async def apply(
    engine: AsyncEngine, city_id: str, of_topic: Mapping[str, Handler], records: list[Record]
) -> int:
    """Apply these events. Where one cannot be applied, they are halved until it is alone and passed over, as
    a consumer does. Returns how many were."""
    try:
        async with engine.begin() as tx:
            await handle(tx, city_id, of_topic, records)
    except Exception as error:
        if is_transient(error):
            raise
        if len(records) == 1:
            return 1
        half = len(records) // 2
        halves: Iterable[list[Record]] = (records[:half], records[half:])
        return sum([await apply(engine, city_id, of_topic, each) for each in halves])
    return 0
