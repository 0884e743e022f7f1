"""The Python client agrees with the OpenAPI document, and can read the answers of a newer gateway."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rodem_client.api import challenges, models, postings, trips
from tests import scripts

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())


@pytest.fixture(scope="module")
def generate() -> Any:
    """`clients/generate.py` as a module."""
    return scripts.load("clients/generate.py")


def test_the_client_is_up_to_date(generate: Any) -> None:
    made = generate.files(DOCUMENT)
    found = {path.name: path.read_text() for path in generate.API.glob("*.py")}
    stale = [name for name in made.keys() | found.keys() if made.get(name) != found.get(name)]
    assert not stale, "run `make clients`"


def test_every_operation_but_streams_is_a_function(generate: Any) -> None:
    names = {each["operationId"] for item in DOCUMENT["paths"].values() for each in item.values()}
    streams = {
        each["operationId"]
        for item in DOCUMENT["paths"].values()
        for each in item.values()
        if any(stream in json.dumps(each) for stream in generate.STREAMS)
    }
    code = "\n".join(generate.files(DOCUMENT).values())
    assert [name for name in names - streams if f"async def {name}(" not in code] == []


def test_the_documents_examples_are_read_and_written_as_they_are() -> None:
    modules = {"ChallengeBody": challenges, "Statement": postings, "RiderTrip": trips, "BatchReport": trips}
    for name, module in modules.items():
        [example] = DOCUMENT["components"]["schemas"][name]["examples"]
        model = msgspec.convert(example, getattr(module, name))
        written = msgspec.json.encode(model)
        assert msgspec.json.decode(written, type=getattr(module, name)) == model
        assert msgspec.json.decode(written).keys() == example.keys()


def test_what_only_a_newer_gateway_says_is_read() -> None:
    [example] = DOCUMENT["components"]["schemas"]["TripVerdict"]["examples"]
    newer = {**example, "verdict": "postponed", "postponed_until": "2027-01-01"}
    assert str(msgspec.convert(newer, models.TripVerdict).verdict) == "postponed"


def test_a_header_that_must_be_sent_and_is_not_known_is_refused(generate: Any) -> None:
    header = {"name": "X-Colour", "in": "header", "required": True, "schema": {"type": "string"}}
    schema = {"description": "Paint.", "parameters": [header], "responses": {"204": {}}}
    with pytest.raises(ValueError, match="paint needs the header X-Colour"):
        generate.operation_text(generate.Operation("paint", "POST", "/v1/paint", schema))


def test_an_answer_that_is_not_json_is_bytes(generate: Any) -> None:
    schema = {"description": "A table.", "responses": {"200": {"content": {"text/csv": {}}}}}
    text = generate.operation_text(generate.Operation("get_table", "GET", "/v1/table", schema))
    assert text.startswith("async def get_table(rodem: Rodem) -> bytes:")
    assert "return await rodem.send('GET', \"/v1/table\")" in text
