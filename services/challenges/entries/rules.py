"""What riders and operators are told of entries. Pure."""

from datetime import datetime, timedelta
from typing import Literal

from shared.http.problems import Problem
from shared.limits import LATEST


class AlreadyCompleted(Problem):
    """The entry is completed. Leaving would mean giving back the reward, so it is not offered."""

    status = 409
    title = "Already completed"


class OpenToAll(Problem):
    """The challenge counts every rider, so nobody joins or leaves it."""

    status = 409
    title = "Open to all"


class NotJoinedAlone(Problem):
    """Riders take part in the challenge by their team or their pair, so nobody joins or leaves it alone."""

    status = 409
    title = "Not joined alone"


class ChallengeOver(Problem):
    """The challenge has ended."""

    status = 409
    title = "Challenge over"


EntryState = Literal["open", "completed", "over"]

PROMISED_FOR = timedelta(days=21)
"""How long after the end of its period an entry that a rider has joined is promised its reward: 7 days longer
than a trip may be late."""

LAST_END = LATEST - PROMISED_FOR
"""The last end after which there is an instant PROMISED_FOR later."""


def promised_until(ended_at: datetime) -> datetime:
    """Until when an entry of a period with this end is promised its reward, if its rider has joined."""
    return min(ended_at, LAST_END) + PROMISED_FOR


def entry_state(completed_at: datetime | None, ends_at: datetime, now: datetime) -> EntryState:
    """The state of an entry of a published challenge. Late trips may still complete one that is over."""
    if completed_at is not None:
        return "completed"
    return "open" if now < ends_at else "over"


RIDERS_MIN = 15
"""The fewest riders whose number an operator learns from a challenge's entries."""


def disclosed(riders: int) -> int | None:
    """A number of riders as an operator learns it: to the nearest ten; None for fewer than RIDERS_MIN, none
    included, of whom the number could tell what a single one did.

    >>> [disclosed(riders) for riders in (0, 14, 15, 24, 25)]
    [None, None, 20, 20, 30]
    """
    return None if riders < RIDERS_MIN else (riders + 5) // 10 * 10
