"""Puts trips together: settings, routes, handlers, and the map of its zones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import Field, SecretStr, ValidationInfo, field_validator

from services.trips import routes
from services.trips.corrections import routes as corrections
from services.trips.cross_checks import actions as beside
from services.trips.deadlines import actions as deadlines
from services.trips.fingerprints.rules import DEVELOPMENT_KEY, KnownAgain, centre_of, key_of
from services.trips.handlers import handlers
from services.trips.imports import routes as imports
from services.trips.limit_changes import routes as limits
from services.trips.limit_trials import routes as limit_trials
from services.trips.limit_trials.actions import trying
from services.trips.limit_trials.rules import KIND as TRIAL
from services.trips.limits.rules import RiderTrips, TwoSources, first_version, local_day
from services.trips.live import routes as live
from services.trips.locks import routes as locks
from services.trips.own_traces import actions as kept
from services.trips.own_traces import routes as kept_routes
from services.trips.queue import routes as queue
from services.trips.review import routes as review
from services.trips.review_figures import routes as review_figures
from services.trips.riderless.actions import PAUSE_S, searching
from services.trips.stations import routes as stations
from services.trips.statuses import routes as statuses
from services.trips.verdicts.actions import game_now
from services.trips.verdicts.store import on_searched
from services.trips.zone_map.actions import KnownZones
from services.trips.zones import routes as zones
from shared import service
from shared.http import health, quotas, web
from shared.jobs import actions as jobs
from shared.periodic import every
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What trips needs to run."""

    service: ClassVar[str] = "trips"

    rider_day_trace_points_max: int = Field(default=50_000, gt=0, le=1_000_000_000)
    """Most points of traces that a rider sends in a day, counted by each process: a point a second for 14
    hours."""
    rider_trips: RiderTrips = "confirmed_later"
    """What a trip is worth that only a phone has told: `confirmed_later` (it counts if its trace passes, else
    it is held until a second source confirms it), `accepted` (it counts unless its trace contradicts it) or
    `refused` (it is held). Of version 1 of the limits: later versions may say otherwise."""
    device_key: SecretStr = Field(default=SecretStr(""), validate_default=True)
    """Key of the HMACs by which phones and ways are known again, of 64 hexadecimal digits. Needed in
    production. With another key, phones and ways of before are known no more."""
    centre: str = "41.39,2.17"
    """The city's centre, `lat,lon` in degrees: the cells by which a way is known again are counted from it.
    After a change, ways of before are known no more."""
    two_sources: TwoSources = "no"
    """`required` holds every trip that not both a phone and an operator confirm; or `no`. Of version 1 of the
    limits, too."""

    trace_days: int = Field(default=30, ge=1, le=366)
    """For how many days places of traces are kept, since the end of the trip or since it was heard of last;
    then figures and reasons only. At least the limit `replay_days`, for as long as ways are compared."""

    @field_validator("device_key")
    @classmethod
    def _is_key(cls, setting: SecretStr, info: ValidationInfo) -> SecretStr:
        if setting.get_secret_value():
            key_of(setting.get_secret_value())
        elif info.data.get("env") == "production":
            raise ValueError("in production phones need a key that nobody else has: see `rodem secrets`")
        return setting

    @field_validator("centre")
    @classmethod
    def _is_place(cls, setting: str) -> str:
        centre_of(setting)
        return setting

    @property
    def known_again(self) -> KnownAgain:
        """By what devices and ways are known again."""
        setting = self.device_key.get_secret_value()
        return KnownAgain(key_of(setting) if setting else DEVELOPMENT_KEY, centre_of(self.centre))


TELLING = (routes, live, corrections, imports, locks, kept_routes)
READING = (queue, review, review_figures)
DOORS = (*TELLING, *READING, stations, statuses, zones, limits, limit_trials)
"""Modules of routes, in the order of the documentation."""
TOO_MANY_POINTS = "At most {most} points of traces a day. Try again in {retry_after_s} s."


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    def clock() -> datetime:
        now: datetime = app.state.clock()  # read each time: tests set it while the service runs
        return now

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        first_limits = first_version(settings.rider_trips, settings.two_sources)
        zones = KnownZones()
        read_game = game_now(settings.city_id, settings.timezone, first_limits, zones, settings.known_again)
        async with service.running(settings, handlers(read_game)) as state:
            wake_jobs = asyncio.Event()
            own = {
                "zones": zones,
                "count_trace": quotas.daily(settings.rider_day_trace_points_max, TOO_MANY_POINTS),
                "first_limits": first_limits,
                "game_now": read_game,
                "wake_jobs": wake_jobs,
                "trace_days": settings.trace_days,
                "deletes_one_at_a_time": asyncio.Lock(),
            }
            engine, wake = state["engine"], asyncio.Event()
            today = local_day(clock(), ZoneInfo(settings.timezone))
            await kept.check_days(engine, first_limits, settings.trace_days, today)
            wake.set()  # for what is left of the process before
            on_searched(engine, wake.set)
            search = every(PAUSE_S, "searches_postponed", lambda: searching(engine, read_game, clock, wake))
            keep = deadlines.keeping(engine, read_game, clock)
            look = beside.looking(engine, read_game, clock)
            works = {TRIAL: trying(engine, read_game, first_limits)}
            do_jobs = jobs.do_all(settings.database_url, engine, wake_jobs, works)
            prune = kept.pruning(engine, read_game, settings.trace_days, clock)
            async with web.running(keep, search, look, prune, do_jobs, jobs.pruning(engine)):
                yield {**state, **own}

    app = FastAPI(title="Rodem: trips", lifespan=lifespan, docs_url=None, redoc_url=None)
    for door in DOORS:
        app.include_router(door.router)
    app.include_router(health.router_of(Settings.service))
    web.install(app, settings)
    return app
