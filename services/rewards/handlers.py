"""Event door of rewards: which events it hears, and what handles them."""

from services.rewards.entries.handlers import on_entries_judged
from services.rewards.tariffs.actions import reader
from services.rewards.trips.handlers import on_trips_judged
from services.rewards.zones.handlers import on_zones_reported
from shared.eventlog.consumer import Handlers
from shared.events.challenges import EntryJudged
from shared.events.trips import TripJudged, ZoneReported


def handlers() -> Handlers:
    """Topic -> type of event -> handler."""
    read_tariffs = reader()
    return {
        "trips": {TripJudged.type: on_trips_judged(read_tariffs), ZoneReported.type: on_zones_reported},
        "challenges": {EntryJudged.type: on_entries_judged(read_tariffs)},
    }
