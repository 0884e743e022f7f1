"""Event door of rewards: which events it hears, and what handles them."""

from zoneinfo import ZoneInfo

from services.rewards.activities.handlers import on_activities_reported
from services.rewards.entries.handlers import on_entries_judged
from services.rewards.erasure.handlers import on_riders_erased
from services.rewards.expiry.actions import reader as expiry_reader
from services.rewards.tariffs.actions import reader
from services.rewards.trips.handlers import on_trips_judged
from services.rewards.zones.handlers import on_zones_reported
from shared.eventlog.consumer import Handlers
from shared.events.challenges import EntryJudged
from shared.events.riders import RiderErased
from shared.events.several import ActivityReported
from shared.events.trips import TripJudged, ZoneReported

MADRID = ZoneInfo("Europe/Madrid")


def handlers(zone: ZoneInfo = MADRID) -> Handlers:
    """Topic -> type of event -> handler, in a city of this time zone."""
    read_tariffs, read_terms = reader(), expiry_reader()
    on_activities = on_activities_reported(read_tariffs, read_terms)
    return {
        "trips": {
            TripJudged.type: on_trips_judged(read_tariffs, read_terms),
            ZoneReported.type: on_zones_reported,
            ActivityReported.type: on_activities,
        },
        "challenges": {
            EntryJudged.type: on_entries_judged(read_tariffs, read_terms),
            ActivityReported.type: on_activities,
        },
        "riders": {RiderErased.type: on_riders_erased(zone)},
    }
