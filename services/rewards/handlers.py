"""Event door of rewards: which events it hears, and what handles them."""

from datetime import timedelta

from services.rewards.entries.handlers import on_entries_judged
from services.rewards.trips.handlers import on_trips_judged
from services.rewards.zones.handlers import on_zones_reported
from shared.eventlog.consumer import Handlers
from shared.events.challenges import EntryJudged
from shared.events.trips import TripJudged, ZoneReported


def handlers(pending: timedelta) -> Handlers:
    """Topic -> type of event -> handler. Points can be spent `pending` after they were earned."""
    return {
        "trips": {TripJudged.type: on_trips_judged(pending), ZoneReported.type: on_zones_reported},
        "challenges": {EntryJudged.type: on_entries_judged(pending)},
    }
