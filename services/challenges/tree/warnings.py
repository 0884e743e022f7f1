"""What an operator is warned of in a challenge that is taken: goals to which a vehicle adds nothing, and what
rewards riding fast or at night. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from services.challenges.tree.trees import Goal, Range, Steps, Tree, Where, unit_of
from services.challenges.tree.words import VEHICLE_TYPES, VehicleType

Code = Literal["no_progress", "rewards_speed", "rewards_night"]

SPEED_KMH_MAX = 20
NIGHT = frozenset(range(6))


class Warned(NamedTuple):
    """A warning, and the place in the body that it is about. `vehicle_type` is that of `no_progress`."""

    pointer: str
    code: Code
    vehicle_type: VehicleType | None = None


def warnings(tree: Tree, saved_mg_per_km: Mapping[str, int]) -> list[Warned]:
    """All warnings. `saved_mg_per_km` are the factors in force: the CO2e that a kilometre saves, in mg."""
    return [*_of_measures(tree, saved_mg_per_km), *_of_conditions(tree)]


def _of_measures(tree: Tree, saved_mg_per_km: Mapping[str, int]) -> Iterator[Warned]:
    for at, goal, wheres in _goals(tree):
        for vehicle_type in VEHICLE_TYPES if unit_of(goal) == "co2e_saved_g" else ():
            is_let_in = all(not each.vehicle_types or vehicle_type in each.vehicle_types for each in wheres)
            if is_let_in and not saved_mg_per_km[vehicle_type]:
                yield Warned(f"{at}/measure", "no_progress", vehicle_type)


def _goals(tree: Tree) -> Iterator[tuple[str, Goal, tuple[Where, ...]]]:
    """The goal, or its steps: where each stands, and the conditions that hold for it."""
    if not isinstance(tree.goal, Steps):
        yield "/goal", tree.goal, (tree.where,)
        return
    for place, step in enumerate(tree.goal.steps):
        yield f"/goal/steps/{place}", step, (tree.where, step.where)


def _of_conditions(tree: Tree) -> Iterator[Warned]:
    """Of the body's conditions, if they alone do it; else of each step's that do it together with them."""
    for code, rewards in REWARDS.items():
        if rewards([tree.where]):
            yield Warned("/where", code)
            continue
        for at, _, wheres in _goals(tree):
            if rewards(wheres):
                yield Warned(f"{at}/where", code)


def _rewards_speed(wheres: Sequence[Where]) -> bool:
    """Whether the least metres in the most seconds are faster than SPEED_KMH_MAX."""
    least = [each for each in (_of(where.distance_m).min for where in wheres) if each is not None]
    most = [each for each in (_of(where.duration_s).max for where in wheres) if each is not None]
    return bool(least and most) and max(least) * 3_600 > SPEED_KMH_MAX * 1_000 * min(most)


def _of(bounds: Range | None) -> Range:
    return bounds or Range()


def _rewards_night(wheres: Sequence[Where]) -> bool:
    """Whether only trips that start at night match. Conditions that nothing matches reward nothing."""
    allowed = frozenset(range(24))
    for where in wheres:
        if where.local_hours:
            allowed &= frozenset().union(*(hours.all for hours in where.local_hours))
    return bool(allowed) and allowed <= NIGHT


REWARDS: Mapping[Code, Callable[[Sequence[Where]], bool]] = {
    "rewards_speed": _rewards_speed,
    "rewards_night": _rewards_night,
}
