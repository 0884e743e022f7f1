"""What operators report that is no trip. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.challenges.counting.trips import Activity
from services.challenges.matching.deeds import BIKE_SHARE
from shared.http.owned import Absent
from shared.http.problems import Problem

NOT_REPORTED = (BIKE_SHARE, "report_confirmed", "survey_answered", "rebalanced")
"""Services whose trips and activities come from a service of this system."""
NO_ACTIVITY = Absent("There is no such activity.")
OTHER_ACTIVITY = "This activity_id already names another activity."


class ActivityIdConflict(Problem):
    """This activity_id already names another activity. Nothing is said of whose."""

    status = 409
    title = "Activity id taken"


class Reported(NamedTuple):
    """An activity as an operator reports it. `local_on` is the city's day of `at`."""

    activity_id: UUID
    rider_id: UUID
    service: str
    at: datetime
    local_on: date


def is_same(known: Activity, operator_id: str, reported: Reported) -> bool:
    """Whether an operator reports the activity once more that is known by this id."""
    told = (known.operator_id, known.rider_id, known.service, known.at)
    return told == (operator_id, reported.rider_id, reported.service, reported.at)


class Sorted(NamedTuple):
    """Reported activities, each with its place in the list: new ones, those that were reported before, and
    those whose id names another activity."""

    new: Sequence[Reported]
    duplicates: int
    conflicts: Sequence[tuple[int, Reported]]


def sort_out(
    reported: Sequence[tuple[int, Reported]], known: Mapping[UUID, Activity], operator_id: str
) -> Sorted:
    """Which of the activities that an operator reports are new. Of two with one id the first is taken."""
    new: dict[UUID, Reported] = {}
    duplicates, conflicts = 0, []
    for index, each in reported:
        before = known.get(each.activity_id)
        earlier = new.get(each.activity_id)
        if before is None and earlier is None:
            new[each.activity_id] = each
        elif earlier == each or (before is not None and is_same(before, operator_id, each)):
            duplicates += 1
        else:
            conflicts.append((index, each))
    return Sorted([*new.values()], duplicates, conflicts)
