"""Book an adjustment, inside a transaction."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.adjustments import rules
from services.rewards.adjustments.rules import NO_RIDER
from services.rewards.expiry.actions import settle, with_expiry_of_spent
from services.rewards.ledger import actions as ledger
from services.rewards.ledger.rules import Account
from shared.expiry.store import read_terms
from shared.http.owned import owned
from shared.settings import ServiceSettings


async def adjust(
    tx: AsyncConnection,
    settings: ServiceSettings,
    adjustment_id: UUID,
    rider_id: UUID,
    points: int,
    now: datetime,
) -> Account:
    """Give a rider points, or take them: what is missing is owed. Returns the account as it is then. Raises
    NotFound for a rider of whom nothing was heard."""
    accounts = await ledger.lock_accounts(tx, [rider_id])
    account = accounts[rider_id]
    owned(account if account.is_open else None, NO_RIDER)
    await settle(tx, settings.city_id, await read_terms(tx), accounts, [rider_id], now)
    local_on = now.astimezone(ZoneInfo(settings.timezone)).date()
    line = rules.line_of(adjustment_id, account, points, now, local_on)
    lines = await with_expiry_of_spent(tx, settings.city_id, [line])
    await ledger.book_decided(tx, settings.city_id, lines, accounts.levels)
    return account
