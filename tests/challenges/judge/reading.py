"""Golden cases of challenges, as their file says them, for the judge.

What a case leaves out of a trip follows from `about` in the file: a bike, 600 s, no stations, an odometer.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from .facts import (
    BIKE_SHARE,
    SAVED_MG_PER_KM,
    BonusFlag,
    Challenge,
    History,
    Join,
    Membership,
    Station,
    Trip,
    World,
)
from .periods import instant_of

Json = Mapping[str, Any]
Energy = Callable[[Literal["bike", "ebike"], int], int]
"""The kilocalories of a vehicle and so many seconds, as trips judges them."""

DURATION_S = 600
"""How long a trip lasts of which it is not said."""


def world_of(shared: Json, case: Json) -> World:
    """The world of the file, with what the case changes in it."""
    said = {**shared, **case.get("world", {})}
    return World(
        timezone=ZoneInfo(said["timezone"]),
        now=instant_of(case.get("now", said["now"])),
        zones=said["zones"],
        stations={name: Station(**station) for name, station in said["stations"].items()},
        team_size_max={**said["team_size_max"], **case.get("team_size_max", {})},
        day_tags={date.fromisoformat(day): frozenset(tags) for day, tags in case.get("days", {}).items()},
        bonus_flags=[
            BonusFlag(each["station_id"], instant_of(each["from"]), instant_of(each["until"]))
            for each in case.get("bonus_flags", ())
        ],
        outages=frozenset(date.fromisoformat(day) for day in case.get("outages", ())),
    )


def challenge_of(said: Json) -> Challenge:
    """A challenge; what stands beside its body is taken out of it."""
    beside = ("challenge_id", "closed_at", "co2e")
    closed_at, co2e = said.get("closed_at"), said.get("co2e")
    return Challenge(
        said["challenge_id"],
        {name: value for name, value in said.items() if name not in beside},
        closed_at=instant_of(closed_at) if closed_at else None,
        saved_mg_per_km=co2e["saved_mg_per_km"] if co2e else SAVED_MG_PER_KM,
    )


def local_start(started_at: datetime, timezone: ZoneInfo) -> tuple[date, int]:
    """The local day and hour of a start."""
    local = started_at.astimezone(timezone)
    return local.date(), local.hour


def climb_m(start: Station, end: Station) -> int | None:
    """How much higher the end lies, at least 0; None where one elevation is unknown."""
    if start.elevation_m is None or end.elevation_m is None:
        return None
    return max(0, end.elevation_m - start.elevation_m)


def activity_of(said: Json, world: World) -> Trip:
    """An activity: its moment, of the city's local time, and its service."""
    at = instant_of(said["started_at"])
    local_on, local_hour = local_start(at, world.timezone)
    return Trip(
        said["trip_id"],
        said["rider"],
        at,
        at,
        local_on,
        local_hour,
        service=said["service"],
        counts=said.get("counts", True),
    )


def trip_of(said: Json, world: World, energy_kcal: Energy) -> Trip:
    """A trip with the facts with which it would be judged, or an activity."""
    if said.get("service", BIKE_SHARE) != BIKE_SHARE:
        return activity_of(said, world)
    started_at, duration_s = instant_of(said["started_at"]), said.get("duration_s", DURATION_S)
    timezone = ZoneInfo(said["timezone"]) if "timezone" in said else world.timezone
    local_on, local_hour = local_start(started_at, timezone)
    start, end = (
        world.stations.get(said.get(name), Station())  # type: ignore[arg-type]  # None is no station
        for name in ("start_station_id", "end_station_id")
    )
    vehicle_type, distance_m = said.get("vehicle_type", "bike"), said.get("distance_m")
    return Trip(
        said["trip_id"],
        said["rider"],
        started_at,
        started_at + timedelta(seconds=duration_s),
        local_on,
        local_hour,
        counts=said.get("counts", True),
        operator_id=said.get("operator_id"),
        vehicle_type=vehicle_type,
        duration_s=duration_s,
        energy_kcal=energy_kcal(vehicle_type, duration_s),
        distance_m=distance_m,
        distance_source=said.get("distance_source", "odometer" if distance_m is not None else None),
        climb_m=climb_m(start, end),
        start_station_id=said.get("start_station_id"),
        end_station_id=said.get("end_station_id"),
        start_zone_id=said.get("start_zone_id", start.zone_id),
        end_zone_id=said.get("end_zone_id", end.zone_id),
        zone_ids=tuple(said.get("zone_ids", ())),
    )


def span_of(said: Json) -> tuple[datetime, datetime | None]:
    """[from, until)"""
    return instant_of(said["from"]), instant_of(said["until"]) if "until" in said else None


def membership_of(said: Json) -> Membership:
    """A membership in a pair of a challenge, a workplace, or a team."""
    if "pair" in said:
        return Membership("pair", said["pair"], said["rider"], *span_of(said), said["challenge_id"])
    return Membership(said.get("kind", "team"), said["team"], said["rider"], *span_of(said))


def history_of(case: Json, world: World, energy_kcal: Energy) -> History:
    """What riders did."""
    return History(
        [trip_of(each, world, energy_kcal) for each in case["trips"]],
        [Join(each["challenge_id"], each["rider"], *span_of(each)) for each in case.get("joins", ())],
        [membership_of(each) for each in case.get("memberships", ())],
    )
