"""The gateway's forwarding table and OpenAPI document, made from the apps without starting them."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib import import_module
from itertools import combinations, zip_longest
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from rodem.local.running import SERVICES
from services.gateway.door.forwarding.rules import FORWARDED, PAGES, Forwarded
from services.gateway.door.reference.answers import KINDS, merge
from shared.http.auth import Role, SignedIn, SignedInOrNobody
from shared.http.bodies import BODY_MAX, BYTES_MAX, JSON
from shared.http.operators import SignedInForTheGame

NOWHERE = "postgresql://localhost/none"
"""No database need exist, because apps open nothing before their lifespan begins."""
BEHIND = [name for name in SERVICES if name != "gateway"]
"""The services to which the gateway may forward."""
WITH_BODY = ("POST", "PUT", "PATCH")
NOT_FORWARDED = frozenset(
    {
        "GET /livez",
        "GET /readyz",
        "GET /openapi.json",
        # The gateway has routes of its own for these: it asks trips, and adds points and challenges.
        "GET /v1/me/trips",
        "GET /v1/me/trips/{trip_id}",
        # It asks rewards, once it knows that the rider rode with the operator.
        "GET /v1/riders/{rider_id}/redemptions",
        # It asks all services that keep a chain of decisions.
        "GET /v1/changes",
        "GET /v1/decisions",
        "GET /v1/decisions.ndjson",
    }
)
"""Routes of services to which the gateway forwards no request. All others are in the gateway's table."""


def document(kinds: Mapping[str, Mapping[str, Any]] = KINDS) -> dict[str, Any]:
    """The `/openapi.json` of a gateway that can reach all services. `kinds` are all problems by code."""
    return merge(deepcopy(_app("gateway").openapi()), of_services(), forwarded(), kinds)


def of_services() -> dict[str, dict[str, Any]]:
    """Service -> its own document, for the services that the gateway forwards to."""
    names = {route.service for route in forwarded() if not route.is_page}
    return {name: deepcopy(_app(name).openapi()) for name in sorted(names)}


def table() -> list[dict[str, Any]]:
    """The rows of the gateway's table: routes of services, who may ask for them, and how large bodies are."""
    rows: list[dict[str, Any]] = [msgspec.to_builtins(route) for route in forwarded()]
    unsaid: tuple[Any, ...] = (None, False, (JSON,))
    return [{name: value for name, value in row.items() if value not in unsaid} for row in rows]


def forwarded() -> list[Forwarded]:
    """The routes of all services except those in `NOT_FORWARDED`, by path.

    Raises ValueError for a route that the gateway cannot forward to, and for two that match one request.
    """
    rows = [
        _row(service, method, route)
        for service in BEHIND
        for method, route in _routes(_app(service))
        if f"{method} {route.path}" not in NOT_FORWARDED
    ]
    own = _app("gateway").openapi()["paths"]
    answered = [Forwarded(m.upper(), path, "gateway", ()) for path, item in own.items() for m in item]
    for one, other in combinations([*answered, *rows], 2):
        if one.method != other.method or not _overlap(one.path, other.path):
            continue
        if one.service == other.service != "gateway" and _is_special(one.path, other.path):
            continue
        raise ValueError(
            f"{one.method} {one.path} of {one.service} and {other.path} of {other.service}:"
            " one request may be both"
        )
    # The first route that fits a request answers it, and a brace is behind all letters: so the order of paths
    # puts `/things/schema` before `/things/{thing_id}` in the gateway too.
    return sorted(rows, key=lambda row: (row.path, row.method))


def _routes(app: FastAPI) -> Iterator[tuple[str, RouteContext]]:
    """Method and route of each route of an app, once per method."""
    for route in iter_route_contexts(app.routes):
        # Starlette answers HEAD wherever it answers GET. A mount has no methods and answers all.
        for method in sorted((route.methods or {"*"}) - {"HEAD"}):
            yield method, route


def _row(service: str, method: str, route: RouteContext) -> Forwarded:
    """The row of a route. Raises ValueError, with what to do, for one that cannot be forwarded to."""
    path = str(route.path)
    if not isinstance(route.original_route, APIRoute) or path.startswith("/v1/") == (service == PAGES):
        raise ValueError(f"{method} {path} of {service} is no API route below /v1/: see NOT_FORWARDED")
    if service != PAGES and not route.include_in_schema:
        raise ValueError(f"{method} {path} of {service} is not described, but public: see NOT_FORWARDED")
    roles, games_operator, identifies = _callers(route.dependant)
    bytes_max, kinds = _body(method, route)
    return Forwarded(method, path, service, roles, bytes_max, games_operator, identifies, kinds)


def _overlap(one: str, other: str) -> bool:
    """Whether an address can match both paths: part by part they are equal, or one has a parameter.

    A literal part and a parameter overlap too: which of the two routes answers depends on their order.
    """
    pairs = list(zip_longest(one.split("/"), other.split("/")))
    return all(a == b or (None not in (a, b) and "{" in a + b and _end_alike(a, b)) for a, b in pairs)


def _end_alike(one: str, other: str) -> bool:
    """Whether one word can match both parts of paths, by what comes behind their parameters.

    >>> _end_alike("{number}.json", "{number}.csv"), _end_alike("{number}.json", "{number}")
    (False, True)
    """
    ends = one.rpartition("}")[2], other.rpartition("}")[2]
    return ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])


def _is_special(first: str, second: str) -> bool:
    """Whether the first of two paths is a special case of the second, so that a service that has its route
    first answers with it: where they differ, the first has a word, and the second the id of a thing, which is
    a UUID and never that word."""
    pairs = list(zip(first.split("/"), second.split("/"), strict=True))
    return all(a == b or (a.isalpha() and b.startswith("{") and b.endswith("_id}")) for a, b in pairs)


def _callers(dependant: Dependant) -> tuple[tuple[Role, ...], bool, bool]:
    """The roles of which a caller needs one, empty for a route that needs no token; whether an operator must
    be the game's; and whether a caller without need of a token is told apart by one.

    Raises ValueError for a route with two different checks of roles, because the gateway makes one.
    """
    kinds = {
        ((), False, True)
        if isinstance(check, SignedInOrNobody)
        else (check.roles, isinstance(check, SignedInForTheGame), False)
        for check in _signed_in(dependant)
    }
    if len(kinds) > 1:
        raise ValueError(f"{dependant.path} asks for callers of two kinds: {sorted(kinds)}")
    return kinds.pop() if kinds else ((), False, False)


def _signed_in(dependant: Dependant) -> Iterator[SignedIn | SignedInOrNobody]:
    """The checks of roles among the dependencies, including those of dependencies: a check that was
    overlooked here would be missing in the gateway."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, SignedIn | SignedInOrNobody):
            yield dependency.call
        yield from _signed_in(dependency)


def _body(method: str, route: RouteContext) -> tuple[int | None, tuple[str, ...]]:
    """How large a body may be, None for a method without one, and of which media types."""
    if method not in WITH_BODY:
        return None, (JSON,)
    described = (route.openapi_extra or {}).get("requestBody", {})
    return int(described.get(BYTES_MAX, BODY_MAX)), tuple(described.get("content", (JSON,)))


@cache
def _app(service: str) -> FastAPI:
    module = import_module(f"services.{service}.app")
    settings: dict[str, Any] = {"DATABASE_URL": NOWHERE, "gateway_url": "http://gateway"}
    if service == "gateway":
        # Also the services of the present table, with which the gateway starts: one may be removed by now.
        names = {*BEHIND, *(route.service for route in FORWARDED)}
        settings["service_urls"] = {name: f"http://{name}" for name in names}
    app: FastAPI = module.create_app(module.Settings(**settings))
    return app
