"""What the judge of challenges is given: a world, challenges, and what riders did.

The judge is the contract of challenges in plain, slow Python, from nothing but these facts. It shares no code
with the service, so that where both agree the service does what the contract says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

BIKE_SHARE = "bike_share"
"""The service of every trip. What has another one is an activity."""

SAVED_MG_PER_KM: Mapping[str, int] = {"bike": 7027, "ebike": 0}
"""CO2e that a kilometre saves, in milligrams, by the factors that are shipped."""

Tree = Mapping[str, Any]
"""A part of a challenge's body, as JSON says it."""


@dataclass(frozen=True)
class Station:
    """Where a station lies today."""

    zone_id: str | None = None
    elevation_m: int | None = None


@dataclass(frozen=True)
class BonusFlag:
    """A station is a bonus station from `from_at` until before `until_at`."""

    station_id: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class World:
    """The city at `now`. `zones` has each zone's parent. `day_tags` and `outages` are by local day."""

    timezone: ZoneInfo
    now: datetime
    zones: Mapping[str, str | None] = field(default_factory=dict)
    stations: Mapping[str, Station] = field(default_factory=dict)
    team_size_max: Mapping[str, int] = field(default_factory=dict)
    day_tags: Mapping[date, frozenset[str]] = field(default_factory=dict)
    bonus_flags: Sequence[BonusFlag] = ()
    outages: frozenset[date] = frozenset()
    game_operator_id: str | None = None


@dataclass(frozen=True)
class Trip:
    """A trip as it was judged, or an activity, which has a service of its own and no facts but its moment.

    Of one trip_id the highest revision is true; `counts` is False of what is held, rejected or voided.
    `local_on` and `local_hour` are of the start, in the trip's time zone. `zone_ids` are those that its trace
    passed, in order. `operator_id` told it; None is an activity that another service told.
    """

    trip_id: str
    rider_id: str
    started_at: datetime
    ended_at: datetime
    local_on: date
    local_hour: int
    service: str = BIKE_SHARE
    revision: int = 1
    counts: bool = True
    operator_id: str | None = None
    vehicle_type: str | None = None
    duration_s: int | None = None
    energy_kcal: int | None = None
    distance_m: int | None = None
    distance_source: str | None = None
    climb_m: int | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    start_zone_id: str | None = None
    end_zone_id: str | None = None
    zone_ids: tuple[str, ...] = ()

    @property
    def is_activity(self) -> bool:
        return self.service != BIKE_SHARE


@dataclass(frozen=True)
class Join:
    """A rider is in a challenge from `from_at` until before `until_at`."""

    challenge_id: str
    rider_id: str
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True)
class Membership:
    """A rider is in a team, a workplace, or a challenge's pair from `from_at` until before `until_at`."""

    kind: Literal["team", "workplace", "pair"]
    group_id: str
    rider_id: str
    from_at: datetime
    until_at: datetime | None = None
    challenge_id: str | None = None


@dataclass(frozen=True)
class History:
    """What riders did. The order within each says nothing."""

    trips: Sequence[Trip] = ()
    joins: Sequence[Join] = ()
    memberships: Sequence[Membership] = ()


@dataclass(frozen=True)
class Challenge:
    """A challenge with the body of the version in force.

    `operator_id` made it; None stands for the game's operator, whose challenges count what any operator told.
    `zones` is the map of its first publishing, None the world's. A draft has no entries; pausing delays what
    is said and changes nothing that is true.
    """

    challenge_id: str
    body: Tree
    closed_at: datetime | None = None
    saved_mg_per_km: Mapping[str, int] = field(default_factory=lambda: SAVED_MG_PER_KM)
    operator_id: str | None = None
    zones: Mapping[str, str | None] | None = None
    state: str = "published"

    @property
    def goal(self) -> Tree:
        goal: Tree = self.body["goal"]
        return goal

    @property
    def who(self) -> Tree:
        who: Tree = self.body["who"]
        return who

    @property
    def where(self) -> Tree:
        where: Tree = self.body.get("where", {})
        return where

    @property
    def is_versus(self) -> bool:
        return bool(self.who["kind"] == "pairs" and self.who["mode"] == "versus")


def newest(trips: Sequence[Trip]) -> list[Trip]:
    """Each trip once, in its highest revision, if that one counts; sorted, so that no order matters."""
    revisions: dict[str, Trip] = {}
    for trip in trips:
        known = revisions.get(trip.trip_id)
        if known is None or known.revision < trip.revision:
            revisions[trip.trip_id] = trip
    return [revisions[trip_id] for trip_id in sorted(revisions) if revisions[trip_id].counts]
