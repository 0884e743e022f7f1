"""The bad inputs of the contract, and their exact answers, over a real socket."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..trips.running_trips import Trips, running_trips
from .test_retries import trip

NIL = "00000000-0000-0000-0000-000000000000"
RIDER = "5f0c2f0e-3f0b-4b9e-9f0a-6f7d0c1b2a3e"
OTHER_FORMS = [RIDER.upper(), f"{{{RIDER}}}", RIDER.replace("-", ""), f"urn:uuid:{RIDER}"]
"""Of one rider: with each of them the caller would have a quota and Idempotency-Keys of its own."""
SECRET_VALUE = "never-repeat-this"


@pytest.fixture(scope="module")
async def trips(
    make_database: Callable[[str], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    async with running_trips(await make_database("trips"), tmp_path_factory.mktemp("issuer")) as running:
        yield running


async def send(
    trips: Trips, raw: bytes, path: str = "/v1/trips", role: str = "rider", **headers: str
) -> httpx.Response:
    given = {
        **trips.signed_in(role),
        "Idempotency-Key": str(uuid4()),
        "Content-Type": "application/json",
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await trips.client.post(path, content=raw, headers=given | named)


def check(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem, which has this status and code and everything a problem has."""
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/problems/{code}"
    assert {"title", "detail", "instance", "trace_id"} <= problem.keys()
    return problem


def minutes_ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def faults_of_whole_numbers(name: str, least: int, most: int) -> list[Any]:
    wrong = {"a float": 1.5, "a whole float": 5.0, "a string": "5", "true": True, "a list": [5]}
    outside = {"one too few": least - 1, "one too many": most + 1, "2^63": 2**63, "10^400": 10**400}
    return [
        *(pytest.param(name, value, "wrong_type", id=f"{name}: {which}") for which, value in wrong.items()),
        *(
            pytest.param(name, value, "out_of_range", id=f"{name}: {which}")
            for which, value in outside.items()
        ),
        pytest.param(name, None, "null", id=f"{name}: null"),
    ]


FAULTS = [
    pytest.param("trip_id", NIL, "bad_format", id="trip_id: nil"),
    pytest.param("trip_id", SECRET_VALUE, "bad_format", id="trip_id: no UUID"),
    pytest.param("trip_id", "../../v1/trips", "bad_format", id="trip_id: a path"),
    pytest.param("trip_id", 5, "wrong_type", id="trip_id: a number"),
    pytest.param("trip_id", None, "null", id="trip_id: null"),
    pytest.param("vehicle_type", "rocket", "not_allowed", id="vehicle_type: another"),
    pytest.param("vehicle_type", None, "null", id="vehicle_type: null"),
    pytest.param("started_at", "2026-05-04T07:30:00", "bad_format", id="started_at: no offset"),
    pytest.param("started_at", "2026-05-04", "bad_format", id="started_at: a day"),
    pytest.param("started_at", "0001-01-01T00:00:00Z", "out_of_range", id="started_at: year 1"),
    pytest.param("started_at", 1_700_000_000, "wrong_type", id="started_at: seconds since 1970"),
    pytest.param("ended_at", "2026-02-30T07:30:00Z", "bad_format", id="ended_at: no such day"),
    pytest.param("ended_at", "0001-01-01T00:00:00+14:00", "bad_format", id="ended_at: before year 1"),
    pytest.param("ended_at", True, "wrong_type", id="ended_at: true"),
    *faults_of_whole_numbers("distance_m", 0, 200_000),
    pytest.param("vehicle_id", "a\x00b", "forbidden_character", id="vehicle_id: U+0000"),
    pytest.param("vehicle_id", "a\ud800b", "forbidden_character", id="vehicle_id: a lone surrogate"),
    pytest.param("vehicle_id", "a\u202eb", "forbidden_character", id="vehicle_id: U+202E"),
    pytest.param("vehicle_id", "a\u2066b", "forbidden_character", id="vehicle_id: U+2066"),
    pytest.param("vehicle_id", "", "out_of_range", id="vehicle_id: empty"),
    pytest.param("vehicle_id", " \u00a0\u3000", "out_of_range", id="vehicle_id: blanks"),
    pytest.param("vehicle_id", "\u200b\ufe0f", "out_of_range", id="vehicle_id: invisible"),
    pytest.param("vehicle_id", "a" * 256, "out_of_range", id="vehicle_id: 256 characters"),
    pytest.param("vehicle_id", 5, "wrong_type", id="vehicle_id: a number"),
    pytest.param("trace", [], "out_of_range", id="trace: empty"),
    pytest.param("rider_id", str(uuid4()), "unknown_field", id="rider_id from a rider"),
    pytest.param("points", 5, "unknown_field", id="points"),
    pytest.param("verdict", "accepted", "unknown_field", id="verdict"),
    pytest.param("is_admin", True, "unknown_field", id="is_admin"),
]


@pytest.mark.parametrize(("field", "value", "code"), FAULTS)
async def test_a_bad_field_is_named_and_never_repeated(
    trips: Trips, field: str, value: Any, code: str
) -> None:
    answer = await send(trips, json.dumps(trip(**{field: value})).encode())
    [fault] = check(answer, 422, "validation-error")["errors"]
    assert (fault["pointer"], fault["code"]) == (f"/{field}", code)
    assert bool({"minimum", "maximum"} & fault.keys()) == (code == "out_of_range")
    assert SECRET_VALUE not in answer.text


@pytest.mark.parametrize(
    ("changes", "problem", "code"),
    [
        pytest.param({"ended_at": minutes_ago(-600)}, "clock-ahead", "in_the_future", id="ends in ten hours"),
        pytest.param(
            {"started_at": minutes_ago(5), "ended_at": minutes_ago(6)},
            "validation-error",
            "before_start",
            id="backward",
        ),
    ],
)
async def test_times_that_cannot_be(trips: Trips, changes: dict[str, Any], problem: str, code: str) -> None:
    answer = await send(trips, json.dumps(trip(**changes)).encode())
    assert {"pointer": "/ended_at", "code": code} in check(answer, 422, problem)["errors"]


TEXT = json.dumps(trip())


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"trip_id": "\xff"}', id="not UTF-8"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"a":' * 40_000 + b"1" + b"}" * 40_000, id="40,000 levels deep"),
        pytest.param(b"[" * 100_000, id="100,000 brackets"),
        pytest.param(f"{TEXT} true".encode(), id="trailing text"),
        pytest.param(f'{TEXT[:-1]}, "distance_m": 1}}'.encode(), id="the same key twice"),
        pytest.param(TEXT.replace("4200", "NaN").encode(), id="NaN"),
        pytest.param(TEXT.replace("4200", "-Infinity").encode(), id="infinity"),
        pytest.param(TEXT.replace("4200", "1" * 5_000).encode(), id="a number of 5,000 digits"),
    ],
)
async def test_what_is_not_one_json_object_is_malformed(trips: Trips, raw: bytes) -> None:
    check(await send(trips, raw), 400, "malformed-json")


async def test_a_number_beyond_floats_is_no_whole_number(trips: Trips) -> None:
    answer = await send(trips, TEXT.replace("4200", "1e400").encode())
    assert check(answer, 422, "validation-error")["errors"][0]["pointer"] == "/distance_m"


async def test_media_type_size_and_head_have_limits(trips: Trips) -> None:
    check(await send(trips, b"{}", Content_Type="text/plain"), 415, "unsupported-media-type")
    utf_16 = "application/json; charset=utf-16"
    check(await send(trips, b"{}", Content_Type=utf_16), 415, "unsupported-media-type")
    check(await send(trips, b"{", Content_Type='Application/JSON; charset="UTF-8"'), 400, "malformed-json")
    check(await send(trips, b"{}", Content_Encoding="gzip"), 415, "unsupported-media-type")
    check(await send(trips, b" " * (256 * 1024 + 1)), 413, "content-too-large")
    check(
        await send(trips, b" " * (2 * 1024 * 1024 + 1), "/v1/trips:batch", "operator"),
        413,
        "content-too-large",
    )
    check(await send(trips, b"{}", X_Long="a" * 17_000), 431, "request-headers-too-large")
    check(await send(trips, b"{}", "/v1/trips?a=" + "a" * 8_200), 414, "uri-too-long")


@pytest.mark.parametrize("name", ["Authorization", "Idempotency-Key", "Content-Type", "X-Purpose"])
async def test_of_two_headers_none_is_believed(trips: Trips, name: str) -> None:
    given = {**trips.signed_in("rider"), "Idempotency-Key": "one", "Content-Type": "application/json"}
    headers = [*given.items(), (name, given.get(name, "one")), (name, "other")]
    answer = await trips.client.post("/v1/trips", content=TEXT, headers=headers)
    [fault] = check(answer, 422, "validation-error")["errors"]
    assert fault == {"pointer": f"/header/{name.lower()}", "code": "repeated"}


@pytest.mark.parametrize("query", ["limit=1&limit=2", "%6Cimit=1&limit=1", "cursor=a&limit=&limit"])
async def test_of_two_parameters_none_is_believed(trips: Trips, query: str) -> None:
    answer = await trips.client.get(f"/v1/me/trips?{query}", headers=trips.signed_in("rider"))
    [fault] = check(answer, 422, "validation-error")["errors"]
    assert fault == {"pointer": "/query/limit", "code": "repeated"}


@pytest.mark.parametrize("key", ["ключ".encode(), "clau-é".encode(), b"\xff", b"", b'""'])
async def test_an_idempotency_key_that_is_not_ascii_is_the_callers_mistake(trips: Trips, key: bytes) -> None:
    given = {**trips.signed_in("rider"), "Content-Type": "application/json"}
    headers = [*((name.encode(), value.encode()) for name, value in given.items()), (b"Idempotency-Key", key)]
    answer = await trips.client.post("/v1/trips", content=TEXT, headers=headers)
    check(answer, 400, "idempotency-key-missing")


async def test_who_is_asked_before_what(trips: Trips) -> None:
    """A stranger learns nothing about bodies, nor somebody with the wrong role."""
    check(await send(trips, b"{", Authorization="Bearer x", Content_Type="text/plain"), 401, "unauthorized")
    check(await send(trips, b"{", role="city", Content_Type="text/plain"), 403, "forbidden")
    check(await send(trips, b"{", "/v1/trips:batch", role="rider"), 403, "forbidden")


async def test_an_old_trip_is_received_and_does_not_count(trips: Trips) -> None:
    days = 24 * 60
    body = trip(started_at=minutes_ago(14 * days + 30), ended_at=minutes_ago(14 * days + 1))
    answer = await send(trips, json.dumps(body).encode())
    assert (answer.status_code, answer.json()["verdict"], answer.json()["reasons"]) == (
        202,
        "rejected",
        ["too_late"],
    )


async def test_a_taken_trip_id_says_nothing_of_whose_it_is(trips: Trips) -> None:
    body, mine = trip(), trips.signed_in("rider")
    assert (await send(trips, json.dumps(body).encode(), **mine)).status_code == 202
    others = await send(trips, json.dumps(body).encode())
    changed = await send(trips, json.dumps(body | {"distance_m": 4_201}).encode(), **mine)
    for answer in (others, changed):
        problem = check(answer, 409, "trip-id-conflict")
        assert set(problem) == {"type", "title", "status", "detail", "code", "instance", "trace_id"}
    assert others.json()["detail"] == changed.json()["detail"]


async def test_somebody_elses_trip_is_not_there(trips: Trips) -> None:
    body = trip()
    await send(trips, json.dumps(body).encode())
    check(await send(trips, b'{"text": "x"}', f"/v1/trips/{body['trip_id']}/appeal"), 404, "not-found")
    for strange in (str(uuid4()), "nonsense", NIL):
        answer = await send(trips, b'{"reason": "x"}', f"/v1/trips/{strange}/void", role="operator")
        check(answer, 404, "not-found")


@pytest.mark.parametrize(
    ("envelope", "pointer"),
    [
        pytest.param({}, "/trips", id="no trips"),
        pytest.param({"trips": []}, "/trips", id="not one trip"),
        pytest.param({"trips": [{}] * 1_001}, "/trips", id="1001 trips"),
        pytest.param({"trips": {}}, "/trips", id="no list"),
        pytest.param({"trips": [{}], "timezone": "Mars/Phobos"}, "/timezone", id="no such zone"),
        pytest.param({"trips": [{}], "history": "true"}, "/history", id="history as a string"),
        pytest.param({"trips": [{}], "history": True, "points": 0}, "/points", id="points as a number"),
        pytest.param({"trips": [{}], "points": False}, "/points", id="no points, and no history"),
        pytest.param({"trips": [{}], "extra": 1}, "/extra", id="an unknown field"),
    ],
)
async def test_a_wrong_envelope_is_refused_whole(trips: Trips, envelope: Any, pointer: str) -> None:
    answer = await send(trips, json.dumps(envelope).encode(), "/v1/trips:batch", role="operator")
    assert check(answer, 422, "validation-error")["errors"][0]["pointer"] == pointer


async def test_bad_rows_of_a_batch_are_failures_and_good_rows_land(trips: Trips) -> None:
    rider = {"rider_id": str(uuid4())}
    rows = [trip(**rider), trip(), trip(**rider, points=5), 7, None, {"trip_id": SECRET_VALUE}]
    answer = await send(trips, json.dumps({"trips": rows}).encode(), "/v1/trips:batch", role="operator")
    told = answer.json()
    assert (answer.status_code, told["accepted"], told["held"], told["rejected"]) == (200, 1, {}, {})
    assert [failure["index"] for failure in told["failures"]] == [1, 2, 3, 4, 5]
    assert all(failure["problem"]["code"] == "validation-error" for failure in told["failures"])
    assert SECRET_VALUE not in answer.text


def forged(trips: Trips) -> dict[str, str]:
    """Tokens that nobody must accept, by what is wrong with them."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": "rodem-development",
        "aud": "rodem",
        "sub": str(uuid4()),
        "roles": ["rider"],
    }
    claims |= {"iat": now, "exp": now + 600}
    key = (trips.folder / "issuer.pem").read_text()
    public = json.loads((trips.folder / "jwks.json").read_text())["keys"][0]

    def signed(changes: dict[str, Any], kid: str = public["kid"], by: Any = key) -> str:
        changed = {name: value for name, value in (claims | changes).items() if value is not None}
        return jwt.encode(changed, by, algorithm="EdDSA", headers={"kid": kid})

    good = signed({})
    head, body, signature = good.split(".")
    return {
        "none at all": "",
        "alg none": jwt.encode(claims, "", algorithm="none", headers={"kid": public["kid"]}),
        "HS256 with the public key": jwt.encode(claims, public["x"], "HS256", headers={"kid": public["kid"]}),
        "flipped signature": f"{head}.{body}.{signature[:-2]}{'A' if signature[-2] != 'A' else 'B'}A",
        "another key": signed({}, by=Ed25519PrivateKey.generate()),
        "expired": signed({"exp": now - 60}),
        "wrong aud": signed({"aud": "elsewhere"}),
        "wrong iss": signed({"iss": "elsewhere"}),
        "no exp": signed({"exp": None}),
        "no sub": signed({"sub": None}),
        "foreign kid": signed({}, kid="elsewhere"),
        "a rider without a UUID": signed({"sub": "me"}),
        "a rider with the nil UUID": signed({"sub": NIL}),
        **{f"a rider {sub}": signed({"sub": sub}) for sub in OTHER_FORMS},
    }


async def test_a_token_that_cannot_be_trusted_is_none(trips: Trips) -> None:
    for what, token in forged(trips).items():
        answer = await send(trips, TEXT.encode(), Authorization=f"Bearer {token}".strip())
        assert answer.status_code == 401, what
        assert answer.headers["www-authenticate"].startswith("Bearer"), what
        check(answer, 401, "unauthorized")
