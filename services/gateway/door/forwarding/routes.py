"""Requests that another service answers. Here the caller's role and the size of the body are checked."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.gateway.door.direct import Endpoint, Endpoints
from services.gateway.door.forwarding.actions import ask, passed_back
from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from shared.http import bodies
from shared.http.auth import Caller, SignedInOrNobody, signed_in
from shared.http.operators import signed_in_for_the_game


def endpoints() -> Endpoints:
    """What answers the forwarded routes without parameters, past FastAPI."""
    return {
        (route.method, route.path): _without_fastapi(route) for route in FORWARDED if "{" not in route.path
    }


def create_router() -> APIRouter:
    """The forwarded routes. Their descriptions come from the services' own OpenAPI documents."""
    router = APIRouter(include_in_schema=False)
    for route in FORWARDED:
        router.add_api_route(route.path, _endpoint(route), methods=[route.method])
    return router


def _without_fastapi(route: Forwarded) -> Endpoint:
    find_caller, forward = _finding_caller(route), _endpoint(route)

    async def answer(request: Request) -> Response:
        return await forward(request, await find_caller(request))

    return answer


def _finding_caller(route: Forwarded) -> Callable[[Request], Awaitable[Caller | None]]:
    async def anybody(request: Request) -> Caller | None:
        if route.identifies and (caller := await SignedInOrNobody()(request)):
            return caller
        if not route.is_page:  # a page is not counted itself, only its requests to `/v1` are
            request.state.count(request, None)
        return None

    of_roles = signed_in_for_the_game if route.games_operator else signed_in
    return of_roles(*route.roles) if route.roles else anybody


def _endpoint(route: Forwarded) -> Callable[..., Awaitable[Response]]:
    find_caller = _finding_caller(route)

    async def forward(request: Request, caller: Annotated[Caller | None, Depends(find_caller)]) -> Response:
        # Read here, because FastAPI would read the body before the caller is checked.
        body = b""
        if route.body_bytes_max is not None and bodies.is_sent(request):
            body = await bodies.read(request, route.body_bytes_max, route.kinds)
            if caller is not None and caller.is_("rider"):
                request.state.count_bytes(request, caller.id, len(body))
        return passed_back(await ask(request, route.service, caller, body), route.service)

    return forward
