"""An answer 405 says in `Allow` which methods the address has, at the gateway and at every service."""

import re
from collections import defaultdict
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import Receive, Scope, Send

from rodem.local.running import SERVICES

NOBODYS = "PROPFIND"


def routes_of(app: FastAPI) -> list[tuple[str, set[str]]]:
    """Path and methods of each route."""
    return [(str(route.path), set(route.methods or ())) for route in iter_route_contexts(app.routes)]


def takes(template: str, path: str) -> bool:
    """Whether a route with this template has this path."""
    pattern = re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{\w+:path\}", ".*", template))
    return re.fullmatch(pattern, path) is not None


@pytest.mark.parametrize("service", SERVICES)
async def test_every_address_says_which_methods_it_has(generate: Any, service: str) -> None:
    """Of all its routes, and not of the one that comes first."""
    app = generate.generate_openapi._app(service)

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": defaultdict[str, Any](lambda: None)}, receive, send)

    routes = routes_of(app)
    assert len(routes) > 2
    transport = httpx.ASGITransport(with_state)
    async with httpx.AsyncClient(transport=transport, base_url="http://service", timeout=30) as client:
        for path, _ in routes:
            answer = await client.request(NOBODYS, path)
            assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed"), path
            methods = set[str]().union(*(methods for template, methods in routes if takes(template, path)))
            if "GET" in methods:
                methods.add("HEAD")
            assert answer.headers["Allow"] == ", ".join(sorted(methods)), path
