"""What a request leaves behind at the gateway is freed at once. Cyclic garbage waits for Python's collector,
which counts objects, not bytes: some hundred large bodies would fill the memory first."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import aiohttp
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from rodem.local.tokens import mint
from tests.conftest import MakeDatabase
from tests.served import all_at, served

from .gateways import gateway_before

BODY_BYTES = 1_000_000
ANSWER_BYTES = 100_000


async def garbage_bytes(call: Callable[[], Awaitable[None]]) -> int:
    """The bytes in large bodies that only the garbage collector frees after the second of two calls."""
    await call()
    gc.collect()
    gc.disable()
    try:
        await call()
        await asyncio.sleep(0.1)  # the last steps of the connection
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        held = [each for thing in gc.garbage for each in gc.get_referents(thing) if isinstance(each, bytes)]
        return sum(len(each) for each in held if len(each) >= 1_000)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


async def test_no_body_waits_for_the_garbage_collector(make_database: MakeDatabase, tmp_path: Path) -> None:
    inner = FastAPI()

    @inner.post("/v1/trips:batch")
    async def take(request: Request) -> JSONResponse:
        return JSONResponse({"bytes": len(await request.body()), "text": "x" * ANSWER_BYTES})

    async with (
        served(inner) as inner_url,
        gateway_before(all_at(inner_url), make_database, tmp_path) as url,
        aiohttp.ClientSession(url) as client,  # httpx's client would leave cycles of its own
    ):
        token = mint(tmp_path, "operator")
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

        async def post(body_bytes: int, status: int) -> None:
            keyed = headers | {"Idempotency-Key": str(uuid4())}
            async with client.post("/v1/trips:batch", data=b" " * body_bytes, headers=keyed) as answer:
                assert answer.status == status
                await answer.read()

        assert await garbage_bytes(lambda: post(BODY_BYTES, 200)) == 0
        assert await garbage_bytes(lambda: post(5 * BODY_BYTES, 413)) == 0
