"""The most that a goal can reach at all: a target above it is refused. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.challenges.tree.periods import Longest
from services.challenges.tree.words import VEHICLE_TYPES

LISTS: Mapping[str, tuple[str, ...]] = {
    "start_stations": ("start_station_ids", "station_ids"),
    "end_stations": ("end_station_ids", "station_ids"),
    "stations": ("station_ids",),
    "vehicle_types": ("vehicle_types",),
    "services": ("services",),
}
"""What is counted -> the conditions that list all that can be counted. A list of zones is none: each zone
stands for all zones in it."""


def most(goal: Mapping[str, Any], wheres: Iterable[Mapping[str, Any]], longest: Longest | None) -> int | None:
    """The most that a goal of kind `distinct` or `streak` can reach with these conditions, of body and step;
    None for what is not bounded. `longest` is None where the window is not known."""
    if goal.get("kind") not in ("distinct", "streak"):
        return None
    of = goal.get("of")
    bounds = [len(where[name]) for where in wheres for name in LISTS.get(of or "", ()) if where.get(name)]
    if of == "vehicle_types":
        bounds.append(len(VEHICLE_TYPES))
    if longest is not None and of in ("days", "weeks"):
        bounds.append(longest.days if of == "days" else longest.weeks)
    return min(bounds, default=None)
