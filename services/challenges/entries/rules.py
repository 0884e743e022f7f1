"""Which trips count toward which challenge, and what an entry gains from them. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from services.challenges.rules import Challenge
from shared.events.heard import Heard
from shared.events.trips import TripJudged
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


EntryState = Literal["open", "completed", "over"]

PROMISED_FOR = timedelta(days=21)
"""How long after the end of its period an entry that a rider has joined is promised its reward: 7 days longer
than a trip may be late."""

LAST_END = LATEST - PROMISED_FOR
"""The last end after which there is an instant PROMISED_FOR later."""


def promised_until(ended_at: datetime) -> datetime:
    """Until when an entry of a period with this end is promised its reward, if its rider has joined."""
    return min(ended_at, LAST_END) + PROMISED_FOR


JOIN_REVISION = 1 << 24
"""A joining (or leaving) adds 2^24 to an entry's revision. Trips add 1 for each of their revisions, so a
rider would need 16 million trips between two joinings to overflow it."""


def base_revision(beginnings: int, joinings: int) -> int:
    """The start of an entry's revision, to which each trip adds 1: 2^40 for each beginning of the challenge,
    plus 2^24 for each joining or leaving. So every state after a beginning is newer than all states before,
    and between two beginnings (up to 65,536 joinings) every state after a joining is newer."""
    return (beginnings << 40) + JOIN_REVISION * joinings


@dataclass(frozen=True)
class Index:
    """The challenges in force, indexed: those for all riders by time, those to be joined by challenge_id.

    `boundaries` are all starts and ends in order; `segments[i]` are the challenges open between boundary
    i - 1 and boundary i. A look-up is a binary search, so challenges that a trip does not match cost nothing.
    """

    version: int
    boundaries: Sequence[datetime] = ()
    segments: Sequence[Sequence[Challenge]] = ((),)
    joined: Mapping[UUID, Challenge] = field(default_factory=dict)


def compile_index(version: int, challenges: Iterable[Challenge]) -> Index:
    """The index of these challenges. `version` is the version of all rules together."""
    in_force = list(challenges)
    for_all = [challenge for challenge in in_force if challenge.who == "all"]
    boundaries = sorted({edge for c in for_all for edge in (c.starts_at, c.ends_at)})
    segments: list[list[Challenge]] = [[] for _ in range(len(boundaries) + 1)]
    for challenge in for_all:
        first = bisect_right(boundaries, challenge.starts_at)
        for i in range(first, bisect_right(boundaries, challenge.ends_at)):
            segments[i].append(challenge)
    return Index(version, boundaries, segments, {c.challenge_id: c for c in in_force if c.who == "joined"})


def matching(index: Index, started_at: datetime, joined: Iterable[UUID]) -> list[Challenge]:
    """The challenges that a trip counts toward, by its start and the challenges that its rider joined. A
    challenge that the rider joined may be open to all by now; it is counted once.

    A trip belongs to the moment it started, however late it is reported.
    """
    challenges = list(index.segments[bisect_right(index.boundaries, started_at)])
    for challenge_id in joined:
        challenge = index.joined.get(challenge_id)
        if challenge and challenge.starts_at <= started_at < challenge.ends_at:
            challenges.append(challenge)
    return challenges


class Facts(NamedTuple):
    """What a trip adds to each measure: 0 unless the trip counts."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


NOTHING = Facts(0, 0, 0, 0)


class TripChange(NamedTuple):
    """A trip whose newest revision was stored. `gained` is the difference in facts, and `revisions` the
    difference in revisions, to what was stored before."""

    heard: Heard[TripJudged]
    gained: Facts
    revisions: int


def facts(trip: TripJudged) -> Facts:
    """What a trip adds to each measure."""
    if not trip.counts:
        return NOTHING
    return Facts(1, trip.distance_m or 0, trip.duration_s, trip.energy_kcal)


EntryKey = tuple[UUID, UUID]
"""The key of an entry: (challenge_id, rider_id)."""


@dataclass(slots=True)
class Gain:
    """What an entry gains in a batch: `progress` in the challenge's unit, revisions, and the last trip as the
    cause. Mutable, because a batch adds to a gain once for each trip."""

    challenge: Challenge
    progress: int
    revisions: int
    cause: Heard[TripJudged]


class Match(NamedTuple):
    """A change of a trip that falls into a challenge."""

    challenge: Challenge
    change: TripChange


def matches(
    index: Index, joined: Mapping[UUID, Sequence[UUID]], changes: Iterable[TripChange]
) -> list[Match]:
    """Which changes fall into which challenges. `joined`: rider_id -> ids of the challenges joined."""
    return [
        Match(challenge, change)
        for change in changes
        for challenge in matching(
            index, change.heard.event.started_at, joined.get(change.heard.event.rider_id, ())
        )
    ]


def completion_changed(was_completed: bool, completed_at: datetime | None) -> bool:
    """Whether an entry has just reached its target, or fallen below it again."""
    return was_completed != (completed_at is not None)


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


def gains(counted: Iterable[Match]) -> dict[EntryKey, Gain]:
    """What each entry gains from these matches, which are in the order of their events. The last event is the
    cause, so the cause of an entry's state does not depend on the split into batches."""
    gains_by_entry: dict[EntryKey, Gain] = {}
    for challenge, change in counted:
        trip = change.heard.event
        key = (challenge.challenge_id, trip.rider_id)
        gain = gains_by_entry.get(key)
        if gain is None:
            gain = gains_by_entry[key] = Gain(challenge, 0, 0, change.heard)
        gain.progress += getattr(change.gained, challenge.measure)
        gain.revisions += change.revisions
        gain.cause = change.heard
    return gains_by_entry
