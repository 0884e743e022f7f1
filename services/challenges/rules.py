"""What a challenge is, and what its publishing may give at once. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from shared.events.event import Texts
from shared.http.owned import Absent
from shared.http.problems import Problem
from shared.two_keys.rules import Facts, Kind
from shared.two_keys.steps import State

GoalKind = Literal["sum"]
Measure = Literal["trips", "distance_m", "duration_s", "energy_kcal"]
Who = Literal["all", "joined"]
Period = Literal["once"]

NO_CHALLENGE = Absent("There is no such challenge.")


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a challenge that conditions of guards can refer to. `reward_points` is the reward of one
    completed entry."""
    return {
        "goal_kind": body["goal"]["kind"],
        "measure": body["goal"]["measure"],
        "who": body["who"],
        "reward_points": body["reward"]["points"],
    }


KIND = Kind(
    name="challenge",
    chain="challenges",
    first="operator",
    seconds=("city",),
    fact_types={"goal_kind": "text", "measure": "text", "who": "text", "reward_points": "number"},
    facts=facts,
)


class ChallengeState(Problem):
    """The challenge is in a state in which this cannot be done."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A challenge that is {state} cannot be changed like this.", state=state)


class TooManyPointsAtOnce(Problem):
    """Publishing counts all trips of the challenge's window at once, and so would give riders more points
    than the setting RODEM_PUBLISH_POINTS_MAX allows an operator's publishings within an hour."""

    status = 409
    title = "Too many points at once"


POINTS_WINDOW = timedelta(hours=1)
"""The time within which all publishings of an operator together have one ceiling of points."""


class PointsAtOnce(NamedTuple):
    """What publishing gives riders at once, in points. `disclosed` is what the operator may learn of that:
    an exact sum would tell how many riders there are."""

    points: int
    disclosed: int


@dataclass(frozen=True)
class Challenge:
    """The rules of a challenge in force. Only a published challenge counts new trips.

    `revision` counts the challenge's steps, `version` its publishings. `beginnings` counts how often it began
    to count trips: with each publishing, and with each end of a stop. `target` is in the unit of `measure`.
    `ends_at` is the end of the window as published, `closed_at` the time of the closing.
    """

    challenge_id: UUID
    operator_id: str
    revision: int
    version: int
    beginnings: int
    state: State
    name: Texts
    kind: GoalKind
    measure: Measure
    target: int
    who: Who
    reward_points: int
    starts_at: datetime
    ends_at: datetime
    period: Period = "once"
    closed_at: datetime | None = None

    @property
    def ended_at(self) -> datetime:
        """The end as riders read it: a closing moves the end to itself, if it has not come yet."""
        return self.ends_at if self.closed_at is None else min(self.ends_at, self.closed_at)


def check_points_at_once(given: PointsAtOnce, added: PointsAtOnce, points_max: int) -> None:
    """Raises TooManyPointsAtOnce if `added` does not fit under `points_max` points, of which the operator's
    publishings have given `given` within POINTS_WINDOW."""
    if added.points > max(0, points_max - given.points):
        raise TooManyPointsAtOnce(
            "This would give riders about {points} points at once, and your publishings have given about"
            " {hour_points} within the last hour; more than {points_max} an hour are not allowed. (Riders are"
            " counted to the nearest ten here, and fewer than 15 as none.) Lower the reward, raise the"
            " target, let the challenge begin later or publish it an hour from now; or ask whoever runs Rodem"
            " to raise RODEM_PUBLISH_POINTS_MAX.",
            points=added.disclosed,
            hour_points=given.disclosed,
            points_max=points_max,
        )
