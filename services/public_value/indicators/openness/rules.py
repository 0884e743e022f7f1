"""Transparency and accountability: what is published, how soon, and with which reasons. Pure."""

import math
from collections.abc import Sequence

from services.public_value.indicators.estimates import ratio


def indicator_share(published: int, defined: int) -> float | None:
    """The share of the indicators that are defined for which a figure is published."""
    return ratio(published, defined)


def latency_p95(hours: Sequence[float]) -> float | None:
    """In how many hours after their period ended 95 % of the figures were published (nearest rank)."""
    return sorted(hours)[math.ceil(0.95 * len(hours)) - 1] if hours else None


def reasoned_share(with_reason: int, changes: int) -> float | None:
    """The share of changes of rules whose reason everybody can read."""
    return ratio(with_reason, changes)
