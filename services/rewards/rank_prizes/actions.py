"""Promise prizes for ranks, and pay them when they are due. Locks are taken in this order: accounts of riders
(sorted), the campaign's row, that of the prizes."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.campaigns import actions as campaigns
from services.rewards.campaigns import rules as budgets
from services.rewards.campaigns.rules import Budget
from services.rewards.ledger.actions import book_decided, lock_accounts
from services.rewards.rank_prizes import rules, store
from services.rewards.rank_prizes.rules import Prizes
from shared.http.campaigns import BudgetSpent

PAY_EVERY_S = 60
DUE_MAX = 100
"""Most prizes that one run pays: of a board and a period each."""


async def promise(tx: AsyncConnection, city_id: str, prizes: Prizes, now: datetime) -> None:
    """Promise prizes, in the budget of the campaign that they name. Raises BudgetSpent."""
    budget = await _hold(tx, prizes)
    if budget:
        points = sum(prizes.points)
        if budgets.ask(budget, points, now, prizes.prize_id, is_paced=False):
            raise BudgetSpent(
                "The campaign does not promise these {points} points: it has {points_left} left, and promises"
                " nothing new while it is spent or paused.",
                points=points,
                points_left=budget.budget_points - budget.spent_points - budget.promised_points,
            )
        budgets.promise(budget, points)
        await campaigns.keep(tx, city_id, [budget])
    await store.add(tx, city_id, prizes)


async def mark_spent(engine: AsyncEngine, city_id: str, prizes: Prizes, now: datetime) -> None:
    """Mark the campaign spent that has refused these prizes for want of budget, as whatever it is asked for
    first and does not hold makes it. In a transaction of its own: that of the refusal is rolled back."""
    async with engine.begin() as tx:
        budget = await _hold(tx, prizes)
        if budget and budgets.ask(budget, sum(prizes.points), now, prizes.prize_id, is_paced=False):
            await campaigns.keep(tx, city_id, [budget])


async def _hold(tx: AsyncConnection, prizes: Prizes) -> Budget | None:
    """The budget of the campaign that has promised these prizes, its row locked."""
    held = await campaigns.hold(tx, [prizes.campaign_id] if prizes.campaign_id else [])
    return held[prizes.campaign_id] if prizes.campaign_id else None


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
        await _settle(tx, city_id, prizes, 0, now)
        return
    accounts = await lock_accounts(tx, before)
    won = rules.shares(await store.winners(tx, prizes), prizes.points)
    paid_points = sum(each.points for each in won.values())
    if not won.keys() <= accounts.keys() or not await _settle(tx, city_id, prizes, paid_points, now):
        return
    if won:
        await book_decided(tx, city_id, rules.lines(prizes, won, accounts), accounts.levels)


async def _settle(tx: AsyncConnection, city_id: str, prizes: Prizes, paid_points: int, now: datetime) -> bool:
    """Let prizes be promised no longer, whatever has become of their campaign since: what is paid of them is
    spent, the rest is the budget's again. False if they were settled already."""
    budget = await _hold(tx, prizes)
    if not await store.mark_paid(tx, prizes.prize_id, paid_points, now):
        return False
    if budget:
        budgets.promise(budget, -sum(prizes.points))
        budgets.spend(budget, paid_points, prizes.due_at)
        await campaigns.keep(tx, city_id, [budget])
    return True
