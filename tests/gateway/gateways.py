"""A gateway before services that a test stands in for."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import Request

from rodem.local.provision import make_issuer
from services.gateway.app import Settings, create_app
from services.gateway.handlers import HANDLERS
from tests.conftest import MakeDatabase
from tests.served import served

SECRET = "a secret"


@asynccontextmanager
async def gateway_before(
    service_urls: Mapping[str, str], make_database: MakeDatabase, folder: Path, **changes: Any
) -> AsyncIterator[str]:
    """The address of a gateway that trusts the issuer of `folder`, and hears nothing."""
    silent = await make_database("gateway")  # stands for the databases of all whom the gateway hears
    settings: dict[str, Any] = {
        "DATABASE_URL": await make_database("gateway"),
        "sources": dict.fromkeys(HANDLERS, silent),
        "service_urls": service_urls,
        "jwks_file": make_issuer(folder),
        "internal_secret": SECRET,
    }
    async with served(create_app(Settings.model_validate(settings | changes))) as url:
        yield url


def asks_for_levels(request: Request) -> bool:
    """Whether the gateway itself asks: it reads the levels again and again, in no trace of a caller."""
    return request.url.path.endswith("/v1/levels") and "traceparent" not in request.headers
