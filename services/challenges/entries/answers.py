"""The response model and the events of an entry."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.challenges.answers import CHALLENGE_ID, Brought, given_of
from services.challenges.counting.store import Entry
from services.challenges.entries.rules import EntryState, disclosed, entry_state, promised_until
from services.challenges.matching.rules import Rule
from services.challenges.rules import Challenge
from services.challenges.tree.bodies import EXAMPLE
from services.challenges.tree.periods import local_day
from shared.events.challenges import EntryJudged, EntryMoved, Participant
from shared.http.documented import example


class ChallengePart(BaseModel):
    """A rider's part in a period of a challenge, which begins on the local day `period_start` (left out where
    the window is one period). `progress` and `target` are in `unit`. `reward_points` is what completing it
    gives. `state` is `open`, `completed` or `over` (ended, and not completed)."""

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
    period_start: date | None = None
    progress: int
    target: int
    unit: str
    reward_points: int
    ends_at: datetime
    state: EntryState
    completed_at: datetime | None = None


def part(rule: Rule, entry: Entry, now: datetime) -> ChallengePart:
    """A rider's part in a challenge that is published."""
    ended_at = rule.period(entry.period_on).ended_at
    return ChallengePart(
        challenge_id=rule.challenge_id,
        name=rule.tree.name,
        period_start=_period_start(rule, entry),
        progress=entry.progress,
        target=rule.target,
        unit=rule.unit,
        reward_points=rule.tree.reward_points,
        ends_at=ended_at.astimezone(UTC),
        state=entry_state(entry.completed_at, ended_at, now),
        completed_at=entry.completed_at,
    )


def _period_start(rule: Rule, entry: Entry) -> date | None:
    return None if rule.tree.period == "once" else entry.period_on


def event_of(city_id: str, rule: Rule, entry: Entry) -> EntryJudged:
    """The event for an entry whose completion changed: what it gives and promises now. `local_on` is counted
    in the city's time zone."""
    tree, ended_at = rule.tree, rule.period(entry.period_on).ended_at
    completed_at = entry.completed_at if entry.is_given else None
    joined = not rule.is_for_all and not entry.has_left
    local_on = local_day(completed_at or entry.judged_at, rule.window.published.zone)
    return EntryJudged(
        city_id=city_id,
        rider_id=entry.rider_id,
        challenge_id=rule.challenge_id,
        revision=entry.revision,
        version=rule.version,
        participant=Participant(kind="rider", id=str(entry.rider_id)),
        period_start=_period_start(rule, entry),
        name=tree.name,
        reward_points=tree.reward_points,
        value_tags=tree.value_tags or None,
        given=(given_of(tree, completed_at, local_on),) if completed_at else (),
        joined=joined,
        campaign_id=tree.campaign_id,
        promise_until=promised_until(ended_at) if joined else None,
        judged_at=entry.judged_at,
        completed_at=completed_at,
        ends_at=ended_at,
        local_on=local_on,
        left=entry.has_left,
        kind=rule.kind,
        unit=rule.unit,
        progress=entry.progress,
        target=rule.target,
    )


def events_of(city_id: str, rule: Rule, entries: Sequence[Entry]) -> list[EntryJudged]:
    """The events for entries of one challenge."""
    return [event_of(city_id, rule, entry) for entry in entries]


def progress_event_of(city_id: str, rule: Rule, entry: Entry) -> EntryMoved:
    """The event for an entry of which only the progress changed."""
    return EntryMoved(
        city_id=city_id,
        rider_id=entry.rider_id,
        challenge_id=entry.challenge_id,
        revision=entry.revision,
        version=rule.version,
        participant=Participant(kind="rider", id=str(entry.rider_id)),
        period_start=_period_start(rule, entry),
        kind=rule.kind,
        unit=rule.unit,
        progress=entry.progress,
        target=rule.target,
        ends_at=rule.period(entry.period_on).ended_at,
        judged_at=entry.judged_at,
    )


def brought(challenge: Challenge, entries: Sequence[Entry]) -> Brought:
    """What publishing brought (or would bring) at once: entries, how many are completed, and their points, as
    far as they may be disclosed."""
    completed = disclosed(sum(entry.completed_at is not None for entry in entries))
    points = None if completed is None else completed * challenge.tree.reward_points
    return Brought(entries=disclosed(len(entries)), completed=completed, reward_points=points)
