"""Puts pages together. They are drawn from what the gateway answers to anybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from fastapi import FastAPI
from pydantic import Field

from rodem_client import Retries, Rodem
from services.pages.city import routes as city
from services.pages.city.figures import no_figures_yet
from services.pages.problem_pages import routes as problem_pages
from shared.http import web
from shared.http.auth import check_secret
from shared.settings import ServerSettings

ANSWER_S = 5
"""Longest wait for an answer of the gateway, which itself waits 10 s for a page."""


class Settings(ServerSettings):
    """What pages need to run. They have no database."""

    service: ClassVar[str] = "pages"

    gateway_url: str
    """Where the gateway listens, as `http://host:port`. Pages ask it as any client does."""
    city_name: str = Field(default="", max_length=60)
    """The city as its page names it."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Nothing is opened before its lifespan begins."""
    app = FastAPI(
        title="Rodem: pages", lifespan=lambda _: running(settings), openapi_url=None, redirect_slashes=False
    )
    app.include_router(city.router)
    app.include_router(problem_pages.router)
    web.install(app, settings)
    return app


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[dict[str, Any]]:
    """The lifespan state, which every request finds in `request.state`."""
    check_secret(settings)
    # No retries: a reader should learn at once that the figures are away.
    async with Rodem(settings.gateway_url, retries=Retries(patience_s=0), timeout_s=ANSWER_S) as rodem:
        yield {"rodem": rodem, "city_figures": no_figures_yet(), "city_pages": {}}
