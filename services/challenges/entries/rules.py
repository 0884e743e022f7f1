"""Which trips count toward which challenge, and what an entry gains from them. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from operator import sub
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
        if challenge and challenge.is_open_at(started_at):
            challenges.append(challenge)
    return challenges


DAY_BEGINS, DAY_ENDS = timedelta(hours=-14), timedelta(hours=36)
"""When a local day begins at the earliest and ends at the latest, in whatever time zone, counted from the
beginning of the same day in UTC."""


def open_on(index: Index, local_on: date, joined: Iterable[UUID]) -> list[Challenge]:
    """The challenges that are open at some instant of a local day, of whatever time zone: those that a trip
    of this day may count toward, or may have counted toward in an earlier revision."""
    day = datetime.combine(local_on, time(), UTC)
    first, end = day + DAY_BEGINS, day + DAY_ENDS
    segments = index.segments[bisect_right(index.boundaries, first) : bisect_left(index.boundaries, end) + 1]
    found = {challenge.challenge_id: challenge for segment in segments for challenge in segment}
    for challenge_id in joined:
        challenge = index.joined.get(challenge_id)
        if challenge and challenge.starts_at < end and first < challenge.ends_at:
            found[challenge_id] = challenge
    return list(found.values())


class Facts(NamedTuple):
    """What a trip adds to each measure: 0 unless the trip counts."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


NOTHING = Facts(0, 0, 0, 0)


class TripBefore(NamedTuple):
    """A trip as it was stored: what it brought, and when it started."""

    revision: int
    started_at: datetime
    brought: Facts


class TripChange(NamedTuple):
    """A trip whose newest revision was stored: what it brings, and the revision that was stored before (None:
    a new trip)."""

    heard: Heard[TripJudged]
    brings: Facts
    before: TripBefore | None = None


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
    """What a challenge gains by a change of a trip, in facts and in revisions."""

    challenge: Challenge
    heard: Heard[TripJudged]
    gained: Facts
    revisions: int


def matches(
    index: Index, joined: Mapping[UUID, Sequence[UUID]], changes: Iterable[TripChange]
) -> list[Match]:
    """What these changes bring to which challenges. `joined`: rider_id -> ids of the challenges joined.

    A trip brings its revision to an entry's revision while it lies in the window. A corrected trip brings it
    to all challenges that are open on its local day, which no correction leaves: so what an entry loses, when
    a trip's start leaves the window, has a higher revision than what it had, and the sum follows from the
    newest revision of each trip alone, whichever revisions came before it.
    """
    found = []
    for change in changes:
        heard, trip = change.heard, change.heard.event
        of_rider = joined.get(trip.rider_id, ())
        if trip.revision == 1:
            challenges = matching(index, trip.started_at, of_rider)
            found += [Match(challenge, heard, change.brings, 1) for challenge in challenges]
        else:
            challenges = open_on(index, trip.local_on, of_rider)
            found += [_corrected(challenge, change) for challenge in challenges]
    return found


def _corrected(challenge: Challenge, change: TripChange) -> Match:
    """What a challenge gains by a revision that is not a trip's first."""
    heard, before = change.heard, change.before
    brings = change.brings if challenge.is_open_at(heard.event.started_at) else NOTHING
    if before is None:
        return Match(challenge, heard, brings, heard.event.revision)
    was_inside = challenge.is_open_at(before.started_at)
    gained = Facts(*map(sub, brings, before.brought)) if was_inside else brings
    counted_before = before.revision if was_inside or before.revision > 1 else 0
    return Match(challenge, heard, gained, heard.event.revision - counted_before)


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
    for challenge, heard, gained, revisions in counted:
        key = (challenge.challenge_id, heard.event.rider_id)
        gain = gains_by_entry.get(key)
        if gain is None:
            gain = gains_by_entry[key] = Gain(challenge, 0, 0, heard)
        gain.progress += getattr(gained, challenge.measure)
        gain.revisions += revisions
        gain.cause = heard
    return gains_by_entry
