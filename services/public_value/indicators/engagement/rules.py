"""Empowerment and engagement: who takes part in which phase, whose proposals are adopted, who has power.
Pure."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from services.public_value.indicators.equity.rules import gini_of
from services.public_value.indicators.estimates import ratio

PHASES = ("commissioning", "design", "delivery", "assessment")
"""Phases of co-production (Nabatchi et al. 2017)."""
UPSTREAM = PHASES[:2]


def participation(participants: float, riders: float) -> float | None:
    """The share of riders who took part in co-production at least once. `riders` is told to the nearest ten,
    so that the share may exceed 1 by rounding: then it is 1."""
    share = ratio(participants, riders)
    return None if share is None else min(share, 1.0)


def citizen_share(acts: Mapping[str, Mapping[str, float]]) -> dict[str, float | None]:
    """Phase -> the share of its acts that citizens did. `acts` counts them by phase and actor; citizens are
    `citizens`."""
    return {phase: ratio(actors.get("citizens", 0), sum(actors.values())) for phase, actors in acts.items()}


def upstream(shares: Mapping[str, float | None]) -> float | None:
    """The mean of the citizens' shares in commissioning and design, where the choices are made. None when
    one of them is unknown."""
    known = [share for phase in UPSTREAM if (share := shares.get(phase)) is not None]
    return math.fsum(known) / len(UPSTREAM) if len(known) == len(UPSTREAM) else None


def phase_entropy(acts: Mapping[str, Mapping[str, float]]) -> float | None:
    """How evenly acts are spread over the four phases: Shannon's entropy in bits, divided by 2. From 0 (all
    in one phase) to 1 (equally many in each)."""
    by_phase = [sum(actors.values()) for actors in acts.values()]
    total = sum(by_phase)
    if not total:
        return None
    shares = [count / total for count in by_phase if count]
    return -math.fsum(share * math.log2(share) for share in shares) / math.log2(len(PHASES))


def adoption_rate(adopted: float, decided: float) -> float | None:
    """The share of an actor's proposals that were adopted, wholly or partly, of those that were decided."""
    return ratio(adopted, decided)


def contributions_gini(acts_per_participant: Iterable[float]) -> float | None:
    """The Gini coefficient of acts per participant: 0 when all did as much, toward 1 when one did all."""
    return gini_of(acts_per_participant)


def banzhaf(weights: Mapping[str, float], quota: float) -> dict[str, float]:
    """Actor -> normalised Banzhaf power: of all coalitions that win (their weights reach the quota) but lose
    without one of their members, the share in which it is this actor. 0 for all when nobody can win."""
    critical = dict.fromkeys(weights, 0)
    for coalition in _coalitions(list(weights)):
        total = math.fsum(weights[actor] for actor in coalition)
        if total >= quota:
            for actor in coalition:
                critical[actor] += math.fsum((total, -weights[actor])) < quota
    swings = sum(critical.values())
    return {actor: count / swings if swings else 0.0 for actor, count in critical.items()}


def _coalitions(actors: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (each for size in range(1, len(actors) + 1) for each in combinations(actors, size))


def power(signed: Collection[str]) -> dict[str, float]:
    """Role -> its power over a kind of things that needs two keys: of the roles that signed its last change
    in force, each with weight 1, all of whom are needed."""
    roles = sorted(set(signed))
    return banzhaf(dict.fromkeys(roles, 1), len(roles))
