"""A member of rewards that takes its time over every batch. Its settings are its argument, as JSON."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.conformance.stages import RewardsSettings

BATCH_S = 0.1


def slow() -> Mapping[str, Handler]:
    async def take_time(_: AsyncConnection, __: Sequence[Heard[TripJudged]]) -> None:
        await asyncio.sleep(BATCH_S)

    return {TripJudged.type: take_time}


async def member(settings: RewardsSettings) -> None:
    await bus.consume(bus.consumer(settings, "trips", bus.create_engine(settings), {"trips": slow()}))


if __name__ == "__main__":
    asyncio.run(member(RewardsSettings.model_validate(json.loads(sys.argv[1]))))
