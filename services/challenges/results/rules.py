"""What a challenge has come to, as everybody may know it, and what it has changed. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import msgspec

from services.challenges.catalogue.rules import counted_at
from services.challenges.entries.rules import RIDERS_MIN, disclosed
from services.challenges.matching.windows import Window
from services.challenges.tree.periods import first_instant, settles_at
from services.challenges.tree.trees import All, Sum, Tree

MADE_UNTIL = timedelta(days=60)
"""So long after its end the results of a challenge are made anew each night: trips come late."""
RODE_BEFORE = timedelta(days=90)
"""Riders with an accepted trip so long before the start are compared."""
Z_95 = NormalDist().inv_cdf(0.975)


class Until(NamedTuple):
    """Up to when results tell of something: the last four o'clock, at which they are made; the last local day
    that is in them, and its end."""

    made_at: datetime
    last_on: date
    ended_at: datetime


def until(now: datetime, zone: tzinfo) -> Until:
    """Results that are made at four o'clock tell of the days up to the day before yesterday.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> until(datetime(2026, 5, 7, 2, tzinfo=UTC), ZoneInfo("Europe/Madrid")).last_on.isoformat()
    '2026-05-05'
    """
    made_at = counted_at(now, zone)
    last_on = made_at.astimezone(zone).date() - timedelta(days=2)
    return Until(made_at, last_on, first_instant(last_on + timedelta(days=1), zone))


class Numbers(NamedTuple):
    """How many riders joined, were active and completed in a period, and how many reached each level."""

    joined: int = 0
    active: int = 0
    completed: int = 0
    levels: Sequence[int] = ()


class Period(NamedTuple):
    """The same as everybody reads it: to the nearest ten, None for fewer than 15. `points` are those of the
    riders who are told of."""

    period_on: date
    joined: int | None
    active: int | None
    completed: int | None
    points: int | None


def told(tree: Tree, window: Window, numbers: Mapping[date, Numbers], last_on: date) -> list[Period]:
    """The periods that have begun by this day."""
    found = []
    for period in window.periods():
        if period.period_on > last_on:
            break
        of_period = numbers.get(period.period_on, Numbers())
        found.append(
            Period(
                period.period_on,
                None if isinstance(tree.who, All) else disclosed(of_period.joined),
                disclosed(of_period.active),
                disclosed(of_period.completed),
                _points(tree, of_period),
            )
        )
    return found


def _points(tree: Tree, numbers: Numbers) -> int | None:
    if not tree.levels:
        completed = disclosed(numbers.completed)
        return None if completed is None else completed * tree.reward_points
    reached = [disclosed(riders) for riders in numbers.levels]
    points = [
        riders * level.points
        for level, riders in zip(tree.levels, reached, strict=False)
        if riders is not None
    ]
    return sum(points) if points else None


class Sample(NamedTuple):
    """A group of riders: mean and standard deviation of what each has brought."""

    n: int
    mean: float
    sd: float


class Uplift(NamedTuple):
    """What those to whom a challenge was offered brought more than those who were held out, with a 95 %
    interval."""

    treated: Sample
    held_out: Sample
    difference: float
    low: float
    high: float


def uplift(treated: Sample, held_out: Sample) -> Uplift | None:
    """The difference of the means with its normal interval (Welch's standard error); None where one of both
    has fewer than 15 riders.

    >>> found = uplift(Sample(400, 3.2, 2.0), Sample(400, 2.8, 1.9))
    >>> [round(each, 4) for each in (found.difference, found.low, found.high)]
    [0.4, 0.1297, 0.6703]
    """
    if min(treated.n, held_out.n) < RIDERS_MIN:
        return None
    difference = treated.mean - held_out.mean
    error = sqrt(treated.sd**2 / treated.n + held_out.sd**2 / held_out.n)
    return Uplift(treated, held_out, difference, difference - Z_95 * error, difference + Z_95 * error)


def measured(tree: Tree) -> Tree:
    """The challenge as a sum of what it counts: of its measure, else of trips; nobody is held out of it."""
    measure = tree.goal.measure if isinstance(tree.goal, Sum) else "trips"
    return msgspec.structs.replace(
        tree, goal=Sum(measure, target=1), who=All(), levels=(), requires=(), holdout_percent=0
    )


def is_measured(tree: Tree, ended_at: datetime, now: datetime) -> bool:
    """Whether it can be told by now what a challenge has changed: it was held back from some riders, and all
    trips have come that may."""
    return tree.holdout_percent > 0 and settles_at(ended_at) <= now
