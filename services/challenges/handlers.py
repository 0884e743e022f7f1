"""Event handlers of challenges, by topic and type of event."""

from zoneinfo import ZoneInfo

from services.challenges.activities.handlers import on_activities_reported
from services.challenges.campaigns.handlers import on_campaigns_changed
from services.challenges.entries.handlers import on_trips_judged
from services.challenges.erasure.handlers import on_riders_erased
from services.challenges.factors.handlers import on_factors_published
from services.challenges.zones.handlers import on_zones_reported
from shared.eventlog.consumer import Handlers
from shared.events.public_value import FactorsPublished
from shared.events.rewards import CampaignChanged
from shared.events.riders import RiderErased
from shared.events.several import ActivityReported
from shared.events.trips import TripJudged, ZoneReported

MADRID = ZoneInfo("Europe/Madrid")


def handlers(zone: ZoneInfo = MADRID, game_operator: str = "operator") -> Handlers:
    """Topic -> type of event -> handler, in a city of this time zone, whose game this operator runs."""
    return {
        "trips": {
            TripJudged.type: on_trips_judged(zone, game_operator),
            ZoneReported.type: on_zones_reported,
            ActivityReported.type: on_activities_reported(zone, game_operator),
        },
        "riders": {RiderErased.type: on_riders_erased},
        "public_value": {FactorsPublished.type: on_factors_published},
        "rewards": {CampaignChanged.type: on_campaigns_changed},
    }
