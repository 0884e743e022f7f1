"""Health: what regular cycling does for a population, by WHO/Europe's HEAT, and energy. Pure.

HEAT is made for populations and habitual behaviour: nothing here is ever said of one rider, one trip or one
day, and no points depend on it. Air pollution and crashes are left out, so the benefit is gross.
"""

import math
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from services.public_value.indicators.estimates import Estimate

PER = 100_000
"""Mortality rates are deaths per so many people and year."""
WEEKS = 52


class Range(Struct, frozen=True):
    """A constant and its published bounds."""

    low: float
    value: float
    high: float


class Activity(Struct, frozen=True):
    """How a kind of activity lowers mortality: by the relative risk at the reference minutes a week,
    linearly, at most by `reduction_max`."""

    relative_risk: Range
    reference_min: float
    reduction_max: float
    deaths_per_100k: float


class HealthFactors(Struct, frozen=True, eq=False):
    """The constants of HEAT for a country, and METs by vehicle type.

    `value_of_life_eur` is the value of a statistical life. `substituted` is the share of the activity that
    replaces other exercise.
    """

    id: str
    valid_from: date
    verified: bool
    source: str
    cycling: Activity
    walking: Activity
    value_of_life_eur: Range
    substituted: Range
    discount_rate: float
    build_up_years: int
    mets: dict[str, float]
    reference_met: float
    mass_kg: float


def reduction(weekly_min: float, activity: Activity, relative_risk: float) -> float:
    """The share of deaths that so many minutes a week avert."""
    share = (1 - relative_risk) * weekly_min / activity.reference_min
    return min(share, activity.reduction_max)


def deaths_averted(
    people: float, weekly_min: float, factors: HealthFactors, activity: Activity | None = None
) -> Estimate:
    """Deaths that the activity of these people averts in a year: people x mortality x reduction x (1 - s).

    `weekly_min` is the mean of minutes a week per person, in minutes of the reference activity. The bounds
    are those of the relative risk together with those of s, the share that replaces other exercise.
    """
    activity = activity or factors.cycling
    deaths = people * activity.deaths_per_100k / PER
    risk, substituted = activity.relative_risk, factors.substituted

    def averted(relative_risk: float, s: float) -> float:
        return deaths * reduction(weekly_min, activity, relative_risk) * (1 - s)

    return Estimate(
        averted(risk.high, substituted.high),
        averted(risk.value, substituted.value),
        averted(risk.low, substituted.low),
    )


def value_eur(deaths: Estimate, factors: HealthFactors) -> Estimate:
    """What averted deaths are worth in a year, in euros: deaths x value of a statistical life."""
    worth = factors.value_of_life_eur
    return Estimate(deaths.low * worth.low, deaths.value * worth.value, deaths.high * worth.high)


def present_value_factor(years: int, factors: HealthFactors) -> float:
    """By how much a yearly value is multiplied for its present value over so many years: the effect builds up
    linearly, and later years are discounted. WHO has not verified this convention."""
    rate, build_up = 1 + factors.discount_rate, factors.build_up_years
    return math.fsum(min(1, year / build_up) / rate ** (year - 1) for year in range(1, years + 1))


def met_minutes(minutes: Mapping[str, float], factors: HealthFactors) -> float:
    """MET-minutes of riding times by vehicle type: the sum of minutes x MET."""
    return math.fsum(factors.mets[vehicle] * time_min for vehicle, time_min in minutes.items())


def reference_minutes(minutes: Mapping[str, float], factors: HealthFactors) -> float:
    """Riding times by vehicle type as minutes of the activity that HEAT's relative risk is about."""
    return met_minutes(minutes, factors) / factors.reference_met


def weekly_per_rider(total: float, riders: float, weeks: int = WEEKS) -> float | None:
    """What was done in so many weeks, per active rider and week. None without riders."""
    return total / riders / weeks if riders else None


def kcal(met: float, mass_kg: float, minutes: float) -> float:
    """Energy in kilocalories: MET x kg x hours, resting energy included. Without it: MET - 1."""
    return met * mass_kg * minutes / 60
