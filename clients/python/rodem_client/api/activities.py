"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key, segment


class VoidedActivity(Model, frozen=True, kw_only=True):
    """Why an activity is voided."""

    reason: str | None = None


class ActivityState(Model, frozen=True, kw_only=True):
    """Whether an activity counts."""

    activity_id: UUID
    counts: bool


class NewActivity(Model, frozen=True, kw_only=True):
    """Something that a rider did at an instant and that is no trip. `service` is any word but `bike_share`,
    `report_confirmed`, `survey_answered` and `rebalanced`, which come from services of this system."""

    activity_id: UUID
    rider_id: UUID
    service: str
    at: datetime


NewActivities = list[NewActivity]
"""Up to 1,000 activities."""


class ActivityFailure(Model, frozen=True, kw_only=True):
    """An activity that was not taken. `activity_id` is left out where it could not be read."""

    index: int
    activity_id: str | None = None
    problem: dict[str, Any]


class ActivityCounts(Model, frozen=True, kw_only=True):
    """The number of activities that were new and that were reported before, and those that were not
    taken."""

    accepted: int
    duplicates: int
    failures: list[ActivityFailure]


async def void_activity(rodem: Rodem, activity_id: UUID | str, body: VoidedActivity | Raw) -> ActivityState:
    """Take an activity back, with all that followed from it. It stays voided."""
    return decoded(
        await rodem.send("POST", f"/v1/activities/{segment(activity_id)}/void", body=body), ActivityState
    )


async def report_activities(
    rodem: Rodem, body: NewActivities | Raw, *, idempotency_key: str | None = None
) -> ActivityCounts:
    """Report what riders did that is no trip, such as parking or sharing a car. Challenges whose `services`
    name it count it. Good activities are taken; each bad one is a failure: `activity-id-conflict` where the
    id names another activity, `erased-rider` where its rider was erased, `clock-ahead` for more than
    5 minutes after now."""
    return decoded(
        await rodem.send(
            "POST", "/v1/activities:batch", body=body, idempotency_key=idempotency_key or new_key()
        ),
        ActivityCounts,
    )
