"""How each indicator is computed from a figure that may be shown. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from services.public_value.disclosure.rules import Figure
from services.public_value.indicators.climate.rules import DataSets, method_on, net_balance

Interval = Literal["P1D", "P1W", "P1M"]
Dimension = Literal["zone_id", "district_id"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@dataclass(frozen=True)
class Computation:
    """How an indicator is computed from a figure, the first day of the figure's period and the data sets.

    `values` returns the value, then one number for each name in `bounds`: `low` and `high` if the indicator
    has a confidence interval. `by_data_sets` says that the value depends on a factor set and a
    counterfactual, which answers then name.
    """

    values: Callable[[Figure, date, DataSets], tuple[float, ...]]
    bounds: tuple[str, ...] = ()
    by_data_sets: bool = False


def exact(amount: Callable[[Figure], int]) -> Computation:
    """A count or a sum of what happened, without an interval or a data set."""
    return Computation(lambda figure, _day, _sets: (amount(figure),))


def climate_kg(figure: Figure, day: date, sets: DataSets) -> tuple[float, float, float]:
    """Value, low and high in kg CO2e, rounded to the gram."""
    return climate_kg_of(sets, day, figure.sums.bike_m, figure.sums.ebike_m)


def climate_kg_of(sets: DataSets, day: date, bike_m: int, ebike_m: int) -> tuple[float, float, float]:
    """The climate balance of these metres in a period that begins on this day: value, low and high in kg
    CO2e, rounded to the gram."""
    balance = net_balance(method_on(sets, day), bike_m, ebike_m)
    return round(balance.value / 1000, 3), round(balance.low / 1000, 3), round(balance.high / 1000, 3)


# An indicator's texts are in `texts/<id>.json`. Answers and the city's page list indicators in this order.
COMPUTATIONS = {
    "trips": exact(lambda figure: figure.sums.trips),
    "riders": exact(lambda figure: figure.riders),
    "distance_m": exact(lambda figure: figure.sums.bike_m + figure.sums.ebike_m),
    "duration_s": exact(lambda figure: figure.sums.duration_s),
    "energy_kcal": exact(lambda figure: figure.sums.energy_kcal),
    "points": exact(lambda figure: figure.sums.points),
    "climate.net_kgco2e": Computation(climate_kg, bounds=("low", "high"), by_data_sets=True),
}

if TYPE_CHECKING:
    IndicatorId = str
else:
    # pydantic refuses any other id, and writes these into the OpenAPI document.
    IndicatorId = Literal[tuple(COMPUTATIONS)]
