"""States of a thing that is written, published, paused and closed, such as a challenge or a reward, and the
steps between them. Pure.

A step that a state does not allow raises `refusal`, the owner's problem, which is called with the state.
"""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from shared.http.problems import Problem

State = Literal["draft", "submitted", "approved", "published", "paused", "closed"]
Step = Literal["publish", "pause", "close"]
Refusal = Callable[[str], Problem]

STEPS: Mapping[Step, tuple[State, frozenset[State]]] = {
    # A draft that no guard covers may be published without being submitted.
    "publish": ("published", frozenset({"draft", "submitted", "approved", "paused", "published"})),
    "pause": ("paused", frozenset({"published"})),
    "close": ("closed", frozenset({"draft", "submitted", "approved", "published", "paused"})),
}
"""Step -> the state that the step leads to, and the states in which it is allowed."""


def check_step(state: State, step: Step, refusal: Refusal) -> State:
    """The state that a step leads to."""
    to, allowed = STEPS[step]
    if state not in allowed:
        raise refusal(state)
    return to


def state_of(word: str) -> State:
    """The state that a word names. Raises ValueError for another word."""
    return next(state for state in get_args(State) if state == word)


def state_when_submitted(state: State, refusal: Refusal) -> State:
    """The state after a submission: what is published or paused stays in force while its new body waits for
    the second key."""
    if state in ("submitted", "closed"):
        raise refusal(state)
    return state if state in ("published", "paused") else "submitted"


def state_when_decided(state: State, is_approved: bool) -> State:
    """The state after a decision of the second key. What is published or paused stays in force."""
    if state in ("published", "paused", "closed"):
        return state
    return "approved" if is_approved else "draft"


def state_when_stopped(state: State, refusal: Refusal) -> State:
    """The state after the city's stop: what is published is paused."""
    if state == "closed":
        raise refusal(state)
    return "paused" if state == "published" else state


def state_when_replaced(state: State, refusal: Refusal) -> State:
    """The state after the body is replaced: what was submitted or approved becomes a draft again."""
    if state == "closed":
        raise refusal(state)
    return state if state in ("published", "paused") else "draft"
