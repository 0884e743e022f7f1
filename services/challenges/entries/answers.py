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
from services.challenges.tree.trees import Goal, Steps
from shared.events.challenges import EntryJudged, EntryMoved, Given, Participant
from shared.http.documented import example


class StepPart(BaseModel):
    """How far a step of an entry is."""

    model_config = example(progress=2, target=3, done=False)

    progress: int
    target: int
    done: bool


class ChallengePart(BaseModel):
    """A rider's part in a period of a challenge, which begins on the local day `period_start` (left out where
    the window is one period). `progress` and `target` are in `unit`. `reward_points` is what completing it
    gives. `state` is `open`, `completed` or `over` (ended, and not completed). With levels `target` is the
    next one, and `level` is how many are given; of several `steps` each tells how far it is. What is decided
    only when the period is settled is so at `settles_at`. `missing` are the required challenges that the
    rider has not completed."""

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
    level: int | None = None
    steps: list[StepPart] | None = None
    settles_at: datetime | None = None
    missing: list[UUID] | None = None
    reward_points: int
    ends_at: datetime
    state: EntryState
    completed_at: datetime | None = None


def part(rule: Rule, entry: Entry, now: datetime, missing: Sequence[UUID] = ()) -> ChallengePart:
    """A rider's part in a challenge that is published. `missing` are the required challenges that the rider
    has not completed."""
    ended_at = rule.period(entry.period_on).ended_at
    return ChallengePart(
        challenge_id=rule.challenge_id,
        name=rule.tree.name,
        period_start=_period_start(rule, entry),
        progress=entry.progress,
        target=target_of(rule, entry),
        unit=rule.unit,
        level=level_of(rule, entry),
        steps=steps_of(rule.tree.goal, entry.steps),
        settles_at=entry.settles_at,
        missing=list(missing) or None,
        reward_points=rule.tree.reward_points,
        ends_at=ended_at.astimezone(UTC),
        state=entry_state(entry.completed_at, ended_at, now),
        completed_at=entry.completed_at,
    )


def target_of(rule: Rule, entry: Entry) -> int:
    """The target that is shown: of levels the next one, of a rider of its own, or that of all."""
    return rule.target if entry.target is None or rule.is_plain else entry.target


def level_of(rule: Rule, entry: Entry) -> int | None:
    """How many levels are given; None where there are none."""
    return entry.level_given if rule.tree.levels else None


def steps_of(goal: Goal, reached: Sequence[int]) -> list[StepPart] | None:
    """How far each step of this goal is; None where there are none."""
    if not isinstance(goal, Steps):
        return None
    targets = ((progress, step.target or 0) for step, progress in zip(goal.steps, reached, strict=False))
    return [
        StepPart(progress=progress, target=target, done=progress >= target) for progress, target in targets
    ]


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
        given=_given(rule, entry, completed_at),
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
        target=target_of(rule, entry),
        level=level_of(rule, entry),
    )


def _given(rule: Rule, entry: Entry, completed_at: datetime | None) -> tuple[Given, ...]:
    """What the entry gives now: its reward once it is completed, or what each level gives that was said."""
    zone = rule.window.published.zone
    if rule.tree.levels:
        said = zip(rule.tree.levels, entry.levels_at[: entry.level_given], strict=False)
        return tuple(
            Given(
                level=place,
                points=level.points,
                badge_id=level.badge_id,
                completed_at=at,
                local_on=local_day(at, zone),
            )
            for place, (level, at) in enumerate(said, 1)
        )
    if completed_at is None:
        return ()
    return (given_of(rule.tree, completed_at, local_day(completed_at, zone)),)


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
        target=target_of(rule, entry),
        level=level_of(rule, entry),
        ends_at=rule.period(entry.period_on).ended_at,
        judged_at=entry.judged_at,
    )


def brought(challenge: Challenge, entries: Sequence[Entry]) -> Brought:
    """What publishing brought (or would bring) at once: entries, how many are completed, and their points, as
    far as they may be disclosed."""
    tree = challenge.tree
    completed = disclosed(sum(entry.completed_at is not None for entry in entries))
    points = None if completed is None else completed * tree.reward_points
    if tree.levels:
        reached = [
            disclosed(sum(len(entry.levels_at) >= place for entry in entries))
            for place in range(1, len(tree.levels) + 1)
        ]
        given = [riders * level.points for level, riders in zip(tree.levels, reached, strict=True) if riders]
        points = sum(given) if given else None
    return Brought(entries=disclosed(len(entries)), completed=completed, reward_points=points)
