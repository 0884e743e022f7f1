"""What a rider can spend, worked out when somebody asks: a redemption is rare, a trip is not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.balances import rules, store
from services.rewards.balances.rules import Balance
from services.rewards.balances.store import Row
from services.rewards.ledger.rules import Account
from shared.db import fetch_all


async def balance_of(tx: AsyncConnection, account: Account, now: datetime) -> Balance:
    """The balance of this account. Who acts on it has locked the account before (`lock_accounts`)."""
    return balance_in(account, *await fetch_all(tx, store.pending(account.rider_id, now)))


def balance_in(account: Account, days: Sequence[Row], entries: Sequence[Row]) -> Balance:
    """The same, from the rows of `store.pending`."""
    return rules.balance(account.points, *store.pending_in(days, entries))
