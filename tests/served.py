"""An app over a real socket, in the process of the tests."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from unittest import mock

import uvicorn
from fastapi import FastAPI

from services.gateway.door.forwarding.rules import FORWARDED


def all_at(url: str) -> dict[str, str]:
    """`service_urls` of a gateway whose services all listen at one address."""
    return dict.fromkeys((route.service for route in FORWARDED), url)


@contextlib.asynccontextmanager
async def served(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on this port, or on a free one. Yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with (
        socket.create_server(("127.0.0.1", port)) as listening,
        # The process of the tests keeps its own signal handlers.
        mock.patch.object(server, "capture_signals", contextlib.nullcontext),
    ):
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            while not server.started:
                if task.done():
                    await task
                await asyncio.sleep(0.02)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:  # else the server of a test that fails would run on in the next one
            server.should_exit = True
            await task
