"""Puts rewards together: settings, handlers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import Field, SecretStr, ValidationInfo, field_validator

from services.rewards import routes
from services.rewards.campaigns.rules import built_in_guards
from services.rewards.handlers import handlers
from services.rewards.keys.rules import DEVELOPMENT_KEYS, Keys, keys_of
from services.rewards.redemptions.actions import shop_of
from services.rewards.work import jobs_at_work, periodic_work
from shared import service
from shared.expiry.rules import MONTHS_MAX, MONTHS_MIN
from shared.http import health, web
from shared.settings import UNSET_IF_EMPTY, ServiceSettings


class Settings(ServiceSettings):
    """What rewards needs to run."""

    service: ClassVar[str] = "rewards"

    voucher_keys: SecretStr = Field(default=SecretStr(""), validate_default=True)
    """Keys of vouchers and codes, as `ID:K:K2` (K and K2 of 64 hexadecimal digits) with commas between such
    pairs. The first is in use, the others are those before it. Needed in production."""

    campaign_points_max: int = Field(default=200_000, gt=0)
    """In production the largest budget of a campaign, in points, that needs no key of the city."""

    points_expire_months: Annotated[int | None, UNSET_IF_EMPTY] = Field(
        default=None, ge=MONTHS_MIN, le=MONTHS_MAX
    )
    """After how many months points expire, from the month after that in which they were earned. Unset: never.
    The same for the gateway. A value counts 30 days after the first start with it."""

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


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        event_handlers = handlers(ZoneInfo(settings.timezone))
        shop = shop_of(settings, settings.keys)
        wake_jobs = asyncio.Event()
        async with (
            service.running(settings, event_handlers) as state,
            web.running(
                *periodic_work(state["engine"], settings, shop, settings.points_expire_months),
                *jobs_at_work(state["engine"], settings, wake_jobs),
            ),
        ):
            guards = {"campaign": built_in_guards(settings.env, settings.campaign_points_max)}
            yield {**state, "keys": settings.keys, "built_in_guards": guards, "wake_jobs": wake_jobs}

    app = FastAPI(title="Rodem: rewards", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    app.include_router(health.router_of(Settings.service, has_ledger=True))
    web.install(app, settings)
    return app
