"""What a challenge is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shared.events.event import Texts
from shared.http.owned import Absent
from shared.http.problems import Problem, out_of_range
from shared.two_keys.rules import Fact, Facts, Kind
from shared.two_keys.steps import State

GoalKind = Literal["sum"]
Measure = Literal["trips", "distance_m", "duration_s", "energy_kcal"]
Who = Literal["all", "joined"]
Period = Literal["once"]

NO_CHALLENGE = Absent("There is no such challenge.")


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a challenge that conditions of guards can refer to. `reward_points` is the reward of one
    completed entry."""
    found: dict[str, Fact] = {
        "goal_kind": body["goal"]["kind"],
        "measure": body["goal"]["measure"],
        "who": body["who"],
        "reward_points": body["reward"]["points"],
    }
    return found | ({"campaign_id": body["campaign_id"]} if "campaign_id" in body else {})


KIND = Kind(
    name="challenge",
    chain="challenges",
    first="operator",
    seconds=("city",),
    fact_types={
        "goal_kind": "text",
        "measure": "text",
        "who": "text",
        "reward_points": "number",
        "campaign_id": "text",
    },
    facts=facts,
)


class ChallengeState(Problem):
    """The challenge is in a state in which this cannot be done."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A challenge that is {state} cannot be changed like this.", state=state)


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
    campaign_id: UUID | None = None

    def is_open_at(self, instant: datetime) -> bool:
        """Whether a trip that starts at this instant lies in the window."""
        return self.starts_at <= instant < self.ends_at

    @property
    def ended_at(self) -> datetime:
        """The end as riders read it: a closing moves the end to itself, if it has not come yet."""
        return self.ends_at if self.closed_at is None else min(self.ends_at, self.closed_at)


def check_reward_points(points: int, points_max: int) -> None:
    """Raises ValidationError for a challenge that gives more than `points_max` points."""
    if points > points_max:
        raise out_of_range("/reward/points", 0, points_max)
