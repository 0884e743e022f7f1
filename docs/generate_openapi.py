"""The gateway's OpenAPI document, made from the apps themselves: nothing is started for it."""

from importlib import import_module
from typing import Any

from services.gateway.door.forwarding.rules import FORWARDED
from services.gateway.door.reference.answers import merge

NOWHERE = "postgresql://localhost/none"
"""Apps open nothing before their lifespan begins, so no database need be there."""


def document() -> dict[str, Any]:
    """What `/openapi.json` of a gateway answers that can reach all services."""
    services = of_services()
    return merge(_of_app("gateway", services), services)


def of_services() -> dict[str, dict[str, Any]]:
    """Service -> its own document, for those to which the gateway forwards."""
    return {name: _of_app(name, ()) for name in sorted({route.service for route in FORWARDED})}


def _of_app(service: str, behind: Any) -> dict[str, Any]:
    app = import_module(f"services.{service}.app")
    settings: dict[str, Any] = {"DATABASE_URL": NOWHERE}
    if behind:
        settings["service_urls"] = {name: f"http://{name}" for name in behind}
    found: dict[str, Any] = app.create_app(app.Settings(**settings)).openapi()
    return found
