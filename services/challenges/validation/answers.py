"""What an operator is told of a challenge that is only looked at."""

from collections.abc import Mapping

from pydantic import BaseModel

from services.challenges.tree.trees import Tree
from services.challenges.tree.warnings import Code, warnings
from services.challenges.tree.words import VehicleType
from shared.http.documented import example


class ChallengeWarning(BaseModel):
    """What the operator may not have meant: `no_progress` (trips of this `vehicle_type` add nothing to the
    goal), `rewards_speed` (faster than 20 km/h) or `rewards_night` (only starts from 0 to 6 o'clock)."""

    model_config = example(pointer="/goal/measure", code="no_progress", vehicle_type="ebike")

    pointer: str
    code: Code
    vehicle_type: VehicleType | None = None


class ValidatedChallenge(BaseModel):
    """A challenge that is allowed, and what to think about before it is published."""

    model_config = example(
        warnings=[{"code": "no_progress", "pointer": "/goal/measure", "vehicle_type": "ebike"}]
    )

    warnings: list[ChallengeWarning]


def validated(tree: Tree, saved_mg_per_km: Mapping[str, int]) -> ValidatedChallenge:
    """The answer for a challenge, by the CO2e that a kilometre saves now."""
    found = warnings(tree, saved_mg_per_km)
    return ValidatedChallenge(warnings=[ChallengeWarning(**each._asdict()) for each in found])
