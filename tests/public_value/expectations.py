"""Expectations as actors declare them in tests."""

from typing import Any

COST = "eff.cost_per_trip"
EQUITY: dict[str, Any] = {
    "value_id": "equity",
    "indicator_id": "equity.gini_access",
    "weight": 60,
    "baseline": 0.5,
    "target": 0.2,
    "floor": 0.6,
}
CLIMATE: dict[str, Any] = {
    "value_id": "climate",
    "indicator_id": "climate.net_kgco2e",
    "weight": 40,
    "baseline": 0.0,
    "target": 5_000.0,
    "expected": 4.0,
}


def expectations(**changes: Any) -> dict[str, Any]:
    """What an actor expects of two values."""
    return {
        "valid_from": "2026-05-04",
        "mandate_ref": "Ple 2026/41",
        "values": [dict(EQUITY), dict(CLIMATE)],
    } | changes
