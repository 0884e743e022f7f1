"""Response models and the event of activities."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.challenges.activities.bodies import ACTIVITY
from services.challenges.counting.trips import Activity
from shared.events.several import ActivityReported
from shared.http.documented import example
from shared.http.items import Failure


class ActivityFailure(BaseModel):
    """An activity that was not taken. `activity_id` is left out where it could not be read."""

    index: int
    activity_id: str | None = None
    problem: dict[str, Any]


class ActivityCounts(BaseModel):
    """The number of activities that were new and that were reported before, and those that were not
    taken."""

    model_config = example(accepted=40, duplicates=2, failures=[])

    accepted: int
    duplicates: int
    failures: list[ActivityFailure]


class ActivityState(BaseModel):
    """Whether an activity counts."""

    model_config = example(activity_id=ACTIVITY["activity_id"], counts=False)

    activity_id: UUID
    counts: bool


def activity_counts(accepted: int, duplicates: int, failures: list[Failure]) -> ActivityCounts:
    """What came of a list of activities."""
    return ActivityCounts(
        accepted=accepted,
        duplicates=duplicates,
        failures=[ActivityFailure(**each) for each in failures],
    )


def event_of(city_id: str, activity: Activity) -> ActivityReported:
    """The event for an activity."""
    return ActivityReported(
        city_id=city_id,
        rider_id=activity.rider_id,
        revision=activity.revision,
        activity_id=activity.activity_id,
        service=activity.service,
        at=activity.at,
        local_on=activity.local_on,
        counts=activity.counts,
    )
