"""The events as JSON Schema, each with an example, and as an AsyncAPI 3 document."""

import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec
from event_examples import EXAMPLES, HEARD

from rodem.local.running import topic_of
from shared.events.event import Event
from shared.events.registry import EVENTS, TOPICS, encode
from shared.settings import ServiceSettings

Document = dict[str, Any]

ROOMS = Path(__file__).parents[1] / "services"
"""Their cards say what they hear; `tests/docs` holds the cards against the handlers."""
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
EVENT_ID = UUID("019aa000-0000-7000-8000-000000000000")


def schemas() -> dict[str, Document]:
    """Event type -> its JSON Schema (2020-12), complete in itself, with an example."""
    return {type_: schema(event) for type_, event in EVENTS.items()}


def schema(event: type[Event]) -> Document:
    """The JSON Schema of an event. Raises ValueError when it has no example."""
    if event.type not in EXAMPLES:
        raise ValueError(f"event {event.type} has no example in docs/event_examples.py")
    example = msgspec.json.decode(encode(EXAMPLES[event.type]))
    return {"$schema": JSON_SCHEMA, **payload(event), "x-topics": topics_of(event), "examples": [example]}


def topics_of(event: type[Event]) -> list[str]:
    """The topics on which an event is published. Only two events have more than one."""
    return [topic for topic, said in TOPICS.items() if event in said]


def key_of(event: type[Event]) -> str:
    """The name of the field that is the event's key."""
    example = EXAMPLES[event.type]
    [name] = [name for name in event.__struct_fields__ if _is_key(name, example)]
    return name


def _is_key(name: str, example: Event) -> bool:
    return name.endswith("_id") and str(getattr(example, name)) == example.key


def payload(event: type[Event]) -> Document:
    """The schema of an event's fields. It allows unknown ones, because fields may be added later."""
    return struct_schema(event) | {"title": event.type}


def struct_schema(struct: type[msgspec.Struct]) -> Document:
    """The JSON Schema of a struct, with the schemas of nested structs in place of references."""
    # Encoded and decoded, because a default may be a tuple, and JSON has only lists.
    schema: Document = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(struct)))
    own: Document = schema["$defs"][struct.__name__]
    nested: dict[str, Document] = {}
    for field in msgspec.structs.fields(struct):
        parts = set(_parts(field.type))
        if datetime in parts:
            # msgspec leaves the format out, as the type allows a time without an offset. We never say one.
            kinds = own["properties"][field.encode_name]
            [instant] = [each for each in kinds.get("anyOf", [kinds]) if each["type"] == "string"]
            instant["format"] = "date-time"
        structs = [each for each in parts if isinstance(each, type) and issubclass(each, msgspec.Struct)]
        nested |= {f"#/$defs/{each.__name__}": struct_schema(each) for each in structs}
    put_together: Document = _filled_in(own, nested)
    return put_together | {"description": inspect.getdoc(struct)}


def _parts(kind: Any) -> Iterator[Any]:
    """The type and, recursively, its type arguments."""
    yield kind
    for argument in get_args(kind):
        yield from _parts(argument)


def _filled_in(schema: Any, nested: Mapping[str, Document]) -> Any:
    """The schema with the nested ones in place of references."""
    if isinstance(schema, list):
        return [_filled_in(item, nested) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return nested[schema["$ref"]]
    return {name: _filled_in(part, nested) for name, part in schema.items()}


def asyncapi() -> Document:
    """Topics, events, and which service publishes and which hears them, as an AsyncAPI 3 document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Rodem's events",
            "version": "1",
            "description": "CloudEvents 1.0.2 in Kafka's binary mode: attributes in headers, JSON in values."
            " Events tell states: of two of one subject the higher revision is true.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic, said) for topic, said in TOPICS.items()},
        "operations": _operations(),
        "components": {
            "schemas": {type_: _draft_07(each) for type_, each in schemas().items()},
            "messages": {type_: _message(event) for type_, event in EVENTS.items()},
        },
    }


def _channel(topic: str, said: Sequence[type[Event]]) -> Document:
    return {
        "address": ServiceSettings.model_fields["kafka_prefix"].default + topic,
        "parameters": {"city_id": {"description": "Setting RODEM_CITY_ID.", "default": "city"}},
        "title": topic,
        "description": f"Events of {topic}. Those with one key arrive in the order they were said in.",
        "messages": {event.type: {"$ref": f"#/components/messages/{event.type}"} for event in said},
    }


def rooms_that(do: Literal["Says", "Hears"], event: type[Event]) -> list[str]:
    """Rooms whose cards name the event in the row "Says" or "Hears"."""
    rooms = []
    for card in sorted(ROOMS.glob("*/README.md")):
        [row] = [line for line in card.read_text().splitlines() if line.startswith(f"| {do} (events) |")]
        if event.type in row.replace("|", " ").replace(",", " ").split():
            rooms.append(card.parent.name)
    return rooms


def said_and_heard(event: type[Event]) -> str:
    """Which rooms say the event, and which hear it."""
    says, hears = rooms_that("Says", event), rooms_that("Hears", event)
    said = f"Said by {' and '.join(says)}" if says else "Declared; no service says it yet"
    heard = f"heard by {', '.join(hears)}" if hears else "no service hears it yet" if says else ""
    return "; ".join(filter(None, (said, heard))) + "."


def _operations() -> Document:
    """What each room says and hears. In AsyncAPI's words a room that says an event sends it."""
    says: defaultdict[str, list[type[Event]]] = defaultdict(list)
    hears: defaultdict[tuple[str, str], list[type[Event]]] = defaultdict(list)
    for event in EVENTS.values():
        for speaker in rooms_that("Says", event):
            says[speaker].append(event)
            for hearer in rooms_that("Hears", event):
                hears[hearer, topic_of(speaker)].append(event)
    sent = {f"{room}.says": _operation("send", topic_of(room), said) for room, said in says.items()}
    return sent | {
        f"{room}.hears.{topic}": _operation("receive", topic, heard)
        for (room, topic), heard in sorted(hears.items())
    }


def _operation(action: str, topic: str, events: Sequence[type[Event]]) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{event.type}"} for event in events],
    }


def _message(event: type[Event]) -> Document:
    example = EXAMPLES[event.type]
    return {
        "name": event.type,
        "summary": str(inspect.getdoc(event)).split("\n\n")[0].replace("\n", " "),
        "description": said_and_heard(event),
        "contentType": "application/json",
        "headers": HEADERS,
        "payload": {"$ref": f"#/components/schemas/{event.type}"},
        "bindings": {"kafka": {"key": {"type": "string", "examples": [example.key]}}},
        "examples": [
            {
                "name": "example",
                "headers": {
                    "ce_specversion": "1.0",
                    "ce_id": str(EVENT_ID),
                    "ce_source": f"/rodem/{topics_of(event)[0]}",
                    "ce_type": event.type,
                    "ce_time": HEARD.isoformat(),
                },
                "payload": msgspec.json.decode(encode(example)),
            }
        ],
    }


HEADERS: Document = {
    "type": "object",
    "description": "CloudEvents attributes. `ce_id` and `ce_time` are those of the row in the outbox.",
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"],
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid"},
        "ce_source": {"type": "string", "format": "uri-reference"},
        "ce_type": {"type": "string"},
        "ce_time": {"type": "string", "format": "date-time"},
        "traceparent": {"type": "string", "description": "W3C trace context, where the cause had one."},
    },
}


def _draft_07(schema: Any) -> Any:
    """The schema in JSON Schema draft 07, as AsyncAPI has it, which writes tuples differently."""
    if isinstance(schema, list):
        return [_draft_07(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {name: _draft_07(part) for name, part in schema.items() if name != "$schema"}
    if "prefixItems" in changed:
        changed["items"] = changed.pop("prefixItems")
    return changed
