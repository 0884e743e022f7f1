"""Bodies that hold one of several kinds, which may hold others of them: schemas, and where faults are."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Annotated, Any, Literal, Union

import pytest
from fastapi import FastAPI, Request
from pydantic import Field

from shared.http.bodies import (
    SCHEMAS,
    Body,
    Instant,
    WholeNumber,
    parse_object,
    read,
    request_body,
    validate,
)
from shared.http.places import AT_END, Places
from shared.http.preferences import is_dry_run
from shared.http.problems import BodyTooSlow, Problem


class Sum(Body):
    """So many metres."""

    kind: Literal["sum"]
    target: Annotated[WholeNumber, Field(ge=1)]


class All(Body):
    """All of these goals."""

    kind: Literal["all"]
    goals: Annotated[list["Goal"], Field(min_length=1, max_length=5)]


Goal = Annotated[Union[Sum, All], Field(discriminator="kind")]  # noqa: UP007


class Challenge(Body):
    """A name of a language, and a goal."""

    name: dict[Annotated[str, Field(pattern="^[a-z]{2}$")], str]
    goal: Goal


def faults_of(body: Mapping[str, Any]) -> dict[str, str]:
    """The code of each fault, by its pointer."""
    with pytest.raises(Problem) as raised:
        validate(Challenge, body)
    errors: list[dict[str, str]] = raised.value.members["errors"]
    return {each["pointer"]: each["code"] for each in errors}


def of_goal(goal: Any) -> dict[str, str]:
    return faults_of({"name": {"en": "Ten"}, "goal": goal})


FAULTS: list[tuple[Any, dict[str, str]]] = [
    ({"kind": "sum", "target": 0}, {"/goal/target": "out_of_range"}),
    ({"kind": "sum"}, {"/goal/target": "missing"}),
    ({"kind": "sum", "target": 1, "colour": 1}, {"/goal/colour": "unknown_field"}),
    ({"kind": "sum", "target": None}, {"/goal/target": "null"}),
    ({"target": 1}, {"/goal/kind": "missing"}),
    ({"kind": "other"}, {"/goal/kind": "not_allowed"}),
    ("sum", {"/goal": "wrong_type"}),
    ({"kind": "all", "goals": []}, {"/goal/goals": "out_of_range"}),
    (
        {"kind": "all", "goals": [{"kind": "sum", "target": 1}, {"kind": "all", "goals": [{"kind": "sum"}]}]},
        {"/goal/goals/1/goals/0/target": "missing"},
    ),
]


@pytest.mark.parametrize(("goal", "expected"), FAULTS)
def test_a_fault_is_where_it_is_in_the_body(goal: Any, expected: dict[str, str]) -> None:
    assert of_goal(goal) == expected


def test_a_fault_in_a_key_names_the_key() -> None:
    body = {"name": {"English": "Ten"}, "goal": {"kind": "sum", "target": 1}}
    assert list(faults_of(body)) == ["/name/English/[key]"]


def test_goals_in_goals_end_somewhere() -> None:
    goal: dict[str, Any] = {"kind": "sum", "target": 1}
    for _ in range(300):
        goal = {"kind": "all", "goals": [goal]}
    body = parse_object(json.dumps({"name": {}, "goal": goal}).encode())
    assert set(faults_of(body).values()) == {"out_of_range"}


def test_the_schema_of_a_body_that_holds_itself_refers_to_nothing_that_is_missing() -> None:
    described = request_body(Challenge)["requestBody"]
    schemas = described.pop(SCHEMAS)
    assert schemas.keys() == {"Challenge", "Sum", "All"}
    assert set(_references([described, schemas])) == {f"#/components/schemas/{name}" for name in schemas}


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [each for item in value for each in _references(item)]
    if isinstance(value, dict):
        here = [value["$ref"]] if "$ref" in value else []
        return here + [each for item in value.values() for each in _references(item)]
    return []


async def test_a_caller_who_hangs_up_in_the_middle_of_a_body_is_no_mistake_of_ours() -> None:
    """A phone that loses its network was a 500 in logs and metrics, which calls people out of bed."""
    app = FastAPI()
    app.state.bodies_bytes = Places(100)

    async def hang_up() -> dict[str, str]:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "headers": [(b"content-type", b"application/json")], "app": app}
    with ExitStack() as at_end, pytest.raises(BodyTooSlow):
        await read(Request({**scope, AT_END: at_end}, hang_up))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["dry-run"], True),
        (["wait=5, Dry-Run"], True),
        (["wait=5", 'x="a, b"; y, dry-run;z=1'], True),
        (['x="a, dry-run, b"'], False),
        (['x="a, dry-run'], False),
        ([r'x="a\", dry-run"'], False),
        (["dry-runs"], False),
    ],
)
def test_a_dry_run_is_a_preference_and_not_a_word_in_one(lines: list[str], expected: bool) -> None:
    headers = [(b"prefer", line.encode()) for line in lines]
    assert is_dry_run(Request({"type": "http", "headers": headers})) is expected


class Meeting(Body):
    """When people meet."""

    at: Instant


@pytest.mark.parametrize(
    ("at", "maximum"),
    [
        ("9999-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59.000001Z", "9999-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_an_instant_that_a_database_would_read_as_infinity_is_refused(at: str, maximum: str | None) -> None:
    content = json.dumps({"at": at})
    if maximum is None:
        assert validate(Meeting, json.loads(content)).at.isoformat() == "9999-12-31T23:59:59+00:00"
        return
    with pytest.raises(Problem) as refusal:
        validate(Meeting, json.loads(content))
    [fault] = refusal.value.members["errors"]
    assert (fault["pointer"], fault["code"], fault["maximum"]) == ("/at", "out_of_range", maximum)
