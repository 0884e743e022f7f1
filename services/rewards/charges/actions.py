"""Charge campaigns for entries and trips, inside the transaction that pays them. A batch in which nothing
names a campaign needs no statement here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.campaigns.actions import hold, keep
from services.rewards.campaigns.rules import Budget, Refusal, ask, promise, spend
from services.rewards.charges import rules, store
from services.rewards.charges.rules import Outcomes
from services.rewards.tariffs.rules import NOT_ADDED, Added, Earned, Tariffs, earned, matches
from shared.events.challenges import EntryJudged, EntryKey
from shared.events.heard import Heard
from shared.events.trips import TripJudged

END_EVERY_S = 30
"""How long a promise whose time is over may still count."""


async def charge_entries(
    tx: AsyncConnection, city_id: str, batch: Sequence[Heard[EntryJudged]]
) -> dict[EntryKey, Outcomes]:
    """What the levels of the entries of this batch that name a campaign give by it. All their events count,
    in the order in which they came: who comes first is served first, however events are batched.

    Five statements at most, and one more where a campaign becomes spent. The caller holds the locks on the
    riders' accounts.
    """
    asking = [heard for heard in batch if heard.event.campaign_id is not None]
    if not asking:
        return {}
    keys = {
        each.event.entry_key: each.event.campaign_id for each in asking if each.event.campaign_id is not None
    }
    budgets = await hold(tx, keys.values())
    charges = await store.read_entries(tx, keys)
    outcomes: dict[EntryKey, Outcomes] = {}
    for heard in asking:
        key = heard.event.entry_key
        if heard.event.revision > charges[key].revision:
            outcome = rules.charge(charges[key], heard, budgets.get(charges[key].campaign_id))
            outcomes[key] = rules.together(outcomes.get(key, {}), outcome)
    await store.keep_entries(tx, city_id, charges)
    await keep(tx, city_id, budgets.values())
    return outcomes


async def charge_trips(
    tx: AsyncConnection, city_id: str, trips: Mapping[UUID, Heard[TripJudged]], tariffs: Tariffs
) -> dict[UUID, Earned]:
    """What those of these trips earn of which a campaign may have to pay a part, by trip_id.

    No statement where no tariff names a campaign; else six at most, and one more where a campaign becomes
    spent. The caller holds the locks on the riders' accounts.
    """
    if not tariffs.name_campaigns:
        return {}
    asking = {
        trip_id: heard
        for trip_id, heard in trips.items()
        if heard.event.revision > 1 or _campaigns_of(tariffs, heard.event)
    }
    if not asking:
        return {}
    keys = {id_: (each.event.rider_id, each.event.local_on, id_) for id_, each in asking.items()}
    known = await store.read_trips(tx, keys.values())
    newer = {id_: heard for id_, heard in asking.items() if heard.event.revision > known[id_][0]}
    named = {UUID(each) for heard in newer.values() for each in _campaigns_of(tariffs, heard.event)}
    paying = {UUID(each) for trip_id in newer if (each := known[trip_id][1].campaign_id)}
    budgets = await hold(tx, named | paying)
    results, changed = {}, []
    for trip_id, heard in newer.items():
        before = known[trip_id][1]
        results[trip_id] = of_trip = _charge_trip(tariffs, heard, before, budgets)
        if of_trip.added != before:
            changed.append((keys[trip_id], of_trip.added))
    await store.keep_trips(tx, city_id, changed)
    await keep(tx, city_id, budgets.values())
    return results


def _campaigns_of(tariffs: Tariffs, trip: TripJudged) -> set[str]:
    """The campaigns that multipliers for this trip name."""
    multipliers = tariffs[trip.local_on].multipliers
    return {each.campaign_id for each in multipliers if each.campaign_id and matches(each, trip)}


def _charge_trip(
    tariffs: Tariffs, heard: Heard[TripJudged], before: Added, budgets: Mapping[UUID, Budget]
) -> Earned:
    """What a newer revision of a trip earns. Its campaign is asked for what is more than before, and gets
    back what is less; one whose multiplier is not for this trip any more gets back all."""

    def can_pay(campaign_id: str, points: int) -> Refusal | None:
        budget = budgets.get(UUID(campaign_id))
        return ask(budget, points, heard.time, heard.id) if budget else "budget_spent"

    def charge(added: Added, sign: int) -> None:
        if added.campaign_id and (budget := budgets.get(UUID(added.campaign_id))):
            spend(budget, sign * added.points, heard.time)

    is_paid_on = before.campaign_id in _campaigns_of(tariffs, heard.event)
    if not is_paid_on:
        charge(before, -1)
    of_trip = earned(tariffs[heard.event.local_on], heard.event, can_pay, before if is_paid_on else NOT_ADDED)
    if is_paid_on:
        charge(before, -1)
    charge(of_trip.added, 1)
    return of_trip


async def end_promises_of(tx: AsyncConnection, city_id: str, rider_ids: Collection[UUID]) -> None:
    """End all promises to riders who are erased: their points are the budget's again. The caller holds the
    locks on the riders' accounts."""
    budgets = await hold(tx, await store.campaigns_of(tx, rider_ids))
    if budgets:
        for campaign_id, points in (await store.end_promises_of(tx, rider_ids)).items():
            promise(budgets[campaign_id], -points)
        await keep(tx, city_id, budgets.values())


async def end_promises(engine: AsyncEngine, city_id: str, now: datetime | None = None) -> None:
    """End all promises whose time is over, some in a transaction: their points are the budget's again."""
    now = now or datetime.now(UTC)
    while True:
        async with engine.begin() as tx:
            budgets = await hold(tx, await store.campaigns_due(tx, now))
            if not budgets:
                return
            for campaign_id, points in (await store.end_promises(tx, budgets, now)).items():
                promise(budgets[campaign_id], -points)
            await keep(tx, city_id, budgets.values())
