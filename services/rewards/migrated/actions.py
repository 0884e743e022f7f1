"""Book balances that come from another system."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.ledger import actions as ledger
from services.rewards.migrated import rules, store
from services.rewards.migrated.rules import Balance
from shared.erased.store import erased
from shared.settings import ServiceSettings

BATCH = 1_000
"""Riders whose lines are booked in one transaction, so that nobody waits long for their accounts."""


async def migrate(
    engine: AsyncEngine,
    settings: ServiceSettings,
    balances: Sequence[Balance],
    expect_total: int | None,
    done: Callable[[int], None],
) -> list[Balance]:
    """Book a line for each rider who has none yet; whoever was erased is passed over. `done` is told how many
    riders were looked at. Returns the balances that were booked.

    Raises NotMigrated before anything is written. What broke off is resumed by the same file.
    """
    rules.check(balances, expect_total)
    async with engine.connect() as tx:
        new = await _missing(tx, balances)
    done(len(balances) - len(new))
    booked: list[Balance] = []
    for batch in _batches(new):
        async with engine.begin() as tx:
            booked += await _book(tx, settings, batch)
        done(len(batch))
    return booked


def _batches(balances: Sequence[Balance]) -> Iterator[Sequence[Balance]]:
    for begin in range(0, len(balances), BATCH):
        yield balances[begin : begin + BATCH]


async def _missing(tx: AsyncConnection, balances: Sequence[Balance]) -> list[Balance]:
    known, gone = dict[UUID, tuple[int, int]](), set[UUID]()
    for batch in _batches(balances):
        rider_ids = [each.rider_id for each in batch]
        known |= await store.known(tx, rider_ids)
        gone |= await erased(tx, rider_ids)
    return rules.missing([each for each in balances if each.rider_id not in gone], known)


async def _book(tx: AsyncConnection, settings: ServiceSettings, batch: Sequence[Balance]) -> list[Balance]:
    """Book these, under the locks on their accounts: another run may have brought some meanwhile."""
    now = datetime.now(UTC)
    local_on = now.astimezone(ZoneInfo(settings.timezone)).date()
    accounts = await ledger.lock_accounts(tx, [each.rider_id for each in batch])
    new = await _missing(tx, batch)
    if new:
        lines = [rules.line_of(each, accounts[each.rider_id], now, local_on) for each in new]
        await ledger.book_decided(tx, settings.city_id, lines, accounts.levels)
        await store.add(tx, settings.city_id, new, accounts)
    return new
