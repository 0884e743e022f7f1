"""Which indicators releases tell, and what of them. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from services.public_value.indicators.climate.rules import DataSets, method_on, net_balance

Interval = Literal["P1D", "P1W", "P1M"]
Dimension = Literal["zone_id", "district_id"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


K = 10
"""So many other riders stand behind every figure,"""
COLLUDERS = 5
"""also for so many riders who tell each other what they did."""


@dataclass(frozen=True)
class Computation:
    """What releases tell of an indicator besides its value: one number for each name in `bounds` (`low` and
    `high` if it has a confidence interval). `by_data_sets` says that the value depends on a factor set and a
    counterfactual, which answers then name. `of_metres` works it out from the city's metres of a month by
    vehicle type, where these are told: so it tells nothing more than they do."""

    bounds: tuple[str, ...] = ()
    by_data_sets: bool = False
    of_metres: Callable[[Mapping[str, int]], float] | None = None


def climate_kg_of(sets: DataSets, day: date, bike_m: int, ebike_m: int) -> tuple[float, float, float]:
    """The climate balance of these metres in a period that begins on this day: value, low and high in kg
    CO2e, rounded to the gram."""
    balance = net_balance(method_on(sets, day), bike_m, ebike_m)
    return round(balance.value / 1000, 3), round(balance.low / 1000, 3), round(balance.high / 1000, 3)


# An indicator's texts are in `texts/<id>.json`. Answers and the city's page list indicators in this order.
COMPUTATIONS = {
    **dict.fromkeys(("trips", "riders", "distance_m", "duration_s", "energy_kcal", "points"), Computation()),
    "climate.net_kgco2e": Computation(bounds=("low", "high"), by_data_sets=True),
}

if TYPE_CHECKING:
    IndicatorId = str
else:
    # pydantic refuses any other id, and writes these into the OpenAPI document.
    IndicatorId = Literal[tuple(COMPUTATIONS)]
