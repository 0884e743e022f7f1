"""Request models: activities, and why one is voided."""

from typing import Annotated

from pydantic import Field, RootModel, field_validator
from pydantic_core import PydanticCustomError

from services.challenges.activities.rules import NOT_REPORTED
from services.challenges.tree.where import ShortCode
from shared.http.bodies import Body, Id, Instant, Words
from shared.http.documented import example, example_list

ACTIVITIES_MAX = 1_000
ACTIVITY = {
    "activity_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0dac71",
    "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
    "service": "parking",
    "at": "2026-05-04T07:30:00Z",
}


class NewActivity(Body):
    """Something that a rider did at an instant and that is no trip. `service` is any word but `bike_share`,
    `report_confirmed`, `survey_answered` and `rebalanced`, which come from services of this system."""

    model_config = example(**ACTIVITY)

    activity_id: Id
    rider_id: Id
    service: ShortCode
    at: Instant

    @field_validator("service")
    @classmethod
    def _is_reported(cls, service: str) -> str:
        if service in NOT_REPORTED:
            raise PydanticCustomError("not_allowed", "a service of an operator")
        return service


class NewActivities(RootModel[Annotated[list[NewActivity], Field(min_length=1, max_length=ACTIVITIES_MAX)]]):
    """Up to 1,000 activities."""

    model_config = example_list(ACTIVITY)


class VoidedActivity(Body):
    """Why an activity is voided."""

    model_config = example(reason="The car was not returned.")

    reason: Words | None = None
