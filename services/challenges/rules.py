"""What a challenge is, its states, and the steps between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

from shared.events.event import Texts
from shared.http.owned import Absent
from shared.http.problems import Problem
from shared.two_keys.rules import Facts, Kind

State = Literal["draft", "submitted", "approved", "published", "paused", "closed"]
Step = Literal["publish", "pause", "close"]
GoalKind = Literal["sum"]
Measure = Literal["trips", "distance_m", "duration_s", "energy_kcal"]
Who = Literal["all", "joined"]
Period = Literal["once"]

NO_CHALLENGE = Absent("There is no such challenge.")

STEPS: Mapping[Step, tuple[State, frozenset[State]]] = {
    # A draft that no guard covers may be published without being submitted.
    "publish": ("published", frozenset({"draft", "submitted", "approved", "paused", "published"})),
    "pause": ("paused", frozenset({"published"})),
    "close": ("closed", frozenset({"draft", "submitted", "approved", "published", "paused"})),
}
"""Step -> the state that the step leads to, and the states in which it is allowed."""


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


def check_step(state: State, step: Step) -> State:
    """The state that a step leads to. Raises ChallengeState where the step is not allowed."""
    to, allowed = STEPS[step]
    if state not in allowed:
        raise ChallengeState(state)
    return to


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


def state_of(word: str) -> State:
    """The state that a word names. Raises ValueError for another word."""
    return next(state for state in get_args(State) if state == word)


def state_when_submitted(state: State) -> State:
    """The state after a submission: a published or paused challenge stays in force while its new body waits
    for the second key. Raises ChallengeState."""
    if state in ("submitted", "closed"):
        raise ChallengeState(state)
    return state if state in ("published", "paused") else "submitted"


def state_when_decided(state: State, is_approved: bool) -> State:
    """The state after a decision of the second key. A published or paused challenge stays in force."""
    if state in ("published", "paused", "closed"):
        return state
    return "approved" if is_approved else "draft"


def state_when_stopped(state: State) -> State:
    """The state after the city's stop: a published challenge is paused. Raises ChallengeState."""
    if state == "closed":
        raise ChallengeState(state)
    return "paused" if state == "published" else state


def state_when_replaced(state: State) -> State:
    """The state after its body is replaced: a submitted or approved challenge becomes a draft again. Raises
    ChallengeState."""
    if state == "closed":
        raise ChallengeState(state)
    return state if state in ("published", "paused") else "draft"
