"""Event door of the gateway: which function puts which event into the read models."""

from services.gateway.riders.badges.handlers import on_badges_earned
from services.gateway.riders.entries.handlers import (
    on_challenges_published,
    on_entries_judged,
    on_entries_moved,
)
from services.gateway.riders.statement.handlers import on_levels_reached, on_points_posted
from services.gateway.riders.trips.handlers import on_trips_judged
from shared.eventlog.consumer import Handlers
from shared.events.challenges import ChallengePublished, EntryJudged, EntryMoved
from shared.events.rewards import BadgeEarned, LevelReached, PointsPosted
from shared.events.trips import TripJudged

HANDLERS: Handlers = {
    "trips": {TripJudged.type: on_trips_judged},
    "challenges": {
        ChallengePublished.type: on_challenges_published,
        EntryJudged.type: on_entries_judged,
        EntryMoved.type: on_entries_moved,
    },
    "rewards": {
        PointsPosted.type: on_points_posted,
        LevelReached.type: on_levels_reached,
        BadgeEarned.type: on_badges_earned,
    },
}
