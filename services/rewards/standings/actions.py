"""What of a rider decides about redeeming rewards, read and put together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.balances.actions import balance_of
from services.rewards.balances.rules import Balance
from services.rewards.catalogue.rules import Reward
from services.rewards.ledger.rules import Account, lifetime
from services.rewards.levels.rules import level
from services.rewards.standings import rules, store
from services.rewards.standings.rules import Standing


async def standing_of(
    tx: AsyncConnection,
    zone: ZoneInfo,
    account: Account,
    levels: Sequence[int],
    reward: Reward,
    now: datetime,
) -> Standing:
    """What of a rider decides about redeeming this reward. `levels` are the points from which they begin."""
    return (await standings_of(tx, zone, account, levels, [reward], now))[reward.reward_id]


async def standings_of(
    tx: AsyncConnection,
    zone: ZoneInfo,
    account: Account,
    levels: Sequence[int],
    rewards: Sequence[Reward],
    now: datetime,
) -> Mapping[UUID, Standing]:
    """The same for several rewards, in two statements."""
    units = await units_of(tx, zone, account.rider_id, rewards, now)
    balance = await balance_of(tx, account, now)
    return {
        reward.reward_id: standing_with(account, levels, balance, units.get(reward.reward_id, 0))
        for reward in rewards
    }


async def units_of(
    tx: AsyncConnection, zone: ZoneInfo, rider_id: UUID, rewards: Sequence[Reward], now: datetime
) -> Mapping[UUID, int]:
    """By reward, the units that a rider has redeemed in its current period, where there is a limit."""
    today = now.astimezone(zone).date()
    begins = {
        reward.reward_id: rules.period_begins_on(limit["period"], today)
        for reward in rewards
        if (limit := reward.body.get("per_rider_max"))
    }
    return await store.units_since(tx, rider_id, begins, now) if begins else {}


def standing_with(account: Account, levels: Sequence[int], balance: Balance, units: int) -> Standing:
    """The standing of a rider whose balance and units of a reward are known."""
    return Standing(level(levels, lifetime(account.lifetime_points)), balance.points, units)
