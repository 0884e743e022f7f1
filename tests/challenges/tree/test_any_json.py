"""Whatever is sent as a challenge, it is taken, or refused at places that it has: nothing else is raised.

What is taken can be read as a tree, and the published schema takes it too.
"""

import json
import time
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.challenges.tree.bodies import TreeBody, as_stored
from services.challenges.tree.changes import not_in_favour
from services.challenges.tree.facts import FACT_TYPES, facts
from services.challenges.tree.periods import PERIODS_MAX, periods
from services.challenges.tree.refusals import Game, read
from services.challenges.tree.schema import schema
from services.challenges.tree.trees import tree_of
from services.challenges.tree.warnings import warnings

from .examples import AT_MOST, CITY, IMPROVE, TAKEN, TEAMS, VERSUS, streak
from .writing import LEVELS, MADRID, SUM, body

WORDS = [
    *(
        "kind",
        "goal",
        "who",
        "where",
        "steps",
        "target",
        "sum",
        "all",
        "trips",
        "min",
        "max",
        "from",
        "levels",
    ),
    *("reward", "points", "measure", "days", "week", "month", "pairs", "versus", "2026-05-11T00:00:00+02:00"),
    *("9999-12-31T23:59:59Z", "2000-01-01T00:00:00+23:59", "\ud800", "\x00", "a/b~c", ""),
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 12)
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=4)
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)
RIGHT: list[dict[str, Any]] = [
    *(body(**fields) for fields in TAKEN.values()),
    body(goal=IMPROVE),
    body(goal=AT_MOST, period="day"),
    body(
        goal=streak("weeks", 2, freezes=1), who=TEAMS, period="month", starts_at="2026-05-01T00:00:00+02:00"
    ),
    body(who=VERSUS),
    body(who=CITY | {"member_min": 3}),
]
PARTS: list[Any] = [SUM, AT_MOST, IMPROVE, TEAMS, VERSUS, LEVELS, {"kind": "joined"}, {"weekdays": [1]}]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a body: what holds it, and the name or index under which it stands."""
    for place, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, place
        if isinstance(inner, dict | list):
            yield from places(inner)


@st.composite
def altered(draw: st.DrawFn) -> dict[str, Any]:
    """A body that is taken, of which some places were changed, removed or added."""
    sent: dict[str, Any] = deepcopy(draw(st.sampled_from(RIGHT)))
    for _ in range(draw(st.integers(0, 4))):
        holder, place = draw(st.sampled_from(list(places(sent))))
        match draw(st.sampled_from(["replace", "remove", "add", "copy"])):
            case "replace":
                holder[place] = draw(ANY_JSON | st.sampled_from(PARTS).map(deepcopy))
            case "remove":
                del holder[place]
            case "add" if isinstance(holder, dict):
                name = draw(st.sampled_from([*TreeBody.model_fields, *WORDS]))
                holder[name] = draw(ANY_JSON | st.sampled_from(PARTS).map(deepcopy))
            case _ if isinstance(holder, list):
                holder.append(deepcopy(holder[place]))
        if not sent:
            break
    return sent


def has(sent: Any, pointer: str) -> bool:
    """Whether a pointer leads to a value, or to a field that its object could have."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for part in parts[:-1]:
        sent = sent[int(part)] if isinstance(sent, list) else sent[part]
    return isinstance(sent, dict) or (isinstance(sent, list) and int(parts[-1]) < len(sent))


def check_read(sent: Any) -> None:
    written, found = read(TreeBody, sent, Game(MADRID, 5_000, {}))
    assert (written is None) == bool(found)
    pointers = [str(each["pointer"]) for each in found]
    assert len(pointers) == len(set(pointers))
    for pointer in pointers:
        assert not sent or not isinstance(sent, dict) or "\\" in pointer or has(sent, pointer), pointer
    if written is None:
        return
    SCHEMA.validate(sent)
    stored = json.loads(as_stored(written))
    SCHEMA.validate(stored)
    again, faults = read(TreeBody, stored, Game(MADRID, 5_000, {}))
    assert (again, faults) == (written, [])
    tree = tree_of(stored)
    warnings(tree, {"bike": 0, "ebike": 0})
    assert facts(tree).keys() <= FACT_TYPES.keys()
    assert facts(tree)["periods"] == len(list(periods(tree.window(MADRID)))) <= PERIODS_MAX
    assert not_in_favour(stored, stored, tree.starts_at) == []


SCHEMA = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)


@given(sent=ANY_JSON)
@settings(max_examples=300, deadline=None)
def test_any_json_is_refused_or_taken(sent: Any) -> None:
    check_read(sent)


@given(sent=altered())
@settings(max_examples=1_000, deadline=None)
def test_any_change_of_a_right_body_is_refused_or_taken(sent: dict[str, Any]) -> None:
    check_read(sent)


@pytest.mark.parametrize("item", [None, 7, "bike", {}, [None]], ids=str)
@pytest.mark.parametrize("name", ["vehicle_types", "distance_sources", "zone_ids", "local_hours"])
def test_the_largest_body_costs_little(name: str, item: Any) -> None:
    """64 KiB have 13,000 nulls. Each fault that looked at all others would take half a minute."""
    sent = body(where={name: [item] * 13_000}, goal={"kind": "steps", "steps": [item] * 13_000, "need": 1})
    began = time.process_time()
    _, found = read(TreeBody, sent, Game(MADRID, 5_000))
    assert found
    assert time.process_time() - began < 2


def test_what_is_nested_deeply_is_refused() -> None:
    deep: Any = None
    for _ in range(20_000):
        deep = {"kind": "sum", "where": [deep]}
    for name in ("goal", "who", "where", "reward", "anything"):
        _, found = read(TreeBody, body(**{name: deep}), Game(MADRID, 5_000))
        assert found
        assert all(len(str(each["pointer"]).split("/")) < 5 for each in found)
