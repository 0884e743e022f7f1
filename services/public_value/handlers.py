"""Event door of public_value: which function hears which event."""

from services.public_value.redemptions.handlers import on_rewards_redeemed
from services.public_value.releases.handlers import on_consents_changed, on_riders_erased
from services.public_value.rollups.handlers import on_points_posted, on_trips_judged
from services.public_value.zones.handlers import on_zones_reported
from shared.eventlog.consumer import Handlers
from shared.events.rewards import PointsPosted, RewardRedeemed
from shared.events.riders import ConsentChanged, RiderErased
from shared.events.trips import TripJudged, ZoneReported

HANDLERS: Handlers = {
    "trips": {TripJudged.type: on_trips_judged, ZoneReported.type: on_zones_reported},
    "rewards": {PointsPosted.type: on_points_posted, RewardRedeemed.type: on_rewards_redeemed},
    "riders": {ConsentChanged.type: on_consents_changed, RiderErased.type: on_riders_erased},
}
