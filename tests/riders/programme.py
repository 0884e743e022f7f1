"""The programme of riders: what honest riders lose by the rules, and what cheats take."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from statistics import fmean, median
from uuid import UUID

from services.trips.tellings.rules import Telling
from services.trips.verdicts.rules import Judgement
from tests.riders.chance import Chance, chance_for
from tests.riders.cheats import BEYOND, CHEATS, DAY
from tests.riders.honest import MONDAY, Rider, a_day, rider_of, working_days
from tests.riders.judging import judged, points_by_day

DAYS, COMMUTES, CHEATED = 1, 2, 3
"""Seeds: each part of the programme has its own."""
LOT_DAYS, LOT_COMMUTERS = 250, 20
"""So many riders are judged beside each other."""
WORKING_DAYS = 10
HELD_RIDERS_MAX, HELD_TRIPS_MAX = 0.01, 0.005
"""The promises: the share of riders of one day who have a trip that is not accepted, and of commuters' trips
that are not."""


@dataclass(frozen=True)
class Size:
    """How much is made up: honest riders with a day each, commuters with ten working days each, and days of
    each cheat."""

    riders: int
    commuters: int
    cheats: int


WHOLE = Size(riders=5_000, commuters=400, cheats=20)
SMALL = Size(riders=500, commuters=40, cheats=20)


@dataclass
class Honest:
    """What became of honest riders' trips. `riders_held` have a trip that is not accepted, `reasons` counts
    those trips by reason; `alone` and `alone_held` are riders on their own bikes, of whom only their phones
    tell. `twice` are rides from docks that became two trips. `day_points` are the points of each rider's
    day."""

    riders: int = 0
    riders_held: int = 0
    alone: int = 0
    alone_held: int = 0
    trips: int = 0
    twice: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    day_points: list[int] = field(default_factory=list)

    @property
    def trips_held(self) -> int:
        return self.reasons.total()

    def add(self, other: "Honest") -> None:
        """Count others' trips too."""
        self.riders += other.riders
        self.riders_held += other.riders_held
        self.trips += other.trips
        self.alone += other.alone
        self.alone_held += other.alone_held
        self.twice += other.twice
        self.reasons += other.reasons
        self.day_points += other.day_points


def days_of_lot(seed: int, numbers: Sequence[int]) -> Honest:
    """One day of each of these riders."""
    return _ridden(seed, DAYS, numbers, lambda chance, rider: a_day(chance, rider, MONDAY))


def commutes_of_lot(seed: int, numbers: Sequence[int]) -> Honest:
    """Ten working days of each of these riders."""
    return _ridden(seed, COMMUTES, numbers, lambda chance, rider: working_days(chance, rider, WORKING_DAYS))


def _ridden(
    seed: int, stream: int, numbers: Sequence[int], ride: Callable[[Chance, Rider], list[Telling]]
) -> Honest:
    """What became of all that these riders told."""
    tellings: list[Telling] = []
    on_docks: set[UUID | None] = set()
    for number in numbers:
        chance = chance_for(seed, stream, number)
        rider = rider_of(chance)
        on_docks |= {rider.account.rider_id} if rider.vehicle_id is None else set()
        tellings += ride(chance, rider)
    return _counted(len(numbers), tellings, on_docks)


def _counted(riders: int, tellings: Sequence[Telling], on_docks: set[UUID | None]) -> Honest:
    judgements = judged(tellings)
    held = [each for each in judgements if each.verdict != "accepted"]
    riders_held = {each.ride.rider_id for each in held}
    return Honest(
        riders=riders,
        riders_held=len(riders_held),
        alone=riders - len(on_docks),
        alone_held=len(riders_held - on_docks),
        trips=len(judgements),
        twice=sum(each.ride.is_alone and each.ride.rider_id in on_docks for each in judgements),
        reasons=Counter(_said(each) for each in held),
        day_points=list(points_by_day(judgements).values()),
    )


def _said(judgement: Judgement) -> str:
    return " ".join(judgement.reasons)


def taken(seed: int, name: str, number: int) -> tuple[int, Counter[str]]:
    """The points that a cheat takes on one day with all its accounts, and its trips of that day by what
    becomes of them."""
    cheat = {**CHEATS, **BEYOND}[name]
    order = [*CHEATS, *BEYOND].index(name)
    judgements = judged(cheat(chance_for(seed, CHEATED, order, number)))
    of_day = [each for each in judgements if each.ride.own.local.date() == DAY]
    points = sum(points for (_, on), points in points_by_day(judgements).items() if on == DAY)
    return points, Counter(_said(each) or each.verdict for each in of_day)


@dataclass(frozen=True)
class Cheated:
    """What a cheat takes a day, on an average, and its trips by what becomes of them."""

    name: str
    mean_points: float
    most_points: int
    trips: Counter[str]


def honest_days(executor: Executor, seed: int, riders: int) -> Honest:
    """One day of so many riders."""
    return _sum(executor.map(days_of_lot, *_lots(seed, riders, LOT_DAYS)))


def commutes(executor: Executor, seed: int, riders: int) -> Honest:
    """Ten working days of so many riders, on one way each."""
    return _sum(executor.map(commutes_of_lot, *_lots(seed, riders, LOT_COMMUTERS)))


def cheats(executor: Executor, seed: int, count: int, names: Iterable[str] = CHEATS) -> Iterator[Cheated]:
    """So many days of each of these cheats."""
    for name in names:
        days = list(executor.map(taken, [seed] * count, [name] * count, range(count)))
        points = [each for each, _ in days]
        trips = sum((each for _, each in days), Counter[str]())
        yield Cheated(name, fmean(points), max(points), trips)


def _lots(seed: int, count: int, lot: int) -> tuple[list[int], list[range]]:
    lots = [range(first, min(first + lot, count)) for first in range(0, count, lot)]
    return [seed] * len(lots), lots


def _sum(parts: Iterable[Honest]) -> Honest:
    whole = Honest()
    for part in parts:
        whole.add(part)
    return whole


def median_day(honest: Honest) -> float:
    """The points of the median honest day."""
    return median(honest.day_points)
