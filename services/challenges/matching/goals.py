"""What a counted trip brings to a goal: an amount, or marks of which different ones are counted. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from services.challenges.matching.deeds import BIKE_SHARE, Deed, End
from services.challenges.matching.wheres import TestOfEnd
from services.challenges.tree.periods import starts_on
from services.challenges.tree.trees import Best, Distinct, Streak

Brings = Callable[[Deed], int]
MarksOf = Callable[[Deed], set[str]]

SAVED_MG_PER_KM: Mapping[str, int] = {"bike": 7027, "ebike": 0}
"""The CO2e that a kilometre saves in the default method, in milligrams: what the trip's counterfactual emits
above the vehicle's own. public-value.md, G10."""


class Factors(NamedTuple):
    """By what the CO2e that trips save is counted, and what it is named by."""

    saved_mg_per_km: Mapping[str, int]
    factor_set_id: str
    counterfactual_id: str


SHIPPED = Factors(SAVED_MG_PER_KM, "itf-2020-life-cycle", "example-shares")
"""Those that hold until public_value has published others."""
BEST_DIGITS = 12
"""Marks of `best` are amounts with leading zeros, so that their order as texts is that of the amounts."""


def brings(measure: str, saved_mg_per_km: Mapping[str, int]) -> Brings:
    """What a counted trip adds to a sum in this measure. What is unknown adds 0."""
    if measure == "trips":
        return lambda _: 1
    if measure == "co2e_saved_g":
        return lambda deed: co2e_saved_g(deed, saved_mg_per_km)
    return lambda deed: (getattr(deed, measure) or 0) if deed.service == BIKE_SHARE else 0


def co2e_saved_g(deed: Deed, saved_mg_per_km: Mapping[str, int]) -> int:
    """Grams of CO2e that this trip saved, rounded half up."""
    rate = saved_mg_per_km.get(deed.vehicle_type or "", 0)
    return ((deed.distance_m or 0) * rate + 500_000) // 1_000_000


def marks_of(
    goal: Distinct | Streak | Best,
    of_end: Sequence[TestOfEnd],
    districts: Mapping[str, str],
    saved_mg_per_km: Mapping[str, int],
) -> MarksOf:
    """The marks that a counted trip leaves: places, days or weeks, or what the best of is looked for. Of
    places only ends count that meet `of_end`. `districts`: the topmost zone of each zone that is known."""
    if isinstance(goal, Best):
        amount = brings(goal.measure, saved_mg_per_km)
        return lambda deed: {f"{best:0{BEST_DIGITS}}"} if (best := amount(deed)) else set()
    of = goal.of
    if of == "days":
        return lambda deed: {deed.local_on.isoformat()}
    if of == "weeks":
        return lambda deed: {starts_on("week", deed.local_on).isoformat()}
    if of == "vehicle_types":
        return lambda deed: {deed.vehicle_type} if deed.vehicle_type else set()
    if of == "services":
        return lambda deed: {deed.service}
    places = PLACES[of]
    if of == "districts":
        return lambda deed: {
            districts[place]
            for end, place in places(deed)
            if place is not None and place in districts and _meets(end, of_end)
        }
    return lambda deed: {place for end, place in places(deed) if place is not None and _meets(end, of_end)}


def _meets(end: End, of_end: Sequence[TestOfEnd]) -> bool:
    return all(is_met(end) for is_met in of_end)


Places = Callable[[Deed], Sequence[tuple[End, str | None]]]


def _zones(deed: Deed) -> Sequence[tuple[End, str | None]]:
    return [(deed.start, deed.start_zone_id), (deed.end, deed.end_zone_id)]


PLACES: Mapping[str, Places] = {
    "start_stations": lambda deed: [(deed.start, deed.start_station_id)],
    "end_stations": lambda deed: [(deed.end, deed.end_station_id)],
    "stations": lambda deed: [(deed.start, deed.start_station_id), (deed.end, deed.end_station_id)],
    "zones": _zones,
    "districts": _zones,
}
