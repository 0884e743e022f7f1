"""The client over real sockets: what is tried again, with what, for how long, and what is said in the end."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rodem_client import FieldError, Problem, Retries, Rodem, Unreachable, pages
from rodem_client.api.challenges import list_challenges
from rodem_client.api.entries import leave_challenge
from rodem_client.api.models import Name
from rodem_client.api.reviews import Appeal, appeal_trip
from rodem_client.api.riders import list_redemptions_of_rider
from rodem_client.api.trips import get_my_trip, list_my_trips

SOON = Retries(patience_s=3, pause_s=0.02)
APPEALED = JSONResponse(
    {
        "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
        "status": "waiting",
        "answer_by": "2026-05-18T12:00:00Z",
    },
    201,
)
Calls = list[Request]


@asynccontextmanager
async def gateway(answer: Callable[[Request, int], Response]) -> AsyncIterator[tuple[str, Calls]]:
    """A server that keeps what it was asked; `answer` hears how many requests came before."""
    calls: Calls = []

    async def any_route(request: Request) -> Response:
        await request.body()
        calls.append(request)
        return answer(request, len(calls) - 1)

    app = Starlette(routes=[Route("/{path:path}", any_route, methods=["GET", "POST", "DELETE"])])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", calls
        server.should_exit = True
        await serving


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Response(status_code=503, headers={"Retry-After": "0"}), id="overload"),
        pytest.param(Response(status_code=429, headers={"Retry-After": "0"}), id="over quota"),
        pytest.param(Response(status_code=409, headers={"Retry-After": "0"}), id="still running"),
        pytest.param(Response(status_code=502), id="a proxy that finds nobody"),
        pytest.param(Response(status_code=408), id="a body that came too slowly"),
    ],
)
async def test_what_will_pass_is_tried_again_with_the_same_key_and_bytes(trouble: Response) -> None:
    async with (
        gateway(lambda _, before: trouble if before < 2 else APPEALED) as (url, calls),
        Rodem(url, "a-token", retries=SOON) as rodem,
    ):
        for _ in range(2):
            assert (await appeal_trip(rodem, "a trip", Appeal(text="I did."))).status == "waiting"
    assert [call.url.path for call in calls] == ["/v1/trips/a trip/appeal"] * 4
    keys = [call.headers["Idempotency-Key"] for call in calls]
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert {await call.body() for call in calls} == {b'{"text":"I did."}'}


async def test_a_key_of_the_caller_is_kept() -> None:
    async with gateway(lambda *_: APPEALED) as (url, calls), Rodem(url) as rodem:
        await appeal_trip(rodem, "1", Appeal(text="I did."), idempotency_key="mine")
    assert calls[0].headers["Idempotency-Key"] == "mine"
    assert "Authorization" not in calls[0].headers


async def test_why_somebody_looks_is_sent_in_any_language() -> None:
    nothing = JSONResponse({"redemptions": []})
    async with gateway(lambda *_: nothing) as (url, calls), Rodem(url) as rodem:
        await list_redemptions_of_rider(rodem, "1", purpose="Ha trucat: què li falta?")
    sent = calls[0].headers["X-Purpose"].encode("latin-1")
    assert (calls[0].url.path, sent.decode()) == ("/v1/riders/1/redemptions", "Ha trucat: què li falta?")


async def test_it_waits_as_long_as_the_gateway_asks() -> None:
    busy = Response(status_code=503, headers={"Retry-After": "1"})
    started_at = asyncio.get_running_loop().time()
    async with (
        gateway(lambda _, before: APPEALED if before else busy) as (url, _),
        Rodem(url, retries=SOON) as rodem,
    ):
        await appeal_trip(rodem, "1", Appeal(text="I did."))
    assert asyncio.get_running_loop().time() - started_at >= 1


async def test_trouble_that_lasts_longer_than_the_patience_is_told() -> None:
    busy = Response(status_code=503, headers={"Retry-After": "60"})
    async with gateway(lambda *_: busy) as (url, calls), Rodem(url, retries=SOON) as rodem:
        with pytest.raises(Problem, match="503 Service Unavailable") as told:
            await list_my_trips(rodem)
    assert told.value.may_pass
    assert told.value.retry_after_s == 60
    assert len(calls) == 1


async def test_a_gateway_that_stays_away_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with Rodem(f"http://127.0.0.1:{port}", retries=Retries(0.2, 0.02)) as rodem:
        with pytest.raises(Unreachable, match=f"127.0.0.1:{port} cannot be reached"):
            await list_my_trips(rodem)


async def test_a_refusal_is_a_problem_with_all_that_was_said() -> None:
    said = {
        "type": "/problems/validation-error",
        "title": "Validation error",
        "status": 422,
        "detail": "Something in the body is not allowed.",
        "instance": "/v1/trips",
        "code": "validation-error",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "errors": [{"pointer": "/reason", "code": "out_of_range", "minimum": 1}],
        "missing_points": 300,
    }
    async with gateway(lambda *_: JSONResponse(said, 422)) as (url, calls), Rodem(url) as rodem:
        with pytest.raises(Problem, match="422 Something in the body is not allowed") as told:
            await get_my_trip(rodem, "1")
    problem = told.value
    assert (problem.status, problem.code, problem.title) == (422, "validation-error", "Validation error")
    assert (problem.trace_id, problem.may_pass) == (said["trace_id"], False)
    assert problem.errors == (FieldError("/reason", "out_of_range", minimum=1),)
    assert problem.members["missing_points"] == 300
    assert len(calls) == 1


async def test_an_expired_token_is_replaced_once() -> None:
    tokens = iter(["old", "new", "newer"])

    async def next_token() -> str:
        return next(tokens)

    def knows_new(call: Request, _: int) -> Response:
        return APPEALED if call.headers["Authorization"] == "Bearer new" else Response(status_code=401)

    async with gateway(knows_new) as (url, calls), Rodem(url, next_token) as rodem:
        for _ in range(2):
            await appeal_trip(rodem, "1", Appeal(text="I did."))
        assert len(calls) == 3
        with pytest.raises(Problem, match="401"):
            await appeal_trip(rodem.signed_in_with(lambda: "other"), "1", Appeal(text="I did."))
        assert len(calls) == 5
        with pytest.raises(Problem, match="401"):
            await appeal_trip(rodem.signed_in_with("fixed"), "1", Appeal(text="I did."))
        assert len(calls) == 6


async def test_a_list_is_read_page_by_page() -> None:
    named = {
        "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
        "name": {"en": "Ten"},
        "goal": {"kind": "sum", "measure": "trips", "target": 10},
        "who": "all",
        "reward": {"points": 1},
        "starts_at": "2026-05-01T00:00:00+02:00",
        "ends_at": "2026-06-01T00:00:00+02:00",
        "state": "published",
        "version": 1,
    }

    def page(call: Request, before: int) -> Response:
        more = {} if before else {"next_cursor": "a b"}
        return JSONResponse({"challenges": [named], **more})

    async with gateway(page) as (url, calls), Rodem(url, language="ca") as rodem:
        found = [
            challenge.name
            async for part in pages(lambda cursor: list_challenges(rodem, limit=1, cursor=cursor))
            for challenge in part.challenges
        ]
    assert found == [Name(en="Ten")] * 2
    assert [dict(call.query_params) for call in calls] == [{"limit": "1"}, {"limit": "1", "cursor": "a b"}]
    assert calls[0].headers["Accept-Language"] == "ca"


async def test_a_query_is_written_as_the_gateway_reads_it() -> None:
    """Ids and truth values too, and what is None not at all."""
    named = UUID("019aa000-0000-7000-8000-0000000000c1")
    async with gateway(lambda *_: Response(b"{}")) as (url, calls), Rodem(url) as rodem:
        await rodem.send("GET", "/v1/things", query={"id": named, "joinable": True, "limit": 1, "x": None})
    assert dict(calls[0].query_params) == {"id": str(named), "joinable": "true", "limit": "1"}


async def test_an_empty_answer_is_none_and_a_path_is_one_segment() -> None:
    async with gateway(lambda *_: Response(status_code=204)) as (url, calls), Rodem(url) as rodem:
        await leave_challenge(rodem, "../a?b")
    assert calls[0].scope["raw_path"] == b"/v1/me/entries/..%2Fa%3Fb"
