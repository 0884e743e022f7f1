"""Affordability: what riders pay, and how much of it where people have little. Pure."""

from services.public_value.indicators.estimates import ratio


def eur_per_trip(paid_eur: float, trips: float) -> float | None:
    """What riders paid for a trip on average, in euros."""
    return ratio(paid_eur, trips)


def deprived_share(paid_in_deprived_eur: float, paid_eur: float) -> float | None:
    """The share of all that riders paid which was paid for trips from deprived zones."""
    return ratio(paid_in_deprived_eur, paid_eur)
