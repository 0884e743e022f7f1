"""What releases do when a rider objects to city statistics, or is erased."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.releases import store
from shared.events.heard import Heard, newest
from shared.events.riders import ConsentChanged, RiderErased

CITY_STATISTICS = "city_statistics"
"""The purpose that a rider may object to."""


async def on_consents_changed(tx: AsyncConnection, batch: Sequence[Heard[ConsentChanged]]) -> None:
    """Remember who objects to being counted. It holds for what is not frozen yet."""
    city_id = batch[0].event.city_id
    told = [heard for heard in batch if heard.event.purpose == CITY_STATISTICS]
    events = [heard.event for heard in newest(told, lambda consent: consent.rider_id).values()]
    objections = [(event.rider_id, event.revision, not event.given) for event in events]
    if objections:
        await store.object_to(tx, city_id, objections)


async def on_riders_erased(tx: AsyncConnection, batch: Sequence[Heard[RiderErased]]) -> None:
    """Trips and points stay under ids that nothing leads to. Idempotent: the old ids are nowhere any more."""
    await store.rename(tx, {rider_id: uuid4() for rider_id in {heard.event.rider_id for heard in batch}})
