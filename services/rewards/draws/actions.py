"""Steps of a draw inside a transaction. Locks are taken in this order: accounts of riders (sorted), rows of
rewards (sorted), those of campaigns (sorted), the draw's row."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.balances.actions import balance_of
from services.rewards.campaigns import store as campaigns
from services.rewards.catalogue import store as catalogue
from services.rewards.catalogue.actions import check_campaign
from services.rewards.catalogue.rules import Reward, left
from services.rewards.draws import rules, store
from services.rewards.draws.rules import (
    BEFORE_PUBLISHING,
    NO_DRAW,
    NO_PART,
    RUNNING,
    DrawClosed,
    DrawState,
    NotTakingPart,
    PrizeRef,
    Secrets,
    TicketsNotSold,
)
from services.rewards.draws.store import Opening, StoredDraw
from services.rewards.expiry.actions import with_expiry_of_spent
from services.rewards.keys.rules import Keys
from services.rewards.ledger import actions as ledger
from services.rewards.redemptions.actions import Shop, settle
from services.rewards.redemptions.rules import (
    InsufficientPoints,
    LimitReached,
    RedemptionClosed,
    SoldOut,
)
from services.rewards.tickets import store as tickets
from services.rewards.tickets.rules import Bought, line_when_bought, line_when_refunded
from shared.draws import SECRET_BYTES, commitment
from shared.http.owned import owned, path_id
from shared.settings import ServiceSettings
from shared.two_keys.actions import Owner
from shared.two_keys.rules import ChangeState, Stopped, Thing


def thing_of(row: StoredDraw) -> Thing:
    """The draw as a Thing. It is published once, as version 1."""
    return Thing(str(row.draw_id), 1, row.state, row.body)


async def lock(tx: AsyncConnection, draw_id: str) -> StoredDraw:
    """The draw that a path names, its row locked. Raises NotFound."""
    return owned(await store.lock(tx, path_id(draw_id, NO_DRAW)), NO_DRAW)


async def lock_with_prizes(tx: AsyncConnection, draw_id: str) -> StoredDraw:
    """The draw that a path names, its row locked after those of its prizes' rewards and of the campaigns that
    its prizes cost money. Raises NotFound."""
    wanted = await find_public(tx, draw_id, with_drafts=True)
    await catalogue.lock_rows(tx, {UUID(each["reward_id"]) for each in wanted.body["prizes"]})
    # Read again: who publishes a draw holds the rewards' rows, and so does who publishes a version of them.
    row = await find_public(tx, draw_id, with_drafts=True)
    prizes = row.promised or await _in_force(tx, row)
    await campaigns.lock_eur_cents(tx, await worth_of(tx, row, prizes))
    return await lock(tx, draw_id)


async def find_public(tx: AsyncConnection, draw_id: str, with_drafts: bool = False) -> StoredDraw:
    """The draw that a path names. Raises NotFound; without `with_drafts` also for one never published."""
    row = owned(await store.find(tx, path_id(draw_id, NO_DRAW)), NO_DRAW)
    return owned(row if with_drafts or row.published_at else None, NO_DRAW)


async def _lock(tx: AsyncConnection, draw_id: str, _: str | None) -> Thing:
    return thing_of(await lock(tx, draw_id))


async def _mark_submitted(tx: AsyncConnection, _: ServiceSettings, thing: Thing) -> None:
    rules.check_state(rules.state_of(thing.state), frozenset({"draft", "approved"}))
    await store.mark(tx, UUID(thing.id), "submitted")


async def _mark_decided(tx: AsyncConnection, thing: Thing, state: ChangeState) -> None:
    after = rules.state_when_decided(rules.state_of(thing.state), state == "approved")
    await store.mark(tx, UUID(thing.id), after)


async def _stop(
    tx: AsyncConnection, _: ServiceSettings, thing: Thing, _now: datetime, until: datetime
) -> bool:
    state = rules.state_of(thing.state)
    rules.check_state(state, BEFORE_PUBLISHING | RUNNING)
    await store.stop(tx, UUID(thing.id), until)
    return state in RUNNING


OWNER = Owner(
    lock=_lock,
    mark_submitted=_mark_submitted,
    mark_decided=_mark_decided,
    stop=_stop,
    refusals=(DrawState,),
)


async def check_body(tx: AsyncConnection, operator_id: str, body: Mapping[str, Any]) -> None:
    """Raises ValidationError for prizes that are not rewards of this operator, or donations, and for a
    campaign that this operator has not."""
    ids = {UUID(each["reward_id"]) for each in body["prizes"]}
    rules.prizes_of(body, await _rewards(tx, operator_id, ids))
    await check_campaign(tx, operator_id, body)


async def _in_force(tx: AsyncConnection, row: StoredDraw) -> list[PrizeRef]:
    """A unit of each reward that a draw names, in the version that is in force."""
    rewards = await _rewards(tx, row.operator_id, {UUID(each["reward_id"]) for each in row.body["prizes"]})
    return [PrizeRef(reward_id, reward.version, 1) for reward_id, reward in rewards.items()]


async def worth_of(tx: AsyncConnection, row: StoredDraw, prizes: Sequence[PrizeRef]) -> dict[UUID, int]:
    """What these prizes of a draw cost each campaign, in euro cents: the draw's, and those of the rewards."""
    bodies = {key: body for key, (_, body) in (await store.promised_bodies(tx, prizes)).items()}
    return rules.worth_of(prizes, bodies, row.campaign_id)


async def _rewards(tx: AsyncConnection, operator_id: str, ids: set[UUID]) -> dict[UUID, Reward]:
    """These rewards of an operator, in force or else as they were written last."""
    found = {}
    for reward_id in ids:
        own = await catalogue.find(tx, reward_id, operator_id)
        if own is not None:
            found[reward_id] = await catalogue.find_in_force(tx, reward_id) or catalogue.reward_of(own)
    return found


async def publish(tx: AsyncConnection, keys: Keys, row: StoredDraw, now: datetime) -> StoredDraw:
    """Set the stock of the prizes aside, and what they are worth in the budgets of campaigns; make the two
    secrets, and publish their commitments. The caller has the locks of `lock_with_prizes`.

    Raises DrawClosed for a draw whose time is over, RedemptionClosed for a prize that is not published, and
    SoldOut.
    """
    if row.closes_at <= now:
        raise DrawClosed("This draw would be over already.")
    ids = {UUID(each["reward_id"]) for each in row.body["prizes"]}
    rewards = await _rewards(tx, row.operator_id, ids)
    prizes = rules.prizes_of(row.body, rewards)
    units = rules.units_of(prizes)
    for reward_id, count in units.items():
        reward = rewards[reward_id]
        if reward.state != "published":
            raise RedemptionClosed("A prize of this draw is a reward that is not published.")
        units_left = left(reward.body, reward.units)
        if units_left is not None and units_left < count:
            raise SoldOut("Units left of this reward: {left}.", left=units_left)
    await _charge(tx, await worth_of(tx, row, prizes))
    await catalogue.set_aside(tx, units)
    secrets = Secrets(os.urandom(SECRET_BYTES), os.urandom(SECRET_BYTES))
    sealed = rules.seal(keys, row.draw_id, secrets, os.urandom(2 * rules.NONCE_BYTES))
    commitments = Secrets(*map(commitment, secrets))
    return await store.publish(tx, row.draw_id, Opening(prizes, commitments, sealed, keys.keys_id), now)


async def _charge(tx: AsyncConnection, eur_cents: Mapping[UUID, int]) -> None:
    """Charge campaigns, whose rows are locked, what prizes are worth. Raises SoldOut where that does not fit
    into a budget, or the campaign of a budget is not published."""
    eur_cents_left = await campaigns.eur_cents_left(tx, eur_cents)
    for campaign_id, worth in sorted(eur_cents.items()):
        if worth > (left_now := eur_cents_left.get(campaign_id, worth)):
            raise SoldOut(
                "The prizes are worth {eur_cents} cents, and their campaign has {eur_cents_left} left.",
                eur_cents=worth,
                eur_cents_left=max(0, left_now),
                campaign_id=str(campaign_id),
            )
    await campaigns.move_eur_cents(tx, eur_cents)


async def cancel(tx: AsyncConnection, row: StoredDraw, now: datetime) -> StoredDraw:
    """End a draw without winners: its prizes go back to stock, and its tickets back to riders by
    `tickets.refund_some` or before they spend anything. The caller has the locks of `lock_with_prizes`.
    Raises DrawState."""
    rules.check_state(row.state, BEFORE_PUBLISHING | RUNNING)
    await unset_aside(tx, rules.units_of(row.promised))
    await give_back_worth(tx, row, row.promised)
    return await store.cancel(tx, row.draw_id, now)


async def unset_aside(tx: AsyncConnection, units: Mapping[UUID, int]) -> None:
    """Let units be set aside no longer. Their rewards' rows are locked."""
    await catalogue.set_aside(tx, {reward_id: -count for reward_id, count in units.items()})


async def give_back_worth(tx: AsyncConnection, row: StoredDraw, prizes: Sequence[PrizeRef]) -> None:
    """Give campaigns, whose rows are locked, back what prizes are worth that nobody gets."""
    eur_cents = await worth_of(tx, row, prizes)
    await campaigns.move_eur_cents(tx, {payer: -worth for payer, worth in eur_cents.items()})


async def join(tx: AsyncConnection, city_id: str, draw_id: str, rider_id: UUID, now: datetime) -> StoredDraw:
    """Let a rider take part, as who accepts the terms. Raises NotFound, also for who was erased, DrawClosed
    and Stopped."""
    accounts = await ledger.lock_accounts(tx, [rider_id])
    row = await _hold_open(tx, draw_id, now)
    owned(None if rider_id in accounts.erased else row, NO_DRAW)
    await tickets.join(tx, city_id, row.draw_id, rider_id, now)
    return row


async def leave(
    tx: AsyncConnection, shop: Shop, posting_id: UUID, draw_id: str, rider_id: UUID, now: datetime
) -> None:
    """Let a rider take part no longer, and give the points for bought tickets back. Raises NotFound, also for
    who does not take part, and DrawClosed."""
    accounts = await ledger.lock_accounts(tx, [rider_id])
    row = await _hold_open(tx, draw_id, now, stopped_too=True)
    bought = owned(await tickets.find(tx, row.draw_id, rider_id), NO_PART)
    await tickets.leave(tx, row.draw_id, rider_id)
    if bought.bought:
        local_on = now.astimezone(shop.zone).date()
        line = line_when_refunded(bought, accounts[rider_id], posting_id, now, local_on)
        await ledger.book(tx, shop.city_id, [line], accounts.levels)


async def buy(
    tx: AsyncConnection,
    shop: Shop,
    posting_id: UUID,
    draw_id: str,
    rider_id: UUID,
    count: int,
    now: datetime,
) -> Bought:
    """Buy tickets for a rider, after what is due for the rider is settled. Returns all that the rider has
    bought of this draw now. Raises NotFound, DrawClosed, Stopped, TicketsNotSold, NotTakingPart, LimitReached
    and InsufficientPoints."""
    accounts = await ledger.lock_accounts(tx, [rider_id])
    await settle(tx, shop, accounts, rider_id, now)
    row = await _hold_open(tx, draw_id, now)
    if now < row.opens_at:
        raise DrawClosed("This draw is not open at the moment.")
    if row.body["tickets"]["from"] != "points":
        raise TicketsNotSold("The tickets of this draw are given for trips.")
    before = await tickets.find(tx, row.draw_id, rider_id)
    if before is None:
        raise NotTakingPart("Take part first, and so accept the terms.")
    points_max = (await balance_of(tx, accounts[rider_id], now)).points
    _check_purchase(before, count, row.body["tickets"]["per_rider_max"], points_max)
    await tickets.set_bought(tx, row.draw_id, rider_id, before.bought + count)
    local_on = now.astimezone(shop.zone).date()
    line = line_when_bought(before, accounts[rider_id], count, posting_id, now, local_on)
    lines = await with_expiry_of_spent(tx, shop.city_id, [line])
    await ledger.book(tx, shop.city_id, lines, accounts.levels)
    return before._replace(bought=before.bought + count)


def _check_purchase(before: Bought, count: int, per_rider_max: int, balance_points: int) -> None:
    """Raises LimitReached and InsufficientPoints, checked in this order."""
    if before.bought + count > per_rider_max:
        raise LimitReached(
            "One rider may buy at most {count} tickets of this draw, and you have {units}.",
            count=per_rider_max,
            units=before.bought,
        )
    cost_points = count * before.cost_points
    if cost_points > balance_points:
        raise InsufficientPoints(
            "This costs {cost_points} points; you can spend {balance_points}.",
            cost_points=cost_points,
            balance_points=balance_points,
            missing_points=cost_points - balance_points,
        )


async def _hold_open(
    tx: AsyncConnection, draw_id: str, now: datetime, stopped_too: bool = False
) -> StoredDraw:
    """A draw in which riders can take part now, whose state does not change until the transaction ends: who
    was in time stays so, however long others hold the row. Raises NotFound, DrawClosed and Stopped."""
    row = owned(await store.hold(tx, path_id(draw_id, NO_DRAW)), NO_DRAW)
    row = owned(row if row.published_at else None, NO_DRAW)
    if row.state != "published" or now >= row.closes_at:
        raise DrawClosed("This draw is not open at the moment.")
    if row.stopped_until and now < row.stopped_until and not stopped_too:
        raise Stopped(row.stopped_until)
    return row
