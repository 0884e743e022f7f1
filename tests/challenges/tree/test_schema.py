"""The published JSON Schema of a challenge."""

import json
from typing import Any

import jsonschema_rs
import pytest

from services.challenges.tree.bodies import ValueShares
from services.challenges.tree.schema import DIALECT, schema
from shared.http.value_tags import VALUES

from .examples import TAKEN
from .writing import UNSAID, body


def test_it_is_a_schema_of_its_dialect() -> None:
    jsonschema_rs.meta.validate(schema())
    assert schema()["$schema"] == DIALECT


def test_every_reference_leads_to_a_part_and_every_part_is_referred_to() -> None:
    text = json.dumps(schema())
    named = {f"#/$defs/{name}" for name in schema()["$defs"]}
    assert named == set(references(schema())) | {name for name in named if f'"{name}"' in text}
    assert all(f'"{name}"' in text for name in named)


def references(part: Any) -> list[str]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    own = [part["$ref"]] if isinstance(part, dict) and "$ref" in part else []
    return own + [each for value in inner for each in references(value)]


@pytest.mark.parametrize("fields", TAKEN.values(), ids=TAKEN)
def test_what_is_taken_fits_it(fields: dict[str, Any]) -> None:
    jsonschema_rs.Draft202012Validator(schema(), validate_formats=True).validate(body(**fields))


def test_its_example_fits_it() -> None:
    [example] = schema()["examples"]
    jsonschema_rs.Draft202012Validator(schema(), validate_formats=True).validate(example)


@pytest.mark.parametrize(
    "fields",
    [
        {"period": None},
        {"where": {"weekdays": []}},
        {"where": {"weekdays": [1, 1]}},
        {"where": {"weekdays": None}},
        {"where": {"distance_m": {}}},
        {"where": {"bonus_stations": False}},
        {"goal": {"kind": "best", "measure": "trips", "target": 1}},
        {"goal": {"kind": "sum", "measure": "trips", "target": 0}},
        {"who": "joined"},
        {"reward": {}},
        {"reward": UNSAID},
        {"levels": [{"target": 1, "points": 1}, {"target": 2, "points": 1}]},
        {"value_tags": {"fun": 100}},
        {"target": 5},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_one_place_tells_does_not_fit_it(fields: dict[str, Any]) -> None:
    assert not jsonschema_rs.Draft202012Validator(schema()).is_valid(body(**fields))


def test_every_value_of_the_city_can_be_named() -> None:
    assert set(ValueShares.model_fields) == VALUES
