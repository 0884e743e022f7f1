"""Event door of rewards: which events it hears, and what handles them."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.activities.handlers import on_activities_reported
from services.rewards.badges.handlers import on_badges_given
from services.rewards.entries.handlers import on_entries_judged
from services.rewards.erasure.handlers import on_riders_erased
from services.rewards.groups.handlers import on_memberships_changed, on_teams_changed
from services.rewards.stations.handlers import on_stations_reported
from services.rewards.tariffs.store import read_tariffs
from services.rewards.trips.handlers import on_trips_judged
from services.rewards.zones.handlers import on_zones_reported
from shared.caches import of_last_version
from shared.eventlog.consumer import Handler, Handlers
from shared.events.challenges import EntryJudged, MembershipChanged, TeamChanged
from shared.events.heard import Heard
from shared.events.riders import RiderErased
from shared.events.several import ActivityReported
from shared.events.trips import StationReported, TripJudged, ZoneReported
from shared.expiry.store import read_terms


def in_turn(*each: Handler) -> Handler:
    """A handler that hands a batch to each of these."""

    async def handle(tx: AsyncConnection, batch: Sequence[Heard[Any]]) -> None:
        for handler in each:
            await handler(tx, batch)

    return handle


MADRID = ZoneInfo("Europe/Madrid")


def handlers(zone: ZoneInfo = MADRID) -> Handlers:
    """Topic -> type of event -> handler, in a city of this time zone."""
    tariffs, terms = of_last_version(read_tariffs), of_last_version(read_terms)
    on_activities = on_activities_reported(tariffs, terms)
    return {
        "trips": {
            TripJudged.type: on_trips_judged(tariffs, terms),
            ZoneReported.type: on_zones_reported,
            StationReported.type: on_stations_reported,
            ActivityReported.type: on_activities,
        },
        "challenges": {
            EntryJudged.type: in_turn(on_entries_judged(tariffs, terms), on_badges_given),
            TeamChanged.type: on_teams_changed,
            MembershipChanged.type: on_memberships_changed,
            ActivityReported.type: on_activities,
        },
        "riders": {RiderErased.type: on_riders_erased(zone)},
    }
