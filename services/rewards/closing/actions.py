"""Empty accounts that are closed, inside a transaction."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.closing import rules, store
from services.rewards.ledger.actions import book
from services.rewards.ledger.rules import LockedAccounts


async def empty(
    tx: AsyncConnection,
    city_id: str,
    zone: ZoneInfo,
    accounts: LockedAccounts,
    times: Mapping[UUID, datetime],
) -> None:
    """Let what is left in these riders' accounts expire, each at its instant, and write off what they owe.
    The caller holds the locks."""
    expired = await store.expired_points(tx, [accounts[rider_id].account_id for rider_id in times])
    lines = []
    for rider_id, at in times.items():
        account = accounts[rider_id]
        before = expired.get(account.account_id, 0)
        lines += rules.lines_when_closed(account, before, at, at.astimezone(zone).date())
    if lines:
        await book(tx, city_id, lines, accounts.levels)
