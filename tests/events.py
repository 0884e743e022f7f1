"""Events as the services say them: one builder for each, in which a test changes what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from shared.events.trips import StationReported, TripJudged, ZoneReported

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")


def trip_judged(**changes: Any) -> TripJudged:
    """An accepted bike trip of 4.2 km in 20 minutes. What follows from a change (when it ended, on which
    local day and hour it started, whether it counts) is changed with it, unless it is said."""
    facts: dict[str, Any] = {
        "city_id": "city",
        "rider_id": uuid4(),
        "trip_id": uuid4(),
        "operator_id": "operator",
        "revision": 1,
        "verdict": "accepted",
        "vehicle_type": "bike",
        "started_at": NOON,
        "duration_s": 1_200,
        "energy_kcal": 159,
        "distance_m": 4_200,
    } | changes
    started_here = facts["started_at"].astimezone(MADRID)
    following = {
        "counts": facts["verdict"] == "accepted",
        "ended_at": facts["started_at"] + timedelta(seconds=facts["duration_s"]),
        "local_on": started_here.date(),
        "local_hour": started_here.hour,
    }
    return TripJudged(**(following | facts))


def station_reported(**changes: Any) -> StationReported:
    """A station of 27 docks."""
    facts: dict[str, Any] = {
        "city_id": "city",
        "station_id": "41",
        "operator_id": "operator",
        "revision": 1,
        "name": "Rambla de Catalunya, 2",
        "lat": 41.3886,
        "lon": 2.1668,
        "valid_from": NOON,
        "capacity": 27,
    }
    return StationReported(**(facts | changes))


def zone_reported(**changes: Any) -> ZoneReported:
    """A triangular zone that is a part of no other."""
    facts: dict[str, Any] = {
        "city_id": "city",
        "zone_id": "eixample",
        "revision": 1,
        "name": "Eixample",
        "outline": (((2.15, 41.38), (2.18, 41.38), (2.18, 41.4), (2.15, 41.38)),),
    }
    return ZoneReported(**(facts | changes))
