"""What a rider can spend, worked out when somebody asks: a redemption is rare, a trip is not."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.balances import rules, store
from services.rewards.balances.rules import Balance
from services.rewards.ledger.rules import Account


async def balance_of(tx: AsyncConnection, account: Account, now: datetime) -> Balance:
    """The balance of this account. Who acts on it has locked the account before (`lock_accounts`)."""
    days = await store.pending_days(tx, account.rider_id, now)
    return rules.balance(account.points, days, await store.pending_entry_points(tx, account.rider_id, now))
