"""Work out badges, behind the transactions of trips, and publish what has changed."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.badges import rules, store
from services.rewards.ledger.store import hold_free_ones
from services.rewards.recounts.actions import recount
from services.rewards.stations.actions import KnownCity
from shared.erased.store import erased
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
) -> Collection[UUID]:
    """Work out the badges of these riders, and publish those that are others than before. Returns the riders
    of whom some are, and whose accounts others hold."""
    known = await store.read(tx, rider_ids)
    ridden = await store.read_ridden(tx, rider_ids)
    given = await store.read_given(tx, rider_ids)
    changed = {}
    for rider_id in rider_ids:
        of_trips = rules.badges(ridden[rider_id], city.map) if rider_id in ridden else {}
        earned = rules.earliest([*of_trips.items(), *given.get(rider_id, {}).items()])
        for badge_id, badge in rules.changes(known[rider_id], earned).items():
            changed[rider_id, badge_id] = badge
    riders = {rider_id for rider_id, _ in changed}
    held = await hold_free_ones(tx, riders) if riders else riders
    # Somebody may have been erased since the trips were read: held now, nobody is until this is committed.
    gone = await erased(tx, held) if held else frozenset()
    changed = {key: badge for key, badge in changed.items() if key[0] in held - gone}
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
    return riders - held
