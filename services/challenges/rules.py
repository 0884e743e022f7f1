"""What a challenge is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from services.challenges.matching.rules import Known, Rule, compiled
from services.challenges.tree.facts import FACT_TYPES, facts
from services.challenges.tree.trees import (
    All,
    Best,
    Distinct,
    Joined,
    Pairs,
    Streak,
    Sum,
    Teams,
    Tree,
    kind_of,
    tree_of,
)
from shared.http.owned import Absent
from shared.http.problems import Problem, refused
from shared.two_keys.rules import Facts, Kind
from shared.two_keys.steps import State

NO_CHALLENGE = Absent("There is no such challenge.")


def facts_of_body(body: Mapping[str, Any]) -> Facts:
    """The facts of a stored body that conditions of guards can refer to."""
    return facts(tree_of(body))


KIND = Kind(
    name="challenge",
    chain="challenges",
    first="operator",
    seconds=("city",),
    fact_types=FACT_TYPES,
    facts=facts_of_body,
)


class ChallengeState(Problem):
    """The challenge is in a state in which this cannot be done."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A challenge that is {state} cannot be changed like this.", state=state)


class NotInRidersFavour(Problem):
    """A challenge that was published changes only in the riders' favour. `pointers` are the places in the
    body that would change otherwise."""

    status = 409
    title = "Not in the riders' favour"


@dataclass(frozen=True)
class Challenge:
    """A challenge in the version in force. `revision` counts the challenge's steps, `version` its
    publishings. `closed_at` is the time of the closing; `known` is what the first publishing has kept."""

    challenge_id: UUID
    operator_id: str
    revision: int
    version: int
    state: State
    closed_at: datetime | None
    tree: Tree
    known: Known

    @property
    def ended_at(self) -> datetime:
        """The end of the window as riders read it: a closing moves the end to itself, if it has not come
        yet."""
        ends_at = self.tree.ends_at
        return ends_at if self.closed_at is None else min(ends_at, self.closed_at)

    @property
    def kind(self) -> str:
        """The kind of its goal."""
        return kind_of(self.tree.goal)

    @property
    def is_joined(self) -> bool:
        """Whether riders take part by joining."""
        return isinstance(self.tree.who, Joined)

    def rule(self, zone: tzinfo, game_operator: str) -> Rule:
        """What it counts. `zone` is the city's time zone; the game's operator counts everybody's trips."""
        return compiled(
            self.challenge_id,
            self.version,
            self.tree,
            self.known,
            is_paused=self.state == "paused",
            closed_at=self.closed_at,
            zone=zone,
            by_operator=None if self.operator_id == game_operator else self.operator_id,
        )


COUNTED_WHO = (All, Joined, Teams, Pairs)
COUNTED_OF_GROUPS = (Sum, Distinct, Streak, Best)


def check_counted(tree: Tree) -> None:
    """Raises ValidationError for what a tree may say and nobody counts yet."""
    is_for_groups = isinstance(tree.who, Teams | Pairs)
    later = {
        "/goal/kind": is_for_groups and not isinstance(tree.goal, COUNTED_OF_GROUPS),
        "/levels": is_for_groups and bool(tree.levels),
        "/who/mode": isinstance(tree.who, Pairs) and tree.who.mode == "versus",
        "/who/kind": not isinstance(tree.who, COUNTED_WHO),
    }
    if pointers := [pointer for pointer, is_later in later.items() if is_later]:
        raise refused(*((pointer, "not_allowed") for pointer in pointers))
