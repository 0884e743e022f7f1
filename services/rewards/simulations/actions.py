"""A tariff is tried on the past, as a job: nothing of the ledger is locked or written."""

import asyncio
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards.simulations import store
from services.rewards.simulations.answers import result_of
from services.rewards.simulations.rules import Simulation, Window
from services.rewards.tariffs.rules import tariff_of
from services.rewards.tariffs.steps import named_zones
from services.rewards.tariffs.store import read_tariffs
from services.rewards.zones.store import read_parents
from shared.jobs.actions import SaysProgress, Work
from shared.zones import zones_within

PROGRESS_EVERY_S = 1.0


def simulating(engine: AsyncEngine, city_id: str) -> Work:
    """The work of simulations of tariffs."""

    async def simulate(
        connection: asyncpg.Connection, asked: Mapping[str, Any], say_progress: SaysProgress
    ) -> str:
        """Try a tariff on all trips of the days that were asked for, as of one moment.

        Trips come some hundred at a time, and as long as their points took, requests have the event loop.
        """
        simulation = await _begin(engine, city_id, asked)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            total, done = await store.count(connection, simulation.days), 0
            said_at = 0.0
            async for rows in store.by_rider(connection, simulation.days):
                began = time.monotonic()
                if began >= said_at + PROGRESS_EVERY_S:
                    await say_progress(done, total)
                    said_at = time.monotonic()
                    began = said_at
                simulation.add(rows)
                done += len(rows)
                await asyncio.sleep(time.monotonic() - began)
        return result_of(simulation.end()).model_dump_json(exclude_none=True)

    return simulate


async def _begin(engine: AsyncEngine, city_id: str, asked: Mapping[str, Any]) -> Simulation:
    """The simulation of this tariff, with the districts that it names as the map shows them now."""
    body = asked["tariff"]
    async with engine.connect() as tx:
        in_force = await read_tariffs(tx)
        parents = await read_parents(tx, city_id)
    tried = tariff_of(0, body, zones_within(named_zones(body), parents))
    window = Window(date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"]))
    return Simulation(in_force, tried, window)
