"""What an operator may not write, field by field, with POST and with PUT alike."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import pytest

from tests.challenges.running_challenges import Running, body, problem

BIDI, NUL, SURROGATE = r'"\u202e"', r'"\u0000"', r'"\ud800"'
NUMBERS = [
    ("null", "null"),
    ('"5"', "wrong_type"),
    ("true", "wrong_type"),
    ("1.5", "wrong_type"),
    ("1e400", None),
    ("9223372036854775808", "out_of_range"),
    ("[]", "wrong_type"),
    ("{}", "wrong_type"),
]
TEXTS = [
    ("null", "null"),
    ("5", "wrong_type"),
    ("true", "wrong_type"),
    ("[]", "wrong_type"),
    ('""', "out_of_range"),
    ('"  "', "out_of_range"),
    (NUL, "forbidden_character"),
    (SURROGATE, None),
    (BIDI, "forbidden_character"),
    (f'"{"a" * 121}"', "out_of_range"),
]
CHOICES = [("null", "null"), ("5", None), ('"other"', "not_allowed"), (NUL, "not_allowed"), (SURROGATE, None)]
INSTANTS = [
    ("null", "null"),
    ("1777852800", "wrong_type"),
    ("true", "wrong_type"),
    ('"2026-05-04T00:00:00"', "bad_format"),
    ('"2026-05-04"', "bad_format"),
    ('"2026-W19-1T00:00:00Z"', "bad_format"),
    ('"0001-01-01T00:00:00+14:00"', "bad_format"),
    ('"1999-12-31T23:59:59Z"', "out_of_range"),
    ('"9999-12-31T23:59:59-14:00"', "bad_format"),
    (NUL, "bad_format"),
    (SURROGATE, "bad_format"),
]
OBJECTS = [
    ("null", "null"),
    ("5", "wrong_type"),
    ('"x"', "wrong_type"),
    ("[]", "wrong_type"),
    ("true", "wrong_type"),
]
FIELDS: Mapping[str, Sequence[tuple[str, str | None]]] = {
    "/name": OBJECTS,
    "/name/en": TEXTS,
    "/name/ca": TEXTS,
    "/name/es": TEXTS,
    "/goal": OBJECTS,
    "/goal/kind": [*CHOICES, ('"count"', "not_allowed")],
    "/goal/measure": [*CHOICES, ('"metres"', "not_allowed")],
    "/goal/target": [*NUMBERS, ("0", "out_of_range"), ("-1", "out_of_range"), ("1000000001", "out_of_range")],
    "/who": OBJECTS,
    "/who/kind": CHOICES,
    "/reward": OBJECTS,
    "/reward/points": [*NUMBERS, ("-1", "out_of_range"), ("1000001", "out_of_range")],
    "/starts_at": INSTANTS,
    "/ends_at": INSTANTS,
}
CASES = [(pointer, raw, code) for pointer, values in FIELDS.items() for raw, code in values]
OPTIONAL = ("/name/ca", "/name/es", "/reward/points")
REQUIRED = [pointer for pointer in FIELDS if pointer not in OPTIONAL]


def changed(pointer: str, raw: str | None) -> str:
    """A good body in which one field is this JSON text, or is missing."""
    sent: dict[str, Any] = body()
    inside = sent
    *path, last = pointer[1:].split("/")
    for part in path:
        inside = inside[part]
    if raw is None:
        del inside[last]
        return json.dumps(sent)
    inside[last] = "@"
    return json.dumps(sent).replace('"@"', raw)


def with_reason(raw: str | bytes) -> str | bytes:
    """The body as PUT wants it, if it is an object with something in it."""
    if isinstance(raw, str) and raw.startswith('{"'):
        return '{"reason": "A test wants it.", ' + raw[1:]
    return raw


async def refusals(challenges: Running, raw: str | bytes, **headers: str) -> list[tuple[int, dict[str, Any]]]:
    """Status and problem of POST and PUT. What is refused has changed nothing."""
    challenge_id = await challenges.draft()
    kept = await challenges.rows("SELECT * FROM challenges ORDER BY challenge_id")
    sent = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())} | headers
    found = []
    for method, path in (("POST", "/v1/challenges"), ("PUT", f"/v1/challenges/{challenge_id}")):
        content = with_reason(raw) if method == "PUT" else raw
        answer = await challenges.client.request(method, path, content=content, headers=sent)
        found.append((problem(answer)[0], answer.json()))
    assert await challenges.rows("SELECT * FROM challenges ORDER BY challenge_id") == kept
    return found


@pytest.mark.parametrize(("pointer", "raw", "code"), CASES)
async def test_a_bad_value_is_refused_where_it_stands(
    challenges: Running, pointer: str, raw: str, code: str | None
) -> None:
    for status, answer in await refusals(challenges, changed(pointer, raw)):
        assert (status, answer["code"]) == (422, "validation-error")
        assert [each["pointer"] for each in answer["errors"]] == [pointer]
        assert code in (None, answer["errors"][0]["code"])


@pytest.mark.parametrize("pointer", REQUIRED)
async def test_what_is_required_is_missed(challenges: Running, pointer: str) -> None:
    for status, answer in await refusals(challenges, changed(pointer, None)):
        assert (status, answer["errors"]) == (422, [{"pointer": pointer, "code": "missing"}])


async def test_a_reward_gives_one_thing_at_least(challenges: Running) -> None:
    for status, answer in await refusals(challenges, changed("/reward/points", None)):
        assert (status, answer["errors"]) == (422, [{"pointer": "/reward", "code": "missing"}])


@pytest.mark.parametrize(
    "pointer", ["/x", "/name/fr", "/goal/x", "/reward/x", "/version", "/state", "/city_id"]
)
async def test_unknown_fields_are_refused(challenges: Running, pointer: str) -> None:
    for status, answer in await refusals(challenges, changed(pointer, '"x"')):
        assert (status, answer["errors"]) == (422, [{"pointer": pointer, "code": "unknown_field"}])


@pytest.mark.parametrize("ends_at", ["2026-05-04T00:00:00Z", "2026-05-04T01:59:59.999999+02:00"])
async def test_a_challenge_ends_after_it_starts(challenges: Running, ends_at: str) -> None:
    for status, answer in await refusals(challenges, json.dumps(body(ends_at=ends_at))):
        assert (status, answer["errors"]) == (422, [{"pointer": "/ends_at", "code": "not_after_start"}])


@pytest.mark.parametrize(
    "changes",
    [
        {"target": 1, "points": 0},
        {"target": 1_000_000_000, "points": 5_000},
        {"name": {"en": "a" * 120}},
        {"name": {"en": "a", "ca": "ç", "es": "ñ"}},
        {"starts_at": "2000-01-01T00:00:00Z", "ends_at": "2000-01-01T00:00:00.000001Z"},
        {"ends_at": "9999-12-31T23:59:59Z"},
    ],
)
async def test_what_is_just_allowed_is_kept_and_can_be_published(
    challenges: Running, changes: dict[str, Any]
) -> None:
    challenge_id = await challenges.published(**changes)
    listed = (await challenges.asked("GET", "/v1/challenges"))["challenges"]
    assert [each["challenge_id"] for each in listed] == [challenge_id]
    await challenges.rewrite(challenge_id, body(**changes))


@pytest.mark.parametrize(
    "raw",
    [
        *(
            changed(pointer, constant)
            for pointer in ("/goal/target", "/reward/points")
            for constant in ("NaN", "-Infinity")
        ),
        "",
        "[]",
        "5",
        "{}{}",
        '{"who": {"kind": "all"}, "who": {"kind": "all"}}',
        b"\xff",
        b'{"a":' * 30_000,
    ],
)
async def test_what_is_no_json_object_is_malformed(challenges: Running, raw: str | bytes) -> None:
    found = await refusals(challenges, raw or b"", **({} if raw else {"Content-Length": "0"}))
    assert [status for status, _ in found] == [413 if len(raw) > 65_536 else 400] * 2


async def test_other_types_and_compressed_or_large_bodies_are_refused(challenges: Running) -> None:
    good = json.dumps(body())
    for headers in ({"Content-Type": "text/plain"}, {"Content-Encoding": "gzip"}):
        assert [status for status, _ in await refusals(challenges, good, **headers)] == [415, 415]
    assert [status for status, _ in await refusals(challenges, good + " " * 65_536)] == [413, 413]


@pytest.mark.parametrize("step", ["submit", "publish", "pause", "close"])
@pytest.mark.parametrize(("raw", "status"), [(b'{"x": 1}', 422), (b"[]", 400), (b"{", 400)])
async def test_a_step_takes_no_fields(challenges: Running, step: str, raw: bytes, status: int) -> None:
    challenge_id = await challenges.draft()
    headers = {"Content-Type": "application/json"}
    answer = await challenges.client.post(
        f"/v1/challenges/{challenge_id}/{step}", content=raw, headers=headers
    )
    assert problem(answer)[0] == status
