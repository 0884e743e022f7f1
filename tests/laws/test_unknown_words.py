"""Words may grow: whoever hears one that they do not know passes over it, and nothing is set aside."""

import json
import typing
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import db
from shared.eventlog.consumer import handle
from shared.eventlog.log import Record
from shared.events.event import Event, Word
from shared.events.registry import EVENTS, TOPICS, encode
from tests.conftest import MakeDatabase
from tests.handlers import ROOMS, of_room

HEARD_BY = [
    (room, topic, type_) for room in ROOMS for topic, table in of_room(room).items() for type_ in table
]
UNKNOWN = "never-heard-of"

Place = tuple[str | int, ...]
"""Where in an event's JSON a word is."""
ANY = "*"
"""In a place: a name of an object whose names are words."""


def words(kind: Any, value: Any, place: Place = ()) -> Iterator[Place]:
    """Where an event holds, or may hold, one of a list that grows, whatever the list."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind == Word or origin is typing.Literal:
        yield place
    elif origin is dict and parts[0] == Word:
        if value is not None:
            yield (*place, ANY)
    elif origin is tuple:
        inside = value[0] if value else None
        if inside is not None or parts[0] == Word:
            yield from words(parts[0], inside, (*place, 0))
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind, include_extras=True)
        for field in msgspec.structs.fields(kind):
            inside = None if value is None else getattr(value, field.name)
            yield from words(hints[field.name], inside, (*place, field.encode_name))
    else:
        for part in parts:
            yield from words(part, value, place)


def with_unknown(event: Event, places: Sequence[Place], revision: int) -> str:
    """The event's JSON, in which an unknown word stands at these places, and a field that nobody knows."""
    told = json.loads(encode(event)) | {"revision": revision, "tomorrow": {"invented": 1}}
    for *way, last in places:
        inside = told
        for step, following in pairwise([*way, last]):
            if isinstance(inside, dict):
                inside.setdefault(step, [] if isinstance(following, int) else {})
            inside = inside[step]
        if last == ANY:
            inside[UNKNOWN] = next(iter(inside.values()))
        elif isinstance(last, int):
            inside[:] = [UNKNOWN]
        else:
            inside[last] = UNKNOWN
    return json.dumps(told)


def record(event: Event, data: str) -> Record:
    return Record(0, 1, uuid4(), event.type, event.key, datetime.now(UTC), data)


async def hear(tx: AsyncConnection, room: str, topic: str, batch: Sequence[Record]) -> None:
    await handle(tx, "city", of_room(room)[topic], batch)


def test_the_vocabulary_of_every_event_is_found_by_its_type(generate: Any) -> None:
    examples = generate.generate_events.EXAMPLES
    found = {type_: set(words(type(event), event)) for type_, event in examples.items()}
    of_trips = {("verdict",), ("vehicle_type",), ("distance_source",), ("confirmed_by", 0)}
    assert of_trips <= found["trip.judged.v1"]
    assert ("subject", "type") in found["decision.recorded.v1"]
    assert ("questions", 0, "kind") in found["survey.closed.v1"]
    assert {("kind",), ("params", ANY)} <= found["points.posted.v1"]


@pytest.mark.parametrize(("room", "topic", "type_"), HEARD_BY)
async def test_a_word_never_heard_of_is_passed_over(
    make_database: MakeDatabase, generate: Any, room: str, topic: str, type_: str
) -> None:
    """Before and behind a state that is known, and in one batch with it; each word, and all at once."""
    example: Event = generate.generate_events.EXAMPLES[type_]
    assert EVENTS[type_] in TOPICS[topic]
    found = list(words(type(example), example))
    known = record(example, encode(example))
    engine = db.create_engine(await make_database(room), 1)
    for places in [*([place] for place in found), found]:
        older = record(example, with_unknown(example, places, example.revision))
        newer = record(example, with_unknown(example, places, example.revision + 1))
        known_again = record(example, with_unknown(example, (), example.revision + 2))
        for batches in ([[older], [known_again]], [[known], [newer]], [[older, known, newer, known_again]]):
            async with engine.connect() as tx:
                for batch in batches:
                    await hear(tx, room, topic, batch)
                await tx.rollback()
    await engine.dispose()
