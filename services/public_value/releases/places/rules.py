"""Secondary suppression in a tree: of each place that is shown, its parts that are enough are shown one by
one, the others together as the rest. Pure.

One measure at a time. Places are named `city`, `district/<id>`, `zone/<id>`, `rest` (of the city) and
`rest:<district>`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from services.public_value.plans.rules import NO_PLACE
from services.public_value.releases.enough.rules import (
    Limits,
    Row,
    are_enough,
    are_enough_or_nothing,
)
from services.public_value.rollups.rules import OUTSIDE

NOT_ZONES = frozenset({OUTSIDE, NO_PLACE})
"""Districts without zones: that of trips that start in no zone, and that of rows that have no place."""
CITY = "city"


class Place(NamedTuple):
    """A place that is shown, with its rows."""

    name: str
    rows: Sequence[Row]


class Tree(NamedTuple):
    """The places that are shown, the city first, and the leaves: those that hold no smaller ones, told or
    not. Each row lies in one leaf."""

    places: list[Place]
    leaves: list[Sequence[Row]]


class _Parts(NamedTuple):
    """Parts of a place that are shown one by one, and the rows of all others. `is_told`: their sum is a
    row of its own."""

    shown: dict[str, list[Row]]
    rest: list[Row]
    is_told: bool


def tree(rows: Iterable[Row], districts: Mapping[str, str], limits: Limits) -> Tree:
    """What is shown below the city's figure, which is made of these rows. `districts` has the district of
    each zone that has one, by zone_id; other zones are districts."""
    rows = list(rows)
    city = _parts(_by_district(rows, districts), limits)
    places, leaves = [Place(CITY, rows)], []
    for district, inside in sorted(city.shown.items()):
        places.append(Place(f"district/{district}", inside))
        if district in NOT_ZONES:
            leaves.append(inside)
            continue
        zones = _parts(_by_zone(inside), limits)
        places += [Place(f"zone/{zone_id}", each) for zone_id, each in sorted(zones.shown.items())]
        leaves += [*zones.shown.values(), *([zones.rest] if zones.rest else [])]
        if zones.is_told:
            places.append(Place(f"rest:{district}", zones.rest))
    if city.is_told:
        places.append(Place("rest", city.rest))
    return Tree(places, [*leaves, *([city.rest] if city.rest else [])])


def _by_district(rows: Iterable[Row], districts: Mapping[str, str]) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[districts.get(row.zone_id, row.zone_id)].append(row)
    return parts


def _by_zone(rows: Iterable[Row]) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row.zone_id].append(row)
    return parts


def _parts(parts: Mapping[str, list[Row]], limits: Limits) -> _Parts:
    shown = {name: rows for name, rows in parts.items() if are_enough(rows, limits)}
    rest = [row for name, rows in parts.items() if name not in shown for row in rows]
    while shown and not are_enough_or_nothing(rest, limits):
        rest += shown.pop(min(shown, key=lambda name: (abs(_sum(shown[name])), name)))
    return _Parts(shown, rest, is_told=bool(shown and rest))


def _sum(rows: Iterable[Row]) -> int:
    return sum(row.amount for row in rows)
