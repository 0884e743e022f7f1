"""Event door of entries: completed challenges become points."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.charges.actions import charge_entries
from services.rewards.entries import rules, store
from services.rewards.expiry.actions import ReadTerms, with_expiry
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.tariffs.actions import ReadTariffs
from shared.eventlog.consumer import Handler
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard, newest


def on_entries_judged(read_tariffs: ReadTariffs, read_terms: ReadTerms) -> Handler:
    """The handler of entries."""

    async def pay_entries(tx: AsyncConnection, batch: Sequence[Heard[EntryJudged]]) -> None:
        """Book the points of completed entries, and take back those of entries no longer completed."""
        city_id = batch[0].event.city_id
        newest_entries = newest(batch, lambda entry: entry.entry_key)
        accounts = await lock_accounts(tx, {key.rider_id for key in newest_entries})
        tariffs = await read_tariffs(tx, accounts.rules_version)
        of_riders = [heard for heard in batch if heard.event.rider_id not in accounts.erased]
        by_campaigns = await charge_entries(tx, city_id, of_riders)
        entries = {
            key: (heard, rules.earning(tariffs, heard.event, by_campaigns.get(key)))
            for key, heard in newest_entries.items()
            if heard.event.rider_id not in accounts.erased
        }
        lines = rules.entry_lines(await store.remember(tx, city_id, entries), accounts)
        if lines:
            terms = await read_terms(tx, accounts.rules_version)
            await book(tx, city_id, await with_expiry(tx, city_id, terms, lines), accounts.levels)

    return pay_entries
