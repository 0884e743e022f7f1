"""What redemptions add to the sums of a reward and a local day, and the difference when they change. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from shared.events.rewards import RewardRedeemed

RELEASED = "released"
"""The status of a redemption that was given back: it counts for nothing."""


class Redeemed(NamedTuple):
    """The stored revision of a redemption. `cost_points` and `value_eur_cents` are of all units."""

    reward_id: UUID
    local_on: date
    rider_id: UUID
    counts: bool
    units: int
    cost_points: int
    value_eur_cents: int


Day = tuple[date, UUID]
"""Local day and reward_id."""


class Sums(NamedTuple):
    """What a day of a reward adds up."""

    units: int = 0
    cost_points: int = 0
    value_eur_cents: int = 0


def redeemed(event: RewardRedeemed) -> Redeemed:
    """The state of the redemption in this event."""
    return Redeemed(
        reward_id=event.reward_id,
        local_on=event.local_on,
        rider_id=event.rider_id,
        counts=event.status != RELEASED,
        units=event.quantity,
        cost_points=event.cost_points,
        value_eur_cents=event.value_eur_cents or 0,
    )


def gains(changes: Iterable[tuple[Redeemed | None, Redeemed]]) -> dict[Day, Sums]:
    """The difference that redemptions make, from the state stored before (None: a new one) to the newest.

    >>> one = Redeemed(UUID(int=1), date(2026, 11, 20), UUID(int=2), True, 2, 100, 500)
    >>> list(gains([(None, one)]).values())
    [Sums(units=2, cost_points=100, value_eur_cents=500)]
    >>> list(gains([(one, one._replace(counts=False))]).values())
    [Sums(units=-2, cost_points=-100, value_eur_cents=-500)]
    """
    sums: dict[Day, list[int]] = defaultdict(lambda: [0] * len(Sums._fields))
    for before, after in changes:
        for state, sign in ((before, -1), (after, 1)):
            if state is None or not state.counts:
                continue
            day = sums[state.local_on, state.reward_id]
            for place, amount in enumerate((state.units, state.cost_points, state.value_eur_cents)):
                day[place] += sign * amount
    return {day: Sums(*gained) for day, gained in sums.items() if any(gained)}
