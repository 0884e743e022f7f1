"""Factor sets as a city writes them in tests."""

from collections.abc import Mapping
from typing import Any

from tests.days import local_day

REASON = {"reason": "A test wants it."}
PHASES = ("manufacture", "delivery", "use", "services", "infrastructure")
PER_KM = {"bike": 40.0, "ebike": 60.0, "car": 160.0, "bus": 90.0, "metro": 70.0, "walk": 0.0}
SHARES: Mapping[str, Any] = {
    "car": {"share": 0.2, "n": 400},
    "bus": {"share": 0.3, "n": 400},
    "metro": {"share": 0.2, "n": 400},
    "walk": {"share": 0.3, "n": 400},
}
"""With these a kilometre would have emitted 73 g."""
CONTENTS: Mapping[str, Any] = {
    "factors": {mode: dict.fromkeys(PHASES, grams / 5) for mode, grams in PER_KM.items()},
    "shares": SHARES,
    "source": "A survey of four hundred riders.",
    "survey_id": "survey-1",
    "verified": True,
}


def factor_set(days: int = 1, **changes: Any) -> dict[str, Any]:
    """A verified set of the life cycle, so many days from today on: a bike saves 33 g a kilometre, an e-bike
    13."""
    return {"valid_from": local_day(days), **CONTENTS, **REASON} | changes
