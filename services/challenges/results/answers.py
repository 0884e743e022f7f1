"""Response models and the event of results."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.challenges.answers import CHALLENGE_ID
from services.challenges.results.rules import Period, Uplift
from services.challenges.rules import Challenge
from shared.events.challenges import Sample, UpliftMeasured
from shared.http.documented import example

PERIOD = {"period_start": "2026-05-04", "joined": 410, "active": 320, "completed": 120, "points": 6_000}
TREATED = {"n": 402, "mean": 3.2, "sd": 2.0}
HELD_OUT = {"n": 41, "mean": 2.8, "sd": 1.9}
UPLIFT: dict[str, Any] = {
    "treated": TREATED,
    "held_out": HELD_OUT,
    "difference": 0.4,
    "low": -0.21,
    "high": 1.01,
    "measured_at": "2026-06-15T02:00:00Z",
}


class ResultsOfPeriod(BaseModel):
    """How many riders took part in a period, to the nearest ten, and the points of those who completed it. A
    number of fewer than 15 riders is left out."""

    model_config = example(**PERIOD)

    period_start: date
    joined: int | None = None
    active: int | None = None
    completed: int | None = None
    points: int | None = None


class ComparedRiders(BaseModel):
    """Riders with an accepted trip in the 90 days before the start, and what each has brought on average."""

    model_config = example(**TREATED)

    n: int
    mean: float
    sd: float


class UpliftOfChallenge(BaseModel):
    """What those to whom the challenge was offered brought more than those from whom it was kept, in its
    measure (trips, where it is no sum), with the 95 % interval of the difference."""

    model_config = example(**UPLIFT)

    treated: ComparedRiders
    held_out: ComparedRiders
    difference: float
    low: float
    high: float
    measured_at: datetime


class ChallengeResults(BaseModel):
    """What a challenge has come to up to the local day `until`, as it was made at 04:00 two days later."""

    model_config = example(challenge_id=CHALLENGE_ID, until="2026-06-01", periods=[PERIOD], uplift=UPLIFT)

    challenge_id: UUID
    until: date | None = None
    periods: list[ResultsOfPeriod]
    uplift: UpliftOfChallenge | None = None


def made(until: date, periods: Sequence[Period]) -> dict[str, Any]:
    """What is kept of results."""
    told = [ResultsOfPeriod(period_start=each.period_on, **_numbers(each)) for each in periods]
    return {
        "until": until.isoformat(),
        "periods": [each.model_dump(mode="json", exclude_none=True) for each in told],
    }


def _numbers(period: Period) -> dict[str, Any]:
    return {name: value for name, value in period._asdict().items() if name != "period_on"}


def measured(uplift: Uplift, measured_at: datetime) -> dict[str, Any]:
    """What is kept of what a challenge has changed."""
    treated, held_out = (each._asdict() for each in (uplift.treated, uplift.held_out))
    figures = {"difference": uplift.difference, "low": uplift.low, "high": uplift.high}
    return {
        "treated": treated,
        "held_out": held_out,
        **figures,
        "measured_at": measured_at.isoformat(),
    }


def event_of(city_id: str, challenge: Challenge, uplift: Uplift) -> UpliftMeasured:
    """The event for what a challenge has changed."""
    treated, held_out = (Sample(**each._asdict()) for each in (uplift.treated, uplift.held_out))
    return UpliftMeasured(
        city_id=city_id,
        revision=1,
        challenge_id=challenge.challenge_id,
        treated=treated,
        held_out=held_out,
        low=uplift.low,
        high=uplift.high,
    )
