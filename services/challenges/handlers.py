"""Event handlers of challenges, by topic and type of event."""

from zoneinfo import ZoneInfo

from services.challenges.campaigns.handlers import on_campaigns_changed
from services.challenges.entries.handlers import on_trips_judged
from shared.eventlog.consumer import Handlers
from shared.events.rewards import CampaignChanged
from shared.events.trips import TripJudged


def handlers(zone: ZoneInfo) -> Handlers:
    """Topic -> type of event -> handler. `zone` is the city's time zone."""
    return {
        "trips": {TripJudged.type: on_trips_judged(zone)},
        "rewards": {CampaignChanged.type: on_campaigns_changed},
    }
