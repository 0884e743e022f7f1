"""Ease of access: how densely stations stand, and whether bikes unlock. Pure."""

from services.public_value.indicators.estimates import Estimate, ratio, wilson


def station_density(stations: int, area_km2: float) -> float | None:
    """Stations in service for each square kilometre of the service area."""
    return ratio(stations, area_km2)


def unlock_success(unlocked: int, attempts: int) -> Estimate | None:
    """The share of attempts to unlock a bike that succeeded, with its 95 % Wilson interval."""
    if not attempts:
        return None
    low, high = wilson(unlocked, attempts)
    return Estimate(low, unlocked / attempts, high)
