"""The gateway's table is what the routes of the services say of themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI

from services.gateway.door.forwarding.rules import Forwarded
from shared.http.auth import ROLES, AnyRole, RiderOrOperator
from shared.http.bodies import BODY_MAX, Body, request_body

Staged = Callable[..., list[Forwarded]]


class Thing(Body):
    """Anything."""


async def anybody() -> None:
    return None


async def some(caller: RiderOrOperator) -> None:
    return None


async def signed(caller: AnyRole) -> None:
    return None


def app_of(*routes: tuple[str, str, Any, dict[str, Any]]) -> FastAPI:
    router = APIRouter()
    for method, path, endpoint, more in routes:
        router.add_api_route(path, endpoint, methods=[method], **more)
    app = FastAPI()
    app.include_router(router)
    return app


@pytest.fixture
def staged(generate: Any, monkeypatch: pytest.MonkeyPatch) -> Staged:
    """The table that a gateway and services with these apps would have."""

    def forwarded(**apps: FastAPI) -> list[Forwarded]:
        monkeypatch.setattr(generate.generate_openapi, "BEHIND", sorted(apps.keys() - {"gateway"}))
        monkeypatch.setattr(generate.generate_openapi, "_app", apps.__getitem__)
        rows: list[Forwarded] = generate.generate_openapi.forwarded()
        return rows

    return forwarded


def test_a_row_tells_who_may_ask_and_how_much_is_read(staged: Staged) -> None:
    things = app_of(
        ("GET", "/v1/things", anybody, {}),
        ("POST", "/v1/things", some, {"openapi_extra": request_body(Thing, limit=1_000)}),
        ("PUT", "/v1/things/{id}", signed, {}),
        ("DELETE", "/v1/things/{id}", signed, {}),
        ("GET", "/v1/own", signed, {}),
        ("GET", "/internal/things", anybody, {}),
        ("GET", "/livez", anybody, {"include_in_schema": False}),
    )
    own = app_of(("GET", "/v1/own", signed, {}))
    assert staged(gateway=own, things=things) == [
        Forwarded("GET", "/v1/things", "things", ()),
        Forwarded("POST", "/v1/things", "things", ("rider", "operator"), 1_000),
        Forwarded("DELETE", "/v1/things/{id}", "things", ROLES),
        Forwarded("PUT", "/v1/things/{id}", "things", ROLES, BODY_MAX),
    ]


def test_a_path_of_neither_kind_is_refused(staged: Staged) -> None:
    with pytest.raises(ValueError, match="/things of things is neither"):
        staged(gateway=FastAPI(), things=app_of(("GET", "/things", anybody, {})))


def test_two_routes_that_would_answer_one_request_are_refused(staged: Staged) -> None:
    one, other = (app_of(("GET", f"/v1/things/{{{name}}}", anybody, {})) for name in ("id", "thing_id"))
    with pytest.raises(ValueError, match="other and one answer it"):
        staged(gateway=FastAPI(), one=one, other=other)
