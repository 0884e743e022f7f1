"""Puts rewards together: settings, handlers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from fastapi import FastAPI
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards import routes
from services.rewards.campaigns import actions as campaigns
from services.rewards.campaigns.rules import built_in_guards
from services.rewards.catalogue.actions import (
    RESUME_EVERY_S,
    WATCH_EVERY_S,
    resume_after_stops,
    watch_stock,
)
from services.rewards.charges.actions import END_EVERY_S, end_promises
from services.rewards.digests.actions import CLOSE_EVERY_S, close_days
from services.rewards.handlers import handlers
from services.rewards.keys.rules import DEVELOPMENT_KEYS, Keys, keys_of
from services.rewards.ledger import actions as ledger
from services.rewards.redemptions.actions import SWEEP_EVERY_S, Shop, shop_of, sweep
from shared import service
from shared.http import health, web
from shared.periodic import every
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What rewards needs to run."""

    service: ClassVar[str] = "rewards"

    voucher_keys: SecretStr = Field(default=SecretStr(""), validate_default=True)
    """Keys of vouchers and codes, as `ID:K:K2` (K and K2 of 64 hexadecimal digits) with commas between such
    pairs. The first is in use, the others are those before it. Needed in production."""

    campaign_points_max: int = Field(default=200_000, gt=0)
    """In production the largest budget of a campaign, in points, that needs no key of the city."""

    @field_validator("voucher_keys")
    @classmethod
    def _are_keys(cls, setting: SecretStr, info: ValidationInfo) -> SecretStr:
        if setting.get_secret_value():
            keys_of(setting.get_secret_value())
        elif info.data.get("env") == "production":
            raise ValueError("in production vouchers need keys that nobody else has: see `rodem secrets`")
        return setting

    @property
    def keys(self) -> Sequence[Keys]:
        """The pairs of keys, the one in use first."""
        setting = self.voucher_keys.get_secret_value()
        return keys_of(setting) if setting else [DEVELOPMENT_KEYS]


async def settle_and_close_days(engine: AsyncEngine, settings: ServiceSettings, shop: Shop) -> None:
    """Close the ledger's days, after all that was due in them is booked: also when nobody did for a while."""
    await sweep(engine, shop, datetime.now(UTC))
    await close_days(engine, settings)


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        event_handlers = handlers()
        shop = shop_of(settings, settings.keys)
        async with (
            service.running(settings, event_handlers) as state,
            web.running(
                every(ledger.WATCH_EVERY_S, "ledger_not_read", lambda: ledger.watch(settings.database_url)),
                every(
                    SWEEP_EVERY_S,
                    "reservations_postponed",
                    lambda: sweep(state["engine"], shop, datetime.now(UTC)),
                ),
                every(
                    RESUME_EVERY_S,
                    "resume_postponed",
                    lambda: resume_after_stops(state["engine"], settings.city_id),
                ),
                every(WATCH_EVERY_S, "stock_not_read", lambda: watch_stock(state["engine"])),
                every(
                    CLOSE_EVERY_S,
                    "days_not_closed",
                    lambda: settle_and_close_days(state["engine"], settings, shop),
                ),
                    campaigns.RESUME_EVERY_S,
                    "resume_postponed",
                    lambda: campaigns.resume_after_stops(state["engine"], settings.city_id),
                ),
                every(
                    END_EVERY_S, "promises_postponed", lambda: end_promises(state["engine"], settings.city_id)
                ),
            ),
        ):
            guards = {"campaign": built_in_guards(settings.env, settings.campaign_points_max)}
            yield {**state, "keys": settings.keys, "built_in_guards": guards}

    app = FastAPI(title="Rodem: rewards", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    app.include_router(health.router_of(Settings.service, has_ledger=True))
    web.install(app, settings)
    return app
