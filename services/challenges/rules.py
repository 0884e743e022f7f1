"""What a challenge is, the states that it can be in, and the steps between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
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
    # Where the city guards nothing, a draft may be published as it is.
    "publish": ("published", frozenset({"draft", "submitted", "approved", "paused", "published"})),
    "pause": ("paused", frozenset({"published"})),
    "close": ("closed", frozenset({"draft", "submitted", "approved", "published", "paused"})),
}
"""Step -> the state that it leads to, and the states in which it may be taken."""


def facts(body: Mapping[str, Any]) -> Facts:
    """What guards may ask of a challenge. `reward_points` are those of an entry."""
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


@dataclass(frozen=True)
class Challenge:
    """The rules of a challenge in force. Unless it is published, it counts nothing new.

    `revision` counts its steps, `version` its publishings, `beginnings` how often it has begun to count: with
    each publishing, and with each end of a stop.
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


def check_step(state: State, step: Step) -> State:
    """The state that a step leads to."""
    to, allowed = STEPS[step]
    if state not in allowed:
        raise ChallengeState(state)
    return to


def state_of(word: str) -> State:
    """The state that a word names. Raises ValueError for another word."""
    return next(state for state in get_args(State) if state == word)


def state_when_submitted(state: State) -> State:
    """The state of a challenge that waits for its second key. What is in force stays so."""
    if state in ("submitted", "closed"):
        raise ChallengeState(state)
    return state if state in ("published", "paused") else "submitted"


def state_when_decided(state: State, is_approved: bool) -> State:
    """The state of a challenge that the second key has signed or refused. What is in force stays so."""
    if state in ("published", "paused", "closed"):
        return state
    return "approved" if is_approved else "draft"


def state_when_stopped(state: State) -> State:
    """The state of a challenge that the city stops: what counts is paused."""
    if state == "closed":
        raise ChallengeState(state)
    return "paused" if state == "published" else state


def state_when_replaced(state: State) -> State:
    """The state of a challenge whose body was written anew. What was submitted is a draft again."""
    if state == "closed":
        raise ChallengeState(state)
    return state if state in ("published", "paused") else "draft"
