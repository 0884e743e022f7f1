"""Response models of releases."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from services.public_value.plans.rules import How, Places
from services.public_value.releases.calendar.rules import Interval
from services.public_value.releases.store import Release
from shared.http.documented import AsKept, example
from shared.http.instants import as_written

PERIOD = {"interval": "P1D", "start_date": "2026-05-04"}
PLAN = {"places": "P1M", "operators": {"bicing": "place"}}
RELEASE: dict[str, Any] = {
    "number": 1,
    "made_at": "2026-05-06T02:00:00Z",
    "rule_version": 1,
    "periods": [PERIOD],
    "figures": 12,
    "closed_months": [],
    "plans": [PLAN],
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


class ReleasedPeriod(BaseModel):
    """A day, a week or a month by its first day."""

    model_config = example(**PERIOD)

    interval: Interval
    start_date: date


class ReleasePlan(BaseModel):
    """A plan that a release was made by, from a month on. The first, which was always there, has no month."""

    model_config = example(**PLAN)

    from_: str | None = Field(None, alias="from")
    places: Places
    operators: dict[str, How]


class ListedRelease(BaseModel):
    """A release: the periods of which it tells something, how many figures it has, the months that have
    closed since the one before, and by which plans and which version of the rules it was made.

    `hash` is the SHA-256 of all this and of its figures, never of what is hidden, in hexadecimal digits. It
    includes `previous_hash`, which the first release does not have."""

    model_config = example(**RELEASE)

    number: int
    made_at: datetime
    rule_version: int
    periods: list[ReleasedPeriod]
    figures: int
    closed_months: list[str]
    plans: list[ReleasePlan]
    hash: str
    previous_hash: str | None = None


class ReleaseList(BaseModel):
    """Releases, the newest first."""

    model_config = example(releases=[RELEASE])

    releases: list[Annotated[dict[str, Any], AsKept(ListedRelease)]]
    next_cursor: str | None = None


def listed(releases: Iterable[Release]) -> list[dict[str, Any]]:
    """The releases as JSON."""
    return [
        {
            "number": release.number,
            "made_at": as_written(release.made_at),
            **release.content,
            "hash": release.hash.hex(),
            **({"previous_hash": release.previous_hash.hex()} if release.previous_hash else {}),
        }
        for release in releases
    ]
