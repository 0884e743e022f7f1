"""Who may join and leave a challenge, and until when a place of a group is taken. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from services.challenges.tree.trees import All, City, Pairs, Teams, Tree
from shared.two_keys.steps import State

Joining = Literal[
    "joins",
    "is-in",
    "not-found",
    "open-to-all",
    "not-joined-alone",
    "challenge-over",
    "challenge-state",
    "group-full",
    "budget-spent",
]
"""What comes of asking to join: `joins`, `is-in` (nothing changes), or the code of a refusal."""
Leaving = Literal[
    "leaves",
    "not-found",
    "open-to-all",
    "not-joined-alone",
    "challenge-over",
    "challenge-state",
    "already-completed",
]
"""What comes of asking to leave: `leaves`, or the code of a refusal."""


@dataclass(frozen=True)
class Span:
    """A time in which a rider was in, from `since` (inclusive) to `until` (exclusive; None: still)."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Joinable:
    """A challenge as riders find it. `state` is its state, `tree` its version in force (None: never
    published), `closed_at` when it was closed."""

    challenge_id: UUID
    state: State
    tree: Tree | None
    closed_at: datetime | None = None


def ended_at(tree: Tree, closed_at: datetime | None) -> datetime:
    """The end of the window. A closing moves it to itself, if it has not come yet."""
    return tree.ends_at if closed_at is None else min(tree.ends_at, closed_at)


def is_in(spans: Iterable[Span], at: datetime) -> bool:
    """Whether a rider who was in at these times is in at an instant."""
    return any(span.since <= at and (span.until is None or at < span.until) for span in spans)


def is_held_out(challenge_id: UUID, rider_id: UUID, holdout_percent: int) -> bool:
    """Whether a rider is among those from whom the challenge is kept, to measure what it does: the first four
    bytes of the SHA-256 of both ids, mod 100, are below the percent.

    >>> challenge, rider = "019aa000-0000-7000-8000-0000000000c1", "019aa000-0000-4000-8000-000000000004"
    >>> [is_held_out(UUID(challenge), UUID(rider), percent) for percent in (7, 8)]
    [False, True]
    """
    digest = sha256(f"{challenge_id}/{rider_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < holdout_percent


def is_there(challenge: Joinable, rider_id: UUID) -> bool:
    """Whether a rider finds the challenge: once published, except where held out. In a goal of the city only
    the reward is held back."""
    tree = challenge.tree
    if tree is None or challenge.state in ("draft", "submitted", "approved"):
        return False
    is_of_city = isinstance(tree.who, City)
    return is_of_city or not is_held_out(challenge.challenge_id, rider_id, tree.holdout_percent)


def takes_place(other: Joinable, group_id: str, spans: Iterable[Span], at: datetime) -> bool:
    """Whether a rider's part in another challenge takes a place of this group: from joining until leaving or
    the end, completed or not."""
    tree = other.tree
    if tree is None or tree.group is None or tree.group.group_id != group_id:
        return False
    return is_in(spans, at) and at < ended_at(tree, other.closed_at)


def joining(
    challenge: Joinable,
    rider_id: UUID,
    spans: Sequence[Span],
    at: datetime,
    *,
    places_taken: int = 0,
    is_budget_spent: bool = False,
) -> Joining:
    """What comes of a rider's asking to join: the first that holds. `spans` are the times in which the rider
    was in this challenge, `places_taken` the other challenges of its group that take a place."""
    tree = challenge.tree
    if tree is None or not is_there(challenge, rider_id):
        return "not-found"
    if refusal := _not_joined(tree):
        return refusal
    if at >= ended_at(tree, challenge.closed_at):
        return "challenge-over"
    if challenge.state != "published":
        return "challenge-state"
    if is_in(spans, at):
        return "is-in"
    if tree.group is not None and places_taken >= tree.group.choose:
        return "group-full"
    return "budget-spent" if is_budget_spent else "joins"


def leaving(
    challenge: Joinable, rider_id: UUID, spans: Sequence[Span], at: datetime, *, is_completed: bool
) -> Leaving:
    """What comes of a rider's asking to leave: the first that holds. `is_completed`: the rider's entry of the
    running period is."""
    tree = challenge.tree
    if tree is None or not is_there(challenge, rider_id):
        return "not-found"
    if refusal := _not_joined(tree):
        return refusal
    if not is_in(spans, at):
        return "not-found"
    if at >= ended_at(tree, challenge.closed_at):
        return "challenge-over"
    if challenge.state != "published":
        return "challenge-state"
    return "already-completed" if is_completed else "leaves"


def _not_joined(tree: Tree) -> Literal["open-to-all", "not-joined-alone"] | None:
    if isinstance(tree.who, All):
        return "open-to-all"
    return "not-joined-alone" if isinstance(tree.who, Teams | Pairs) else None
