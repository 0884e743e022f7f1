"""Event door of challenges: which events it hears, and what handles them."""

from zoneinfo import ZoneInfo

from services.challenges.entries.handlers import on_trips_judged
from shared.eventlog.consumer import Handlers
from shared.events.trips import TripJudged


def handlers(zone: ZoneInfo) -> Handlers:
    """Topic -> type of event -> who handles it. `zone` is the city's."""
    return {"trips": {TripJudged.type: on_trips_judged(zone)}}
