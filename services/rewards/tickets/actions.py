"""Give back what riders paid for tickets of draws that were cancelled, inside a transaction."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from uuid_utils.compat import uuid7

from services.rewards.ledger import actions as ledger
from services.rewards.ledger.rules import LockedAccounts
from services.rewards.tickets import store
from services.rewards.tickets.rules import line_when_refunded


async def refund_due(
    tx: AsyncConnection, city_id: str, zone: ZoneInfo, accounts: LockedAccounts, rider_ids: Iterable[UUID]
) -> None:
    """Give back the tickets of cancelled draws, booked at the instants at which they were cancelled. The
    caller holds the locks on the accounts of these riders."""
    due = await store.cancelled_of(tx, rider_ids)
    if not due:
        return
    lines = []
    for each in due:
        at = each.cancelled_at
        assert at is not None, "a cancelled draw says when it was cancelled"
        local_on = at.astimezone(zone).date()
        lines.append(line_when_refunded(each, accounts[each.rider_id], uuid7(), at, local_on))
    await store.clear(tx, due)
    await ledger.book(tx, city_id, lines, accounts.levels)


async def refund_some(engine: AsyncEngine, city_id: str, zone: ZoneInfo) -> bool:
    """Give some riders their tickets back, in a transaction. Returns whether there may be more."""
    async with engine.begin() as tx:
        rider_ids = await store.riders_to_refund(tx)
        if not rider_ids:
            return False
        accounts = await ledger.lock_accounts(tx, rider_ids)
        await refund_due(tx, city_id, zone, accounts, rider_ids)
    return True
