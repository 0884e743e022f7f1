"""The short way to the most frequent routes."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]
Endpoints = Mapping[tuple[str, str], Endpoint]
"""Method and address of routes without parameters -> what answers them."""


class Direct:
    """ASGI middleware, the innermost: finds these routes by method and address. FastAPI compares an address
    with one route after the other, and resolves dependencies, which takes longer than all else here.

    FastAPI has the same routes, for the OpenAPI document, and to say which methods an address has.
    """

    def __init__(self, app: ASGIApp, endpoints: Endpoints) -> None:
        self.app = app
        self.routes = {key: Route(key[1], endpoint) for key, endpoint in endpoints.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        route = self.routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if route is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = route  # FastAPI sets it too; the metrics read it
        response = await route.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)
