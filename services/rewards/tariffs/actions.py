"""Steps of a tariff inside a transaction: taken by the game's operator, or by the city."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.campaigns.actions import check_known
from services.rewards.levels.store import count_change
from services.rewards.tariffs import rules, steps, store
from services.rewards.tariffs.bodies import TariffBody
from services.rewards.tariffs.rules import NO_TARIFF, TARIFF_1_ID, Tariffs
from services.rewards.tariffs.steps import DefaultTariff, TariffState
from services.rewards.tariffs.store import StoredTariff
from services.rewards.zones.store import read_parents
from shared.http.owned import owned, path_id
from shared.settings import ServiceSettings
from shared.two_keys.actions import Owner
from shared.two_keys.rules import ChangeState, Thing
from shared.zones import zones_within

ReadTariffs = Callable[[AsyncConnection, int], Awaitable[Tariffs]]
"""Reads the tariffs in force, for the version of all rules that this transaction has seen."""


def thing_of(row: StoredTariff) -> Thing:
    """The tariff as a Thing. Before it is published, its version is the one that publishing would give it."""
    return Thing(str(row.tariff_id), row.next_version, row.state, row.body)


async def lock(tx: AsyncConnection, tariff_id: str) -> StoredTariff:
    """The tariff with this id, its row locked. Raises NotFound, and DefaultTariff for tariff 1."""
    known_id = path_id(tariff_id, NO_TARIFF)
    if known_id == TARIFF_1_ID:
        raise DefaultTariff("This is the default tariff, which stays: publish another one.")
    return owned(await store.lock(tx, known_id), NO_TARIFF)


async def publish(
    tx: AsyncConnection, settings: ServiceSettings, tariff_id: UUID, body: dict[str, Any], now: datetime
) -> StoredTariff:
    """Bring a tariff into force, with the districts that it names as the map shows them now."""
    await count_change(tx)
    parents = await read_parents(tx, settings.city_id)
    return await store.publish(tx, tariff_id, now, zones_within(steps.named_zones(body), parents))


def today(settings: ServiceSettings) -> date:
    """The city's local day."""
    return rules.local_day(datetime.now(UTC), ZoneInfo(settings.timezone))


def without_campaign(body: Mapping[str, Any]) -> list[str]:
    """JSON pointers to the campaigns that multipliers above 100 percent do not name."""
    multipliers = enumerate(body.get("multipliers", ()))
    unpaid = [place for place, each in multipliers if each["percent"] > 100 and "campaign_id" not in each]
    return [f"/multipliers/{place}/campaign_id" for place in unpaid]


async def check_campaigns(tx: AsyncConnection, body: TariffBody, operator_id: str, within: str = "") -> None:
    """Raises ValidationError for multipliers that name a campaign which this operator has not. `within` is
    the pointer to the tariff."""
    named = {
        f"{within}/multipliers/{place}/campaign_id": each.campaign_id
        for place, each in enumerate(body.multipliers or ())
        if each.campaign_id
    }
    await check_known(tx, operator_id, named)


async def _lock(tx: AsyncConnection, tariff_id: str, _: str | None) -> Thing:
    return thing_of(await lock(tx, tariff_id))


async def _mark_submitted(tx: AsyncConnection, settings: ServiceSettings, thing: Thing) -> None:
    steps.check_submittable(thing.state)
    steps.check_begins_later(thing.body, today(settings))
    await store.mark(tx, UUID(thing.id), "submitted")


async def _mark_decided(tx: AsyncConnection, thing: Thing, state: ChangeState) -> None:
    after = steps.state_when_decided(steps.state_of(thing.state), state == "approved")
    await store.mark(tx, UUID(thing.id), after)


async def _stop(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime, until: datetime
) -> bool:
    if thing.state == "closed":
        raise TariffState(thing.state)
    if thing.state != "published":
        return False
    stop = rules.stop_of(thing.version, now, until, ZoneInfo(settings.timezone))
    if stop.from_on <= stop.until_on:  # one that ends today takes no day
        await count_change(tx)
        await store.add_stop(tx, settings.city_id, stop)
    return True


OWNER = Owner(
    lock=_lock,
    mark_submitted=_mark_submitted,
    mark_decided=_mark_decided,
    stop=_stop,
    refusals=(TariffState, DefaultTariff),
)
