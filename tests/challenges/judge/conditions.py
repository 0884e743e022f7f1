"""The `where` of a challenge: which condition of the contract's order fails first.

Each condition says whether a trip meets what the tree asks. What is unknown is in no list and no range. An
activity has no vehicle, distance, duration, and place, so it meets no condition about them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from .facts import BIKE_SHARE, Challenge, Tree, Trip, World


@dataclass(frozen=True)
class Context:
    """What conditions look up: the city, and the zones as they were at the challenge's first publishing."""

    world: World
    zones: Mapping[str, str | None]


@dataclass(frozen=True)
class End:
    """The start or the end of a trip."""

    name: str
    at: datetime
    station_id: str | None
    zone_id: str | None


def context_of(challenge: Challenge, world: World) -> Context:
    return Context(world, world.zones if challenge.zones is None else challenge.zones)


def ends_of(trip: Trip) -> list[End]:
    """Both ends of a trip; an activity has none."""
    if trip.is_activity:
        return []
    return [
        End("start", trip.started_at, trip.start_station_id, trip.start_zone_id),
        End("end", trip.ended_at, trip.end_station_id, trip.end_zone_id),
    ]


def zones_above(zone_id: str, zones: Mapping[str, str | None]) -> list[str]:
    """A zone and all in which it lies, the topmost last."""
    above = [zone_id]
    while (parent := zones.get(above[-1])) is not None and parent not in above:
        above.append(parent)
    return above


def lies_in(zone_id: str | None, zone_ids: Sequence[str], context: Context) -> bool:
    """Whether a zone is one of these, or lies in one of them."""
    return zone_id is not None and not set(zones_above(zone_id, context.zones)).isdisjoint(zone_ids)


def hour_within(hour: int, spans: Sequence[Tree]) -> bool:
    """Whether an hour is in any span; one whose `from` is after its `to` goes past midnight."""
    for span in spans:
        start, end = span["from"], span["to"]
        if start < end and start <= hour < end:
            return True
        if start > end and (hour >= start or hour < end):
            return True
    return False


def in_range(value: int | None, wanted: Tree) -> bool:
    """Whether a value is known and within both bounds, where they are asked for."""
    return value is not None and bool(wanted.get("min", value) <= value <= wanted.get("max", value))


def passes(trip: Trip, wanted: Tree, context: Context) -> bool:
    """Whether the trip passed the zones in this order, each at a place of its own."""
    passed = [trip.start_zone_id, *trip.zone_ids, trip.end_zone_id]
    places = [zone_id for zone_id, _ in groupby(zone_id for zone_id in passed if zone_id is not None)]
    # Taking the first place that fits leaves the most places for the zones that follow.
    for wanted_zone in wanted["zone_ids_in_order"]:
        fitting = [i for i, place in enumerate(places) if lies_in(place, [wanted_zone], context)]
        if not fitting:
            return False
        places = places[fitting[0] + 1 :]
    return True


def is_flagged(end: End, context: Context) -> bool:
    """Whether an end's station was a bonus station at the moment of that end."""
    return any(
        flag.station_id == end.station_id and flag.from_at <= end.at < flag.until_at
        for flag in context.world.bonus_flags
    )


Condition = Callable[[Trip, Any, Context], bool]

OF_TRIP: Mapping[str, Condition] = {
    "vehicle_types": lambda trip, wanted, _: trip.vehicle_type in wanted,
    "weekdays": lambda trip, wanted, _: trip.local_on.isoweekday() in wanted,
    "local_hours": lambda trip, wanted, _: hour_within(trip.local_hour, wanted),
    "day_tags_any": lambda trip, wanted, context: any(
        tag in wanted for tag in context.world.day_tags.get(trip.local_on, ())
    ),
    "distance_sources": lambda trip, wanted, _: trip.distance_source in wanted,
    "distance_m": lambda trip, wanted, _: in_range(trip.distance_m, wanted),
    "duration_s": lambda trip, wanted, _: in_range(trip.duration_s, wanted),
    "climb_m": lambda trip, wanted, _: in_range(trip.climb_m, wanted),
    "start_station_ids": lambda trip, wanted, _: trip.start_station_id in wanted,
    "end_station_ids": lambda trip, wanted, _: trip.end_station_id in wanted,
    "start_zone_ids": lambda trip, wanted, context: lies_in(trip.start_zone_id, wanted, context),
    "end_zone_ids": lambda trip, wanted, context: lies_in(trip.end_zone_id, wanted, context),
    "corridor": passes,
}
"""Conditions on the trip as a whole, in the contract's order, after `services`."""

OF_ONE_END: Mapping[str, Callable[[End, Any, Context], bool]] = {
    "station_ids": lambda end, wanted, _: end.station_id in wanted,
    "zone_ids": lambda end, wanted, context: lies_in(end.zone_id, wanted, context),
    "bonus_stations": lambda end, _, context: is_flagged(end, context),
}
"""Conditions on one and the same end, in the contract's order: these are the last."""

OF_VEHICLE_AND_PLACE = frozenset(OF_TRIP) - {"weekdays", "local_hours", "day_tags_any"}
"""What no activity meets."""


def has_service(trip: Trip, wheres: Sequence[Tree]) -> bool:
    """Whether the service is one that is asked for; where none is, only trips are."""
    asked = [where["services"] for where in wheres if "services" in where]
    return all(trip.service in services for services in asked or [[BIKE_SHARE]])


def meeting_ends(trip: Trip, wheres: Sequence[Tree], context: Context) -> list[End]:
    """The ends that meet all that is asked of one and the same end."""
    return [
        end
        for end in ends_of(trip)
        if all(
            meets(end, where[name], context)
            for name, meets in OF_ONE_END.items()
            for where in wheres
            if name in where
        )
    ]


def failing_end_condition(trip: Trip, wheres: Sequence[Tree], context: Context) -> str | None:
    """The first condition on one and the same end that leaves none."""
    ends = ends_of(trip)
    for name, meets in OF_ONE_END.items():
        asked = [where[name] for where in wheres if name in where]
        ends = [end for end in ends if all(meets(end, wanted, context) for wanted in asked)]
        if asked and not ends:
            return name
    return None


def first_failing(trip: Trip, wheres: Sequence[Tree], context: Context) -> str | None:
    """The first condition that the trip does not meet, None if it meets all.

    `wheres` are those of the body and of a step, which are read as one.
    """
    if not has_service(trip, wheres):
        return "services"
    for name, meets in OF_TRIP.items():
        for where in wheres:
            if name not in where:
                continue
            if trip.is_activity and name in OF_VEHICLE_AND_PLACE:
                return name
            if not meets(trip, where[name], context):
                return name
    return failing_end_condition(trip, wheres, context)
