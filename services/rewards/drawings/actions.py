"""What becomes of draws by itself: lists are frozen, winners drawn, tickets of cancelled draws given back.

Each step is one transaction, so a process that is killed leaves it done or not begun. Of two processes the
second finds, under the lock on the draw's row, that there is nothing left to do.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from uuid_utils.compat import uuid7

from services.rewards.campaigns import store as campaigns
from services.rewards.catalogue import store as catalogue
from services.rewards.catalogue.rules import Reward, Units
from services.rewards.draws import rules, store
from services.rewards.draws.actions import give_back_worth, unset_aside, worth_of
from services.rewards.draws.rules import PrizeRef, Secrets, State, Winner
from services.rewards.draws.store import Holder, StoredDraw
from services.rewards.ledger import actions as ledger
from services.rewards.ledger.rules import LockedAccounts
from services.rewards.redemptions.actions import Shop, give_prizes
from services.rewards.redemptions.rules import Prize
from services.rewards.tickets import store as tickets
from services.rewards.tickets.actions import refund_some
from services.rewards.tickets.rules import Holding, tickets_of
from shared import draws

logger = structlog.get_logger()

WORK_EVERY_S = 20
"""How long a draw may wait after its next step is due."""


async def work(engine: AsyncEngine, shop: Shop, now: datetime) -> None:
    """Do all that is due with draws."""
    async with engine.connect() as tx:
        to_freeze = await store.due(tx, "published", now)
    for draw_id in to_freeze:
        await freeze(engine, shop, draw_id, now)
    async with engine.connect() as tx:
        to_draw = await store.due(tx, "frozen", now)
    for draw_id in to_draw:
        await draw(engine, shop, draw_id, now)
    while await refund_some(engine, shop.city_id, shop.zone):
        pass


async def freeze(engine: AsyncEngine, shop: Shop, draw_id: UUID, now: datetime) -> None:
    """Count the tickets of a draw by what is known now, and publish the list with its hash."""
    async with engine.begin() as tx:
        row = await _lock(tx, draw_id, "published", now)
        secrets = row and await _unsealed(tx, shop, row)
        if row is None or secrets is None:
            return
        # Read under the lock: who bought in time has committed by now, and nobody buys or leaves any more.
        holdings = await tickets.holdings(tx, draw_id)
        holders = await asyncio.to_thread(_holders, row, secrets, holdings)
        text = draws.list_of({each.pseudonym: each.tickets for each in holders})
        await store.freeze(tx, shop.city_id, row, holders, text, draws.list_hash(text), now)


def _holders(row: StoredDraw, secrets: Secrets, holdings: Sequence[Holding]) -> list[Holder]:
    """The lines of a list: of all who have a ticket, in the order of their pseudonyms."""
    ticket_rules, key = row.body["tickets"], secrets.pseudonym_key
    return sorted(
        Holder(draws.pseudonym(key, each.rider_id), each.rider_id, count)
        for each in holdings
        if (count := tickets_of(ticket_rules, each))
    )


async def draw(engine: AsyncEngine, shop: Shop, draw_id: UUID, now: datetime) -> None:
    """Show the seed of a draw, and hand out the prizes that follow from it."""
    async with engine.begin() as tx:
        before = await store.find(tx, draw_id)
        text = await store.read_list(tx, draw_id)
        secrets = before and await _unsealed(tx, shop, before)
        if before is None or text is None or secrets is None:
            return
        count = sum(prize.units for prize in before.promised)
        pseudonyms = await asyncio.to_thread(draws.winners, secrets.seed, text, count)
        winners = rules.winners(before.promised, pseudonyms)
        accounts = await _lock_winners(tx, draw_id, pseudonyms)
        await catalogue.lock_rows(tx, {prize.reward_id for prize in before.promised})
        await campaigns.lock_eur_cents(tx, await worth_of(tx, before, before.promised))
        if await _lock(tx, draw_id, "frozen", now) is None:
            return
        redemptions = await _hand_out(tx, shop, before, winners, accounts, now)
        await store.finish(tx, draw_id, secrets.seed, winners, redemptions, now)


async def _lock_winners(tx: AsyncConnection, draw_id: UUID, pseudonyms: Sequence[str]) -> LockedAccounts:
    riders = (await store.riders_of(tx, draw_id, pseudonyms)).values()
    known = [rider_id for rider_id in riders if rider_id is not None]
    return await ledger.lock_accounts(tx, known) if known else LockedAccounts()


async def _hand_out(
    tx: AsyncConnection,
    shop: Shop,
    row: StoredDraw,
    winners: Sequence[Winner],
    accounts: LockedAccounts,
    now: datetime,
) -> dict[str, UUID]:
    """Make the redemptions of the winners, and give what was not won back to stock and to the budgets of
    campaigns. Returns the redemptions by pseudonym. Who was erased since the list was frozen gets nothing."""
    promised = row.promised
    rewards = await _promised_rewards(tx, promised)
    # Read again under the locks on the accounts: who is erased has to lock one of them.
    riders = await store.riders_of(tx, row.draw_id, [each.pseudonym for each in winners if each.pseudonym])
    prizes: dict[str, Prize] = {}
    won: list[PrizeRef] = []
    left_over: list[PrizeRef] = []
    for winner, prize in zip(winners, rules.one_by_one(promised), strict=True):
        rider_id = riders.get(winner.pseudonym) if winner.pseudonym else None
        if winner.pseudonym and rider_id:
            reward = rewards[prize.reward_id, prize.version]
            prizes[winner.pseudonym] = Prize(uuid7(), rider_id, reward, row.campaign_id)
        (won if rider_id else left_over).append(prize._replace(units=1))
    await unset_aside(tx, rules.units_of(promised))
    # What was won goes on to cost what it did when it was set aside.
    await give_back_worth(tx, row, left_over)
    if prizes:
        await catalogue.move_units(tx, rules.units_of(won))
        await give_prizes(tx, shop, accounts, list(prizes.values()), now)
    return {pseudonym: prize.redemption_id for pseudonym, prize in prizes.items()}


async def _promised_rewards(
    tx: AsyncConnection, promised: Sequence[PrizeRef]
) -> dict[tuple[UUID, int], Reward]:
    bodies = await store.promised_bodies(tx, promised)
    return {
        key: Reward(key[0], operator_id, "published", key[1], 0, body, Units(0, 0, 0))
        for key, (operator_id, body) in bodies.items()
    }


async def _lock(tx: AsyncConnection, draw_id: UUID, state: State, now: datetime) -> StoredDraw | None:
    """The draw, its row locked; None if somebody has taken this step, cancelled or stopped it meanwhile."""
    row = await store.lock(tx, draw_id)
    is_stopped = row is not None and row.stopped_until is not None and now < row.stopped_until
    return None if row is None or row.state != state or is_stopped else row


async def _unsealed(tx: AsyncConnection, shop: Shop, row: StoredDraw) -> Secrets | None:
    """The secrets of a published draw; None, which is logged, while the keys that sealed them are not there:
    the draw waits for them."""
    sealed = await store.read_sealed(tx, row.draw_id)
    for keys in shop.keys:
        if keys.keys_id == row.keys_id:
            try:
                return rules.unseal(keys, row.draw_id, sealed)
            except InvalidTag:
                break
    logger.error("draw_keys_missing", draw_id=str(row.draw_id), keys_id=row.keys_id)
    return None
