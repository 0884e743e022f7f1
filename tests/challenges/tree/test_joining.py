"""Joining and leaving, beside the golden cases."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from services.challenges.tree.joining import Joinable, Span, joining, leaving, takes_place
from services.challenges.tree.trees import Tree
from shared.two_keys.steps import State

from .examples import TEAMS, VERSUS
from .writing import tree

CHALLENGE = UUID("019aa000-0000-7000-8000-0000000000c1")
RIDER = UUID("019aa000-0000-4000-8000-000000000004")
"""Held out of this challenge from 8 percent on."""
JOINED = {"kind": "joined"}
GROUP = {"group_id": "g", "choose": 2}


def joinable(state: str = "published", *, closes_after_days: int | None = None, **fields: Any) -> Joinable:
    of = tree(**{"who": JOINED, **fields})
    closed_at = None if closes_after_days is None else of.starts_at + timedelta(days=closes_after_days)
    return Joinable(CHALLENGE, cast(State, state), of, closed_at)


def tree_in(challenge: Joinable) -> Tree:
    assert challenge.tree is not None
    return challenge.tree


@pytest.mark.parametrize(
    ("challenge", "answer"),
    [
        (joinable("draft"), "not-found"),
        (joinable("submitted", who={"kind": "all"}), "not-found"),
        (joinable("approved", who=TEAMS), "not-found"),
        (Joinable(CHALLENGE, "closed", None), "not-found"),
        (joinable(holdout_percent=7), "joins"),
        (joinable(holdout_percent=8), "not-found"),
        (joinable(who={"kind": "all"}, holdout_percent=8), "not-found"),
        (joinable("paused", who=VERSUS), "not-joined-alone"),
        (joinable("closed", who={"kind": "all"}, closes_after_days=1), "open-to-all"),
        (joinable("closed", closes_after_days=2), "challenge-over"),
        (joinable("paused"), "challenge-state"),
    ],
)
def test_joining_says_the_first_that_holds(challenge: Joinable, answer: str) -> None:
    at = tree().starts_at + timedelta(days=3)
    assert joining(challenge, RIDER, [], at) == answer


def test_as_many_of_a_group_as_the_one_being_joined_says() -> None:
    challenge = joinable(group=GROUP)
    at = tree_in(challenge).starts_at
    answers = [joining(challenge, RIDER, [], at, places_taken=places) for places in (0, 1, 2, 3)]
    assert answers == ["joins", "joins", "group-full", "group-full"]
    assert joining(challenge, RIDER, [Span(at)], at, places_taken=9, is_budget_spent=True) == "is-in"


def test_who_has_left_joins_again_and_takes_a_place_again() -> None:
    challenge = joinable(group=GROUP)
    at = tree_in(challenge).starts_at
    left = [Span(at - timedelta(days=2), at)]
    assert joining(challenge, RIDER, left, at) == "joins"
    assert joining(challenge, RIDER, left, at - timedelta(seconds=1)) == "is-in"
    assert joining(challenge, RIDER, left, at, places_taken=2) == "group-full"
    back = [*left, Span(at)]
    assert joining(challenge, RIDER, back, at) == "is-in"
    assert leaving(challenge, RIDER, back, at, is_completed=False) == "leaves"


@pytest.mark.parametrize("state", ["published", "paused"])
def test_a_place_is_taken_before_the_window_begins_and_while_it_is_paused(state: str) -> None:
    challenge = joinable(state, group=GROUP)
    first, end = tree_in(challenge).starts_at - timedelta(days=9), tree_in(challenge).ends_at
    spans = [Span(first)]
    last = end - timedelta(seconds=1)
    taken = [takes_place(challenge, "g", spans, at) for at in (first - timedelta(1), first, last, end)]
    assert taken == [False, True, True, False]
    assert not takes_place(challenge, "h", spans, first)
    assert not takes_place(joinable(state), "g", spans, first)


def test_leaving_what_is_not_there() -> None:
    at = tree().starts_at
    assert leaving(joinable("draft"), RIDER, [Span(at)], at, is_completed=False) == "not-found"
    assert leaving(joinable(holdout_percent=20), RIDER, [Span(at)], at, is_completed=False) == "not-found"
