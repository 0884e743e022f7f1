"""The gateway's table and its OpenAPI document, made from the apps themselves: nothing is started for it."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from services.gateway.door.forwarding.rules import Forwarded
from services.gateway.door.reference.answers import merge
from shared.http.auth import Role, SignedIn
from shared.http.bodies import BODY_MAX, BYTES_MAX

NOWHERE = "postgresql://localhost/none"
"""Apps open nothing before their lifespan begins, so no database need be there."""
SERVICES = Path(__file__).parents[1] / "services"
BEHIND = sorted(path.parent.name for path in SERVICES.glob("*/app.py") if path.parent.name != "gateway")
"""The services to which the gateway may forward."""
WITH_BODY = ("POST", "PUT", "PATCH")
INTERNAL = "/internal/"
"""How the paths begin that the gateway asks for by itself and forwards nobody to."""


def document() -> dict[str, Any]:
    """What `/openapi.json` of a gateway answers that can reach all services."""
    return merge(_app("gateway").openapi(), of_services(), forwarded())


def of_services() -> dict[str, dict[str, Any]]:
    """Service -> its own document, for those to which the gateway forwards."""
    return {name: _app(name).openapi() for name in sorted({route.service for route in forwarded()})}


def table() -> list[dict[str, Any]]:
    """The rows of the gateway's table: routes of services, who may ask for them, and how large bodies are."""
    rows: list[dict[str, Any]] = [msgspec.to_builtins(route) for route in forwarded()]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def forwarded() -> list[Forwarded]:
    """The routes of all services but those that the gateway answers by itself, by path.

    Raises ValueError for two that would answer the same request, and for a path that is neither below `/v1/`
    nor internal.
    """
    own = _app("gateway").openapi()["paths"]
    found: dict[tuple[str, str], Forwarded] = {}
    for service in BEHIND:
        for route in _routes(_app(service)):
            if route.path.startswith(INTERNAL):
                continue
            if not route.path.startswith("/v1/"):
                raise ValueError(f"{route.path} of {service} is neither below /v1/ nor below {INTERNAL}")
            for method in sorted(route.methods or ()):
                if method.lower() in own.get(route.path, {}):
                    continue
                key = (method, re.sub(r"{[^}]*}", "{}", route.path))
                if key in found:
                    raise ValueError(f"{method} {route.path}: {service} and {found[key].service} answer it")
                found[key] = Forwarded(
                    method, route.path, service, _roles(route.dependant), _body_bytes_max(method, route)
                )
    return sorted(found.values(), key=lambda each: (each.path, each.method))


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            yield route


def _roles(dependant: Dependant) -> tuple[Role, ...]:
    """The roles of which a caller needs one; none where no token is asked for."""
    for each in dependant.dependencies:
        if isinstance(each.call, SignedIn):
            return each.call.roles
    return ()


def _body_bytes_max(method: str, route: APIRoute) -> int | None:
    if method not in WITH_BODY:
        return None
    described = (route.openapi_extra or {}).get("requestBody", {})
    return int(described.get(BYTES_MAX, BODY_MAX))


def _app(service: str) -> FastAPI:
    module = import_module(f"services.{service}.app")
    settings: dict[str, Any] = {"DATABASE_URL": NOWHERE}
    if service == "gateway":
        settings["service_urls"] = {name: f"http://{name}" for name in BEHIND}
    app: FastAPI = module.create_app(module.Settings(**settings))
    return app
