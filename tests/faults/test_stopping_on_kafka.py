"""SIGTERM and SIGSTOP of every process of a city on Kafka, its broker and its supervisor among them."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.cities import City, start, stop
from tests.ports import free_ports

from .riding import nothing_lost
from .test_stopping import STOPS, each_stopped_for_a_while, each_told_to_stop

STOPS_WITHIN_S = 20


async def supervisor_stopped_for_a_while(city: City) -> None:
    """3 s, but nothing that it looks after."""
    os.kill(city.process.pid, signal.SIGSTOP)
    await asyncio.sleep(3)
    os.kill(city.process.pid, signal.SIGCONT)


async def supervisor_told_to_stop(city: City) -> None:
    """It ends well and in time, and all that it looks after has ended before it."""
    pids = city.pids()
    os.kill(city.process.pid, signal.SIGTERM)
    assert await asyncio.to_thread(city.process.wait, STOPS_WITHIN_S) == 0
    assert not [name for name, pid in pids.items() if Path(f"/proc/{pid}").exists()]


@pytest.mark.e2e
@pytest.mark.timeout(300 + 120 * STOPS)
async def test_on_kafka_no_process_told_to_stop_or_stopped_loses_a_trip(
    kafka_jars: Path, tmp_path: Path
) -> None:
    port = free_ports()
    city = await asyncio.to_thread(start, tmp_path, "--kafka", port=port)
    try:
        async with nothing_lost(city):
            await each_told_to_stop(city)
            before = city.pids()
            await each_stopped_for_a_while(city)
            await supervisor_stopped_for_a_while(city)
            assert city.pids() == before
            await supervisor_told_to_stop(city)
            city = await asyncio.to_thread(start, tmp_path, "--kafka", port=port)
        said = (tmp_path / "up.log").read_text()
        services = before.keys() - {"postgres", "kafka"}
        assert before.keys() - services == {"postgres", "kafka"}
        assert all(said.count(f"{name} ended with 0") >= STOPS for name in services), said
    finally:
        assert stop(city) in (0, 130)
