"""The plan of a demo: its riders, its trips, and the time span that they cover."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rodem.demo.barcelona import find_city
from rodem.demo.chance import chance_for
from rodem.demo.city import City
from rodem.demo.riders import Rider, make_riders
from rodem.demo.trips import DemoTrip, trips_between
from rodem.local.provision import write_whole


@dataclass(frozen=True)
class DemoSize:
    """The size of a demo: so many riders over so many whole days before today, drawn from this seed."""

    riders: int
    days: int
    seed: int
    timezone: str


@dataclass(frozen=True)
class Span:
    """The time span of the trips to send: from the local day `first` on, ended by `until`. `is_told`: an
    earlier demo has sent them all."""

    first: date
    until: datetime
    is_told: bool = False


@dataclass(frozen=True)
class Plan:
    """A demo. `guide` is the rider whose token it shows, `today` its local day, `trips` are still to send."""

    size: DemoSize
    span: Span
    today: date
    city: City
    riders: Sequence[Rider]
    guide: Rider
    trips: Sequence[DemoTrip]

    def some_riders(self, what: str, share: float) -> Sequence[Rider]:
        """About this share of the riders, drawn for `what`, and always the guide."""
        return [
            rider
            for rider in self.riders
            if rider == self.guide or chance_for(self.size.seed, what, rider.number).random() < share
        ]


def draw(size: DemoSize, span: Span, city: City | None = None) -> Plan:
    """The plan, which takes seconds to draw. Equal arguments give an equal plan."""
    city = city or find_city()
    riders = make_riders(city, size.seed, size.riders)
    trips = trips_between(city, riders, size.seed, span.first, span.until, size.timezone)
    today = span.until.astimezone(ZoneInfo(size.timezone)).date()
    trips_to_send = [] if span.is_told else list(trips)
    return Plan(size, span, today, city, riders, find_guide(riders), trips_to_send)


def find_guide(riders: Sequence[Rider]) -> Rider:
    """An honest commuter who is more active than nine in ten."""
    commuters = [rider for rider in riders if rider.habit == "commuter" and not rider.cheats]
    by_activity = sorted(commuters or riders, key=lambda rider: -rider.trips_a_day)
    return by_activity[len(by_activity) // 10]


def span_to_tell(saved: Path, size: DemoSize, now: datetime) -> Span:
    """The span to send, by the span that an earlier demo of the same size has saved.

    On the same day it is the earlier span, so that a second demo adds nothing; later it begins where that
    ended. A demo that was aborted is sent again from its beginning, because sending a trip twice changes
    nothing.
    """
    zone = ZoneInfo(size.timezone)
    today = now.astimezone(zone).date()
    try:
        earlier = json.loads(saved.read_text())
    except FileNotFoundError:
        earlier = {}
    if earlier.get("wanted") != asdict(size):
        return Span(today - timedelta(days=size.days), now)
    first, until = date.fromisoformat(earlier["first"]), datetime.fromisoformat(earlier["until"])
    until_on = until.astimezone(zone).date()
    if until_on == today:
        return Span(first, until, earlier["is_told"])
    return Span(until_on if earlier["is_told"] else first, now)


def save(saved: Path, size: DemoSize, span: Span) -> None:
    """Remember the span for the next demo."""
    content = {
        "wanted": asdict(size),
        "first": span.first.isoformat(),
        "until": span.until.isoformat(),
        "is_told": span.is_told,
    }
    write_whole(saved, json.dumps(content, indent=2))
