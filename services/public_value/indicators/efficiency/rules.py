"""Efficiency: how much bikes are used, and what it takes to keep them there. Pure."""

from services.public_value.indicators.estimates import ratio

DAYS_OF_YEAR = 365


def trips_per_bike_day(trips: float, bike_days: float) -> float | None:
    """Trips for each day of a bike that was deployed."""
    return ratio(trips, bike_days)


def trips_per_1000_residents(trips: float, residents: float, days: float) -> float | None:
    """Trips a day for each thousand residents of the service area."""
    return ratio(1_000 * trips, residents * days)


def bikes_per_1000_residents(trips_per_1000: float, trips_per_bike: float) -> float | None:
    """Bikes for each thousand residents, from how many trips each makes a day."""
    return ratio(trips_per_1000, trips_per_bike)


def moves_per_bike_year(moves: float, bike_days: float) -> float | None:
    """How often a bike is moved by a van in a year of 365 days."""
    return ratio(DAYS_OF_YEAR * moves, bike_days)


def cost_per_trip_eur(cost_eur: float, trips: float) -> float | None:
    """What running the service costs for each trip, in euros."""
    return ratio(cost_eur, trips)
