"""Request models: a project as the city or an operator writes it, and what has come of it."""

from typing import Annotated, Any

from pydantic import Field

from shared.http.bodies import Body, Code, Description, Instant, Name, WholeNumber
from shared.http.documented import example
from shared.http.value_tags import ValueTags

GOAL_POINTS_MAX = 1_000_000_000

EXAMPLE: dict[str, Any] = {
    "name": {"en": "Trees for the school", "ca": "Arbres per a l'escola", "es": "Árboles para la escuela"},
    "text": {"en": "Twenty trees in the yard of the school of Gràcia."},
    "goal_points": 50_000,
    "value_tags": {"climate": 60, "liveability": 40},
    "zone_id": "gracia",
    "ends_at": "2026-12-31T23:00:00Z",
}
OUTCOME: dict[str, Any] = {"outcome": {"en": "Twenty-two trees were planted in March."}}


class ProjectBody(Body):
    """A public project to which riders donate points. Points beyond the goal are taken too."""

    model_config = example(**EXAMPLE)

    name: Name
    text: Description
    goal_points: Annotated[WholeNumber, Field(ge=1, le=GOAL_POINTS_MAX)]
    value_tags: ValueTags
    zone_id: Code | None = None
    ends_at: Instant | None = None


class OutcomeBody(Body):
    """What has come of a project."""

    model_config = example(**OUTCOME)

    outcome: Description
