"""Challenges as operators write them, for tests of trees."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.challenges.tree.bodies import TreeBody, as_stored
from services.challenges.tree.refusals import Game, read
from services.challenges.tree.trees import Tree, tree_of

MADRID = ZoneInfo("Europe/Madrid")
POINTS_MAX = 5_000
SUM = {"kind": "sum", "measure": "trips", "target": 2}
LEVELS = [{"target": 2, "points": 10}, {"target": 4, "points": 20}]
UNSAID = object()
"""A field that is left out."""


def body(**fields: Any) -> dict[str, Any]:
    """The body of a challenge of four weeks of May 2026, with these fields."""
    written = {
        "name": {"en": "Two trips"},
        "goal": SUM,
        "who": {"kind": "all"},
        "starts_at": "2026-05-04T00:00:00+02:00",
        "ends_at": "2026-06-01T00:00:00+02:00",
        "reward": {"points": 100},
        **fields,
    }
    return {name: value for name, value in written.items() if value is not UNSAID}


def faults(
    sent: Any, zone: ZoneInfo = MADRID, published: Mapping[UUID, int] | None = None
) -> list[tuple[object, object]]:
    """The pointers and codes of all faults, in order."""
    _, found = read(TreeBody, sent, Game(zone, POINTS_MAX, published))
    return sorted((each["pointer"], each["code"]) for each in found)


def stored(sent: Any, zone: ZoneInfo = MADRID) -> dict[str, Any]:
    """The body as it is stored, which must have no faults."""
    written, found = read(TreeBody, sent, Game(zone, POINTS_MAX))
    assert written is not None, found
    kept: dict[str, Any] = json.loads(as_stored(written))
    return kept


def tree(**fields: Any) -> Tree:
    """The tree of a challenge with these fields."""
    return tree_of(stored(body(**fields)))
