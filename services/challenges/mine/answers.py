"""Response models of what riders read of their own part."""

from collections.abc import Collection
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.challenges.answers import CHALLENGE_ID
from services.challenges.entries.answers import StepPart, steps_of
from services.challenges.mine import rules
from services.challenges.mine.store import OwnEntry
from services.challenges.tree.trees import unit_of
from shared.http.cursors import Place
from shared.http.documented import example

RIDER_ID = "019aa000-0000-4000-8000-000000000004"
ENTRY_EXAMPLE: dict[str, Any] = {
    "challenge_id": CHALLENGE_ID,
    "participant": {"kind": "rider", "id": RIDER_ID},
    "period_start": "2026-05-04",
    "progress": 3,
    "target": 5,
    "unit": "days",
    "why": "Days: 3 of 5. It is open until May 10, 2026.",
}


Completed = Collection[tuple[UUID, UUID]]
"""The rider_id of who has completed a challenge, and its challenge_id."""


class Participant(BaseModel):
    """Whose part it is: a rider's own (`rider`), that of a team or a workplace (`team`), or that of a
    pair (`pair`)."""

    kind: str
    id: str


class OwnEntryAnswer(BaseModel):
    """A rider's part, or that of a team or a pair, in a period of a challenge, which begins on the local day
    `period_start` (left out where the window is one period). `progress` and `target` are in `unit`; `why`
    says it in words. With levels `target` is the next one, and `level` is how many are given; of several
    `steps` each tells how far it is. What is decided only when the period is settled is so at `settles_at`.
    `missing` are the required challenges that the rider has not completed."""

    model_config = example(**ENTRY_EXAMPLE)

    challenge_id: UUID
    participant: Participant
    period_start: date | None = None
    progress: int
    target: int
    unit: str
    level: int | None = None
    steps: list[StepPart] | None = None
    settles_at: datetime | None = None
    missing: list[UUID] | None = None
    completed_at: datetime | None = None
    why: str


class OwnEntries(BaseModel):
    """The latest period first."""

    model_config = example(entries=[ENTRY_EXAMPLE])

    entries: list[OwnEntryAnswer]
    next_cursor: str | None = None


class TripInChallenge(BaseModel):
    """Whether a challenge counts a trip, and if not, why: `not_accepted`, `outside_window`,
    `not_taking_part`, `another_operator`, or the first condition of the challenge that the trip does not
    meet."""

    model_config = example(challenge_id=CHALLENGE_ID, counted=False, reason="weekdays")

    challenge_id: UUID
    counted: bool
    reason: str | None = None


class ChallengesOfTrip(BaseModel):
    """In which challenges a trip counts."""

    model_config = example(
        challenges=[{"challenge_id": CHALLENGE_ID, "counted": False, "reason": "weekdays"}]
    )

    challenges: list[TripInChallenge]


def own_entry(
    entry: OwnEntry, rider_id: UUID, completed: Completed, now: datetime, zone: tzinfo, language: str
) -> OwnEntryAnswer:
    """A rider's entry, in the reader's language. `completed` are the required challenges that were
    completed."""
    missing = [each for each in entry.tree.requires if (rider_id, each) not in completed]
    goal = entry.tree.goal
    period = rules.window_of(entry.tree, entry.closed_at, zone).period(entry.period_on)
    return OwnEntryAnswer(
        challenge_id=entry.challenge_id,
        participant=Participant(kind=entry.participant_kind, id=str(entry.participant_id)),
        period_start=None if entry.tree.period == "once" else entry.period_on,
        progress=entry.progress,
        target=entry.target,
        unit=unit_of(goal),
        level=entry.level if entry.tree.levels else None,
        steps=steps_of(goal, entry.steps),
        settles_at=entry.settles_at,
        missing=missing or None,
        completed_at=entry.completed_at,
        why=rules.why(
            goal,
            entry.progress,
            entry.target,
            period,
            entry.completed_at,
            entry.state == "paused",
            now,
            zone,
            language,
        ),
    )


def in_challenge(challenge_id: UUID, reason: str | None) -> TripInChallenge:
    """What became of a trip in a challenge."""
    return TripInChallenge(challenge_id=challenge_id, counted=reason is None, reason=reason)


def place(entry: OwnEntry) -> Place:
    """The sort key of an entry in its list: the first day of its period, the challenge, and whose it is."""
    return entry.period_on.isoformat(), str(entry.challenge_id), str(entry.participant_id)
