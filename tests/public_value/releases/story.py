"""What happens in a small city, step by step, as the cases of releases tell it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
TripId = tuple[str, str, str | None, str, str, int]


@dataclass(frozen=True)
class Trip:
    """A trip as it is now. `seen`: an operator reported or confirmed it. `metres` None: unknown."""

    rider: str
    operator: str
    seen: bool
    on: date
    zone: str | None
    vehicle: str
    metres: int | None
    seconds: int
    history: bool
    heard_at: datetime
    counts: bool = True

    @property
    def kcal(self) -> int:
        per_hour = 420 if self.vehicle == "ebike" else 476
        return int(per_hour * min(self.seconds, 3_600) / 3_600 + 0.5)


@dataclass(frozen=True)
class Given:
    """What a source has given a rider in all. `trip`: the trip that the points are of."""

    rider: str
    on: date
    kind: str
    points: int
    trip: TripId | None


@dataclass
class Story:
    """All that was told so far."""

    operators: Mapping[str, str]
    trips: dict[TripId, Trip] = field(default_factory=dict)
    points: dict[str, Given] = field(default_factory=dict)
    objecting: set[str] = field(default_factory=set)

    def tell(self, step: Mapping[str, Any]) -> None:
        """Hear what a step tells beside a run."""
        at = moment(step["at"])
        for group in step.get("trips", []):
            for trip_id, rider in members(group):
                self.trips[trip_id] = trip_of(group, rider, at)
        for group in step.get("change", []):
            for trip_id, _ in members(group):
                now = self.trips[trip_id]
                metres, seconds = group.get("m", now.metres), group.get("s", now.seconds)
                self.trips[trip_id] = replace(now, metres=metres, seconds=seconds)
        for group in step.get("void", []):
            for trip_id, _ in members(group):
                self.trips[trip_id] = replace(self.trips[trip_id], counts=False)
        for group in step.get("points", []):
            self._give(group)
        if consent := step.get("consent"):
            who, objects = set(riders(consent["who"])), not consent["city_statistics"]
            self.objecting = self.objecting | who if objects else self.objecting - who
        if erased := step.get("erase"):
            self._rename(erased["who"], erased["new_id"])

    def _give(self, group: Mapping[str, Any]) -> None:
        kind = group.get("of", "trip")
        for trip_id, rider in members(group):
            trip = trip_id if kind == "trip" else None
            source = f"{kind} {trip_id}" if trip else f"{kind} {rider} {group['on']} {group.get('tag', '')}"
            on = date.fromisoformat(group["on"])
            self.points[source] = Given(rider, on, kind, group["points"], trip)

    def _rename(self, rider: str, new_id: str) -> None:
        for trip_id, trip in self.trips.items():
            if trip.rider == rider:
                self.trips[trip_id] = replace(trip, rider=new_id)
        for source, given in self.points.items():
            if given.rider == rider:
                self.points[source] = replace(given, rider=new_id)
        if rider in self.objecting:
            self.objecting = self.objecting - {rider} | {new_id}


def moment(text: str) -> datetime:
    """A local time of a case."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def riders(who: str) -> list[str]:
    """Those of a group: r1-r3 are r1, r2 and r3.

    >>> riders("r9-r11"), riders("big")
    (['r9', 'r10', 'r11'], ['big'])
    """
    span = re.fullmatch(r"([a-z]+)(\d+)-([a-z]+)(\d+)", who)
    if not span:
        return [who]
    return [f"{span[1]}{number}" for number in range(int(span[2]), int(span[4]) + 1)]


def members(group: Mapping[str, Any]) -> Iterator[tuple[TripId, str]]:
    """The trips that a group names, with their riders."""
    for rider in riders(group["who"]):
        for number in range(group.get("each", 1)):
            vehicle, tag = group.get("type", "bike"), group.get("tag", "")
            yield (rider, group["on"], group.get("zone"), vehicle, tag, number), rider


def trip_of(group: Mapping[str, Any], rider: str, at: datetime) -> Trip:
    """A trip of a group of a case."""
    return Trip(
        rider=rider,
        operator=group.get("operator", "op"),
        seen=group.get("confirmed", True),
        on=date.fromisoformat(group["on"]),
        zone=group.get("zone"),
        vehicle=group.get("type", "bike"),
        metres=group.get("m", 1_000),
        seconds=group.get("s", 600),
        history=group.get("history", False),
        heard_at=at,
    )
