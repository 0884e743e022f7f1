"""Redeem, confirm and release, inside a transaction. Locks are taken in this order: accounts of riders
(sorted), rows of rewards (sorted), those of campaigns (sorted), then codes and vouchers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from uuid_utils.compat import uuid7

from services.rewards.balances import store as balance_rows
from services.rewards.balances.actions import balance_in
from services.rewards.balances.rules import Balance
from services.rewards.campaigns import store as campaigns
from services.rewards.catalogue import store as catalogue
from services.rewards.catalogue.actions import with_budgets
from services.rewards.catalogue.rules import NO_REWARD, Reward, paid_by, payers
from services.rewards.closing import store as closing
from services.rewards.closing.actions import empty
from services.rewards.codes import actions as codes
from services.rewards.codes import store as pool
from services.rewards.donations import store as donations
from services.rewards.expiry import actions as expiry
from services.rewards.keys.rules import Keys
from services.rewards.ledger import actions as ledger
from services.rewards.ledger.rules import Account, Line, LockedAccounts
from services.rewards.redemptions import answers, rules, store
from services.rewards.redemptions.answers import ShownVoucher
from services.rewards.redemptions.rules import NO_REDEMPTION, Owner, Prize, Redemption, Wish
from services.rewards.standings.actions import standing_of, standing_with, units_of
from services.rewards.standings.rules import Standing
from services.rewards.tickets import actions as tickets
from services.rewards.tickets import store as ticket_rows
from services.rewards.vouchers import actions as vouchers
from services.rewards.vouchers import store as voucher_rows
from services.rewards.vouchers.actions import Batch
from services.rewards.vouchers.store import Voucher
from shared.db import fetch_all, together
from shared.eventlog.outbox import publish
from shared.expiry.store import STARTS, read_terms
from shared.http.owned import owned
from shared.settings import ServiceSettings

SWEEP_EVERY_S = 30
"""How long a reservation whose time is over may wait to be released."""


class Shop(NamedTuple):
    """What every step needs: the city, its zone, and the keys of vouchers and codes, the one in use first."""

    city_id: str
    zone: ZoneInfo
    keys: Sequence[Keys]


def shop_of(settings: ServiceSettings, keys: Sequence[Keys]) -> Shop:
    """The shop of a service with these settings."""
    return Shop(settings.city_id, ZoneInfo(settings.timezone), keys)


async def redeem(
    tx: AsyncConnection, shop: Shop, redemption_id: UUID, rider_id: UUID, wish: Wish, now: datetime
) -> tuple[Redemption, list[ShownVoucher]]:
    """Redeem what a rider wants. What is due for the rider is settled first. Returns the redemption with its
    vouchers, or codes, if it is confirmed.

    Raises the first of the refusals that `rules.refusals` names, and NotFound for what was never published.
    """
    accounts = await ledger.lock_accounts(tx, [rider_id])
    account = accounts[rider_id]
    look = await _look(tx, account, wish.reward_id, now)
    if look.is_due:
        await settle(tx, shop, accounts, rider_id, now, wish.reward_id)
        look = await _look(tx, account, wish.reward_id, now)
    seen = owned(look.reward, NO_REWARD)
    units = (await units_of(tx, shop.zone, rider_id, [seen], now)).get(seen.reward_id, 0)
    standing = standing_with(account, accounts.levels, look.balance, units)
    # All that is the rider's alone is checked before the reward's row is locked, so that whoever is refused
    # for that waits for nobody. Under the lock all is checked again: it may be another version by then, by
    # which the rider's limit is counted anew. What the rider has is held by the account's lock.
    _check(seen, wish, standing, now, but_stock=True)
    reward = await _lock_in_force(tx, wish.reward_id)
    if reward.version != seen.version:
        standing = await standing_of(tx, shop.zone, account, accounts.levels, reward, now)
    _check(reward, wish, standing, now)
    redemption = rules.redemption_of(reward, wish, redemption_id, rider_id, now, shop.zone)
    await store.add(tx, shop.city_id, [redemption])
    if (campaign_id := paid_by(reward.body)) and redemption.value_eur_cents:
        await campaigns.move_eur_cents(tx, {campaign_id: redemption.value_eur_cents})
    if redemption.kind == "code":
        await _take_codes(tx, redemption)
    is_waiting = redemption.status == "reserved"
    made = [] if is_waiting else await _make_vouchers(tx, shop, redemption, reward.body, now)
    lines: Sequence[Line] = rules.lines_when_redeemed(redemption, account, reward.body["name"])
    if look.is_due:
        lines = await expiry.with_expiry_of_spent(tx, shop.city_id, lines)
    redeemed = answers.event_of(shop.city_id, redemption, reward.body)
    async with together(tx):
        await catalogue.move_units(tx, {reward.reward_id: wish.quantity})
        await ledger.book(tx, shop.city_id, lines, accounts.levels, {uuid7(): redeemed})
    if project_id := reward.body.get("project_id"):
        await donations.donate(tx, shop.city_id, UUID(project_id), account.account_id, redemption.cost_points)
    if redemption.kind == "code":
        return redemption, await vouchers_of(tx, shop, redemption)
    return redemption, _shown(shop, made)


class Look(NamedTuple):
    """What a wish depends on. `is_due`: something may have to be settled for the rider before."""

    is_due: bool
    reward: Reward | None
    balance: Balance


async def _take_codes(tx: AsyncConnection, redemption: Redemption) -> None:
    """Take a code for each unit. Raises SoldOut."""
    taken = await pool.take(tx, redemption.reward_id, [redemption.redemption_id] * redemption.quantity)
    if taken < redemption.quantity:
        raise rules.SoldOut("Units left of this reward: {left}.", left=taken)


async def _look(tx: AsyncConnection, account: Account, reward_id: UUID, now: datetime) -> Look:
    """Read in one round trip. For most riders nothing is due."""
    reads = [
        ticket_rows.cancelled([account.rider_id]),
        store.due(account.rider_id, now),
        STARTS,
        catalogue.in_force(reward_id),
        *balance_rows.pending(account.rider_id, now),
    ]
    cancelled, due, starts, in_force, *pending = await fetch_all(tx, reads)
    balance = balance_in(account, *pending)
    return Look(bool(cancelled or due or starts), catalogue.reward_in(in_force), balance)


async def _lock_in_force(tx: AsyncConnection, reward_id: UUID) -> Reward:
    """The reward in the version in force, its row locked, then that of the campaign that it costs money."""
    reward = owned(await catalogue.lock_in_force(tx, reward_id), NO_REWARD)
    if campaign_id := paid_by(reward.body):
        await campaigns.lock_eur_cents(tx, [campaign_id])
        [reward] = await with_budgets(tx, [reward])
    return reward


async def settle(
    tx: AsyncConnection,
    shop: Shop,
    accounts: LockedAccounts,
    rider_id: UUID,
    now: datetime,
    reward_id: UUID | None = None,
    redemption: Redemption | None = None,
) -> None:
    """Book what is due for a rider, whose account is locked: reservations whose time is over, tickets of
    cancelled draws, and what has expired. The rows that the caller will lock, of this reward or for this
    redemption, are locked with those of these reservations."""
    await tickets.refund_due(tx, shop.city_id, shop.zone, accounts, [rider_id])
    if due := await store.due_of(tx, rider_id, now):
        await lock_rows_of(tx, [*due, redemption] if redemption else due, reward_id)
        await release_due(tx, shop, due, accounts)
    await expiry.settle(tx, shop.city_id, await read_terms(tx), accounts, [rider_id], now)


async def lock_rows_of(
    tx: AsyncConnection, redemptions: Sequence[Redemption], wanted_id: UUID | None = None
) -> None:
    """Lock the rows of all rewards, then of all campaigns, that releasing these redemptions moves, and those
    that redeeming the wanted reward does: one after the other they would be locked in any order."""
    bodies = await store.bodies_of(tx, redemptions)
    paying = {
        campaign_id
        for each in redemptions
        for campaign_id in payers(bodies[each.reward_id, each.version], each.draw_campaign_id)
    }
    reward_ids = {each.reward_id for each in redemptions}
    await catalogue.lock_rows(tx, reward_ids | {wanted_id} if wanted_id else reward_ids)
    wanted = await catalogue.find_in_force(tx, wanted_id) if wanted_id else None
    if wanted and (campaign_id := paid_by(wanted.body)):
        paying.add(campaign_id)
    if paying:
        await campaigns.lock_eur_cents(tx, paying)


def _check(reward: Reward, wish: Wish, standing: Standing, now: datetime, but_stock: bool = False) -> None:
    for refusal in rules.refusals(reward, wish, standing, now):
        if not (but_stock and isinstance(refusal, rules.SoldOut)):
            raise refusal


async def _make_vouchers(
    tx: AsyncConnection, shop: Shop, redemption: Redemption, body: Mapping[str, Any], now: datetime
) -> list[Voucher]:
    if redemption.kind != "voucher":
        return []
    batch = _batch(shop, redemption, body, now)
    return await vouchers.make(tx, shop.city_id, shop.keys[0], [batch] * redemption.quantity)


def _batch(shop: Shop, redemption: Redemption, body: Mapping[str, Any], now: datetime) -> Batch:
    """Whose the vouchers of a redemption are that is confirmed now."""
    assert redemption.partner_id is not None, "a voucher has a partner"
    until = rules.valid_until(now, body.get("voucher_valid_days"), shop.zone)
    return Batch(
        redemption.redemption_id, redemption.reward_id, redemption.version, redemption.partner_id, until
    )


async def give_prizes(
    tx: AsyncConnection, shop: Shop, accounts: LockedAccounts, prizes: Sequence[Prize], now: datetime
) -> None:
    """Make a redemption of each of these prizes, in a fixed number of statements and one for each pool of
    codes. The caller holds the locks on the riders' accounts and on the rows of the rewards, and has moved
    their units; campaigns were charged when the draw was published."""
    made = [(rules.prize_redeemed(prize, now, shop.zone), prize.reward.body) for prize in prizes]
    await store.add(tx, shop.city_id, [redemption for redemption, _ in made])
    pools: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for redemption, _ in made:
        if redemption.kind == "code":
            pools[redemption.reward_id].append(redemption.redemption_id)
    for reward_id, redemption_ids in pools.items():
        await pool.take(tx, reward_id, redemption_ids)
    batches = [
        _batch(shop, redemption, body, now)
        for redemption, body in made
        if redemption.kind == "voucher" and redemption.status == "confirmed"
    ]
    if batches:
        await vouchers.make(tx, shop.city_id, shop.keys[0], batches)
    lines = [
        rules.line_when_won(redemption, accounts[redemption.rider_id], body["name"])
        for redemption, body in made
    ]
    await ledger.book(tx, shop.city_id, lines, accounts.levels)
    await publish(tx, [answers.event_of(shop.city_id, redemption, body) for redemption, body in made])


async def find_own(tx: AsyncConnection, redemption_id: UUID, owner: Owner) -> Redemption:
    """The redemption, if it is this owner's. Raises NotFound."""
    found = await store.find(tx, redemption_id)
    is_own = found is not None and (
        (owner.operator_id is not None and found.operator_id == owner.operator_id)
        or (owner.partner_id is not None and found.partner_id == owner.partner_id)
        or (owner.rider_id is not None and found.rider_id == owner.rider_id)
    )
    return owned(found if is_own else None, NO_REDEMPTION)


async def confirm(
    tx: AsyncConnection, shop: Shop, redemption_id: UUID, owner: Owner, reference: str | None, now: datetime
) -> Redemption:
    """Confirm a reservation; one that is confirmed stays as it is. Raises RedemptionReleased."""
    redemption, accounts = await _lock(tx, shop, redemption_id, owner, now)
    rules.check_confirmable(redemption, now)
    if redemption.status == "confirmed":
        return redemption
    [body] = (await store.bodies_of(tx, [redemption])).values()
    [confirmed] = await store.set_status(tx, [redemption_id], "confirmed", now, reference)
    await _make_vouchers(tx, shop, confirmed, body, now)
    local_on = now.astimezone(shop.zone).date()
    account = accounts[redemption.rider_id]
    line = rules.line_when_confirmed(redemption, account, body["name"], now, local_on)
    await ledger.book(tx, shop.city_id, [line], accounts.levels)
    await publish(tx, [answers.event_of(shop.city_id, confirmed, body)])
    return confirmed


async def release(
    tx: AsyncConnection, shop: Shop, redemption_id: UUID, owner: Owner, reason: str | None, now: datetime
) -> Redemption:
    """Release a redemption and give the points back; one that is released stays as it is.

    Raises RedemptionConfirmed for what is final for this caller, and VoucherUsed.
    """
    redemption, accounts = await _lock(tx, shop, redemption_id, owner, now)
    if rules.status_at(redemption, now) == "released":
        return redemption
    rules.check_releasable(redemption, is_operator=redemption.operator_id == owner.operator_id)
    await release_all(tx, shop, [redemption], accounts, {redemption_id: now}, reason)
    if await closing.is_closed(tx, redemption.rider_id):
        await empty(tx, shop.city_id, shop.zone, accounts, {redemption.rider_id: now})
    return owned(await store.find(tx, redemption_id), NO_REDEMPTION)


async def _lock(
    tx: AsyncConnection, shop: Shop, redemption_id: UUID, owner: Owner, now: datetime
) -> tuple[Redemption, LockedAccounts]:
    """The redemption under the lock on its rider's account, after what is due for the rider is settled."""
    found = await find_own(tx, redemption_id, owner)
    accounts = await ledger.lock_accounts(tx, [found.rider_id])
    await settle(tx, shop, accounts, found.rider_id, now, redemption=found)
    return await find_own(tx, redemption_id, owner), accounts


async def sweep(engine: AsyncEngine, shop: Shop, now: datetime) -> None:
    """Release all reservations whose time is over, some in a transaction."""
    while True:
        async with engine.begin() as tx:
            rider_ids = await store.riders_due(tx, now)
            if not rider_ids:
                return
            accounts = await ledger.lock_accounts(tx, rider_ids)
            # Read under the lock: meanwhile another sweep, or the rider, may have released them.
            due = [each for rider_id in rider_ids for each in await store.due_of(tx, rider_id, now)]
            await release_due(tx, shop, due, accounts)


async def release_due(
    tx: AsyncConnection, shop: Shop, due: Sequence[Redemption], accounts: LockedAccounts
) -> None:
    """Release these reservations, booked at the instants at which their time was over."""
    ended = {each.redemption_id: each.reserved_until for each in due if each.reserved_until is not None}
    if ended:
        await release_all(tx, shop, due, accounts, ended, None, "reservation_over")


async def release_all(
    tx: AsyncConnection,
    shop: Shop,
    redemptions: Sequence[Redemption],
    accounts: LockedAccounts,
    at: Mapping[UUID, datetime],
    reason: str | None,
    rule: str = "refund",
) -> None:
    """Give points, stock and codes back. The caller holds the locks on the accounts."""
    units: dict[UUID, int] = {}
    for each in redemptions:
        units[each.reward_id] = units.get(each.reward_id, 0) - each.quantity
    await catalogue.lock_rows(tx, units)
    await catalogue.move_units(tx, units)
    bodies = await store.bodies_of(tx, redemptions)
    await _give_back_budgets(tx, redemptions, bodies)
    lines: list[Line] = []
    for each in redemptions:
        await _take_back(tx, each)
        moment = at[each.redemption_id]
        [released] = await store.set_status(tx, [each.redemption_id], "released", moment, reason)
        body = bodies[each.reward_id, each.version]
        local_on = moment.astimezone(shop.zone).date()
        account = accounts[each.rider_id]
        lines.append(rules.line_when_released(each, account, body["name"], moment, local_on, rule))
        await publish(tx, [answers.event_of(shop.city_id, released, body)])
    await ledger.book(tx, shop.city_id, lines, accounts.levels)


async def _give_back_budgets(
    tx: AsyncConnection,
    redemptions: Sequence[Redemption],
    bodies: Mapping[tuple[UUID, int], Mapping[str, Any]],
) -> None:
    """Give campaigns back what these redemptions were worth. Rows of campaigns are locked after those of
    rewards."""
    eur_cents: dict[UUID, int] = {}
    for each in redemptions:
        for campaign_id in payers(bodies[each.reward_id, each.version], each.draw_campaign_id):
            eur_cents[campaign_id] = eur_cents.get(campaign_id, 0) - (each.value_eur_cents or 0)
    if eur_cents:
        await campaigns.lock_eur_cents(tx, eur_cents)
        await campaigns.move_eur_cents(tx, eur_cents)


async def _take_back(tx: AsyncConnection, redemption: Redemption) -> None:
    """Make the vouchers of a redemption unusable; its codes are unused again if nobody has seen them. Raises
    VoucherUsed."""
    if redemption.kind == "voucher" and not await voucher_rows.withdraw(tx, redemption.redemption_id):
        raise rules.VoucherUsed("A voucher of this redemption was used, so it is not released.")
    if redemption.kind == "code" and redemption.status == "reserved":
        await pool.give_back(tx, redemption.reward_id, redemption.redemption_id)


async def vouchers_of(tx: AsyncConnection, shop: Shop, redemption: Redemption) -> list[ShownVoucher]:
    """The vouchers of a redemption, or the codes, once it is confirmed and as long as it is."""
    return await vouchers_made(tx, shop, redemption) if redemption.status == "confirmed" else []


async def vouchers_made(tx: AsyncConnection, shop: Shop, redemption: Redemption) -> list[ShownVoucher]:
    """All vouchers that were made for a redemption, or its codes, whatever has become of it since."""
    if redemption.kind == "code":
        found = await codes.codes_of(tx, shop.keys, redemption.reward_id, redemption.redemption_id)
        return [ShownVoucher(voucher_id=code_id, code=code) for code_id, code in found]
    return _shown(shop, await voucher_rows.of_redemption(tx, redemption.redemption_id))


def _shown(shop: Shop, made: Iterable[Voucher]) -> list[ShownVoucher]:
    return [
        ShownVoucher(
            voucher_id=each.voucher_id,
            code=vouchers.code_of(shop.keys, each),
            valid_until=each.valid_until,
        )
        for each in made
    ]
