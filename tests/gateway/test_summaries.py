"""One statement reads for all riders who ask meanwhile, and is nobody's request."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid4

import structlog

from services.gateway.riders.summary.actions import gathered


async def test_what_is_read_for_many_riders_bears_none_of_their_trace_ids() -> None:
    seen = []

    async def read(rider_ids: Collection[UUID]) -> Mapping[UUID, Any]:
        seen.append((len(rider_ids), structlog.contextvars.get_contextvars()))
        await asyncio.sleep(0.01)
        return {rider_id: rider_id for rider_id in rider_ids}

    ask = gathered(read)

    async def asked(trace_id: str) -> str:
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            await ask(uuid4())
            own: str = structlog.contextvars.get_contextvars()["trace_id"]
            return own

    names = [str(number) for number in range(4)]
    assert await asyncio.gather(*map(asked, names)) == names
    assert seen == [(4, {})]
