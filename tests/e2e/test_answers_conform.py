"""The document that clients are made from is true: whatever is sent, the answer is one that it promises."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import promises
from tests.cities import City, running_city
from tests.e2e.made import let_ride, made_for

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
EXAMPLES_PER_MODE = 8
CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
few = settings(
    max_examples=EXAMPLES_PER_MODE,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)


def role_of(operation: Any) -> str:
    """A role that may do this. The gateway's own routes are the riders'."""
    roles: list[str] = [
        role for each in operation.definition.raw.get("security", ()) for role in each.get("token", ())
    ]
    return roles[0] if roles else "rider"


def ask(case: Any, base_url: str, token: str, answered: Counter[int]) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = case.call_and_validate(base_url=base_url, headers=headers, checks=CHECKS, timeout=15)
    answered[answer.status_code] += 1
    url = str(answer.request.url)
    promises.check(str(answer.request.method), url, answer.status_code, answer.headers, answer.content)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of its own, which is full of nonsense afterwards."""
    with running_city(tmp_path_factory.mktemp("conform")) as city:
        yield city


def operations(city: City) -> list[Any]:
    document = schemathesis.openapi.from_url(f"{city.run_json()['gateway_url']}/openapi.json")
    return [each.ok() for each in document.get_all_operations()]  # type: ignore[union-attr]


def example_for(operation: Any) -> Any:
    """The example of the body that an operation takes; None where it takes none."""
    body = operation.definition.raw.get("requestBody")
    if body is None:
        return None
    schema = body["content"]["application/json"]["schema"]
    name = schema.get("anyOf", [schema])[0]["$ref"].rpartition("/")[2]
    [example] = operation.schema.raw_schema["components"]["schemas"][name]["examples"]
    return example


@pytest.mark.e2e
def test_the_examples_in_the_document_can_be_sent_as_they_are(city: City) -> None:
    answered = {}
    [adjusted] = [each for each in operations(city) if each.path == "/v1/adjustments"]
    let_ride(city, example_for(adjusted)["rider_id"])
    for operation in operations(city):
        example = example_for(operation)
        if example is None or "{" in operation.path:
            continue
        if operation.path.startswith("/v1/guards/") and operation.path != "/v1/guards/challenge":
            example |= {"guards": []}  # its example asks for a fact of challenges
        answer = city.call(operation.method.upper(), operation.path, example, role_of(operation))
        answered[operation.label] = answer.status_code
    assert len(answered) > 5
    assert {label: status for label, status in answered.items() if status >= 300} == NAME_WHAT_IS_NOT_THERE


NAME_WHAT_IS_NOT_THERE = {
    "POST /v1/draws": 422,
    "POST /v1/me/pairs": 404,
    "PUT /v1/me/team": 404,
    "PUT /v1/me/workplace": 404,
    "POST /v1/redemptions": 404,
    "POST /v1/vouchers:redeem": 404,
}
"""Operations whose example names a reward or a challenge, or shows a code: none is in an empty city."""
COMES_LATER = ("{redemption_id}", "{voucher_id}", "{job_id}", "/tickets", "/list", "{invite}", "{pair_id}")
"""Parts of paths of what is there once points are spent, a draw is counted, a job is asked for, or a rider is
invited to a pair."""
OF_MEMBERS = ("/v1/me/team", "/v1/me/workplace")
"""What only a rider reads who is in one."""
SHIPPED = {"GET /v1/factor-sets/{factor_set_id}": "/v1/factor-sets/itf-2020-life-cycle"}
"""Paths of what comes with the code."""


@pytest.mark.e2e
def test_the_examples_for_things_that_exist_can_be_sent_as_they_are(city: City) -> None:
    """Only `until`, a moment of the next two weeks, is of no use as it was written."""
    answered, described = {}, operations(city)
    labels = {each.label for each in described}
    [created] = [each for each in described if each.label == "POST /v1/challenges"]
    # One that is joined and left: its end has not come yet.
    joined = example_for(created) | {"period": "once", "ends_at": "2200-01-01T00:00:00Z"}
    for operation in described:
        if "{" not in operation.path or any(name in operation.path for name in COMES_LATER):
            continue
        rider_id, role = str(uuid4()), role_of(operation)
        draft = joined if "/entries/" in operation.path else example_for(created)
        path = SHIPPED.get(operation.label) or made_for(city, operation.path, rider_id, draft)
        example = example_for(operation)
        if example and "until" in example:
            example |= {"until": (datetime.now(UTC) + timedelta(days=3)).isoformat()}
        sub = rider_id if role == "rider" else None
        if f"PUT {operation.path}" in labels and operation.method == "delete":
            assert city.call("PUT", path, None, role, sub).is_success
        answer = city.call(operation.method.upper(), path, example, role, sub)
        answered[operation.label] = answer.text if answer.is_error else ""
    assert len(answered) > 12
    assert {label: text for label, text in answered.items() if text} == {}


@pytest.mark.e2e
def test_who_has_an_answer_is_not_sent_it_again(city: City) -> None:
    """Every GET, but for a stream, bears an ETag of what it answers."""
    sent_again = {}
    for operation in operations(city):
        if operation.method != "get" or "{" in operation.path or operation.path in OF_MEMBERS:
            continue
        if "application/json" not in operation.definition.raw["responses"]["200"]["content"]:
            continue
        headers = {"Authorization": f"Bearer {city.token(role_of(operation))}"}
        url = f"{city.run_json()['gateway_url']}{operation.path}"
        etag = httpx.get(url, headers=headers, timeout=30).headers.get("etag", "")
        again = httpx.get(url, headers=headers | {"If-None-Match": etag}, timeout=30)
        sent_again[operation.label] = again.status_code
    assert len(sent_again) > 5
    assert set(sent_again.values()) == {304}, sent_again


@pytest.mark.e2e
def test_answers_conform_to_the_document(city: City) -> None:
    """Requests that the document allows, and some that it does not, to every route."""
    faults = []
    answered: Counter[int] = Counter()
    for operation in operations(city):
        token = city.token(role_of(operation))
        asked = partial(ask, base_url=city.run_json()["gateway_url"], token=token, answered=answered)
        for mode in MODES:
            try:
                run_few(operation.as_strategy(generation_mode=mode), asked)
            except Unsatisfiable:  # a route that takes nothing cannot be asked wrongly
                assert mode is GenerationMode.NEGATIVE
            except Exception as fault:
                faults.append(f"{operation.label}: {fault}")
    assert not faults, "\n\n".join(faults)
    assert answered[200] > 20, answered


ODD_VALUES = {
    "Cyrillic": "ключ".encode(),
    "no UTF-8": b"\xe9\x85\xff",
    "blanks": b"\xc2\xa0 \xe3\x80\x80",
    "one quote": b'"',
    "long": b"a" * 4_000,
    "a bicycle": "🚲".encode(),
}
ODD_HEADERS = (
    *("Idempotency-Key", "Prefer", "Accept", "Accept-Language", "If-None-Match", "Range", "Cookie"),
    *("traceparent", "X-Forwarded-For", "X-Purpose", "rodem-rider", "rodem-visitor", "Last-Event-ID"),
)
ODD_NAMES = ["%00", "%ff", "%D0%BA%D0%BB%D1%8E%D1%87", "%20", "%E2%80%AE", "..", "'", "a" * 300]
ODD_QUERIES = ["limit=%00", "limit=%ff&cursor=%D0%BA", "%ff=%ff", "limit=1e3", "limit", "&&=&", "cursor=%22"]
REPEATED = ["limit=1&limit=2", "cursor=&cursor=", "%6Cimit=1&limit=1"]


@pytest.mark.e2e
def test_no_header_name_or_parameter_makes_a_500_or_is_half_believed(city: City) -> None:
    """Every route of the document, with odd values in each place of a request's head."""
    faults = []
    with httpx.Client(base_url=city.run_json()["gateway_url"], trust_env=False, timeout=15) as client:

        def ask(operation: Any, path: str, **odd: bytes) -> httpx.Response:
            headers = {"Authorization": f"Bearer {city.token(role_of(operation))}".encode()}
            method = operation.method.upper()
            if method in ("POST", "PUT"):
                headers |= {"Content-Type": b"application/json", "Idempotency-Key": str(uuid4()).encode()}
            body = b"{}" if method in ("POST", "PUT") else b""
            headers |= {name.replace("_", "-"): value for name, value in odd.items()}
            sent = [(name.encode(), value) for name, value in headers.items()]
            answer = client.request(method, path, headers=sent, content=body)
            if answer.status_code >= 500:
                faults.append(f"{method} {path}: {answer.status_code} with {odd}")
            return answer

        for operation in operations(city):
            path = re.sub(r"\{[^}]*\}", str(uuid4()), operation.path)
            for value in ODD_VALUES.values():
                ask(operation, path, Idempotency_Key=value)
                ask(operation, path, **dict.fromkeys(ODD_HEADERS, value))
            for name in ODD_NAMES if "{" in operation.path else ():
                ask(operation, re.sub(r"\{[^}]*\}", name, operation.path))
            for query in ODD_QUERIES:
                ask(operation, f"{path}?{query}")
            for query in REPEATED:
                answer = ask(operation, f"{path}?{query}")
                [error] = answer.json().get("errors", [{}])
                named = f"/query/{query.rpartition('&')[2].partition('=')[0]}"
                if (answer.status_code, error) != (422, {"pointer": named, "code": "repeated"}):
                    faults.append(f"{operation.label}?{query}: {answer.status_code} {answer.text}")
    assert not faults, "\n".join(faults)


def run_few(cases: Any, asked: Callable[[Any], None]) -> None:
    @few
    @given(cases)
    def run(case: Any) -> None:
        asked(case)

    run()
