"""Times and durations as files have them: which instant is meant, and how long a trip lasted."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rodem.imports.files import ImportRefused

EPOCH = re.compile(r"([0-9]{10})([0-9]{3})?(?:\.0)?")
DATE_AND_TIME = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})[ T]+"
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:([ap])\.?\s*m\.?)?",
    re.IGNORECASE,
)
IN_WORDS = re.compile(
    r"(?:(\d+) ?d\w*)? ?(?:(\d+) ?h\w*)? ?(?:(\d+) ?m\w*)? ?(?:(\d+) ?s\w*)?", re.IGNORECASE
)
CLOCK = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")
DIGITS = re.compile(r"[0-9]+(?:\.[0-9]*)?")
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
"""Order of a date -> where its year, month and day stand."""

WRITTEN = "write it as 2026-05-04 08:30:00"
AGREE_S = 120


def moment(text: str, column: str, order: str | None = None) -> datetime:
    """A date and time, aware or naive as the file has it. Ten digits are seconds since 1970, thirteen are
    milliseconds. `order` is that of a date like 1/2/2022. Raises ValueError."""
    if epoch := EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC) + timedelta(milliseconds=int(epoch[2] or 0))
    try:
        if ":" not in text:  # fromisoformat takes a bare date, as midnight
            raise ValueError
        return datetime.fromisoformat(text.removesuffix(" UTC") + "+00:00" * text.endswith(" UTC"))
    except ValueError:
        pass
    said = f"{column} {text[:40]!r}"
    found = DATE_AND_TIME.fullmatch(text)
    if not found:
        raise ValueError(f"{said} is not a date and time: {WRITTEN}")
    if order is None and len(found[1]) != 4:
        raise ValueError(f"{said} may be day or month first: a format in TOML says so by its date_order")
    try:
        return in_order(found, "ymd" if len(found[1]) == 4 else str(order))
    except ValueError:
        raise ValueError(
            f"{said} is not a date and time, or not in the order {order or 'ymd'}: {WRITTEN}, or name its"
            " order as date_order in a format of your own"
        ) from None


def in_order(found: re.Match[str], order: str) -> datetime:
    """The naive time of a match of DATE_AND_TIME. Raises ValueError."""
    year, month, day = (int(found[1 + place]) for place in ORDERS[order])
    hour = int(found[4])
    if found[8]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if found[8].lower() == "p" else 0)
    year += 2000 if year < 100 else 0
    micros = int((found[7] or "0").ljust(6, "0")[:6])
    minute, second = int(found[5]), int(found[6] or 0)
    return datetime(year, month, day, hour, minute, second, micros)  # noqa: DTZ001  # the caller knows the zone


def duration(text: str, column: str, unit_s: float) -> timedelta:
    """A duration: a number of units of `unit_s` seconds, `2h 7m 53s`, or `2:07:53`. Whole seconds unless the
    unit is another. Raises ValueError."""
    if unit_s == 1 and text.isascii() and text.isdigit():
        return timedelta(seconds=int(text))
    if found := CLOCK.fullmatch(text):
        return timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]))
    if (found := IN_WORDS.fullmatch(text)) and any(found.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    number = text.replace(",", "") if THOUSANDS.fullmatch(text) else text
    whole, _, fraction = number.partition(".")
    if not DIGITS.fullmatch(number) or (unit_s == 1 and fraction.strip("0")):
        units = {0.001: "a number of milliseconds", 1: "a whole number of seconds", 60: "a number of minutes"}
        raise ValueError(f"{column} {text[:40]!r} is not {units[unit_s]}: correct it, or write 12m 34s")
    if unit_s == 1:
        return timedelta(seconds=int(whole))
    return timedelta(seconds=round(float(number) * unit_s, 3 if unit_s < 1 else 0))


def start_instant(started: datetime, stopped: datetime, duration_s: float, zone: ZoneInfo) -> datetime:
    """When a trip started, in UTC.

    Local times are ambiguous when clocks are set back (an hour occurs twice), and do not exist when clocks
    are set forward (an hour is skipped, but a clock that was not set yet shows it). Of the readings of the
    start, the file's duration decides: the first one for which stop minus start is 0 or 1 s more than the
    duration (files cut off fractions of seconds), or less than 60 s away from the duration where both times
    are whole minutes; or else the first.
    """
    starts = readings(started, zone)
    if len(starts) > 1:
        whole_minutes = not (started.second or stopped.second or started.microsecond or stopped.microsecond)
        least, most = (-59, 59) if whole_minutes else (0, 1)
        stops = readings(stopped, zone)
        for start in starts:
            if any(least <= (stop - start).total_seconds() - duration_s <= most for stop in stops):
                return start
    return starts[0]


def check_agrees(started: datetime, stopped: datetime, lasted: timedelta, zone: ZoneInfo, stop: str) -> None:
    """Raise ValueError if in every reading the stop is over AGREE_S seconds from where the duration ends. Two
    minutes, because files round both times and the duration to minutes."""
    spans = [after - before for before in readings(started, zone) for after in readings(stopped, zone)]
    if min(abs((span - lasted).total_seconds()) for span in spans) > AGREE_S:
        told_s, span_s = round(lasted.total_seconds()), round(spans[0].total_seconds())
        raise ValueError(
            f"{stop} is {span_s} s after the start, and the duration says {told_s} s: correct one of them"
        )


def start_and_duration(started: datetime, stopped: datetime, zone: ZoneInfo) -> tuple[datetime, timedelta]:
    """When a trip started, in UTC, and how long it lasted, where only both times are known. Of several
    readings of ambiguous times it is the shortest that does not end before it starts. Raises ValueError."""
    spans = [(stop - start, start) for start in readings(started, zone) for stop in readings(stopped, zone)]
    lasted, start = min([span for span in spans if span[0] >= timedelta()], default=(None, None))
    if lasted is None or start is None:
        raise ValueError(f"it ends before it starts ({started} to {stopped}): correct one of both")
    return start, lasted


def readings(time: datetime, zone: ZoneInfo) -> list[datetime]:
    """The UTC times that a time of the file can mean: one, or two around a change of the clock."""
    if time.tzinfo:
        return [time.astimezone(UTC)]
    both = [time.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return both[:1] if both[0] == both[1] else both


def rfc3339(instant: datetime) -> str:
    """A UTC time in RFC 3339, with all its fractional digits."""
    return instant.isoformat().replace("+00:00", "Z")


def zone_named(timezone: str) -> ZoneInfo:
    """The time zone of an IANA name."""
    try:
        return ZoneInfo(timezone)
    except (ValueError, OSError, LookupError):
        raise ImportRefused(f"There is no time zone {timezone!r}. One is Europe/Madrid.") from None
