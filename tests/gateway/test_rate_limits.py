"""How many requests a caller may send, through a real socket."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prometheus_client import generate_latest
from starlette.requests import Request

from rodem.local.provision import make_issuer
from shared.http import quotas
from shared.http.places import AT_END
from shared.http.problems import RateLimited
from shared.http.quotas import Quota
from tests.conftest import MakeDatabase
from tests.gateway.test_door import Door, opened, trip

# The syntax of draft-ietf-httpapi-ratelimit-headers: structured fields, here of one item.
POLICY = re.compile(r'"([a-z]+)";q=([0-9]+);w=([0-9]+)')
LIMIT = re.compile(r'"([a-z]+)";r=([0-9]+);t=([0-9]+)')
RIDER_MAX, ANONYMOUS_MAX, WINDOW_S = 3, 2, 600
BEGAN = 1_000.0


@asynccontextmanager
async def limited(make_database: MakeDatabase, folder: Path, **settings: Any) -> AsyncIterator[Door]:
    """A gateway with small quotas for riders and strangers, and the usual one for operators."""
    small = {
        "quota_window_s": WINDOW_S,
        "rider_requests_max": RIDER_MAX,
        "anonymous_requests_max": ANONYMOUS_MAX,
    }
    async with opened(make_database, folder, jwks_file=make_issuer(folder), **(small | settings)) as door:
        yield door


def told(answer: httpx.Response) -> tuple[str, int]:
    """The name of the quota and what is left of it, as the answer says in two fields that agree."""
    policy = POLICY.fullmatch(answer.headers["ratelimit-policy"])
    limit = LIMIT.fullmatch(answer.headers["ratelimit"])
    assert policy
    assert limit
    assert policy[1] == limit[1]
    assert int(limit[2]) < int(policy[2])
    assert 0 < int(limit[3]) <= int(policy[3])
    return limit[1], int(limit[2])


async def ask(
    door: Door, headers: dict[str, str], path: str = "/v1/me/summary", method: str = "GET"
) -> httpx.Response:
    return await door.client.request(method, path, headers=headers)


async def test_every_answer_tells_what_is_left_and_then_a_problem_says_when_to_come_back(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with limited(make_database, tmp_path) as door:
        rider = door.signed_in("rider") | {"Accept-Language": "ca"}
        answers = [
            await ask(door, rider),
            await ask(door, rider, "/v1/me/postings?limit=0"),
            await ask(door, rider, "/v1/trips"),
        ]
        assert [(each.status_code, told(each)) for each in answers] == [
            (200, ("riders", 2)),
            (422, ("riders", 1)),
            (403, ("riders", 0)),
        ]
        refused = await ask(door, rider)
        assert (refused.status_code, told(refused)) == (429, ("riders", 0))
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert refused.headers["content-security-policy"].startswith("default-src 'none'")
        problem, wait_s = refused.json(), int(refused.headers["retry-after"])
        assert problem["code"] == "rate-limited"
        assert (problem["requests_max"], problem["window_s"]) == (RIDER_MAX, WINDOW_S)
        assert problem["retry_after_s"] == wait_s
        assert refused.headers["ratelimit"].endswith(f";t={wait_s}")
        assert problem["detail"].startswith("Com a màxim 3 peticions en 600 s.")
        assert problem["trace_id"]
        counted = generate_latest().decode()
        assert 'route="/v1/me/summary",status="429"' in counted


async def test_riders_and_operators_have_their_own_quotas(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with limited(make_database, tmp_path) as door:
        anna, berta = door.signed_in("rider"), door.signed_in("rider")
        assert [(await ask(door, anna)).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert told(await ask(door, berta)) == ("riders", 2)
        operator = door.signed_in("operator", "olga")
        sent = [await ask(door, operator, "/v1/trips?verdict=held") for _ in range(2 * RIDER_MAX)]
        assert [told(each) for each in sent] == [("operators", 119_999 - i) for i in range(2 * RIDER_MAX)]


async def test_an_import_with_many_requests_is_not_held_back(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with limited(make_database, tmp_path) as door:
        operator = door.signed_in("operator")

        async def report() -> int:
            body = {"trips": [trip() | {"rider_id": str(uuid4())}], "history": True}
            headers = operator | {"Idempotency-Key": str(uuid4())}
            return (await door.client.post("/v1/trips:batch", json=body, headers=headers)).status_code

        for _ in range(10):
            statuses = set(await asyncio.gather(*(report() for _ in range(10))))
            assert 200 in statuses
            assert statuses <= {200, 503}  # a busy machine may have no connection left within 2 s


async def test_who_has_no_good_token_is_counted_by_address(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Guesses share a quota with all else that comes from there without a token; good tokens do not."""
    async with limited(make_database, tmp_path) as door:
        here, there = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
        guess = {"Authorization": "Bearer of.no.use"}
        first, second = await ask(door, here | guess), await ask(door, here | guess, "/v1/indicators")
        assert (first.status_code, told(first)) == (401, ("anonymous", 1))
        assert (second.status_code, told(second)) == (503, ("anonymous", 0))
        for path in ("/v1/me/summary", "/v1/me/trips", "/v1/indicators"):
            refused = await ask(door, here | guess, path)
            assert (refused.status_code, refused.json()["code"]) == (429, "rate-limited")
        assert (await ask(door, there | guess)).status_code == 401
        assert told(await ask(door, here | door.signed_in("rider"))) == ("riders", 2)
        for path in ("/livez", "/readyz"):
            watched = await ask(door, here, path)
            assert watched.status_code == 200
            assert "ratelimit" not in watched.headers
        for left, path in ((2_999, "/docs"), (2_998, "/problems/rate-limited"), (2_997, "/openapi.json")):
            page = await ask(door, here, path)
            assert (page.status_code, told(page)) == (200, ("visitors", left))


async def test_a_refused_request_does_nothing_and_may_be_sent_again_with_its_key(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with limited(make_database, tmp_path, quota_window_s=2, rider_requests_max=1) as door:
        rider = door.signed_in("rider")
        assert told(await ask(door, rider)) == ("riders", 0)
        first, other = trip(), trip()
        key = rider | {"Idempotency-Key": "one"}
        refused = await door.client.post("/v1/trips", json=first, headers=key)
        assert refused.status_code == 429
        await asyncio.sleep(int(refused.headers["retry-after"]))
        # Another body: had the refused request spent the key, this would be a 422.
        sent = await door.client.post("/v1/trips", json=other, headers=key)
        assert (sent.status_code, sent.json()["trip_id"]) == (202, other["trip_id"])
        assert told(sent) == ("riders", 0)


def counted(count: Callable[[Request, str], None], key: str) -> str:
    """What the answer to one more request of this caller says is left."""
    request = Request({"type": "http", AT_END: ExitStack()})
    with suppress(RateLimited):
        count(request, key)
    return str(dict(request.scope[quotas.HEADERS])[b"ratelimit"], "ascii")


def test_a_quota_is_new_when_its_window_ends_and_not_before() -> None:
    now = BEGAN
    count = quotas.counter(Quota("riders", 2, 9), 60, lambda: now)
    assert [counted(count, "anna") for _ in range(3)] == [
        '"riders";r=1;t=60',
        '"riders";r=0;t=60',
        '"riders";r=0;t=60',
    ]
    now = BEGAN + 59.9
    assert counted(count, "anna") == '"riders";r=0;t=1'
    assert counted(count, "berta") == '"riders";r=1;t=1'
    now = BEGAN + 60
    assert [counted(count, key) for key in ("anna", "berta")] == ['"riders";r=1;t=60'] * 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::nonsense", "::nonsense", True),
    ],
)
def test_addresses_that_one_host_can_have_are_one(one: str, other: str, same: bool) -> None:
    assert (quotas.network(one) == quotas.network(other)) is same
