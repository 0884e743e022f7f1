"""The response model and the events of an entry."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from services.challenges.answers import CHALLENGE_ID, Brought
from services.challenges.bodies import EXAMPLE
from services.challenges.entries.rules import EntryState, disclosed, entry_state, promised_until
from services.challenges.entries.store import Entry
from services.challenges.rules import Challenge, Measure
from shared.events.challenges import EntryJudged, EntryMoved, Given, Participant
from shared.http.documented import example


class ChallengePart(BaseModel):
    """A rider's part in a challenge. `progress` and `target` are in `unit`. `reward_points` is what
    completing it gives. `state` is `open`, `completed` or `over` (ended, and not completed)."""

    model_config = example(
        challenge_id=CHALLENGE_ID,
        name=EXAMPLE["name"],
        progress=4,
        target=10,
        unit="trips",
        reward_points=200,
        ends_at="2026-05-31T22:00:00Z",
        state="open",
    )

    challenge_id: UUID
    name: dict[str, str]
    progress: int
    target: int
    unit: Measure
    reward_points: int
    ends_at: datetime
    state: EntryState
    completed_at: datetime | None = None


def part(challenge: Challenge, entry: Entry, now: datetime) -> ChallengePart:
    """A rider's part in a challenge that is published."""
    return ChallengePart(
        challenge_id=challenge.challenge_id,
        name=challenge.name,
        progress=entry.progress,
        target=challenge.target,
        unit=challenge.measure,
        reward_points=challenge.reward_points,
        ends_at=challenge.ends_at.astimezone(UTC),
        state=entry_state(entry.completed_at, challenge.ends_at, now),
        completed_at=entry.completed_at,
    )


def event_of(city_id: str, zone: ZoneInfo, challenge: Challenge, entry: Entry) -> EntryJudged:
    """The event for an entry whose completion changed: what it gives and promises now. `zone` is the city's
    time zone, in which `local_on` is counted."""
    local_on = (entry.completed_at or entry.judged_at).astimezone(zone).date()
    joined = challenge.who == "joined" and not entry.has_left
    given: tuple[Given, ...] = ()
    if entry.completed_at:
        given = (Given(points=challenge.reward_points, completed_at=entry.completed_at, local_on=local_on),)
    return EntryJudged(
        city_id=city_id,
        rider_id=entry.rider_id,
        challenge_id=challenge.challenge_id,
        revision=entry.revision,
        version=challenge.version,
        participant=Participant(kind="rider", id=str(entry.rider_id)),
        name=challenge.name,
        reward_points=challenge.reward_points,
        given=given,
        joined=joined,
        campaign_id=challenge.campaign_id,
        promise_until=promised_until(challenge.ended_at) if joined else None,
        judged_at=entry.judged_at,
        completed_at=entry.completed_at,
        ends_at=challenge.ended_at,
        local_on=local_on,
        left=entry.has_left,
        kind=challenge.kind,
        unit=challenge.measure,
        progress=entry.progress,
        target=challenge.target,
    )


def events_of(
    city_id: str, zone: ZoneInfo, challenge: Challenge, entries: Sequence[Entry]
) -> list[EntryJudged]:
    """The events for entries of one challenge."""
    return [event_of(city_id, zone, challenge, entry) for entry in entries]


def progress_event_of(city_id: str, challenge: Challenge, entry: Entry) -> EntryMoved:
    """The event for an entry of which only the progress changed."""
    return EntryMoved(
        city_id=city_id,
        rider_id=entry.rider_id,
        challenge_id=entry.challenge_id,
        revision=entry.revision,
        version=challenge.version,
        participant=Participant(kind="rider", id=str(entry.rider_id)),
        kind=challenge.kind,
        unit=challenge.measure,
        progress=entry.progress,
        target=challenge.target,
        ends_at=challenge.ended_at,
        judged_at=entry.judged_at,
    )


def brought(challenge: Challenge, entries: Sequence[Entry]) -> Brought:
    """What publishing brought (or would bring) at once: entries, how many are completed, and their points, as
    far as they may be disclosed."""
    completed = disclosed(sum(entry.completed_at is not None for entry in entries))
    points = None if completed is None else completed * challenge.reward_points
    return Brought(entries=disclosed(len(entries)), completed=completed, reward_points=points)
