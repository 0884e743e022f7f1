"""Pairs of riders: what an invite is good for, and when one begins. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.challenges.entries.rules import ChallengeOver
from services.challenges.rules import Challenge, ChallengeState
from services.challenges.tree.trees import Pairs
from shared.http.owned import Absent
from shared.http.problems import Problem

NO_PAIRS = Absent("There is no such challenge for pairs.")
NO_PAIR = Absent("There is no such pair, or you are not in it.")
NO_BLOCK = Absent("There is no such pair, or you have blocked nobody in it.")


class AlreadyPaired(Problem):
    """The rider is in another pair of this challenge, and somebody else is too. Leave it first."""

    status = 409
    title = "In a pair already"


class Partner(NamedTuple):
    """A rider who is, or was, in a pair."""

    rider_id: UUID
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Pair:
    """Two riders in a challenge, or one who waits for another. `is_open`: its invite is good for somebody."""

    pair_id: UUID
    challenge_id: UUID
    is_open: bool
    partners: Collection[Partner]

    def has(self, rider_id: UUID) -> bool:
        """Whether this rider is in it now."""
        return any(each.rider_id == rider_id and each.until is None for each in self.partners)

    @property
    def riders(self) -> set[UUID]:
        """Who is or was in it."""
        return {each.rider_id for each in self.partners}

    def other(self, rider_id: UUID) -> UUID | None:
        """The other one of it; None if this rider was never in it, or nobody else was."""
        return next(iter(self.riders - {rider_id}), None) if rider_id in self.riders else None

    @property
    def is_of_two(self) -> bool:
        """Whether two riders are in it now."""
        return sum(each.until is None for each in self.partners) > 1


def is_invited(pair: Pair, rider_id: UUID, are_blocked: bool) -> bool:
    """Whether an invite to this pair is good for a rider: who is in it, or anybody while it is open, unless
    one of the two has blocked the other."""
    return pair.has(rider_id) or (pair.is_open and not are_blocked)


def check_pairs(challenge: Challenge | None, now: datetime) -> Challenge | None:
    """The challenge, if there is such a one for pairs, else None. Raises ChallengeOver and ChallengeState
    while nobody may begin a pair, as for joining."""
    if challenge is None or not isinstance(challenge.tree.who, Pairs):
        return None
    if now >= challenge.ended_at:
        raise ChallengeOver("This challenge has ended.")
    if challenge.state != "published":
        raise ChallengeState(challenge.state)
    return challenge


def check_unpaired(current: Pair | None) -> None:
    """Raises AlreadyPaired for who is in a pair of two. Who waits alone waits no longer."""
    if current is not None and current.is_of_two:
        raise AlreadyPaired(
            "You are in a pair of this challenge: leave it first.", pair_id=str(current.pair_id)
        )
