"""When rows are enough to be told: the threshold rule, and the p % rule against a coalition. Pure.

Each test is made for each reader: for one who knows no trips, and for each operator that has rows in
question, whose rows that reader knows and subtracts. A test holds if it holds for every reader.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from services.public_value.indicators.rules import COLLUDERS, K


class Row(NamedTuple):
    """What a rider rode or was given, in one measure.

    `rider` stands for the rider alone. `operator` is None where no operator knows the row. `covers`: an
    operator reported or confirmed it. `zone_id` may be OUTSIDE or NO_PLACE. `part` is what the rows can be
    split by: the vehicle type. `amount` may be 0: somebody rode, how far is unknown.
    """

    rider: object
    operator: str | None
    covers: bool
    zone_id: str
    part: str
    amount: int


class Limits(NamedTuple):
    """`k` other riders stand behind every sum, also where `colluders` tell each other what they did."""

    k: int = K
    colluders: int = COLLUDERS

    @property
    def riders_min(self) -> int:
        return self.k + self.colluders


Reader = str | None
"""Whoever knows the trips of this operator; None: of no operator."""


def with_amount(rows: Iterable[Row]) -> list[Row]:
    """The rows that add something to the measure."""
    return [row for row in rows if row.amount]


def readers_of(rows: Iterable[Row]) -> list[Reader]:
    """Those for whom a test of these rows is made."""
    return [None, *sorted({row.operator for row in rows if row.operator is not None})]


def unknown_to(reader: Reader, rows: Iterable[Row]) -> list[Row]:
    """The rows that are left when the reader's own are taken out."""
    return [row for row in rows if reader is None or row.operator != reader]


def sums_by_rider(rows: Iterable[Row]) -> dict[object, int]:
    """What each rider has in these rows, without sign, where that is not 0."""
    sums: dict[object, int] = defaultdict(int)
    for row in rows:
        sums[row.rider] += row.amount
    return {rider: abs(amount) for rider, amount in sums.items() if amount}


def covering(rows: Iterable[Row]) -> dict[object, int]:
    """The riders who cover, with the sum without sign of their rows that an operator has seen."""
    return sums_by_rider(row for row in rows if row.covers)


def spare(rows: Iterable[Row], limits: Limits) -> int | None:
    """What those who cover have together without the `colluders` + 1 largest of them. None: they are fewer
    than `riders_min`.

    >>> spare([Row(rider, None, True, "a", "bike", 2) for rider in range(15)], Limits())
    18
    """
    sums = sorted(covering(rows).values())
    if len(sums) < limits.riders_min:
        return None
    return sum(sums[: len(sums) - limits.colluders - 1])


def are_enough_for_one(rows: Sequence[Row], within: Iterable[Row], limits: Limits) -> bool:
    """Whether a reader who knows none of these rows may be told their sum, and whatever else lies between
    them and the rows `within`, which contain them."""
    left = spare(rows, limits)
    if left is None:
        return False
    largest = max([*sums_by_rider(rows).values(), *sums_by_rider(within).values()])
    return largest <= left


def for_every_reader(rows: Sequence[Row], holds: Callable[[list[Row]], bool]) -> bool:
    """Whether a test of these rows holds for every reader. An operator to whom nothing is left has passed."""
    for reader in readers_of(rows):
        left = unknown_to(reader, rows)
        if reader is not None and not any(row.amount for row in left):
            continue
        if not holds(left):
            return False
    return True


def are_enough(rows: Iterable[Row], limits: Limits) -> bool:
    """Whether the sum of these rows may be told to everybody. Nothing is not enough."""
    return for_every_reader(with_amount(rows), lambda left: are_enough_for_one(left, (), limits))


def are_enough_or_nothing(rows: Iterable[Row], limits: Limits) -> bool:
    """Whether these rows may be worked out by everybody: where there is nothing, nothing is given away."""
    amounts = with_amount(rows)
    return not amounts or are_enough(amounts, limits)
