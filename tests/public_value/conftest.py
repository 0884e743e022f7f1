"""The service over a real socket, with and without figures."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest
import uvicorn

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.public_value.app import Settings, create_app
from shared.db import create_engine
from tests.public_value.events import DAY_ONE, judged, posted, tell, zone
from tests.public_value.test_rollups import clear

from .doors import DAY, Door


@pytest.fixture(scope="module")
async def door(make_database: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder: Path = tmp_path_factory.mktemp("issuer")
    dsn = await make_database("public_value")
    # Its own outbox stands for those of the others: any database with one can be a topic's source.
    settings = Settings.model_validate(
        {
            "DATABASE_URL": dsn,
            "jwks_file": make_issuer(folder),
            "poll_s": 0.05,
            "city_figures_s": 0,
            "operator_id": "operator",
            "release_places": "P1D",
            "sources": dict.fromkeys(("trips", "rewards", "riders"), dsn),
        }
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_config=None)
    )
    engine = create_engine(dsn, pool_size=2)
    # The service makes no runs: tests make them, at moments of theirs.
    quiet = mock.patch("services.public_value.app.release_when_due", mock.AsyncMock())
    with mock.patch.object(server, "capture_signals", contextlib.nullcontext), quiet:
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield Door(client, engine, mint(folder, "auditor"), folder, settings.releasing())
        server.should_exit = True
        await task
    await engine.dispose()


@pytest.fixture
async def empty(door: Door) -> Door:
    await clear(door.engine)
    return door


@pytest.fixture
async def city(empty: Door) -> Door:
    """Two days of a month that is told. District D1 has zones B1 and B2, D2 is one. 60 trips a day in B1, 45
    in B2, 30 in D2, but on the second day 3 in B2; on both some by e-bike."""
    news: list[Any] = [zone("D1"), zone("D2"), zone("B1", "D1"), zone("B2", "D1")]
    for number, in_b2 in enumerate((45, 3)):
        for zone_id, riders in (("B1", 60), ("B2", in_b2), ("D2", 30)):
            for rider in range(riders):
                name, day = f"{number} {zone_id} {rider}", DAY_ONE + number * DAY
                vehicle = "ebike" if rider % 3 == 0 else "bike"
                trip = judged(name, rider, day, start_zone_id=zone_id, vehicle_type=vehicle)
                source = f"trip:{trip.event.trip_id}"
                news += [trip, posted(source, rider, 35, day, zone_id=zone_id)]
    await tell(empty.engine, news)
    await empty.release()
    return empty
