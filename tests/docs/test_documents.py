"""The documents are what they say they are: valid by the standards' own schemas, with true examples."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg
import jsonschema_rs
import pytest
from schemathesis.specs.openapi import definitions

from shared.eventlog.kafka import messages
from shared.events import registry

DOCS = Path(__file__).parents[2] / "docs"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / name).read_text())
    return found


def examples(part: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """The JSON pointer of every schema inside that has examples, with each of them. Those of an answer's
    content are named. `pointer` is that of the part."""
    if isinstance(part, dict):
        own = part.get("examples", ())
        if isinstance(own, list):
            yield from ((pointer, example) for example in own)
        for name, each in part.items():
            if name != "examples":
                yield from examples(each, f"{pointer}/{quote(name.replace('~', '~0').replace('/', '~1'))}")
    if isinstance(part, list):
        for number, each in enumerate(part):
            yield from examples(each, f"{pointer}/{number}")


def test_the_asyncapi_document_is_valid_by_the_official_schema(data_dir: Path) -> None:
    official = json.loads((data_dir / "schemas" / "asyncapi" / "3.0.0-without-id.json").read_text())
    jsonschema_rs.validator_for(official).validate(read("asyncapi.json"))


def test_the_asyncapi_document_names_every_event_and_promises_only_what_is_said() -> None:
    """An event that no service publishes yet is described as such, and no operation sends or receives it."""
    document = read("asyncapi.json")
    messages = document["components"]["messages"]
    assert set(messages) == set(registry.EVENTS)
    operations: dict[str, set[str]] = {"send": set(), "receive": set()}
    for operation in document["operations"].values():
        operations[operation["action"]] |= {each["$ref"].rpartition("/")[2] for each in operation["messages"]}
    declared = {type_ for type_, each in messages.items() if each["description"].startswith("Declared; no")}
    assert operations["send"] == set(registry.EVENTS) - declared
    assert operations["receive"] <= operations["send"]
    assert "trip.judged.v1" not in declared


def test_the_reference_says_of_each_event_who_says_and_hears_it() -> None:
    reference = (DOCS / "reference" / "events.md").read_text()
    heard = "heard by gateway, public_value."
    assert f"## points.posted.v1\n\nTopic `rewards`. Said by rewards; {heard}" in reference
    assert "## station.minutes.v1\n\nTopic `trips`. Declared; no service says it yet." in reference


@pytest.mark.parametrize("type_", registry.EVENTS)
def test_an_example_is_a_valid_event_that_consumers_read(type_: str) -> None:
    schema = read(f"events/{type_}.json")
    [example] = schema["examples"]
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(example)
    event = registry.decode(type_, json.dumps(example))
    assert json.loads(registry.encode(event)) == example


@pytest.mark.parametrize("type_", registry.EVENTS)
def test_an_example_is_a_cloudevent(type_: str, data_dir: Path) -> None:
    official = json.loads((data_dir / "schemas" / "cloudevents" / "cloudevents.json").read_text())
    [example] = read("asyncapi.json")["components"]["messages"][type_]["examples"]
    attributes = {name.removeprefix("ce_"): value for name, value in example["headers"].items()}
    envelope = {**attributes, "datacontenttype": "application/json", "data": example["payload"]}
    jsonschema_rs.validator_for(official, validate_formats=True).validate(envelope)


def test_the_headers_in_the_document_are_those_that_the_relay_sends() -> None:
    message = read("asyncapi.json")["components"]["messages"]["trip.judged.v1"]
    [example] = message["examples"]
    row: dict[str, Any] = {
        "id": UUID(example["headers"]["ce_id"]),
        "type": "trip.judged.v1",
        "time": datetime.fromisoformat(example["headers"]["ce_time"]),
        "traceparent": None,
    }
    sent = {name: value.decode() for name, value in messages.to_headers("trips", row_of(row))}
    assert sent == {**example["headers"], "content-type": message["contentType"]}


def row_of(values: dict[str, Any]) -> asyncpg.Record:
    """A dict has all that is asked of a row here: `row[name]`."""
    return values  # type: ignore[return-value]


def test_the_openapi_document_is_valid_by_the_official_schema() -> None:
    jsonschema_rs.Draft202012Validator(definitions.OPENAPI_31).validate(read("openapi.json"))


def test_the_examples_of_the_openapi_document_are_true() -> None:
    document = read("openapi.json")
    # Schemas are named in the one document: with all components beside it, each would be read for long.
    known = jsonschema_rs.Registry([("urn:openapi", document)])
    parts = ("paths", "components")
    found = [each for part in parts for each in examples(document[part], f"urn:openapi#/{part}")]
    for schema, example in found:
        validator = jsonschema_rs.Draft202012Validator(
            {"$ref": schema}, registry=known, validate_formats=True
        )
        told = [fault.message for fault in validator.iter_errors(example)]
        assert not told, f"Give {schema} an example of its own that fits it."
    assert len(found) > len(document["paths"])


def test_the_examples_of_problems_are_problems() -> None:
    components = read("openapi.json")["components"]
    whole = {"$ref": "#/components/schemas/Problem", "components": components}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    assert len(components["examples"]) > 30
    for name, example in components["examples"].items():
        assert validator.is_valid(example["value"]), name
