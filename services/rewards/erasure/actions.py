"""What riders who leave get back before their accounts are closed, inside a transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger.rules import LockedAccounts
from services.rewards.redemptions import rules, store
from services.rewards.redemptions.actions import Shop, lock_rows_of, release_all, release_due
from services.rewards.redemptions.rules import Redemption


class Leaving(NamedTuple):
    """When a rider's account is closed, and whether vouchers that can all be used are refunded before."""

    at: datetime
    refund_vouchers: bool


async def give_back(
    tx: AsyncConnection, shop: Shop, accounts: LockedAccounts, leaving: Mapping[UUID, Leaving]
) -> None:
    """Release all that these riders have reserved, what was due before at its instant, and refund vouchers
    where that is wanted. The caller holds the locks on the accounts."""
    due: list[Redemption] = []
    rest: list[Redemption] = []
    for rider_id, (at, refund_vouchers) in leaving.items():
        for each in await store.open_of(tx, rider_id, at, refund_vouchers):
            (due if rules.status_at(each, at) == "released" else rest).append(each)
    await lock_rows_of(tx, [*due, *rest])
    await release_due(tx, shop, due, accounts)
    if rest:
        ended = {each.redemption_id: leaving[each.rider_id].at for each in rest}
        await release_all(tx, shop, rest, accounts, ended, None)
