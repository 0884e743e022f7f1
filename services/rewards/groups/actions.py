"""Make the boards of groups: of riders who have opted in, behind the transactions of trips."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.groups import store
from services.rewards.periods import rules as periods
from services.rewards.recounts.actions import recount
from services.rewards.recounts.store import ask
from services.rewards.stations.actions import KnownCity
from services.rewards.tariffs.actions import today
from shared.settings import ServiceSettings

MAKE_EVERY_S = 900
NAME = "groups"
"""The name of this recount."""


def first_made(settings: ServiceSettings) -> date:
    """The first day of the earliest season that has a period which is still shown."""
    return periods.begins_on("season", periods.first_shown(today(settings)))


async def make(engine: AsyncEngine, settings: ServiceSettings) -> None:
    """Make boards of groups anew: what riders have given them whose trips, memberships or consent have
    changed, or all riders after a change of the map."""
    await recount(engine, settings, NAME, of_riders)


async def of_riders(
    tx: AsyncConnection, settings: ServiceSettings, city: KnownCity, rider_ids: Sequence[UUID]
) -> Collection[UUID]:
    """Make anew what those of these riders have given groups whom leaderboards show. Returns those of them
    whose accounts others hold."""
    shown = set(await store.shown(tx, rider_ids))
    if held := await store.hold_shown(tx, rider_ids):
        districts = city.district_of_zone
        await store.make(tx, settings.city_id, held, districts, first_made(settings))
    return shown.difference(held)


async def show(tx: AsyncConnection, city_id: str, rider_id: UUID, on: bool) -> None:
    """Count a rider in groups when their boards are made next, or take the rider out of all of them now."""
    if on:
        await ask(tx, NAME, [rider_id])
    else:
        await store.leave(tx, city_id, [rider_id])
