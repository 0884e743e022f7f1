"""Safety: incidents by distance, with the exact interval of a rare count. Pure."""

from services.public_value.indicators.estimates import Estimate, poisson

KM = 1_000_000
"""Incidents are told for so many kilometres."""


def incidents_per_million_km(incidents: int, km: float) -> Estimate | None:
    """Incidents for each million kilometres, with the exact 95 % Poisson interval. None without distance."""
    if not km:
        return None
    low, high = poisson(incidents)
    return Estimate(low * KM / km, incidents * KM / km, high * KM / km)
