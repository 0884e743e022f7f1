"""Tellings get their traces: points are cleaned, and lie in zones."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.tellings.rules import LimitsOf, Telling
from services.trips.traces.rules import Points, Trace, TracePoint, degrees_of
from services.trips.traces.rules import cleaned as clean_trace
from services.trips.zone_map.actions import KnownZones, zones_at


async def with_traces(
    tx: AsyncConnection,
    limits_of: LimitsOf,
    told: Sequence[Telling],
    points: Mapping[UUID, Sequence[TracePoint] | Points],
    zone_cache: KnownZones,
) -> list[Telling]:
    """These tellings with the traces of these points, and with the zones that each trace passes."""
    if not points:
        return list(told)
    cleaned = [
        replace(each, trace=trace_of(each, points[each.trip_id], limits_of))
        if each.trip_id in points
        else each
        for each in told
    ]
    places = {
        each.trip_id: [Point(*place) for place in zip(*map(list, degrees_of(each.trace)), strict=True)]
        for each in cleaned
        if each.trace is not None
    }
    zones = await zones_at(tx, zone_cache, {place for each in places.values() for place in each})
    return [_with_zones(each, [zones[place] for place in places.get(each.trip_id, ())]) for each in cleaned]


def trace_of(telling: Telling, points: Sequence[TracePoint] | Points, limits_of: LimitsOf) -> Trace:
    """The trace of these points, cleaned for the told minutes of a telling."""
    limits = limits_of(telling.vehicle_type, telling.local_on)
    ended_at = telling.ended_at.timestamp() if telling.ended_at else math.inf
    return clean_trace(points, telling.started_at.timestamp(), ended_at, limits)


def _with_zones(telling: Telling, zone_ids: Sequence[str | None]) -> Telling:
    if not zone_ids:
        return telling
    passed = tuple(zone_id for zone_id, _ in groupby(zone_ids) if zone_id is not None)
    return replace(telling, trace_zone_ids=passed, trace_ends=(zone_ids[0], zone_ids[-1]))
