"""What was published stays readable: old consumers read new events, new consumers old ones."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta, Struct

from shared.events import registry

PUBLISHED = Path(__file__).parents[2] / "docs" / "events" / "published"
SIZE: Any = Annotated[int, Meta(ge=0, le=100)]
FIELDS: dict[str, Any] = {"bike_id": UUID, "colour": Literal["red", "blue"], "size": SIZE}
REMARK = ("remark", str | None, None)


def event(fields: dict[str, Any], *optional: tuple[str, Any, Any], topic: str = "bikes") -> type[Struct]:
    """A made-up event."""
    return msgspec.defstruct(
        "BikePainted",
        [*fields.items(), *optional],
        namespace={"topic": topic, "type": "bike.painted.v1", "__doc__": "A bike has a colour."},
        frozen=True,
        kw_only=True,
        omit_defaults=True,
    )


def schema_of(generate: Any, kind: type[Struct]) -> dict[str, Any]:
    schema: dict[str, Any] = generate.generate_events.payload(kind)
    return {**schema, "x-topics": [kind.topic]}  # type: ignore[attr-defined]


BEFORE = event(FIELDS, REMARK)
WITHOUT_SIZE = {name: kind for name, kind in FIELDS.items() if name != "size"}
BREAKING = {
    "a field is removed": (event(WITHOUT_SIZE, REMARK), "`size` is gone"),
    "an optional field is removed": (event(FIELDS), "`remark` is gone"),
    "a field is renamed": (event(WITHOUT_SIZE | {"length": SIZE}, REMARK), "`size` is gone"),
    "a new field is needed": (event(FIELDS | {"weight": int}, REMARK), "`weight` is new and needed"),
    "an optional field is needed": (event(FIELDS | {"remark": str | None}), "`remark` is needed"),
    "a needed field may be left out": (
        event(WITHOUT_SIZE, ("size", SIZE, 7), REMARK),
        "`size` may be left out",
    ),
    "an enum loses a value": (event(FIELDS | {"colour": Literal["red"]}, REMARK), "`colour` allows other"),
    "an enum has a new value": (
        event(FIELDS | {"colour": Literal["red", "blue", "green"]}, REMARK),
        "`colour` allows other",
    ),
    "a type is another": (event(FIELDS | {"size": str}, REMARK), "`size` allows other values"),
    "a type is narrower": (
        event(FIELDS | {"size": Annotated[int, Meta(ge=0, le=50)]}, REMARK),
        "`size` allows other",
    ),
    "a type is wider": (
        event(FIELDS | {"size": Annotated[int, Meta(ge=0, le=200)]}, REMARK),
        "`size` allows other",
    ),
    "a field may be null": (event(FIELDS | {"size": SIZE | None}, REMARK), "`size` allows other values"),
    "another value stands for what is left out": (
        event(FIELDS, ("remark", str | None, "none")),
        "`remark` allows other values",
    ),
    "the topic is another": (event(FIELDS, REMARK, topic="paint"), "another topic"),
}


@pytest.mark.parametrize(("after", "fault"), BREAKING.values(), ids=BREAKING)
def test_a_change_that_somebody_could_not_read_is_refused(
    generate: Any, after: type[Struct], fault: str
) -> None:
    found = generate.incompatible(schema_of(generate, BEFORE), schema_of(generate, after))
    assert any(fault in each for each in found), found


ALLOWED = {
    "nothing": BEFORE,
    "a new field that may be left out": event(FIELDS, REMARK, ("weight", int | None, None)),
    "the order of fields and of enum values": event(
        dict(reversed((FIELDS | {"colour": Literal["blue", "red"]}).items())), REMARK
    ),
}


@pytest.mark.parametrize("after", ALLOWED.values(), ids=ALLOWED)
def test_a_change_that_all_can_read_is_allowed(generate: Any, after: type[Struct]) -> None:
    assert generate.incompatible(schema_of(generate, BEFORE), schema_of(generate, after)) == []
    values = {"bike_id": UUID(int=7), "colour": "red", "size": 7}
    for writer, reader in ((BEFORE, after), (after, BEFORE)):
        said = msgspec.json.encode(writer(**values))
        assert msgspec.json.decode(said, type=reader).size == 7  # type: ignore[attr-defined]


def test_an_old_consumer_passes_over_a_field_that_it_does_not_know() -> None:
    said = msgspec.json.encode(
        ALLOWED["a new field that may be left out"](bike_id=UUID(int=7), colour="red", size=7, weight=12)
    )
    assert not hasattr(msgspec.json.decode(said, type=BEFORE), "weight")


def test_every_event_of_a_release_was_published_and_can_still_be_read(generate: Any) -> None:
    released = set(registry.EVENTS) if generate.is_released() else set()
    assert {path.stem for path in PUBLISHED.glob("*.json")} == released
    generate.check_published(generate.generate_events.schemas())


def test_making_the_docs_refuses_to_overwrite_what_was_published(generate: Any, tmp_path: Path) -> None:
    schemas = generate.generate_events.schemas()
    for type_, schema in schemas.items():
        (tmp_path / f"{type_}.json").write_text(json.dumps(schema))
    generate.check_published(schemas, tmp_path)
    del schemas["trip.judged.v1"]["properties"]["verdict"]
    with pytest.raises(ValueError, match="`verdict` is gone: make it a new type"):
        generate.check_published(schemas, tmp_path)
    with pytest.raises(ValueError, match="must stay readable"):
        generate.check_published({}, tmp_path)
