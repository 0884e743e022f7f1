"""Event door of erasure: a rider's account is closed, and nothing says any more whose it was."""

from collections.abc import Sequence
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.charges.actions import end_promises_of
from services.rewards.closing.actions import empty
from services.rewards.draws import store as draws
from services.rewards.erasure import store
from services.rewards.erasure.actions import Leaving, give_back
from services.rewards.ledger.actions import lock_accounts
from services.rewards.profiles.actions import forget
from services.rewards.redemptions.actions import Shop
from services.rewards.tickets.actions import refund_due
from shared.erased.store import forget_answers, keep_hashes
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard
from shared.events.riders import RiderErased


def on_riders_erased(zone: ZoneInfo) -> Handler:
    """The handler of erasures in a city of this time zone."""

    async def close_accounts(tx: AsyncConnection, batch: Sequence[Heard[RiderErased]]) -> None:
        """Give back what is reserved and promised, let the rest expire, write a debt off, and cut whose it
        was. Vouchers stay usable by code, unless the rider wanted refunds; tickets of draws that are not
        counted yet are gone. Idempotent: who is erased has no account."""
        shop = Shop(batch[0].event.city_id, zone, [])
        by_rider = {heard.event.rider_id: heard for heard in batch}
        accounts = await lock_accounts(tx, by_rider)
        known = sorted(rider_id for rider_id, account in accounts.items() if account.is_open)
        await forget(tx, shop.city_id, sorted(by_rider))
        if known:
            leaving = {
                rider_id: Leaving(by_rider[rider_id].time, by_rider[rider_id].event.refund_vouchers)
                for rider_id in known
            }
            await give_back(tx, shop, accounts, leaving)
            await refund_due(tx, shop.city_id, zone, accounts, known)
            times = {rider_id: by_rider[rider_id].time for rider_id in known}
            await empty(tx, shop.city_id, zone, accounts, times)
            await store.forget_notes(tx, [accounts[rider_id].account_id for rider_id in known])
        # Who has joined a challenge and earned nothing has entries and promises, but no account.
        await end_promises_of(tx, shop.city_id, by_rider.keys())
        last = max(heard.time for heard in by_rider.values())
        await store.cut(tx, {rider_id: uuid4() for rider_id in by_rider}, last)
        await draws.forget_riders(tx, by_rider.keys())
        await forget_answers(tx, by_rider.keys())
        await keep_hashes(tx, shop.city_id, by_rider.keys())

    return close_accounts
