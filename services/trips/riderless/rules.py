"""Whose a ride of locks is that name no rider. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.trips.matching.rules import merge
from services.trips.rules import NOBODY
from services.trips.tellings.rules import LimitsOf, Telling, seen


def riders_of(
    rides: Sequence[Telling], told: Mapping[UUID, Sequence[Telling]], limits_of: LimitsOf, now: datetime
) -> dict[UUID, UUID]:
    """The rider of each of these rides without rider; `NOBODY` for none. `told` are the tellings of riders
    around them, by rider.

    A ride that its operator's report tells of too is part of that report's trip, so it is that rider's: of
    several, of who began first. Else it is the one rider's whose phone shows it; two riders' phones show that
    it is neither's.
    """
    reported: dict[UUID, list[tuple[datetime, UUID, UUID]]] = defaultdict(list)
    shown: dict[UUID, set[UUID]] = defaultdict(set)
    ids = {ride.trip_id for ride in rides}
    for rider_id, tellings in told.items():
        named = {(each.operator_id, each.vehicle_id) for each in tellings}
        beside = [ride for ride in rides if (ride.operator_id, ride.vehicle_id) in named]
        views = {each.trip_id: seen(each, limits_of, now) for each in (*tellings, *beside) if each.is_told}
        merged = merge(list(views.values()))
        for ride_id in ids & merged.merged_into.keys():
            report = views[merged.merged_into[ride_id][0]]
            reported[ride_id].append((report.started_at, report.trip_id, rider_id))
        for ride_id in ids & {ride.trip_id for ride in merged.rides}:
            shown[ride_id].add(rider_id)
    return {ride_id: _rider(reported[ride_id], shown[ride_id]) for ride_id in ids}


def _rider(reported: Sequence[tuple[datetime, UUID, UUID]], shown: set[UUID]) -> UUID:
    if reported:
        *_, rider_id = min(reported)
        return rider_id
    return next(iter(shown)) if len(shown) == 1 else NOBODY
