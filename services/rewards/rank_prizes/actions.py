"""Pay prizes for ranks when they are due."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.ledger.actions import book_decided, lock_accounts
from services.rewards.rank_prizes import rules, store
from services.rewards.rank_prizes.rules import Prizes

PAY_EVERY_S = 60
DUE_MAX = 100
"""Most prizes that one run pays: of a board and a period each."""


async def pay_due(engine: AsyncEngine, city_id: str, now: datetime) -> None:
    """Pay all prizes that are due, each in a transaction of its own."""
    async with engine.connect() as tx:
        due = await store.due(tx, now, DUE_MAX)
    for prizes in due:
        async with engine.begin() as tx:
            await pay(tx, city_id, prizes, now)


async def pay(tx: AsyncConnection, city_id: str, prizes: Prizes, now: datetime) -> None:
    """Pay prizes by the board as it is now, for good. Accounts come before every other row, so the board is
    read once more when they are locked; if others have come to the top meanwhile, the next run pays."""
    before = rules.shares(await store.winners(tx, prizes), prizes.points)
    if not before:
        await store.mark_paid(tx, prizes.prize_id, now)
        return
    accounts = await lock_accounts(tx, before)
    won = rules.shares(await store.winners(tx, prizes), prizes.points)
    if not won.keys() <= accounts.keys() or not await store.mark_paid(tx, prizes.prize_id, now):
        return
    if won:
        await book_decided(tx, city_id, rules.lines(prizes, won, accounts), accounts.levels)
