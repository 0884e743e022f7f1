"""How expectations of actors differ, what was achieved of them, and whom the game serves. Pure.

Amounts that are compared with a bound (achievements, weights) are fractions made of decimals, so that a value
which lies on a bound does so exactly. Weights are shares of 1. Actors are never averaged: a blended score
would hide what they disagree on.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

Weights = Mapping[str, Fraction]
"""Value id -> an actor's weight of it, a share of 1. What is not named weighs nothing."""

NEGLECTED_MAX = Fraction(5, 100)
CHERISHED_MIN = Fraction(15, 100)
ACHIEVED_MIN = Fraction(7, 10)
PERIODS_MIN = 8
"""A trade-off is told from so many periods on."""


class Expectation(NamedTuple):
    """What an actor expects of a value: where it began, what it shall become, and what it must not pass, in
    the unit of the value's indicator. A target below the baseline means that lower is better."""

    baseline: Decimal
    target: Decimal
    floor: Decimal | None = None


class Orphan(NamedTuple):
    """A value that this actor neglects, while it matters to others who do not get it."""

    value_id: str
    neglecting_actor: str


def shares(amounts: Mapping[str, Decimal | int]) -> dict[str, Fraction]:
    """Amounts as shares of their sum. Empty when there is nothing to share out."""
    total = sum(map(Fraction, amounts.values()))
    return {name: Fraction(amount) / total for name, amount in amounts.items()} if total else {}


def achievement(realised: Decimal, expected: Expectation) -> Fraction:
    """How much of what was expected was achieved: (x - baseline) / (target - baseline), from -1 to 1.
    Baseline and target differ."""
    wanted = Fraction(expected.target) - Fraction(expected.baseline)
    share = (Fraction(realised) - Fraction(expected.baseline)) / wanted
    return max(Fraction(-1), min(Fraction(1), share))


def is_below_floor(realised: Decimal, expected: Expectation) -> bool:
    """Whether a figure lies on the wrong side of an actor's floor: below it where more is better, else
    above."""
    if expected.floor is None:
        return False
    if expected.target > expected.baseline:
        return realised < expected.floor
    return realised > expected.floor


def score(weights: Weights, achieved: Mapping[str, Fraction]) -> Fraction | None:
    """What an actor has achieved of its values: the mean of achievements by weight, over values that have a
    figure. None if none of them has."""
    known = sum(weight for value, weight in weights.items() if value in achieved)
    total = sum(weight * achieved[value] for value, weight in weights.items() if value in achieved)
    return Fraction(total) / known if known else None


def spread(scores: Iterable[Fraction]) -> Fraction:
    """The difference between the actor that has achieved most and the one that has achieved least."""
    known = list(scores)
    return max(known) - min(known)


def likert(mean: Decimal) -> Fraction:
    """An answer from 1 to 5 on a scale from 0 to 1."""
    return (Fraction(mean) - 1) / 4


def expectation_gap(achieved: Fraction, expected: Decimal = Decimal(5)) -> Fraction:
    """By how much more was achieved than expected. Below 0: less."""
    return achieved - likert(expected)


def perception_gap(achieved: Fraction, perceived: Decimal) -> Fraction:
    """By how much more people see than was achieved. Below 0: they see less than there is."""
    return likert(perceived) - max(Fraction(0), achieved)


def priority_divergence(one: Weights, other: Weights) -> Fraction:
    """Half the sum of differences of weights: 0 when two have the same priorities, 1 when they share none.
    Between an actor's weights then and now it is how far that actor has shifted."""
    values = one.keys() | other.keys()
    return sum((abs(one.get(v, Fraction(0)) - other.get(v, Fraction(0))) for v in values), Fraction(0)) / 2


def alignment(points: Weights, weights: Weights) -> Fraction:
    """How well the points of the game are spread as an actor would spread them: 1 - priority divergence."""
    return 1 - priority_divergence(points, weights)


def jensen_shannon(actors: Sequence[Weights]) -> float:
    """The Jensen-Shannon divergence of the weights of two or more actors: 0 when all are the same, 1 when no
    two share a value. In bits, divided by log2 of how many actors there are."""
    values = sorted({value for weights in actors for value in weights})
    middle = {v: sum(weights.get(v, Fraction(0)) for weights in actors) / len(actors) for v in values}
    parts = [
        float(weights[v]) * math.log2(weights[v] / middle[v])
        for weights in actors
        for v in values
        if weights.get(v)
    ]
    return max(0.0, min(1.0, math.fsum(parts) / len(actors) / math.log2(len(actors))))


def rank_conflict(one: Weights, other: Weights) -> float | None:
    """Kendall's tau-b of two actors' weights: 1 when they rank values alike, -1 when the other way round.
    None where an actor weighs all values alike, and so ranks none."""
    values = sorted(one.keys() | other.keys())
    ranked = [(one.get(v, Fraction(0)), other.get(v, Fraction(0))) for v in values]
    agree = untied_by_one = untied_by_other = 0
    for (a, b), (c, d) in combinations(ranked, 2):
        by_one, by_other = _sign(a - c), _sign(b - d)
        agree += by_one * by_other
        untied_by_one += by_one != 0
        untied_by_other += by_other != 0
    pairs = untied_by_one * untied_by_other
    return agree / math.sqrt(pairs) if pairs else None


def _sign(number: Fraction | float) -> int:
    return (number > 0) - (number < 0)


def target_divergence(baseline: Decimal, targets: Sequence[Decimal]) -> Fraction:
    """How far targets lie apart, as a share of the way from the baseline to the farthest. Some target differs
    from the baseline."""
    ends = [Fraction(baseline), *map(Fraction, targets)]
    apart = max(map(Fraction, targets)) - min(map(Fraction, targets))
    return apart / (max(ends) - min(ends))


def orphans(weights: Mapping[str, Weights], achieved: Mapping[str, Mapping[str, Fraction]]) -> list[Orphan]:
    """Values that an actor weighs with 0.05 or less while another weighs them with 0.15 or more and has
    achieved less than 0.7 of its target. Sorted by value, then actor."""
    found = set()
    for caring, of_caring in weights.items():
        for value, weight in of_caring.items():
            share = achieved.get(caring, {}).get(value)
            if weight >= CHERISHED_MIN and share is not None and share < ACHIEVED_MIN:
                found |= {
                    Orphan(value, actor)
                    for actor, of_actor in weights.items()
                    if actor != caring and of_actor.get(value, Fraction(0)) <= NEGLECTED_MAX
                }
    return sorted(found)


def claim_gap(declared: float, own: float) -> float | None:
    """A figure that an operator declares, divided by the city's own of the same indicator and period. 1 is
    agreement. None where the city's is 0."""
    return declared / own if own else None


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Spearman's rank correlation of two series. None where one of them never changes."""
    ranks_of_one, ranks_of_other = _ranks(one), _ranks(other)
    middle = (len(one) + 1) / 2
    product = math.fsum(
        (a - middle) * (b - middle) for a, b in zip(ranks_of_one, ranks_of_other, strict=True)
    )
    squares = [math.fsum((r - middle) ** 2 for r in ranks) for ranks in (ranks_of_one, ranks_of_other)]
    return product / math.sqrt(squares[0] * squares[1]) if all(squares) else None


def _ranks(series: Sequence[float]) -> list[float]:
    """Ranks from 1 on; equal numbers share the mean of their ranks."""
    ordered = sorted(series)
    first = {number: place for place, number in reversed(list(enumerate(ordered, 1)))}
    last = {number: place for place, number in enumerate(ordered, 1)}
    return [(first[number] + last[number]) / 2 for number in series]


def trade_offs(series: Mapping[str, Sequence[float]], one: Weights, other: Weights) -> list[tuple[str, str]]:
    """Pairs of values of which one fell when the other rose, over eight periods or more, and on which two
    actors set their weights differently: one weighs a value more than the other does, and not so the second
    value. Series are of the same periods."""
    return [
        (u, v)
        for u, v in combinations(sorted(series), 2)
        if len(series[u]) >= PERIODS_MIN
        and (spearman(series[u], series[v]) or 0) < 0
        and _preference(u, one, other) != _preference(v, one, other)
    ]


def _preference(value: str, one: Weights, other: Weights) -> int:
    return _sign(one.get(value, Fraction(0)) - other.get(value, Fraction(0)))
