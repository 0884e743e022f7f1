"""The events as JSON Schema, each with an example, and as an AsyncAPI 3 document."""

import inspect
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import msgspec

from shared.events.challenges import ChallengePublished, EntryJudged, Given, Participant
from shared.events.event import Event
from shared.events.registry import EVENTS, TOPICS, encode
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.trips import StationReported, TripJudged, ZoneReported

Document = dict[str, Any]

ROOMS = Path(__file__).parents[1] / "services"
"""Their cards say what they hear; `tests/docs` holds the cards against the handlers."""
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
EVENT_ID = UUID("019aa000-0000-7000-8000-000000000000")
RIDER = UUID("2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11")
TRIP = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")
CHALLENGE = UUID("019aa000-0000-7000-8000-0000000000c1")
DAY = date(2026, 5, 4)
START = datetime(2026, 5, 4, 7, 30, tzinfo=UTC)
END = datetime(2026, 5, 4, 7, 50, tzinfo=UTC)
HEARD = datetime(2026, 5, 4, 7, 50, 2, tzinfo=UTC)
ENDS_AT = datetime(2026, 5, 31, 22, tzinfo=UTC)
AVAILABLE = datetime(2026, 5, 5, 7, 50, tzinfo=UTC)
NAME = {"en": "Ten trips in May", "ca": "Deu viatges al maig", "es": "Diez viajes en mayo"}

EXAMPLES: Mapping[str, Event] = {
    each.type: each
    for each in (
        TripJudged(
            city_id="city",
            revision=1,
            rider_id=RIDER,
            trip_id=TRIP,
            operator_id="operator",
            verdict="accepted",
            counts=True,
            vehicle_type="bike",
            started_at=START,
            ended_at=END,
            local_on=DAY,
            local_hour=9,
            duration_s=1_200,
            energy_kcal=159,
            distance_m=4_200,
            distance_source="odometer",
            start_station_id="41",
            end_station_id="97",
            start_zone_id="eixample",
            end_zone_id="gracia",
        ),
        StationReported(
            city_id="city",
            revision=1_777_880_000_000,
            station_id="41",
            operator_id="operator",
            name="Rambla de Catalunya, 2",
            lat=41.3886,
            lon=2.1668,
            valid_from=START,
            capacity=27,
        ),
        ZoneReported(
            city_id="city",
            revision=1,
            zone_id="eixample",
            name="Eixample",
            outline=(((2.15, 41.38), (2.18, 41.38), (2.18, 41.4), (2.15, 41.38)),),
        ),
        ChallengePublished(
            city_id="city",
            revision=3,
            challenge_id=CHALLENGE,
            version=1,
            state="published",
            name=NAME,
            kind="sum",
            unit="trips",
            target=10,
            who="all",
            period="once",
            reward_points=200,
            starts_at=datetime(2026, 4, 30, 22, tzinfo=UTC),
            ends_at=ENDS_AT,
            operator_id="operator",
        ),
        EntryJudged(
            city_id="city",
            revision=4,
            rider_id=RIDER,
            challenge_id=CHALLENGE,
            version=1,
            participant=Participant(kind="rider", id=str(RIDER)),
            name=NAME,
            reward_points=200,
            given=(Given(points=200, completed_at=HEARD, local_on=DAY),),
            judged_at=HEARD,
            completed_at=HEARD,
            ends_at=ENDS_AT,
            local_on=DAY,
            kind="sum",
            unit="trips",
            progress=10,
            target=10,
        ),
        PointsPosted(
            city_id="city",
            revision=1,
            rider_id=RIDER,
            posting_id=UUID("019aa000-0000-8000-8000-0000000000a1"),
            source=f"trip:{TRIP}",
            kind="trip",
            points=57,
            total_points=57,
            posted_at=HEARD,
            available_at=AVAILABLE,
            local_on=DAY,
            rule="tariff",
            version=1,
            params={"distance_m": 4_200, "distance_points": 42, "energy_kcal": 159, "energy_points": 15},
            zone_id="eixample",
        ),
        LevelReached(city_id="city", revision=2, rider_id=RIDER, level=2, lifetime_points=540),
    )
}


def schemas() -> dict[str, Document]:
    """Event type -> its JSON Schema (2020-12), complete in itself, with an example."""
    return {type_: schema(event) for type_, event in EVENTS.items()}


def schema(event: type[Event]) -> Document:
    """The JSON Schema of an event. Raises ValueError when it has no example."""
    if event.type not in EXAMPLES:
        raise ValueError(f"event {event.type} has no example in {__name__}.EXAMPLES")
    example = msgspec.json.decode(encode(EXAMPLES[event.type]))
    return {"$schema": JSON_SCHEMA, **payload(event), "x-topics": topics_of(event), "examples": [example]}


def topics_of(event: type[Event]) -> list[str]:
    """The topics on which an event is said: one, for all but two."""
    return [topic for topic, said in TOPICS.items() if event in said]


def payload(event: type[Event]) -> Document:
    """The fields of an event. Others may be added later, so a reader passes over what it does not know."""
    # There and back, because a default may be a tuple, which is not what a file holds.
    found: Document = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(event)))
    own: Document = _whole(found, found["$defs"])
    _mark_instants(event, own)
    return {**own, "title": event.type, "description": inspect.getdoc(event)}


def _whole(part: Any, parts: Mapping[str, Document]) -> Any:
    """A schema with those that it refers to written in their places, so that a page shows all of it."""
    if isinstance(part, list):
        return [_whole(each, parts) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _whole(parts[part["$ref"].removeprefix("#/$defs/")], parts)
    return {name: _whole(each, parts) for name, each in part.items()}


def _mark_instants(struct: type[msgspec.Struct], own: Document) -> None:
    """Say of instants that they are. msgspec does not, as the type allows a time without an offset, which
    we never say."""
    for field in msgspec.structs.fields(struct):
        kinds = _kinds(own["properties"][field.encode_name])
        if field.type is datetime or datetime in get_args(field.type):
            [instant] = [each for each in kinds if each["type"] == "string"]
            instant["format"] = "date-time"
        for nested in _structs(field.type):
            [inner] = [each.get("items", each) for each in kinds if each["type"] in ("array", "object")]
            _mark_instants(nested, inner)


def _structs(kind: Any) -> list[type[msgspec.Struct]]:
    """The structs in the type of a field: itself, one of a union, or what a tuple holds."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return [kind]
    return [each for part in get_args(kind) for each in _structs(part)]


def _kinds(found: Document) -> list[Document]:
    kinds: list[Document] = found.get("anyOf", [found])
    return kinds


def asyncapi() -> Document:
    """Who says what to whom, as AsyncAPI 3."""
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
        "address": f"rodem.{topic}",
        "title": topic,
        "description": f"What {topic} says. Events with one key arrive in the order they were said in.",
        "messages": {event.type: {"$ref": f"#/components/messages/{event.type}"} for event in said},
    }


def _operations() -> Document:
    """What each service says and hears. Both are described from the inside of Rodem."""
    found = {f"{topic}.says": _operation("send", topic, said) for topic, said in TOPICS.items()}
    for card in sorted(ROOMS.glob("*/README.md")):
        [line] = [line for line in card.read_text().splitlines() if line.startswith("| Hears (events) |")]
        for topic, said in TOPICS.items():
            if wanted := [event for event in said if event.type in line]:
                found[f"{card.parent.name}.hears.{topic}"] = _operation("receive", topic, wanted)
    return found


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


def _draft_07(found: Any) -> Any:
    """AsyncAPI's own schemas are of draft 07, which writes tuples differently."""
    if isinstance(found, list):
        return [_draft_07(each) for each in found]
    if not isinstance(found, dict):
        return found
    changed = {name: _draft_07(each) for name, each in found.items() if name != "$schema"}
    if "prefixItems" in changed:
        changed["items"] = changed.pop("prefixItems")
    return changed
