"""The demo's riders exchange points for rewards, and partners take the vouchers in."""

from collections.abc import Callable
from pathlib import Path

from rodem.demo.chance import chance_for
from rodem.demo.plan import Plan
from rodem.demo.rewards import PAGE, find_all
from rodem.demo.riders import Rider, signed_in
from rodem.local import tokens
from rodem_client import Rodem, pages
from rodem_client.api.redemptions import (
    Confirmation,
    NewRedemption,
    RedemptionMade,
    confirm_redemption,
    list_redemptions,
    redeem,
)
from rodem_client.api.vouchers import ShownCode, use_voucher

SHARE = 0.1
"""Redemptions for each rider of the demo."""
USED_SHARE, CONFIRMED_SHARE = 0.6, 0.7
"""How many vouchers are used, and how many reservations confirmed."""


async def redeem_all(
    rodem: Rodem, data_dir: Path, plan: Plan, wanted: int, on_redeemed: Callable[[int], None]
) -> int:
    """Riders redeem until there are as many redemptions as wanted, those of an earlier demo included. The
    guide keeps the points: for whoever tries the demo. Returns how many there are."""
    made = await count(rodem)
    on_redeemed(made)
    riders = [rider for rider in plan.riders if rider != plan.guide and not rider.cheats]
    chance_for(plan.size.seed, "redeeming").shuffle(riders)
    for rider in riders:
        if made >= wanted:
            break
        if await redeem_one(rodem, data_dir, rider, plan.size.seed):
            made += 1
            on_redeemed(1)
    return made


async def count(rodem: Rodem) -> int:
    """How many redemptions of the operator's rewards there are."""
    listed = pages(lambda cursor: list_redemptions(rodem, limit=PAGE, cursor=cursor))
    return sum([len(page.redemptions) async for page in listed])


async def redeem_one(rodem: Rodem, data_dir: Path, rider: Rider, seed: int) -> bool:
    """The rider chooses one of the rewards that can be had; False if there is none. Chance says what comes of
    it."""
    as_rider = signed_in(rodem, data_dir, rider.rider_id)
    can_have = [offer for offer in await find_all(as_rider) if offer.can_redeem]
    if not can_have:
        return False
    chance = chance_for(seed, "redeems", rider.number)
    offer = chance.choice(sorted(can_have, key=lambda offer: offer.name.en))
    made = await redeem(as_rider, NewRedemption(reward_id=offer.reward_id, cost_points_max=offer.cost_points))
    if offer.partner_id is not None:
        await _at_the_partner(rodem, data_dir, offer.partner_id, made, chance.random())
    return True


async def _at_the_partner(
    rodem: Rodem, data_dir: Path, partner_id: str, made: RedemptionMade, drawn: float
) -> None:
    """The partner confirms a reservation, or takes a voucher in; or waits for the rider to come."""
    partner = rodem.signed_in_with(tokens.mint(data_dir, "partner", partner_id, partner_id=partner_id))
    if made.status == "reserved" and drawn < CONFIRMED_SHARE:
        await confirm_redemption(partner, made.redemption_id, Confirmation(reference="Counter 1"))
    if drawn < USED_SHARE:
        for voucher in made.vouchers or ():
            if voucher.code is not None:
                await use_voucher(partner, ShownCode(code=voucher.code))
