"""Why a figure that somebody asks for is not told. Pure."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from services.public_value.releases.calendar.rules import (
    Import,
    Interval,
    closes_at,
    first_of_month,
    last_day,
    opens_at,
    waits,
)
from services.public_value.releases.places.rules import CITY

Reason = Literal["few", "finer", "later"]
OF_DAYS = frozenset({"trips", "riders", "duration_s", "distance_m", "points"})
BY_TYPE = frozenset({"trips", "distance_m"})
LATER = (".came_later", ".taken_back")


def reason(
    measure: str,
    interval: Interval,
    start: date,
    place: str,
    vehicle_type: str,
    *,
    places: Interval,
    imported: Import | None,
    run_at: datetime | None,
    zone: ZoneInfo,
) -> Reason:
    """Why a figure is not told: `finer`: the plan, which tells of places by `places`, does not tell it;
    `later`: it is not made yet; `few`: its rows are not enough, or nothing. `run_at` is the newest run."""
    if is_finer(measure, interval, place, vehicle_type, places):
        return "finer"
    month = first_of_month(start)
    is_later = measure.endswith(LATER)
    due_at = closes_at(month, imported, zone) if is_later else opens_at(last_day(interval, start), zone)
    return "later" if run_at is None or run_at < due_at or waits(imported, run_at) else "few"


def is_finer(measure: str, interval: Interval, place: str, vehicle_type: str, places: Interval) -> bool:
    """Whether no release under this plan will ever have such a figure."""
    is_by_day = measure in OF_DAYS and not vehicle_type
    if not is_by_day:
        is_told = measure in BY_TYPE if vehicle_type else measure not in OF_DAYS
        return interval != "P1M" or place != CITY or not is_told
    if place == CITY:
        return False
    is_rest = place.split(":")[0] == "rest"
    if places == "P1M":
        return interval != "P1M"
    return is_rest and interval != "P1D"
