"""Work out badges, behind the transactions of trips, and publish what has changed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.badges import rules, store
from services.rewards.recounts.actions import recount
from services.rewards.stations.actions import KnownCity
from shared.eventlog.outbox import derived_id, publish
from shared.events.rewards import BadgeEarned
from shared.settings import ServiceSettings

WORK_OUT_EVERY_S = 60
"""A rider has a badge within ten minutes of the trip: so what has piled up may take nine of them."""
NAME = "badges"
"""The name of this recount."""


async def work_out(engine: AsyncEngine, settings: ServiceSettings) -> None:
    """Work out the badges of all riders whose trips have changed."""
    await recount(engine, settings, NAME, of_riders)


async def of_riders(
    tx: AsyncConnection, settings: ServiceSettings, city: KnownCity, rider_ids: Sequence[UUID]
) -> None:
    """Work out the badges of these riders, and publish those that are others than before."""
    known = await store.read(tx, rider_ids)
    ridden = await store.read_ridden(tx, rider_ids)
    given = await store.read_given(tx, rider_ids)
    changed = {}
    for rider_id in rider_ids:
        of_trips = rules.badges(ridden[rider_id], city.map) if rider_id in ridden else {}
        earned = rules.earliest([*of_trips.items(), *given.get(rider_id, {}).items()])
        for badge_id, badge in rules.changes(known[rider_id], earned).items():
            changed[rider_id, badge_id] = badge
    if changed:
        await store.keep(tx, settings.city_id, changed)
        events = [
            BadgeEarned(
                city_id=settings.city_id,
                rider_id=rider_id,
                revision=badge.revision,
                badge_id=badge_id,
                earned_on=badge.earned_on,
                kept=badge.kept,
            )
            for (rider_id, badge_id), badge in changed.items()
        ]
        ids = [derived_id(each.rider_id, "badge", each.badge_id, str(each.revision)) for each in events]
        await publish(tx, events, ids)
