"""What a station is, and what a feed's report of it changes. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Literal, NamedTuple

from shared.http.problems import Problem, out_of_range, refused
from shared.limits import AHEAD_MAX, EARLIEST


class StationOfAnotherOperator(Problem):
    """The station belongs to another operator: the one that has put it first, or that the city has given it
    to."""

    status = 403
    title = "Another operator's station"


NOT_YOURS = "This station belongs to another operator."


@dataclass(frozen=True)
class Station:
    """A station as a feed describes it. Degrees; `capacity` in docks; from `until` on it is out of service
    for good."""

    station_id: str
    name: str
    lat: float
    lon: float
    capacity: int | None = None
    elevation_m: int | None = None
    until: datetime | None = None
    short_name: str | None = None
    legacy_id: str | None = None
    external_id: str | None = None
    zone_id: str | None = None


@dataclass(frozen=True)
class Stay:
    """A station in one place, from `valid_from` on. `told_at` is when the last feed that told so was made."""

    valid_from: datetime
    told_at: datetime
    station: Station


News = Literal["new", "moved", "changed", "unchanged"]


class Observed(NamedTuple):
    """What a feed's report of a station brought: `new`, `moved`, `changed` (its name, capacity, elevation,
    end or other ids) or `unchanged`; the stays that are to be stored for it; and whether it tells of where
    the station is now."""

    station: Station
    news: News
    stays: Sequence[Stay]
    is_newest: bool


_told = attrgetter("name", "capacity", "elevation_m", "until", "short_name", "legacy_id", "external_id")


def observe(stays: Sequence[Stay], station: Station, as_of: datetime) -> Observed:
    """What a report changes in a station's history, its stays in order. A feed that was made earlier than
    others takes its place before theirs, in whatever order they come: what a later one tells stays true."""
    before = next((stay for stay in reversed(stays) if stay.valid_from <= as_of), None)
    is_newest = not stays or max(stay.told_at for stay in stays) <= as_of
    if before is None:
        return Observed(station, "new", [Stay(as_of, as_of, station)], is_newest)
    if (before.station.lat, before.station.lon) == (station.lat, station.lon):
        if as_of < before.told_at:
            return Observed(station, "unchanged", [], False)
        news: News = "unchanged" if _told(before.station) == _told(station) else "changed"
        return Observed(station, news, [replace(before, told_at=as_of, station=station)], is_newest)
    # A later feed has told that the station stands where it stood before: it went there and came back.
    returned = before.told_at > as_of and not any(as_of < s.valid_from <= before.told_at for s in stays)
    back = [replace(before, valid_from=before.told_at)] if returned else []
    return Observed(station, "moved", [Stay(as_of, as_of, station), *back], is_newest)


def observe_each(
    histories: Mapping[str, Sequence[Stay]], stations: Iterable[Station], as_of: datetime
) -> list[Observed]:
    """What a feed changes in the histories of its stations, by station_id."""
    return [observe(histories.get(station.station_id, ()), station, as_of) for station in stations]


def revision_of(observed: Observed, as_of: datetime, last: int | None) -> int:
    """The revision of a report, `last` being the station's last one: the feed's time in milliseconds since
    1970, or one more than the last. A report of the past has a lower one than the last: readers keep the
    newest."""
    of_feed = int(as_of.timestamp() * 1000)
    if last is None:
        return of_feed
    return max(of_feed, last + 1) if observed.is_newest else min(of_feed, last - 1)


def read_as_of(last_updated: int | str | None, now: datetime) -> datetime:
    """The moment from which on the feed holds: its `last_updated`, else `now`. Raises ValidationError for a
    moment before 2000 or in the future, which no later report could supersede."""
    return read_moment(last_updated, now, "/last_updated") or now


def read_moment(value: int | str | None, now: datetime, pointer: str) -> datetime | None:
    """A time of GBFS, with which nobody is ahead of `now`. Raises ValidationError."""
    moment = parse_moment(value, pointer)
    if moment is not None and not EARLIEST <= moment <= now + AHEAD_MAX:
        raise out_of_range(pointer, EARLIEST.isoformat(), (now + AHEAD_MAX).isoformat())
    return moment


def parse_moment(value: int | str | None, pointer: str) -> datetime | None:
    """A time of GBFS: seconds since 1970 before version 3.0, RFC 3339 (in UTC) from then on."""
    if value is None:
        return None
    try:
        if isinstance(value, int):
            return datetime.fromtimestamp(value, UTC)
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        raise refused((pointer, "bad_format")) from None


class Box(NamedTuple):
    """A part of the map between two longitudes and two latitudes, in degrees, its border included."""

    west: float
    south: float
    east: float
    north: float


def read_box(text: str) -> Box:
    """A bbox `west,south,east,north`. Raises ValidationError."""
    west, south, east, north = _degrees(text, "bbox", (180, 90, 180, 90))
    if south > north or west > east:
        raise refused(("/query/bbox", "empty_range"))
    return Box(west, south, east, north)


def read_near(text: str) -> tuple[float, float]:
    """A place `lat,lon`. Raises ValidationError."""
    lat, lon = _degrees(text, "near", (90, 180))
    return lat, lon


def _degrees(text: str, name: str, most: Sequence[int]) -> list[float]:
    pointer = f"/query/{name}"
    try:
        degrees = [float(part) for part in text.split(",")]
    except ValueError:
        degrees = []
    if len(degrees) != len(most) or not all(map(_is_plain, text.split(","))):
        raise refused((pointer, "bad_format"))
    for each, limit in zip(degrees, most, strict=True):
        if abs(each) > limit:
            raise out_of_range(pointer, -limit, limit)
    return degrees


def _is_plain(text: str) -> bool:
    """Whether these are digits with a sign and a decimal point: `float` takes `nan`, `1_0` and ` 1` too."""
    return text.isascii() and text.lstrip("-").replace(".", "", 1).isdigit()
