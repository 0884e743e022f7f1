"""The gateway's table is what the routes of the services say of themselves."""

import re
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI

from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from shared.http.auth import ROLES, AnyRole, City, Operator, RiderOrOperator, signed_in
from shared.http.bodies import BODY_MAX, Body, request_body
from shared.http.operators import GamesOperator

Staged = Callable[..., list[Forwarded]]


class Thing(Body):
    """Anything."""


async def anybody() -> None:
    return None


async def some(caller: RiderOrOperator) -> None:
    return None


async def signed(caller: AnyRole) -> None:
    return None


async def of_the_game(caller: GamesOperator) -> None:
    return None


async def department_of(caller: City) -> str:
    return caller.id


async def through_another(department: Annotated[str, Depends(department_of)]) -> None:
    return None


async def of_two_kinds(city: City, operator: Operator) -> None:
    return None


async def of_any_operator_and_the_games(one: Operator, other: GamesOperator) -> None:
    return None


def app_of(*routes: tuple[str, str, Any, dict[str, Any]], **included: Any) -> FastAPI:
    router = APIRouter()
    for method, path, endpoint, more in routes:
        router.add_api_route(path, endpoint, methods=[method], **more)
    app = FastAPI(docs_url=None, redoc_url=None)
    app.include_router(router, **included)
    return app


@pytest.fixture
def staged(generate: Any, monkeypatch: pytest.MonkeyPatch) -> Staged:
    """The table that a gateway and services with these apps would have."""

    def forwarded(gateway: FastAPI | None = None, **services: FastAPI) -> list[Forwarded]:
        apps = {"gateway": gateway or FastAPI(), **services}
        monkeypatch.setattr(generate.generate_openapi, "BEHIND", sorted(services))
        monkeypatch.setattr(generate.generate_openapi, "_app", apps.__getitem__)
        rows: list[Forwarded] = generate.generate_openapi.forwarded()
        return rows

    return forwarded


def test_the_file_is_what_the_routes_say(generate: Any) -> None:
    assert tuple(generate.generate_openapi.forwarded()) == FORWARDED


def test_every_route_that_is_not_forwarded_is_one_of_a_service(generate: Any) -> None:
    """A name left in NOT_FORWARDED after its route was removed would hide a later route from the table."""
    made = generate.generate_openapi
    routes = {f"{m} {route.path}" for each in made.BEHIND for m, route in made._routes(made._app(each))}
    assert routes >= made.NOT_FORWARDED
    assert routes - made.NOT_FORWARDED == {f"{each.method} {each.path}" for each in FORWARDED}


def test_a_row_tells_who_may_ask_and_how_much_is_read(staged: Staged) -> None:
    things = app_of(
        ("GET", "/v1/things", anybody, {}),
        ("POST", "/v1/things", some, {"openapi_extra": request_body(Thing, limit=1_000)}),
        ("PUT", "/v1/things/{id}", signed, {}),
        ("GET", "/v1/things/{id}", of_the_game, {}),
        ("DELETE", "/v1/things/{id}", signed, {}),
        ("GET", "/v1/me/trips", signed, {}),
        ("GET", "/livez", anybody, {"include_in_schema": False}),
    )
    own = app_of(("GET", "/v1/me/trips", signed, {}))
    assert staged(gateway=own, things=things) == [
        Forwarded("GET", "/v1/things", "things", ()),
        Forwarded("POST", "/v1/things", "things", ("rider", "operator"), 1_000),
        Forwarded("DELETE", "/v1/things/{id}", "things", ROLES),
        Forwarded("GET", "/v1/things/{id}", "things", ("operator",), games_operator=True),
        Forwarded("PUT", "/v1/things/{id}", "things", ROLES, BODY_MAX),
    ]


def test_who_is_asked_for_by_a_dependency_of_a_dependency_is_in_the_row(staged: Staged) -> None:
    [row] = staged(things=app_of(("GET", "/v1/things", through_another, {})))
    assert row.roles == ("city",)


def test_what_a_router_is_included_with_is_in_the_row(staged: Staged) -> None:
    included: dict[str, Any] = {"prefix": "/v1", "dependencies": [Depends(signed_in("city"))]}
    assert staged(things=app_of(("GET", "/things", anybody, {}), **included)) == [
        Forwarded("GET", "/v1/things", "things", ("city",))
    ]


@pytest.mark.parametrize(
    ("path", "endpoint", "more", "refusal"),
    [
        pytest.param("/things", anybody, {}, "no API route below /v1/", id="elsewhere"),
        pytest.param("/v1/things", anybody, {"include_in_schema": False}, "not described", id="hidden"),
        pytest.param("/internal/things", anybody, {}, "no API route below /v1/", id="internal, not named"),
        pytest.param("/v1/things", of_two_kinds, {}, "callers of two kinds", id="two kinds of callers"),
        pytest.param(
            "/v1/things", of_any_operator_and_the_games, {}, "callers of two kinds", id="of operators too"
        ),
    ],
)
def test_a_route_that_cannot_be_forwarded_is_refused(
    staged: Staged, path: str, endpoint: Any, more: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ValueError, match=f"{path}.* {refusal}"):
        staged(things=app_of(("GET", path, endpoint, more)))


def test_a_mount_is_refused(staged: Staged) -> None:
    app = app_of()
    app.mount("/v1/files", FastAPI())
    with pytest.raises(ValueError, match=re.escape("* /v1/files of things is no API route")):
        staged(things=app)


@pytest.mark.parametrize(
    ("one", "other", "collide"),
    [
        pytest.param("/v1/things", "/v1/things", True, id="the same"),
        pytest.param("/v1/things/{id}", "/v1/things/{thing_id}", True, id="another name of a parameter"),
        pytest.param("/v1/things/{id}", "/v1/things/mine", True, id="a literal beside a parameter"),
        pytest.param("/v1/{kind}/new", "/v1/things/{id}", True, id="each has a parameter"),
        pytest.param("/v1/things/{id}", "/v1/things", False, id="one is longer"),
        pytest.param("/v1/things/{id}", "/v1/things/{id}/close", False, id="one goes on"),
        pytest.param("/v1/things", "/v1/things:batch", False, id="another literal"),
    ],
)
def test_two_routes_that_could_answer_one_request_are_refused(
    staged: Staged, one: str, other: str, collide: bool
) -> None:
    first, second = (app_of(("GET", path, anybody, {})) for path in (one, other))
    for apps in ({"one": first, "other": second}, {"gateway": first, "other": second}):
        if collide:
            with pytest.raises(ValueError, match="one request may be both"):
                staged(**apps)
        else:
            assert len(staged(**apps)) == len(apps.keys() - {"gateway"})


@pytest.mark.parametrize(
    ("first", "second", "collide"),
    [
        pytest.param("/v1/things/schema", "/v1/things/{thing_id}", False, id="a word before the id"),
        pytest.param("/v1/things/{thing_id}", "/v1/things/schema", True, id="a word that nobody reaches"),
        pytest.param("/v1/things/schema", "/v1/things/{name}", True, id="a word that may be a name"),
        pytest.param("/v1/things/{thing_id}", "/v1/things/{other_id}", True, id="two ids"),
        pytest.param("/v1/{thing_id}/new", "/v1/things/{thing_id}", True, id="neither is special"),
    ],
)
def test_a_word_may_stand_where_other_addresses_have_an_id(
    staged: Staged, first: str, second: str, collide: bool
) -> None:
    """In the service that has both, before the id: the first route that fits answers."""
    both = app_of(*[("GET", path, anybody, {}) for path in (first, second)])
    if collide:
        with pytest.raises(ValueError, match="one request may be both"):
            staged(one=both)
    else:
        assert [row.path for row in staged(one=both)] == [first, second]


def test_two_methods_of_one_path_do_not_collide(staged: Staged) -> None:
    one, other = (app_of((method, "/v1/things", anybody, {})) for method in ("GET", "DELETE"))
    assert len(staged(one=one, other=other)) == 2


def test_the_table_is_made_anew_where_a_service_of_the_old_one_has_gone(
    generate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = generate.generate_openapi
    monkeypatch.setattr(made, "BEHIND", [each for each in made.BEHIND if each != "public_value"])
    assert made.forwarded() == [each for each in FORWARDED if each.service != "public_value"]
