"""Response models of releases."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from services.public_value.plans.rules import How, Places
from services.public_value.releases.calendar.rules import Interval
from services.public_value.releases.publishing.rules import listed as listed_figure
from services.public_value.releases.publishing.store import Release
from services.public_value.releases.rules import Figure
from shared.http import csv_tables
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
FIGURE: dict[str, Any] = {
    "measure": "trips",
    "interval": "P1D",
    "start_date": "2026-05-04",
    "place": "district/02",
    "value": 412,
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

    `hash` is the SHA-256 of its document with all figures (`/v1/releases/{number}.json`), in hexadecimal
    digits. The document names `previous_hash`, which the first release does not have."""

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


class ReleasedFigure(BaseModel):
    """A figure that is told: of the city, `district/ID`, `zone/ID`, the rest of the city (`rest`) or of a
    district (`rest:ID`). `days` is how many days a week or month holds. A share that was taken back has no
    value: it lies from `low` percent on and below `high`."""

    model_config = example(**FIGURE)

    measure: str
    interval: Interval
    start_date: date
    place: str
    vehicle_type: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    days: int | None = None


class ReleaseDocument(BaseModel):
    """A release with all its figures, in canonical JSON (RFC 8785): the SHA-256 of these bytes is the hash
    that the list of releases has, and that the next release names as `previous_hash`."""

    model_config = example(
        **{**{name: RELEASE[name] for name in RELEASE if name != "hash"}, "figures": [FIGURE]}
    )

    number: int
    made_at: datetime
    rule_version: int
    periods: list[ReleasedPeriod]
    figures: list[ReleasedFigure]
    closed_months: list[str]
    plans: list[ReleasePlan]
    previous_hash: str | None = None


CSV_COLUMNS = tuple(ReleasedFigure.model_fields)
CSV_HEADER = csv_tables.as_csv(CSV_COLUMNS, ())
CSV_EXAMPLE = csv_tables.as_csv(CSV_COLUMNS, [[FIGURE.get(name) for name in CSV_COLUMNS]])


def csv_rows(figures: Iterable[Figure]) -> str:
    """Figures as lines of a CSV file, without its header."""
    contents = map(listed_figure, figures)
    rows = csv_tables.as_csv(CSV_COLUMNS, ([each.get(name) for name in CSV_COLUMNS] for each in contents))
    return rows.removeprefix(CSV_HEADER)


class ReleaseList(BaseModel):
    """Releases, the newest first."""

    model_config = example(releases=[RELEASE])

    releases: list[Annotated[dict[str, Any], AsKept(ListedRelease)]]
    next_cursor: str | None = None


def listed(release: Release) -> dict[str, Any]:
    """The release as JSON, without its figures."""
    return {
        "number": release.number,
        "made_at": as_written(release.made_at),
        **release.content,
        "hash": release.hash.hex(),
        **({"previous_hash": release.previous_hash.hex()} if release.previous_hash else {}),
    }
