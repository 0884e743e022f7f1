"""The document that clients are made from is true: whatever is sent, the answer is one that it promises."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

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

from tests.cities import City, running_city

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
        role for each in operation.definition.raw.get("security", ()) for role in each["token"]
    ]
    return roles[0] if roles else "rider"


def ask(case: Any, base_url: str, token: str, answered: Counter[int]) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = case.call_and_validate(base_url=base_url, headers=headers, checks=CHECKS, timeout=15)
    answered[answer.status_code] += 1


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of its own, which is full of nonsense afterwards."""
    with running_city(tmp_path_factory.mktemp("conform")) as city:
        yield city


def operations(city: City) -> list[Any]:
    document = schemathesis.openapi.from_url(f"{city.run_json()['gateway_url']}/openapi.json")
    return [each.ok() for each in document.get_all_operations()]  # type: ignore[union-attr]


@pytest.mark.e2e
def test_the_examples_in_the_document_can_be_sent_as_they_are(city: City) -> None:
    answered = {}
    for operation in operations(city):
        body = operation.definition.raw.get("requestBody")
        if body is None or "{" in operation.path:
            continue
        schema = body["content"]["application/json"]["schema"]
        name = schema.get("anyOf", [schema])[0]["$ref"].rpartition("/")[2]
        [example] = operation.schema.raw_schema["components"]["schemas"][name]["examples"]
        answer = city.call(operation.method.upper(), operation.path, example, role_of(operation))
        answered[operation.label] = answer.status_code
    assert len(answered) > 5
    assert {label: status for label, status in answered.items() if status >= 300} == {}


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


def run_few(cases: Any, asked: Callable[[Any], None]) -> None:
    @few
    @given(cases)
    def run(case: Any) -> None:
        asked(case)

    run()
