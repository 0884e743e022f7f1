"""What public_value does when a reward is redeemed, confirmed or released: sums move by the difference."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.redemptions import rules, store
from shared.events.heard import Heard, newest
from shared.events.rewards import RewardRedeemed


async def on_rewards_redeemed(tx: AsyncConnection, batch: Sequence[Heard[RewardRedeemed]]) -> None:
    """Add to the sums of rewards the difference that these redemptions make.

    Two statements, however long the batch. Idempotent, and safe in any order: a redemption changes something
    only with a higher revision than the stored one.
    """
    city_id = batch[0].event.city_id
    redemptions = [heard.event for heard in newest(batch, lambda redeemed: redeemed.redemption_id).values()]
    gains = rules.gains(await store.remember(tx, city_id, redemptions))
    await store.add_to_sums(tx, city_id, gains)
