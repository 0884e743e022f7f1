"""Liveability: external costs that trips avoided, against what riders would have taken instead. Pure.

Climate and accidents are counted by other values (V2, V6): adding them here would count them twice.
"""

import math
from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from services.public_value.indicators.climate.rules import Counterfactual, replaced
from services.public_value.indicators.estimates import Estimate

Category = Literal["air", "noise", "climate", "accidents", "space", "barrier", "congestion"]
COUNTED: frozenset[Category] = frozenset({"air", "noise", "congestion"})
"""What the indicator adds up."""


class CostFactors(Struct, frozen=True, eq=False):
    """External costs of each mode in euro cents per passenger-km, by category."""

    id: str
    valid_from: date
    verified: bool
    source: str
    unit: str
    costs: dict[str, dict[Category, float]]

    def of(self, mode: str, categories: Collection[Category] = COUNTED) -> float:
        """These categories of a mode together, in ct per passenger-km."""
        costs = self.costs[mode]
        return math.fsum(cost for category, cost in costs.items() if category in categories)


def external_cost_eur(
    km: Mapping[str, float],
    factors: CostFactors,
    counterfactual: Counterfactual,
    categories: Collection[Category] = COUNTED,
) -> Estimate:
    """Euros of external costs that were avoided (below 0: caused): the sum over vehicle types of
    km x (sum of share x cost of each replaced mode - cost of the vehicle). The bounds are those of the share
    that the survey varies."""
    per_mode = {mode: factors.of(mode, categories) for mode in counterfactual.shares()}
    own = math.fsum(length * factors.of(vehicle, categories) for vehicle, length in km.items())
    total = math.fsum(km.values())
    low, value, high = ((total * per_km - own) / 100 for per_km in replaced(counterfactual, per_mode))
    return Estimate(low, value, high)
