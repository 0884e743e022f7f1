"""Which trips count toward which challenge, and what an entry gains from them. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.challenges.rules import Challenge
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from shared.http.problems import Problem


class AlreadyCompleted(Problem):
    """The entry is completed. Leaving would mean giving back the reward, so it is not offered."""

    status = 409
    title = "Already completed"


class OpenToAll(Problem):
    """The challenge counts every rider, so nobody joins or leaves it."""

    status = 409
    title = "Open to all"


JOIN_REVISION = 1 << 24
"""What a joining (or leaving) adds to an entry's revision. Trips add 1 for each of their revisions, so a
rider would need 16 million trips between two joinings to overflow it."""


def base_revision(beginnings: int, joinings: int) -> int:
    """What an entry's revision starts from: whatever comes after the challenge has begun to count again is
    newer, and between two beginnings whatever comes after a joining (or leaving)."""
    return (beginnings << 40) + JOIN_REVISION * joinings


@dataclass(frozen=True)
class Index:
    """Challenges by what selects most: those for all riders by time, the others by who joined.

    `boundaries` are all starts and ends in order; `segments[i]` are the challenges open between
    boundary i - 1 and boundary i. So a challenge that does not match a trip costs nothing.
    """

    version: int
    boundaries: Sequence[datetime] = ()
    segments: Sequence[Sequence[Challenge]] = ((),)
    joined: Mapping[UUID, Challenge] = field(default_factory=dict)


def compile_index(version: int, challenges: Iterable[Challenge]) -> Index:
    """The index of these challenges. `version` is of all rules together."""
    known = list(challenges)
    for_all = [challenge for challenge in known if challenge.who == "all"]
    boundaries = sorted({edge for c in for_all for edge in (c.starts_at, c.ends_at)})
    segments: list[list[Challenge]] = [[] for _ in range(len(boundaries) + 1)]
    for challenge in for_all:
        first = bisect_right(boundaries, challenge.starts_at)
        for i in range(first, bisect_right(boundaries, challenge.ends_at)):
            segments[i].append(challenge)
    return Index(version, boundaries, segments, {c.challenge_id: c for c in known if c.who == "joined"})


def matching(index: Index, started_at: datetime, joined: Iterable[UUID]) -> list[Challenge]:
    """The challenges that a trip which started then counts toward, given those that its rider joined (some
    of which may be open to all by now).

    A trip belongs to the moment it started, however late we hear of it.
    """
    challenges = list(index.segments[bisect_right(index.boundaries, started_at)])
    for challenge_id in joined:
        challenge = index.joined.get(challenge_id)
        if challenge and challenge.starts_at <= started_at < challenge.ends_at:
            challenges.append(challenge)
    return challenges


class Facts(NamedTuple):
    """What a trip brings to challenges: nothing unless it counts."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


NOTHING = Facts(0, 0, 0, 0)


class TripChange(NamedTuple):
    """A trip whose newest revision changes what is known. `gained` is the difference in facts."""

    heard: Heard[TripJudged]
    gained: Facts
    revisions: int


def facts(trip: TripJudged) -> Facts:
    """What a trip brings."""
    if not trip.counts:
        return NOTHING
    return Facts(1, trip.distance_m or 0, trip.duration_s, trip.energy_kcal)


EntryKey = tuple[UUID, UUID]
"""A rider's part in a challenge, by challenge_id and rider_id."""


@dataclass(slots=True)
class Gain:
    """What an entry gains in a batch, in the challenge's unit, and the last trip that brought it.

    Mutable, because a batch adds to it once for each trip.
    """

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
    """Which changes fall into which challenges, given what each rider joined."""
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


def gains(counted: Iterable[Match]) -> dict[EntryKey, Gain]:
    """What each entry gains from these matches, which are in the order in which they were heard: the last
    is the cause, so that a state of an entry has one cause whatever the batches were."""
    gained: dict[EntryKey, Gain] = {}
    for challenge, change in counted:
        trip = change.heard.event
        key = (challenge.challenge_id, trip.rider_id)
        gain = gained.get(key)
        if gain is None:
            gain = gained[key] = Gain(challenge, 0, 0, change.heard)
        gain.progress += getattr(change.gained, challenge.measure)
        gain.revisions += change.revisions
        gain.cause = change.heard
    return gained
