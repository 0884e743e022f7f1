"""The document that clients are made from is true: whatever is sent, the answer is one that it promises."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
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

from rodem.local.tokens import PARTNER
from tests import promises
from tests.cities import City, running_city
from tests.public_value.factor_sets import factor_set
from tests.public_value.plans.writing import plan
from tests.reported_trips import reported_trip
from tests.rewards.campaigns.running_campaigns import campaign
from tests.rewards.running_rewards import tariff
from tests.rewards.shop.drawing import drawing
from tests.rewards.shop.running_shop import reward
from tests.rewards.shop.test_donations import PROJECT
from tests.trips.limits.writing import limits

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


def let_ride(city: City, rider_id: str) -> None:
    """The rider has ridden with the operator, and everybody has heard of it."""
    assert city.call("POST", "/v1/trips", reported_trip(rider_id=rider_id)).is_success
    adjusted = {"rider_id": rider_id, "points": 5, "reason": "A trial of it."}
    asked: list[tuple[str, str, Any]] = [
        ("GET", f"/v1/riders/{rider_id}/summary", None),
        ("POST", "/v1/adjustments", adjusted),
    ]
    give_up = time.monotonic() + 30
    while not all(city.call(*each).is_success for each in asked):
        assert time.monotonic() < give_up, "nobody has heard of the rider"
        time.sleep(0.1)


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
    "POST /v1/redemptions": 404,
    "POST /v1/vouchers:redeem": 404,
}
"""Operations whose example names a reward or shows a code: in an empty city there is none."""
COMES_LATER = ("{redemption_id}", "{voucher_id}", "{job_id}", "/tickets", "/list")
"""Parts of paths of what is there once points are spent, a draw is counted, or a job is asked for."""
SHIPPED = {"GET /v1/factor-sets/{factor_set_id}": "/v1/factor-sets/itf-2020-life-cycle"}
"""Paths of what comes with the code."""
BEGINS = count(1_000)
"""In how many days factor sets begin: no two on one day."""
STEP_BEFORE = {
    "pause": "publish",
    "resume": "publish",
    "close": "publish",
    "stop": "publish",
    "decision": "submit",
    "entries": "publish",
}
"""A word of a path -> the step that brings a draft to where the operation may be asked."""


def a_tariff(city: City, submitted: bool) -> str:
    """The id of a new tariff, which was never published."""
    tariff_id = str(city.call("POST", "/v1/tariffs", tariff()).json()["tariff_id"])
    if submitted:
        path = f"/v1/tariffs/{tariff_id}/submit"
        assert city.call("POST", path, {"reason": "A trial of it."}).is_success
    return tariff_id


def a_version_of_limits(city: City, path: str) -> int:
    """The number of a new version of the limits, in a state in which the operation of this path may be
    asked."""
    everything = {"guards": [{"guard_id": "all", "when": [], "reason": "A trial.", "mandate_ref": "Ple 1"}]}
    assert city.call("PUT", "/v1/guards/limits", everything, "city").is_success
    tiny_n = {"tiny_n": len(city.call("GET", "/v1/limits").json()["limits"])}
    version = int(city.call("PUT", "/v1/limits", limits(bike=tiny_n)).json()["version"])
    if path.endswith("/submit"):
        refused = {"decision": "refuse", "reason": "A trial of it."}
        assert city.call("POST", f"/v1/limits/{version}/decision", refused, "city", "somebody").is_success
    return version


def a_plan(city: City, path: str) -> str:
    """The first month of a new plan of releases, in a state in which the operation of this path may be
    asked."""
    everything = {"guards": [{"guard_id": "all", "when": [], "reason": "A trial.", "mandate_ref": "Ple 1"}]}
    assert city.call("PUT", "/v1/guards/release-plan", everything, "city").is_success
    written = len(city.call("GET", "/v1/release-plan").json()["plans"])
    month = f"{2090 + written // 12}-{written % 12 + 1:02}"
    assert city.call("PUT", "/v1/release-plan", plan(month), "city").is_success
    if path.endswith("/submit"):
        refused = {"decision": "refuse", "reason": "A trial of it."}
        path = f"/v1/release-plan/{month}/decision"
        assert city.call("POST", path, refused, "auditor", "somebody").is_success
    return month


def a_factor_set(city: City, path: str) -> str:
    """The id of a new factor set, in a state in which the operation of this path may be asked. One that is
    written by the operation itself is not there yet."""
    factor_set_id = str(uuid4())
    if path.endswith("/{factor_set_id}"):
        return factor_set_id
    everything = {"guards": [{"guard_id": "all", "when": [], "reason": "A trial.", "mandate_ref": "Ple 1"}]}
    assert city.call("PUT", "/v1/guards/factor-set", everything, "city").is_success
    written = f"/v1/factor-sets/{factor_set_id}"
    assert city.call("PUT", written, factor_set(next(BEGINS)), "city").is_success
    if path.endswith("/submit"):
        refused = {"decision": "refuse", "reason": "A trial of it."}
        assert city.call("POST", f"{written}/decision", refused, "auditor", "somebody").is_success
    return factor_set_id


def an_activity(city: City, rider_id: str) -> str:
    """The id of an activity that an operator has reported."""
    activity_id = str(uuid4())
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    reported = [{"activity_id": activity_id, "rider_id": rider_id, "service": "parking", "at": at}]
    assert city.call("POST", "/v1/activities:batch", reported).is_success
    return activity_id


def made_of_rules(city: City, path: str) -> str:
    """The path of a new tariff, of a new version of the limits, of a new plan of releases, or of a factor
    set."""
    if "{month}" in path:
        return path.format(month=a_plan(city, path))
    if "{factor_set_id}" in path:
        return path.format(factor_set_id=a_factor_set(city, path))
    if "{version}" in path:
        return path.format(version=a_version_of_limits(city, path))
    return path.format(tariff_id=a_tariff(city, submitted=path.endswith("/decision")))


def made_of_shop(city: City, path: str) -> str:
    """The path of a partner, or of a new project, reward or draw."""
    if "{partner_id}" in path:
        return path.format(partner_id=PARTNER)
    if "{project_id}" in path:
        return path.format(project_id=city.call("POST", "/v1/projects", PROJECT, "city").json()["project_id"])
    if "{reward_id}" in path:
        kind = "code" if path.endswith("/codes") else "benefit"
        reward_id = city.call("POST", "/v1/rewards", reward(kind=kind)).json()["reward_id"]
        bring_on(city, seen_by_riders(path), f"/v1/rewards/{reward_id}")
        return path.format(reward_id=reward_id)
    return path.format(draw_id=a_draw(city, path))


def made_for(city: City, path: str, rider_id: str, draft: Any) -> str:
    """The path with the id of a new thing, in a state in which the operation may be asked."""
    if "{trip_id}" in path:
        return path.format(trip_id=a_trip(city, path, rider_id))
    if "{rider_id}" in path:
        let_ride(city, rider_id)
        return path.format(rider_id=rider_id)
    if "{import_id}" in path:
        begun = city.call("POST", "/v1/imports", {"name": "May"}).json()
        return path.format(import_id=begun["import_id"])
    if any(name in path for name in ("{tariff_id}", "{version}", "{month}", "{factor_set_id}")):
        return made_of_rules(city, path)
    if "{campaign_id}" in path:
        campaign_id = city.call("POST", "/v1/campaigns", campaign()).json()["campaign_id"]
        bring_on(city, path, f"/v1/campaigns/{campaign_id}")
        return path.format(campaign_id=campaign_id)
    if any(name in path for name in ("{partner_id}", "{project_id}", "{reward_id}", "{draw_id}")):
        return made_of_shop(city, path)
    if "{activity_id}" in path:
        return path.format(activity_id=an_activity(city, rider_id))
    if "{local_on}" in path or "{indicator_id}" in path:
        return path.format(local_on="2026-05-04", indicator_id="eff.cost_per_trip")
    written = city.call("POST", "/v1/challenges", draft)
    assert written.is_success, written.text
    challenge_id = written.json()["challenge_id"]
    bring_on(city, seen_by_riders(path), f"/v1/challenges/{challenge_id}")
    return path.format(challenge_id=challenge_id, board_id="month-riders-all")


def a_trip(city: City, path: str, rider_id: str) -> str:
    """The id of a new trip: one with a trace where the path is of that, one that is open where it is of one
    that is told live, else a held one."""
    if path == "/v1/me/trips/{trip_id}/trace":
        began_at = datetime.now(UTC) - timedelta(hours=1)
        points = [
            {"at": (began_at + timedelta(seconds=10 * n)).isoformat(), "lat": 41.39 + n * 3e-4, "lon": 2.17}
            for n in range(60)
        ]
        traced = {name: fact for name, fact in reported_trip(trace=points).items() if name != "rider_id"}
        assert city.call("POST", "/v1/trips", traced, "rider", rider_id).is_success
        return str(traced["trip_id"])
    if path.endswith(("/trace", "/end", "/cancel")):
        begun = {"trip_id": str(uuid4()), "vehicle_type": "bike", "started_at": "2026-05-04T07:30:00Z"}
        assert city.call("POST", "/v1/trips:start", begun, "rider", rider_id).is_success
        return begun["trip_id"]
    trip = reported_trip(rider_id=rider_id, distance_m=12_000)  # too fast to be sure of
    assert city.call("POST", "/v1/trips", trip).json()["verdict"] == "held"
    return str(trip["trip_id"])


def a_draw(city: City, path: str) -> str:
    """The id of a new draw, in a state in which the operation of this path may be asked."""
    reward_id = city.call("POST", "/v1/rewards", reward()).json()["reward_id"]
    assert city.call("POST", f"/v1/rewards/{reward_id}/publish", {"reason": "A trial of it."}).is_success
    draw_id = str(city.call("POST", "/v1/draws", drawing(reward_id)).json()["draw_id"])
    bring_on(city, seen_by_riders(path), f"/v1/draws/{draw_id}")
    return draw_id


def seen_by_riders(path: str) -> str:
    """The path; where riders ask for the thing itself, one whose operation needs it to be published too."""
    return f"{path}/stop" if path.endswith("_id}") else path


def bring_on(city: City, path: str, draft: str) -> None:
    """Take the steps of a draft after which the operation of this path may be asked."""
    for step in (STEP_BEFORE[word] for word in path.split("/") if word in STEP_BEFORE):
        answer = city.call("POST", f"{draft}/{step}", {"reason": "A trial of it."})
        assert answer.is_success, answer.text


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
        if operation.method != "get" or "{" in operation.path:
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
