"""What a demo is going to tell: which riders, which trips, and since when."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rodem.demo.barcelona import find_city
from rodem.demo.city import City
from rodem.demo.riders import Rider, make_riders
from rodem.demo.trips import DemoTrip, trips_between
from rodem.local.provision import write_whole


@dataclass(frozen=True)
class Wanted:
    """What is asked for: so many riders, over so many whole days before today, drawn from this seed."""

    riders: int
    days: int
    seed: int
    timezone: str


@dataclass(frozen=True)
class Span:
    """The trips to tell: from the local day `first` on, those that have ended by `until`."""

    first: date
    until: datetime
    is_told: bool = False


@dataclass(frozen=True)
class Plan:
    """All of it. `guide` is the rider whose token the demo shows; `today` the local day of the demo."""

    wanted: Wanted
    span: Span
    today: date
    city: City
    riders: Sequence[Rider]
    guide: Rider
    trips: Sequence[DemoTrip]


def draw(wanted: Wanted, span: Span, city: City | None = None) -> Plan:
    """The plan. It takes seconds, and is the same whenever and wherever it is drawn."""
    city = city or find_city()
    riders = make_riders(city, wanted.seed, wanted.riders)
    trips = trips_between(city, riders, wanted.seed, span.first, span.until, wanted.timezone)
    today = span.until.astimezone(ZoneInfo(wanted.timezone)).date()
    untold = [] if span.is_told else list(trips)
    return Plan(wanted, span, today, city, riders, find_guide(riders), untold)


def find_guide(riders: Sequence[Rider]) -> Rider:
    """An honest commuter, more active than most."""
    commuters = [rider for rider in riders if rider.habit == "commuter" and not rider.cheats]
    by_activity = sorted(commuters or riders, key=lambda rider: -rider.trips_a_day)
    return by_activity[len(by_activity) // 10]


def span_to_tell(saved: Path, wanted: Wanted, now: datetime) -> Span:
    """On the day of an earlier demo its span, so that a second demo adds nothing; later what is new since.

    Trips that the city knows change nothing, so a demo that broke off is told again from its beginning.
    """
    zone = ZoneInfo(wanted.timezone)
    today = now.astimezone(zone).date()
    try:
        earlier = json.loads(saved.read_text())
    except FileNotFoundError:
        earlier = {}
    if earlier.get("wanted") != asdict(wanted):
        return Span(today - timedelta(days=wanted.days), now)
    first, until = date.fromisoformat(earlier["first"]), datetime.fromisoformat(earlier["until"])
    until_on = until.astimezone(zone).date()
    if until_on == today:
        return Span(first, until, earlier["is_told"])
    return Span(until_on if earlier["is_told"] else first, now)


def save(saved: Path, wanted: Wanted, span: Span) -> None:
    """Remember the span for the next demo."""
    remembered = {
        "wanted": asdict(wanted),
        "first": span.first.isoformat(),
        "until": span.until.isoformat(),
        "is_told": span.is_told,
    }
    write_whole(saved, json.dumps(remembered, indent=2))
