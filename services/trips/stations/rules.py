"""What a station is, and from which moment on a feed holds. Pure: no clock, no database."""

from dataclasses import dataclass
from datetime import UTC, datetime

from shared.http.problems import out_of_range, refused
from shared.limits import AHEAD_MAX, EARLIEST


@dataclass(frozen=True)
class Station:
    """A station as a feed describes it. Degrees; `capacity` in docks."""

    station_id: str
    name: str
    lat: float
    lon: float
    capacity: int | None = None
    short_name: str | None = None
    legacy_id: str | None = None
    external_id: str | None = None
    zone_id: str | None = None


def read_as_of(last_updated: int | str | None, now: datetime) -> datetime:
    """The moment from which on the feed holds: its `last_updated`, else `now`. Raises ValidationError for a
    moment before 2000 or in the future, which no later report could supersede."""
    as_of = parse_last_updated(last_updated) or now
    if not EARLIEST <= as_of <= now + AHEAD_MAX:
        raise out_of_range("/last_updated", EARLIEST.isoformat(), (now + AHEAD_MAX).isoformat())
    return as_of


def parse_last_updated(value: int | str | None) -> datetime | None:
    """GBFS `last_updated`: seconds since 1970 before version 3.0, RFC 3339 (in UTC) from then on."""
    if value is None:
        return None
    try:
        if isinstance(value, int):
            return datetime.fromtimestamp(value, UTC)
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        raise refused(("/last_updated", "bad_format")) from None
