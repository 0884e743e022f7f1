"""What a challenge would have brought in the past. Pure.

Who reaches what is counted by the SQL of the live rules; here it is added up, one rider at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import NamedTuple
from uuid import UUID

import msgspec
import numpy as np

from services.challenges.entries.rules import RIDERS_MIN
from services.challenges.tree.periods import PERIODS_MAX, Window, begins_a_period, count
from services.challenges.tree.trees import All, Joined, Tree
from shared.http.faults import Bound

KIND = "challenge_simulation"
TRIED_WHO = (All, Joined)
"""Of whom it can be told what they would have done."""
HELD_S = 0.005
"""How long adding riders may hold the event loop at a time."""
RESAMPLES = 1_000
"""How often riders are drawn anew for the interval."""
DRAWS_AT_ONCE = 20_000
"""How many numbers are drawn while nothing else is done: 2 ms."""
SEED_MAX = 2**32 - 1
UNTAGGED = "untagged"


def faults_of_window(
    tree: Tree | None, since: datetime, until: datetime, zone: tzinfo, now: datetime
) -> list[dict[str, Bound]]:
    """Why a challenge (None: one that is refused anyhow) cannot be tried from `since` to `until`."""
    found: dict[str, str] = {}
    if until > now:
        found["/until"] = "in_the_future"
    if until <= since:
        found["/until"] = "not_after_start"
    if tree is not None:
        edges = (("/since", since), ("/until", until))
        begins = {at: begins_a_period(tree.period, edge, zone) for at, edge in edges}
        found |= {at: "not_period_start" for at, is_start in begins.items() if not is_start}
        if not found and count(Window(since, until, tree.period, zone)) > PERIODS_MAX:
            found["/until"] = "out_of_range"
    return [{"pointer": pointer, "code": code} for pointer, code in found.items()]


def as_tried(tree: Tree, since: datetime, until: datetime) -> Tree:
    """The challenge in this window, as if every rider had joined."""
    return msgspec.structs.replace(tree, who=All(), starts_at=since, ends_at=until)


class Entry(NamedTuple):
    """An entry by its rider's trips: whether its target is reached, and how many levels are."""

    rider_id: UUID
    period_on: date
    is_reached: bool
    level: int


class Ridden(NamedTuple):
    """Counted trips (or activities) of a rider in a period that started in the same zone, by one vehicle
    type."""

    rider_id: UUID
    period_on: date
    zone_id: str | None
    vehicle_type: str | None
    trips: int


def points_of(tree: Tree, entry: Entry) -> int:
    """What an entry gives that nothing holds back."""
    if tree.levels:
        return sum(level.points for level in tree.levels[: entry.level])
    return tree.reward_points if entry.is_reached else 0


def shared_out(points: int, parts: Sequence[int]) -> list[int]:
    """Whole points in proportion to these parts: what is left goes to the largest remainders, of equal ones
    to the first.

    >>> shared_out(100, [1, 1, 1]), shared_out(7, [0, 5])
    ([34, 33, 33], [0, 7])
    """
    whole = sum(parts)
    shares = [points * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: (-(points * parts[place] % whole), place))
    for place in by_remainder[: points - sum(shares)]:
        shares[place] += 1
    return shares


@dataclass(slots=True)
class Part:
    """A part of a split. `few` are at most RIDERS_MIN of its riders."""

    riders: int = 0
    trips: int = 0
    points: int = 0
    few: set[UUID] = field(default_factory=set)


class Row(NamedTuple):
    """A part as it is shown, or, without a name, all that are not shown by themselves."""

    name: str | None
    riders: int | None
    trips: int
    points: int


Split = dict[str | None, Part]


def add_to_split(split: Split, rider_id: UUID, trips: Mapping[str | None, int]) -> None:
    """Add the counted trips of one rider, all of them at once."""
    for name, number in trips.items():
        part = split.setdefault(name, Part())
        part.riders += 1
        part.trips += number
        if len(part.few) < RIDERS_MIN:
            part.few.add(rider_id)


def shown(split: Split) -> list[Row]:
    """The parts that have RIDERS_MIN riders, and one row for the rest.

    The rest too is of so many riders: else the smallest part that is shown joins it, because who subtracts
    the parts from the whole would know it all the same. If none is left, none is shown.
    """
    own = sorted(
        (name for name, part in split.items() if name is not None and part.riders >= RIDERS_MIN),
        key=lambda name: (-split[name].riders, -split[name].trips, name),
    )
    rest = [part for name, part in split.items() if name not in own]
    few = set().union(*(part.few for part in rest))
    while rest and own and len(few) < RIDERS_MIN:
        smallest = split[own.pop()]
        rest.append(smallest)
        few |= smallest.few
    if not own:
        return []
    rows = [Row(name, split[name].riders, split[name].trips, split[name].points) for name in sorted(own)]
    if rest:
        rows.append(Row(None, None, sum(part.trips for part in rest), sum(part.points for part in rest)))
    return rows


@dataclass(slots=True)
class Simulation:
    """A challenge under trial: add riders, each with all that is the rider's."""

    tree: Tree
    riders_reached: int = 0
    completions: int = 0
    newly_winning: int = 0
    points_of_riders: dict[int, int] = field(default_factory=dict)
    """How many riders have so many points."""
    zones: Split = field(default_factory=dict)
    vehicle_types: Split = field(default_factory=dict)

    def add(
        self,
        rider_id: UUID,
        entries: Iterable[Entry],
        ridden: Sequence[Ridden],
        *,
        gives: bool,
        has_won: bool,
    ) -> None:
        """Add a rider. `gives`: the rider has completed all that is required; `has_won`: the rider has
        completed something in these days."""
        self.riders_reached += 1
        add_to_split(self.zones, rider_id, _by("zone_id", ridden))
        add_to_split(self.vehicle_types, rider_id, _by("vehicle_type", ridden))
        completions = points = 0
        for entry in entries if gives else ():
            completions += entry.is_reached
            if given := points_of(self.tree, entry):
                points += given
                self._give(given, [each for each in ridden if each.period_on == entry.period_on])
        self.completions += completions
        self.newly_winning += completions > 0 and not has_won
        self.points_of_riders[points] = self.points_of_riders.get(points, 0) + 1

    def _give(self, points: int, ridden: Sequence[Ridden]) -> None:
        """Share the points of an entry out among where its trips began, and by what they were."""
        for split, name in ((self.zones, "zone_id"), (self.vehicle_types, "vehicle_type")):
            trips = _by(name, ridden)
            for part, share in zip(trips, shared_out(points, [*trips.values()]), strict=True):
                split[part].points += share

    @property
    def points(self) -> int:
        """All points."""
        return sum(points * riders for points, riders in self.points_of_riders.items())

    @property
    def points_by_value(self) -> dict[str, int]:
        """All points by the values of the city to which they contribute."""
        tags = dict(sorted(self.tree.value_tags.items())) or {UNTAGGED: 100}
        return dict(zip(tags, shared_out(self.points, [*tags.values()]), strict=True))


def _by(name: str, ridden: Iterable[Ridden]) -> dict[str | None, int]:
    trips: dict[str | None, int] = {}
    for each in sorted(ridden, key=lambda each: getattr(each, name) or ""):
        part = getattr(each, name)
        trips[part] = trips.get(part, 0) + each.trips
    return trips


class Resampling:
    """The sum of points of as many riders, drawn anew from those there are (a bootstrap)."""

    def __init__(self, points_of_riders: Mapping[int, int], seed: int) -> None:
        points = sorted(points_of_riders)
        riders = np.array([points_of_riders[each] for each in points], dtype=np.int64)
        self.points = np.array(points, dtype=np.int64)
        self.riders = int(riders.sum())
        self.shares = riders / max(1, self.riders)
        self.luck = np.random.default_rng(seed)
        self.sums: list[int] = []

    def draw(self) -> bool:
        """Draw some more. Returns whether it was enough before."""
        wanted = min(RESAMPLES - len(self.sums), max(1, DRAWS_AT_ONCE // max(1, len(self.points))))
        if not self.riders or wanted <= 0:
            return True
        self.sums += (self.luck.multinomial(self.riders, self.shares, size=wanted) @ self.points).tolist()
        return False

    def interval(self) -> tuple[int, int]:
        """Between which sums 95 % of those that were drawn lie.

        >>> everybody_wins = Resampling({100: 30}, seed=1)
        >>> while not everybody_wins.draw():
        ...     pass
        >>> everybody_wins.interval()
        (3000, 3000)
        """
        ordered = sorted(self.sums) or [0]
        last = len(ordered) - 1
        return ordered[round(last * 0.025)], ordered[round(last * 0.975)]
