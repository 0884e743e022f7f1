"""Puts challenges together: settings, routes, handlers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import Field

from services.challenges import routes
from services.challenges.actions import RESUME_EVERY_S, resume_after_stops
from services.challenges.activities import routes as activities
from services.challenges.bonus_stations import routes as bonus_stations
from services.challenges.catalogue import routes as catalogue
from services.challenges.catalogue.actions import RidersJoined
from services.challenges.days import routes as days
from services.challenges.entries import routes as entries
from services.challenges.entries.actions import SETTLE_EVERY_S, settle
from services.challenges.group_work.actions import WORK_EVERY_S, work
from services.challenges.handlers import handlers
from services.challenges.mine import routes as mine
from services.challenges.pairs import routes as pairs
from services.challenges.recounts.actions import RECOUNT_EVERY_S, catch_up, create_recount
from services.challenges.results import routes as results
from services.challenges.results.actions import MAKE_EVERY_S, make_results
from services.challenges.simulations import routes as simulations
from services.challenges.simulations.actions import simulating
from services.challenges.simulations.rules import KIND as SIMULATION
from services.challenges.teams import routes as teams
from services.challenges.templates import routes as templates
from services.challenges.validation import routes as validation
from shared import service
from shared.http import health, web
from shared.jobs import actions as jobs
from shared.periodic import every
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What challenges needs to run."""

    service: ClassVar[str] = "challenges"

    reward_points_max: int = Field(default=5_000, gt=0, le=1_000_000)
    """Most points that a challenge may give a rider, all its levels together."""


TRIED = (validation, templates, simulations)
OF_RIDERS = (entries, teams, pairs, mine)
DECLARED = (days, bonus_stations, activities)
DOORS = (*TRIED, results, routes, catalogue, *OF_RIDERS, *DECLARED)
"""Modules of routes. Those of `/v1/challenges/schema` stand before those of a challenge, which it is not."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with service.running(
            settings, handlers(ZoneInfo(settings.timezone), settings.operator_id)
        ) as state:
            engine = state["engine"]
            recount = create_recount(engine, settings)
            wake_jobs = asyncio.Event()
            works = {SIMULATION: simulating(engine, settings)}
            async with web.running(
                every(RESUME_EVERY_S, "resume_postponed", lambda: resume_after_stops(engine, settings)),
                every(RECOUNT_EVERY_S, "recount_postponed", lambda: catch_up(recount)),
                every(WORK_EVERY_S, "groups_postponed", lambda: work(engine, settings)),
                every(
                    SETTLE_EVERY_S, "settling_postponed", lambda: settle(engine, settings, datetime.now(UTC))
                ),
                every(
                    MAKE_EVERY_S,
                    "results_postponed",
                    lambda: make_results(engine, settings, datetime.now(UTC)),
                ),
                jobs.do_all(settings.database_url, engine, wake_jobs, works),
                jobs.pruning(engine),
            ):
                yield {
                    **state,
                    "recount": recount,
                    "wake_jobs": wake_jobs,
                    "reward_points_max": settings.reward_points_max,
                    "zone": ZoneInfo(settings.timezone),
                    "riders_joined": RidersJoined(),
                }

    app = FastAPI(title="Rodem: challenges", lifespan=lifespan, docs_url=None, redoc_url=None)
    for door in DOORS:
        app.include_router(door.router)
    app.include_router(health.router_of(Settings.service))
    web.install(app, settings)
    return app
