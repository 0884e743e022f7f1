"""What is random in the programme comes from numpy's generators, each from a seed of its own."""

from uuid import UUID

import numpy as np

from services.trips.traces.cleaning.rules import Floats

Chance = np.random.Generator


def chance_for(*seed: int) -> Chance:
    """Where all that is random of one rider, or of one day of a cheat, comes from."""
    return np.random.default_rng(seed)


def new_id(chance: Chance) -> UUID:
    """A random id."""
    return UUID(bytes=chance.bytes(16), version=4)


def happens(chance: Chance, share: float) -> bool:
    """Whether something happens that does so often."""
    return bool(chance.random() < share)


def wander(chance: Chance, count: int, sigma: float, tau_s: float) -> Floats:
    """An Ornstein-Uhlenbeck process, each second: normal with the deviation `sigma`, and forgetting itself by
    a factor of e within `tau_s`."""
    lasts = int(5 * tau_s) + 1
    kernel = np.exp(-np.arange(lasts) / tau_s)
    kernel *= sigma / np.sqrt((kernel**2).sum())
    noise: Floats = np.convolve(chance.normal(0, 1, count + lasts - 1), kernel, "valid")
    return noise
