"""What a reward is, what is left of it, and which facts of it the city can guard. Pure."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple
from uuid import UUID

from shared.http.owned import Absent
from shared.http.problems import Problem
from shared.two_keys.rules import Facts, Kind
from shared.two_keys.steps import State

RewardKind = Literal["voucher", "code", "benefit", "donation"]
Confirmation = Literal["instant", "partner"]
Period = Literal["ever", "month", "week", "day"]

NO_REWARD = Absent("There is no such reward.")


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a reward that conditions of guards can refer to."""
    names = ("kind", "cost_points", "value_eur_cents")
    return {name: body[name] for name in names if name in body}


KIND = Kind(
    name="reward",
    chain="rewards",
    first="operator",
    seconds=("city",),
    fact_types={"kind": "text", "cost_points": "number", "value_eur_cents": "number"},
    facts=facts,
)


class RewardState(Problem):
    """The reward is in a state in which this cannot be done."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A reward that is {state} cannot be changed like this.", state=state)


class StockBelowRedeemed(Problem):
    """The version has less stock than riders have redeemed or reserved, or draws have set aside, already."""

    status = 409
    title = "Stock below what is redeemed"


class NoPoolOfCodes(Problem):
    """Only rewards of the kind `code` have a pool of codes."""

    status = 409
    title = "No pool of codes"


class Units(NamedTuple):
    """Units of a reward, over all its versions: those redeemed or reserved and not released (`out`), those
    that draws have set aside, and codes in its pool that are unused."""

    out: int
    set_aside: int
    codes: int


class Reward(NamedTuple):
    """A reward in the version in force: what riders see, and what a redemption goes by. `eur_cents_left` is
    what its campaign may still give, in money; None where nothing limits that."""

    reward_id: UUID
    operator_id: str
    state: State
    version: int
    revision: int
    body: Mapping[str, Any]
    units: Units
    eur_cents_left: int | None = None


def paid_by(body: Mapping[str, Any]) -> UUID | None:
    """The campaign whose money a unit of this reward costs; None where it names none, or is worth nothing."""
    campaign_id = body.get("campaign_id") if body.get("value_eur_cents") else None
    return UUID(campaign_id) if campaign_id else None


def payers(body: Mapping[str, Any], draw_campaign_id: UUID | None) -> set[UUID]:
    """The campaigns whose money a unit of this reward costs that is a prize of a draw: the draw's and the
    reward's own, one where the two are the same. None for what is worth nothing."""
    named = {paid_by(body), draw_campaign_id if body.get("value_eur_cents") else None}
    return {campaign_id for campaign_id in named if campaign_id}


def units_left(reward: Reward) -> int | None:
    """How many units can still be redeemed, by what is in stock and what the campaign may give; None where
    nothing limits them."""
    in_stock = left(reward.body, reward.units)
    if reward.eur_cents_left is None:
        return in_stock
    affordable: int = reward.eur_cents_left // reward.body["value_eur_cents"]
    return affordable if in_stock is None else min(in_stock, affordable)


def left(body: Mapping[str, Any], units: Units) -> int | None:
    """How many units are in stock; None where nothing limits them."""
    if body["kind"] == "code":
        return max(0, units.codes - units.set_aside)
    stock: int | None = body.get("stock")
    return None if stock is None else max(0, stock - units.out - units.set_aside)


def check_stock(body: Mapping[str, Any], units: Units) -> None:
    """Raises StockBelowRedeemed for a version that would have less stock than is out or set aside."""
    taken = units.out + units.set_aside
    stock = body.get("stock")
    if stock is not None and stock < taken:
        raise StockBelowRedeemed(
            "{taken} units are redeemed, reserved or set aside already: the stock cannot be {stock}.",
            taken=taken,
            stock=stock,
        )
