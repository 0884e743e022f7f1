"""Answers that are models: what is answered, and what the reference says of it."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel

from shared.http.documented import AsKept, answer


class Name(BaseModel):
    en: str
    ca: str | None = None


class Thing(BaseModel):
    name: Name
    written_at: datetime
    sent: dict[str, Any]
    kept: list[Annotated[dict[str, Any], AsKept(Name)]]


def test_what_is_not_known_is_left_out_and_json_is_answered_as_it_was_sent() -> None:
    sent = {"note": None, "list": [None, {"none": None}], "number": 1.0}
    thing = Thing(
        name=Name(en="Ten trips"), written_at=datetime(2026, 5, 4, tzinfo=UTC), sent=sent, kept=[{"es": None}]
    )
    assert answer(thing).body == (
        b'{"name":{"en":"Ten trips"},"written_at":"2026-05-04T00:00:00Z",'
        b'"sent":{"note":null,"list":[null,{"none":null}],"number":1.0},"kept":[{"es":null}]}'
    )


def test_the_reference_says_of_what_is_kept_which_model_it_was_written_as() -> None:
    schema = Thing.model_json_schema(mode="serialization")
    assert schema["properties"]["kept"]["items"] == {"$ref": "#/$defs/Name"}
    assert schema["$defs"]["Name"]["properties"].keys() == {"en", "ca"}
