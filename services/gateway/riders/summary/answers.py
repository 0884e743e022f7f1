"""What riders read of themselves: points, level, streak, totals and their part in challenges."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel

from services.gateway.riders.levels.rules import bounds
from services.gateway.riders.summary import rules, store
from shared.http.bodies import Word
from shared.http.documented import example


class Totals(BaseModel):
    """Sums over the rider's trips that count."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


class Participant(BaseModel):
    """Whose progress an entry shows: `rider`, or a group (`team`, `pair`, `city`). Kinds may become more."""

    kind: Word
    id: str


class Entry(BaseModel):
    """The rider's part in a challenge. `name` is by language, as in the challenge. `progress` and `target`
    are in `unit`. `period_start` is the first day of the period, left out where the challenge has none;
    `level` how many levels are reached, left out where it has none. `reward_points` is what completing it
    gives. `state` is `open`, `paused`, `completed` or `over` (ended, and not completed). Units and states may
    become more."""

    challenge_id: UUID
    participant: Participant
    period_start: date | None = None
    name: dict[str, str]
    progress: int
    target: int
    unit: Word
    level: int | None = None
    reward_points: int
    ends_at: datetime
    state: Word
    completed_at: datetime | None = None


class EarnedBadge(BaseModel):
    """A badge, and the local day on which it was first deserved. There may be more badges."""

    badge_id: Word
    earned_on: date


class ExpiringPoints(BaseModel):
    """Points that are good up to and with the local day `on`."""

    on: date
    points: int


class Summary(BaseModel):
    """A rider's numbers. `level_from_points` are the lifetime points from which the level begins,
    `next_level_points` those from which the next one does, left out on the last. `entries` are at most 50:
    those that run, the next to end first, then those that ended last; of a challenge with periods only the
    one that runs. `debt_points` and `reserved_points` are left out when 0, `badges` where there are none,
    `expiring` where nothing expires within 30 days. `as_of` is the time of the newest event in them, left out
    before the first."""

    model_config = example(
        rider_id="2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
        balance_points=0,
        pending_points=57,
        lifetime_points=57,
        level=1,
        level_from_points=0,
        next_level_points=500,
        streak_days=1,
        totals={"trips": 1, "distance_m": 4_200, "duration_s": 1_200, "energy_kcal": 159},
        entries=[
            {
                "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
                "participant": {"kind": "rider", "id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11"},
                "name": {"en": "Ten trips in May", "ca": "Deu viatges al maig"},
                "progress": 1,
                "target": 10,
                "unit": "trips",
                "reward_points": 200,
                "ends_at": "2026-05-31T22:00:00Z",
                "state": "open",
            }
        ],
        as_of="2026-05-04T07:50:02Z",
    )

    rider_id: UUID
    balance_points: int
    pending_points: int
    debt_points: int | None = None
    reserved_points: int | None = None
    expiring: list[ExpiringPoints] | None = None
    lifetime_points: int
    level: int
    level_from_points: int | None = None
    next_level_points: int | None = None
    streak_days: int
    totals: Totals
    badges: list[EarnedBadge] | None = None
    entries: list[Entry]
    as_of: datetime | None = None


def summary(rider_id: UUID, numbers: store.Summary, from_points: Sequence[int] = ()) -> bytes:
    """The JSON of a `Summary`. `from_points` are the points from which levels begin, where they are known.

    Encoded without the pydantic model, which would take longer than the rest of this most frequent answer.
    """
    content: dict[str, Any] = {
        "rider_id": rider_id,
        "balance_points": rules.balance_points(numbers.account_points, numbers.pending_points),
        "pending_points": numbers.pending_points,
        "lifetime_points": numbers.lifetime_points,
        "level": numbers.level,
        "streak_days": numbers.streak_days,
        "totals": {
            "trips": numbers.trips,
            "distance_m": numbers.distance_m,
            "duration_s": numbers.duration_s,
            "energy_kcal": numbers.energy_kcal,
        },
        "entries": numbers.entries,
    }
    if level := bounds(from_points, numbers.level):
        content["level_from_points"] = level.from_points
        if level.next_points is not None:
            content["next_level_points"] = level.next_points
    if numbers.debt_points:
        content["debt_points"] = numbers.debt_points
    if numbers.reserved_points:
        content["reserved_points"] = numbers.reserved_points
    if numbers.expiring:
        content["expiring"] = [each._asdict() for each in numbers.expiring]
    if numbers.badges:
        content["badges"] = numbers.badges
    if numbers.as_of is not None:
        content["as_of"] = numbers.as_of
    return msgspec.json.encode(content)
