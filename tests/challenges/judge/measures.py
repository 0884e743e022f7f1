"""What one trip brings to a measure. What is unknown brings 0; nothing brings less."""

from collections.abc import Mapping

from .facts import Trip


def co2e_saved_g(trip: Trip, saved_mg_per_km: Mapping[str, int]) -> int:
    """CO2e that a trip saved, in grams rounded half up: metres x milligrams per kilometre / 10^6."""
    if trip.distance_m is None or trip.vehicle_type is None:
        return 0
    return (trip.distance_m * saved_mg_per_km.get(trip.vehicle_type, 0) + 500_000) // 1_000_000


def brings(trip: Trip, measure: str, saved_mg_per_km: Mapping[str, int]) -> int:
    """The trip in the measure's unit. An activity is 1 of trips and 0 of all else."""
    if measure == "trips":
        return 1
    if trip.is_activity:
        return 0
    if measure == "co2e_saved_g":
        return max(0, co2e_saved_g(trip, saved_mg_per_km))
    facts = {
        "distance_m": trip.distance_m,
        "duration_s": trip.duration_s,
        "energy_kcal": trip.energy_kcal,
        "climb_m": trip.climb_m,
    }
    return max(0, facts[measure] or 0)
