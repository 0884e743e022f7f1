"""What riders read of themselves: points, level, streak, totals and their part in challenges."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel

from services.gateway.riders.summary import rules, store
from shared.http.bodies import Word
from shared.http.documented import example


class Totals(BaseModel):
    """Sums over the rider's trips that count."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


class Entry(BaseModel):
    """The rider's part in a challenge. `name` is by language, as in the challenge. `progress` and `target`
    are in `unit`. `reward_points` is what completing it gives. `state` is `open`, `paused`, `completed` or
    `over` (ended, and not completed). Units and states may become more."""

    challenge_id: UUID
    name: dict[str, str]
    progress: int
    target: int
    unit: Word
    reward_points: int
    ends_at: datetime
    state: Word
    completed_at: datetime | None = None


class Summary(BaseModel):
    """A rider's numbers. `entries` are at most 50: those that run, the next to end first, then those that
    ended last. `debt_points` are left out when 0. `as_of` is the time of the newest event in them, left out
    before the first."""

    model_config = example(
        rider_id="2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
        balance_points=0,
        pending_points=57,
        lifetime_points=57,
        level=1,
        streak_days=1,
        totals={"trips": 1, "distance_m": 4_200, "duration_s": 1_200, "energy_kcal": 159},
        entries=[
            {
                "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
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
    lifetime_points: int
    level: int
    streak_days: int
    totals: Totals
    entries: list[Entry]
    as_of: datetime | None = None


def summary(rider_id: UUID, numbers: store.Summary) -> bytes:
    """The JSON of a `Summary`.

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
    if numbers.debt_points:
        content["debt_points"] = numbers.debt_points
    if numbers.as_of is not None:
        content["as_of"] = numbers.as_of
    return msgspec.json.encode(content)
