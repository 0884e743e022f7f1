"""Equity: how access, service and points are distributed over the people of a city. Pure.

Measures of inequality take people's amounts as (residents, amount per resident); an amount that nobody has
is equal, and has no measure (None).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from services.public_value.indicators.estimates import ratio


class Place(NamedTuple):
    """People of a place, what each of them has on average (docks, bike-minutes, points), and the place's rank
    of deprivation: 1 is the most deprived."""

    residents: float
    per_resident: float
    deprivation_rank: float = 0


def mean(places: Sequence[Place]) -> float:
    """What a resident has on average. 0 without residents."""
    residents = math.fsum(place.residents for place in places)
    amount = math.fsum(place.residents * place.per_resident for place in places)
    return amount / residents if residents else 0.0


def _index(groups: Iterable[Sequence[Place]], places: Sequence[Place]) -> float | None:
    """The concentration of what people have, along groups of places in their order: from -1 (the first have
    all) to 1 (the last have all). Who is in one group has one place in the order."""
    average = mean(places)
    if not average:
        return None
    residents = math.fsum(place.residents for place in places)
    before, parts = 0.0, []
    for group in groups:
        in_group = math.fsum(place.residents for place in group)
        has = math.fsum(place.residents * place.per_resident for place in group)
        parts.append(has * (2 * before + in_group))
        before += in_group
    return math.fsum(parts) / (residents * residents * average) - 1


def gini(places: Sequence[Place]) -> float | None:
    """The Gini coefficient, weighted by residents: 0 when all have the same, toward 1 when one has all."""
    ordered = sorted(places, key=lambda place: place.per_resident)
    return _index(([place] for place in ordered), places)


def gini_of(amounts: Iterable[float]) -> float | None:
    """The Gini coefficient of people with these amounts, one each: the sum of (2i - n - 1) x / (n sum of x),
    by ascending amount."""
    return gini([Place(1, amount) for amount in amounts])


def concentration(places: Sequence[Place]) -> float | None:
    """The concentration index: Gini's formula in the order of deprivation, most deprived first. Below 0 the
    deprived have more, above 0 less than their share."""
    ranks = sorted({place.deprivation_rank for place in places})
    groups = ([place for place in places if place.deprivation_rank == rank] for rank in ranks)
    return _index(groups, places)


def theil_t(places: Sequence[Place]) -> float | None:
    """Theil's T: the mean over residents of (y / mean) ln(y / mean). 0 when all have the same."""
    average = mean(places)
    if not average:
        return None
    residents = math.fsum(place.residents for place in places)
    return math.fsum(place.residents / residents * _t_of(place.per_resident / average) for place in places)


def _t_of(relative: float) -> float:
    return relative * math.log(relative) if relative > 0 else 0.0


def theil_between(districts: Mapping[str, Sequence[Place]]) -> float | None:
    """The part of Theil's T that lies between districts: that of the districts' means. The rest of it lies
    within them."""
    return theil_t(
        [Place(math.fsum(place.residents for place in places), mean(places)) for places in districts.values()]
    )


def mean_log_deviation(places: Sequence[Place]) -> float | None:
    """The mean over residents of ln(mean / y): more sensitive than T to who has little. Infinite when
    somebody has nothing."""
    average = mean(places)
    if not average:
        return None
    residents = math.fsum(place.residents for place in places)
    peopled = [place for place in places if place.residents]
    if any(place.per_resident <= 0 for place in peopled):
        return math.inf
    return math.fsum(
        place.residents / residents * math.log(average / place.per_resident) for place in peopled
    )


def atkinson(places: Sequence[Place]) -> float | None:
    """Atkinson's index with aversion 1: 1 - e^-(mean log deviation)."""
    deviation = mean_log_deviation(places)
    return None if deviation is None else 1 - math.exp(-deviation)


def access_share(residents_near: float, residents: float) -> float | None:
    """The share of residents with a station in service within 300 m on foot."""
    return ratio(residents_near, residents)


def deprived_ratio(places: Sequence[Place], deprived: int) -> float | None:
    """What a resident of the so many most deprived places has, as a share of the city's mean: 1 is as much as
    all. None where nobody has anything or nobody lives."""
    poorest = sorted(places, key=lambda place: place.deprivation_rank)[:deprived]
    return ratio(mean(poorest), mean(places)) if sum(place.residents for place in poorest) else None


def nondigital_share(trips_without_app: float, trips: float) -> float | None:
    """The share of trips that were unlocked with a card or by phone call. Declared by the operator."""
    return ratio(trips_without_app, trips)
