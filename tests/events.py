"""One builder for each event: a whole event, in which a test changes what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.events.challenges import ChallengePublished, EntryJudged, Given, Participant
from shared.events.rewards import LevelReached, PointsPosted

RIDER_ID = UUID("2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11")
CHALLENGE_ID = UUID("019aa000-0000-7000-8000-0000000000c1")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


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


def entry_judged(**changes: Any) -> EntryJudged:
    """An entry under way; with `completed_at` one that is completed and gives its `reward_points`."""
    fields: dict[str, Any] = {
        "city_id": "city",
        "revision": 1,
        "rider_id": RIDER_ID,
        "challenge_id": CHALLENGE_ID,
        "version": 1,
        "name": {"en": "Ten kilometres", "ca": "Deu quilòmetres"},
        "reward_points": 100,
        "judged_at": NOON,
        "completed_at": None,
        "ends_at": datetime(2026, 6, 1, tzinfo=UTC),
        "kind": "sum",
        "unit": "distance_m",
        "target": 10_000,
    } | changes
    completed_at = fields["completed_at"]
    local_on = (completed_at or fields["judged_at"]).date()
    given = Given(points=fields["reward_points"], completed_at=completed_at, local_on=local_on)
    follows: dict[str, Any] = {
        "participant": Participant(kind="rider", id=str(fields["rider_id"])),
        "given": (given,) if completed_at else (),
        "local_on": local_on,
        "progress": 10_000 if completed_at else 9_999,
    }
    return EntryJudged(**(follows | fields))


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
