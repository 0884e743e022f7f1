"""Events as the services say them: one builder for each, in which a test changes what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from shared.events.challenges import ChallengePublished, EntryJudged, EntryMoved, Given, Participant
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.several import ActivityReported
from shared.events.trips import StationReported, TripJudged, ZoneReported

RIDER_ID = UUID("2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11")
CHALLENGE_ID = UUID("019aa000-0000-7000-8000-0000000000c1")
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


def challenge_published(**changes: Any) -> ChallengePublished:
    """A published challenge: 10 km in May, for all riders, for 100 points."""
    fields: dict[str, Any] = {
        "city_id": "city",
        "revision": 1,
        "challenge_id": CHALLENGE_ID,
        "version": 1,
        "state": "published",
        "name": {"en": "Ten kilometres", "ca": "Deu quilòmetres"},
        "kind": "sum",
        "unit": "distance_m",
        "target": 10_000,
        "who": "all",
        "period": "once",
        "reward_points": 100,
        "starts_at": datetime(2026, 5, 1, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 1, tzinfo=UTC),
        "operator_id": "operator",
    }
    return ChallengePublished(**(fields | changes))


ENTRY: dict[str, Any] = {
    "city_id": "city",
    "revision": 1,
    "rider_id": RIDER_ID,
    "challenge_id": CHALLENGE_ID,
    "version": 1,
    "kind": "sum",
    "unit": "distance_m",
    "progress": 9_999,
    "target": 10_000,
    "ends_at": datetime(2026, 6, 1, tzinfo=UTC),
    "judged_at": NOON,
}
"""An entry under way, in what both of its events tell."""


def entry_judged(**changes: Any) -> EntryJudged:
    """An entry under way; with `completed_at` one that is completed and gives its `reward_points`."""
    fields: dict[str, Any] = {
        "name": {"en": "Ten kilometres", "ca": "Deu quilòmetres"},
        "reward_points": 100,
        "completed_at": None,
    }
    if changes.get("completed_at"):
        fields["progress"] = 10_000
    fields = ENTRY | fields | changes
    completed_at = fields["completed_at"]
    local_on = (completed_at or fields["judged_at"]).date()
    given = Given(points=fields["reward_points"], completed_at=completed_at, local_on=local_on)
    follows: dict[str, Any] = {
        "participant": Participant(kind="rider", id=str(fields["rider_id"])),
        "given": (given,) if completed_at else (),
        "local_on": local_on,
    }
    return EntryJudged(**(follows | fields))


def entry_moved(**changes: Any) -> EntryMoved:
    """How far an entry under way is."""
    fields = ENTRY | changes
    return EntryMoved(**({"participant": Participant(kind="rider", id=str(fields["rider_id"]))} | fields))


def points_posted(**changes: Any) -> PointsPosted:
    """The points of a trip of 4.2 km and 159 kcal: 57, which can be spent a day later."""
    fields: dict[str, Any] = {
        "city_id": "city",
        "revision": 1,
        "rider_id": RIDER_ID,
        "posting_id": uuid4(),
        "source": "trip:a",
        "kind": "trip",
        "points": 57,
        "posted_at": NOON,
        "rule": "tariff",
        "version": 1,
        "params": {"distance_m": 4_200, "distance_points": 42, "energy_kcal": 159, "energy_points": 15},
    } | changes
    follows: dict[str, Any] = {
        "total_points": fields["points"],
        "available_at": fields["posted_at"] + timedelta(days=1),
        "local_on": fields["posted_at"].date(),
    }
    return PointsPosted(**(follows | fields))


def activity_reported(**changes: Any) -> ActivityReported:
    """A confirmed report of a problem, which counts."""
    fields: dict[str, Any] = {
        "city_id": "city",
        "revision": 1,
        "rider_id": RIDER_ID,
        "activity_id": uuid4(),
        "service": "report_confirmed",
        "at": NOON,
        "counts": True,
    } | changes
    return ActivityReported(**({"local_on": fields["at"].astimezone(MADRID).date()} | fields))


def level_reached(**changes: Any) -> LevelReached:
    """The second level, which begins at 500 points."""
    fields: dict[str, Any] = {
        "city_id": "city",
        "revision": 1,
        "rider_id": RIDER_ID,
        "level": 2,
        "lifetime_points": 500,
    }
    return LevelReached(**(fields | changes))
