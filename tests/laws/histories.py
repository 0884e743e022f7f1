"""Histories that might have been: a few riders, a few days, every verdict, and people who intervene."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid5

from hypothesis import strategies as st

from .evaluator import Call, Decide, Report, Trip, Void

NAMES = UUID("0190aaaa-0000-7000-8000-000000000001")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(2)]
# Around the night in which Madrid puts its clocks forward, 2026-03-29.
BEGIN = datetime(2026, 3, 27, 20, tzinfo=UTC)
RECEIVED_AT = datetime(2026, 4, 2, 12, tzinfo=UTC)
TODAYS = [date(2026, 3, 27) + timedelta(days=i) for i in range(7)]

T = TypeVar("T")

LENGTHS_S = [59, 60, 599, 900, 1_260, 1_800, 3_600, 3_601, 5_400, 86_400, 86_401]
LENGTHS_M = [None, 0, 99, 100, 1_999, 3_000, 7_000, 15_000, 19_999, 20_000, 25_000]


@st.composite
def _lengths(draw: st.DrawFn) -> tuple[int, int | None]:
    """Seconds and metres, on both sides of every boundary."""
    # Half of the trips are long ones that count: they make days over the limit, and levels.
    if draw(st.booleans()):
        return 3_000, draw(st.sampled_from([15_000, 20_000, 25_000]))
    duration_s = draw(st.sampled_from(LENGTHS_S))
    held_m, rejected_m = 25 * duration_s // 3 + 1, 25 * duration_s // 2 + 1
    slow = [metres for metres in LENGTHS_M if metres is None or metres < held_m]
    distance_m = draw(st.sampled_from([*slow, held_m - 1, held_m, rejected_m - 1, rejected_m]))
    return duration_s, None if distance_m is None else min(distance_m, 200_000)


@st.composite
def _trips(draw: st.DrawFn, number: int) -> Trip:
    duration_s, distance_m = draw(_lengths())
    late = timedelta(days=draw(st.sampled_from([0] * 9 + [30])))
    start = timedelta(hours=draw(st.integers(0, 72)), minutes=draw(st.sampled_from([0, 0, 0, 45])))
    return Trip(
        trip_id=uuid5(NAMES, f"trip {number}"),
        rider_id=draw(st.sampled_from(RIDERS)),
        vehicle_type=draw(st.sampled_from(["bike", "ebike"])),
        started_at=BEGIN + start - late,
        duration_s=duration_s,
        distance_m=distance_m,
        history=draw(st.booleans()),
    )


@st.composite
def trips(draw: st.DrawFn, least: int = 8, most: int = 24) -> list[Trip]:
    """Trips of two riders in three days."""
    return [draw(_trips(number)) for number in range(draw(st.integers(least, most)))]


@st.composite
def histories(draw: st.DrawFn) -> list[Call]:
    """Trips reported in some order and batches, some of them again; voids and decisions in between."""
    ridden = draw(trips())
    index = st.integers(0, len(ridden) - 1)
    steps: list[tuple[str, Any]] = draw(
        st.lists(
            st.one_of(
                st.tuples(st.just("report"), st.lists(index, min_size=1, max_size=5)),
                st.tuples(st.sampled_from(["void", "accepted", "rejected", "accepted"]), index),
            ),
            max_size=30,
        )
    )
    calls: list[Call] = []
    reported: set[int] = set()
    for step, which in steps:
        named = which if step == "report" else [which]
        if step == "report" or which not in reported:
            calls.append(Report(tuple(ridden[i] for i in named)))
            reported.update(named)
        if step == "void":
            calls.append(Void(ridden[which]))
        elif step in ("accepted", "rejected"):
            calls.append(Decide(ridden[which], "accepted" if step == "accepted" else "rejected"))
    rest = tuple(trip for i, trip in enumerate(ridden) if i not in reported)
    return [*calls, Report(rest)] if rest else calls


def scrambled(events: Sequence[T], chance: Random) -> list[T]:
    """In any order, half of them twice."""
    shuffled = [*events, *chance.sample(list(events), len(events) // 2)]
    chance.shuffle(shuffled)
    return shuffled


def cut(events: Sequence[T], chance: Random) -> list[Sequence[T]]:
    """In batches of any size."""
    batches = []
    start = 0
    while start < len(events):
        size = chance.choice([1, 2, 3, 8, 50])
        batches.append(events[start : start + size])
        start += size
    return batches
