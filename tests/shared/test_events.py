"""Every event has its key and its topic, bounds on all that it holds, and nothing that must not be told."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from shared.events.event import Event
from shared.events.registry import EVENTS, TOPICS

KEYS = {
    "trip.judged.v1": "rider_id",
    "station.reported.v1": "station_id",
    "station.minutes.v1": "station_id",
    "zone.reported.v1": "zone_id",
    "challenge.published.v1": "challenge_id",
    "entry.judged.v1": "rider_id",
    "entry.moved.v1": "rider_id",
    "uplift.measured.v1": "challenge_id",
    "team.changed.v1": "team_id",
    "membership.changed.v1": "rider_id",
    "points.posted.v1": "rider_id",
    "level.reached.v1": "rider_id",
    "badge.earned.v1": "rider_id",
    "reward.published.v1": "reward_id",
    "reward.redeemed.v1": "rider_id",
    "campaign.changed.v1": "campaign_id",
    "rider.erased.v1": "rider_id",
    "consent.changed.v1": "rider_id",
    "factors.published.v1": "factor_set_id",
    "expectation.declared.v1": "value_id",
    "indicator.released.v1": "indicator_id",
    "report.changed.v1": "report_id",
    "proposal.changed.v1": "proposal_id",
    "survey.closed.v1": "survey_id",
    "act.recorded.v1": "act_id",
    "activity.reported.v1": "rider_id",
    "decision.recorded.v1": "decision_id",
}
SAID_BY_SEVERAL = {
    "activity.reported.v1": {"challenges", "participation", "trips"},
    "decision.recorded.v1": {"challenges", "rewards", "trips", "public_value", "participation"},
}
NEVER_TOLD = {
    *("nickname", "email", "phone", "first_name", "last_name", "address"),
    *("lat", "lon", "latitude", "longitude", "position", "trace", "points_of_trace"),
    *("text", "reason", "note", "description", "comment", "photo", "choice", "choices"),
}
STATIONS_PLACE = {("station.reported.v1", "lat"), ("station.reported.v1", "lon")}


def fields(kind: type[msgspec.Struct]) -> Iterator[inspect.Field]:
    """Of a struct and of all structs in it."""
    for each in nested(inspect.type_info(kind)):
        if isinstance(each, inspect.StructType):
            yield from each.fields


def nested(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The type and all types that it is made of."""
    yield kind
    parts: list[Any] = []
    if isinstance(kind, inspect.StructType):
        parts = [field.type for field in kind.fields]
    elif isinstance(kind, inspect.UnionType):
        parts = list(kind.types)
    elif isinstance(kind, inspect.DictType):
        parts = [kind.key_type, kind.value_type]
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
        parts = [kind.item_type]
    elif isinstance(kind, inspect.TupleType):
        parts = list(kind.item_types)
    for part in parts:
        yield from nested(part)


def is_bounded(kind: inspect.Type) -> bool:
    """Whether a number, text or collection of this type can only be so large."""
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return kind.ge is not None and kind.le is not None
    if isinstance(kind, inspect.StrType | inspect.DictType | inspect.VarTupleType | inspect.ListType):
        return kind.max_length is not None
    return not isinstance(kind, inspect.AnyType)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_the_key_of_an_event_is_the_field_that_its_order_follows(generate: Any, event: type[Event]) -> None:
    example = generate.generate_events.EXAMPLES[event.type]
    assert example.key == str(getattr(example, KEYS[event.type]))
    assert generate.generate_events.key_of(event) == KEYS[event.type]


def test_every_event_is_said_on_one_topic_but_for_two() -> None:
    assert set(EVENTS) == set(KEYS)
    topics = {
        type_: {topic for topic, said in TOPICS.items() if event in said} for type_, event in EVENTS.items()
    }
    assert {type_: names for type_, names in topics.items() if len(names) != 1} == SAID_BY_SEVERAL


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_no_event_holds_a_name_a_place_or_words_that_a_person_wrote(event: type[Event]) -> None:
    names = {field.encode_name for field in fields(event)}
    assert {(event.type, name) for name in names & NEVER_TOLD} <= STATIONS_PLACE


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_every_number_text_and_list_of_an_event_has_a_bound(event: type[Event]) -> None:
    unbounded = [
        field.encode_name
        for field in fields(event)
        if not all(is_bounded(each) for each in nested(field.type))
    ]
    assert unbounded == []


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_what_may_be_left_out_is_left_out_when_it_is_unknown(event: type[Event]) -> None:
    for field in msgspec.structs.fields(event):
        if not field.required:
            assert field.default in (None, False, ())
    assert event.__struct_config__.omit_defaults
    assert event.__struct_config__.frozen


def test_events_need_no_driver() -> None:
    """Who only reads or writes events (a client, a test, the documents) loads no database."""
    script = (
        "import sys, shared.events.registry, shared.events.heard;"
        "sys.exit(', '.join({'asyncpg', 'sqlalchemy', 'aiokafka', 'fastapi'} & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
