"""A member of rewards in a process of its own, which a test may kill: notes what it applies, and that it did.

Its settings are its argument, as JSON.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Handler
from shared.eventlog.kafka import reading
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.conformance.stages import RewardsSettings

TABLE = "CREATE TABLE applied (trip_id uuid NOT NULL, pid int NOT NULL)"


def noting() -> Mapping[str, Handler]:
    """A handler that is safe only if nothing is ever applied twice."""

    async def insert(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        await tx.execute(
            sa.text("INSERT INTO applied SELECT unnest(CAST(:ids AS uuid[])), :pid"),
            {"ids": [heard.event.trip_id for heard in batch], "pid": os.getpid()},
        )

    return {TripJudged.type: insert}


async def member(settings: RewardsSettings) -> None:
    reading.SESSION_S = 2
    await bus.consume(bus.consumer(settings, "trips", bus.create_engine(settings), {"trips": noting()}))


if __name__ == "__main__":
    asyncio.run(member(RewardsSettings.model_validate(json.loads(sys.argv[1]))))
