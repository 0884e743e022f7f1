"""What a rider has, may spend and owes, as the gateway adds it up from what sources of points give."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.statement.handlers import on_points_posted
from services.gateway.riders.statement.store import read_statement

from .heard import NOW, RIDERS, posted, summary, tell


async def test_points_are_pending_until_they_are_available(engine: AsyncEngine) -> None:
    await tell(
        engine,
        on_points_posted,
        [
            posted("trip:a", 1, 30, 30),
            posted("trip:b", 1, 12, 12, available_at=NOW + timedelta(microseconds=1)),
            posted("trip:c", 1, 5, 5, available_at=NOW),
        ],
    )
    found = await summary(engine)
    assert (found.account_points, found.pending_points) == (47, 12)
    assert type(found.pending_points) is int


@pytest.mark.parametrize("first", ["trip:a", "trip:b"])
async def test_what_a_limit_takes_is_taken_from_what_is_pending(engine: AsyncEngine, first: str) -> None:
    """Whichever of two trips the city hears of first: of 390 and 390 points 380 are over the limit."""
    available_at = {"trip:a": NOW, "trip:b": NOW + timedelta(hours=12)}
    second = "trip:b" if first == "trip:a" else "trip:a"
    await tell(
        engine,
        on_points_posted,
        [
            posted(first, 1, 390, 390, available_at=available_at[first]),
            posted(second, 1, 390, 390, available_at=available_at[second]),
            posted(f"cap:{NOW.date()}", 2, -380, -380, kind="cap", available_at=NOW),
        ],
    )
    found = await summary(engine)
    assert (found.account_points, found.pending_points) == (400, 10)
    await tell(engine, on_points_posted, [posted(f"cap:{NOW.date()}", 3, 380, 0, kind="cap")])
    await tell(engine, on_points_posted, [posted("trip:a", 2, -390, 0)])
    found = await summary(engine)
    assert (found.account_points, found.pending_points) == (390, 390)


async def test_limits_of_a_trip_and_of_the_month_are_never_pending_themselves(engine: AsyncEngine) -> None:
    """Of 200 points the trip leaves 150, of a day's 150 + 100 its limit 220, of the month's 220 + 90 250: the
    month has taken 60, so of the day's 120 that are pending (150 less what the day took) 60 are left."""
    later = NOW + timedelta(hours=1)
    yesterday = NOW.date() - timedelta(days=1)
    batch = [
        posted("trip:a", 1, 200, 200, available_at=later),
        posted("trip_cap:a", 1, -50, -50, kind="cap", available_at=NOW),
        posted("trip:b", 1, 100, 100, available_at=NOW),
        posted(f"cap:{NOW.date()}", 2, -30, -30, kind="cap", available_at=NOW),
        posted("trip:c", 1, 90, 90, available_at=NOW, local_on=yesterday),
        posted(f"month_cap:{NOW:%Y-%m}", 3, -60, -60, kind="cap", available_at=NOW),
    ]
    await tell(engine, on_points_posted, batch)
    found = await summary(engine)
    assert (found.account_points, found.pending_points) == (250, 60)


async def test_what_was_taken_back_while_it_was_pending_leaves_nothing_to_spend(engine: AsyncEngine) -> None:
    later = NOW + timedelta(hours=1)
    given = posted("entry:c", 1, 100, 100, kind="challenge", available_at=later)
    lowered = posted("entry:c", 2, -40, 60, kind="challenge", available_at=later)
    await tell(engine, on_points_posted, [given, lowered])
    found = await summary(engine)
    assert (found.account_points, found.pending_points) == (60, 60)
    await tell(engine, on_points_posted, [posted("entry:c", 3, -60, 0, kind="challenge")])
    found = await summary(engine)
    assert (found.account_points, found.pending_points) == (0, 0)


async def test_one_name_is_a_source_of_each_rider(engine: AsyncEngine) -> None:
    day = f"cap:{NOW.date()}"
    await tell(
        engine,
        on_points_posted,
        [
            posted("trip:a", 1, 50, 50),
            posted("trip:b", 1, 60, 60, rider=1),
            posted(day, 1, -10, -10, kind="cap"),
            posted(day, 1, -30, -30, rider=1, kind="cap"),
        ],
    )
    assert [(await summary(engine, rider)).account_points for rider in range(2)] == [40, 30]


async def test_what_a_rider_owes_is_told_and_is_no_lifetime_point(engine: AsyncEngine) -> None:
    await tell(
        engine,
        on_points_posted,
        [
            posted("debt", 3, 100, 100, kind="debt", rule="debt"),
            posted("entry:c", 2, -100, -100, kind="challenge"),
            posted("entry:d", 1, 60, 60, kind="challenge"),
            posted("debt", 6, -60, 40, kind="repayment", rule="repayment"),
        ],
    )
    found = await summary(engine)
    assert (found.account_points, found.debt_points, found.lifetime_points) == (0, 40, 0)


RESERVED: dict[str, Any] = {"kind": "reservation", "rule": "reservation"}


async def test_what_is_reserved_is_as_the_last_line_of_the_chain_says(engine: AsyncEngine) -> None:
    """In whatever order and batches the lines arrive."""
    lines = [
        posted("entry:c", 1, 500, 500, kind="challenge", seq=1),
        posted("reservation:r", 1, -200, -200, **RESERVED, seq=2, reserved_points=200),
        posted("reservation:s", 1, -100, -100, **RESERVED, seq=3, reserved_points=300),
        posted("redemption:r", 1, 0, 0, **RESERVED | {"kind": "redemption"}, seq=4, reserved_points=100),
    ]
    for batch in (lines[2:], lines[:1], lines[1:3]):
        await tell(engine, on_points_posted, batch)
    found = await summary(engine)
    assert (found.account_points, found.reserved_points) == (200, 100)
    await tell(
        engine, on_points_posted, [posted("refund:s", 1, 100, 100, kind="refund", rule="refund", seq=5)]
    )
    found = await summary(engine)
    assert (found.account_points, found.reserved_points, found.lifetime_points) == (300, 0, 500)


async def test_the_statement_says_when_points_can_be_spent_by_the_last_word_on_it(
    engine: AsyncEngine,
) -> None:
    """A correction of the end, after which the trip gives as much, moves the instant without a line."""
    later = NOW + timedelta(hours=5)
    batch = [
        posted("trip:a", 1, 30, 30, available_at=NOW),
        posted("trip:a", 2, 0, 30, available_at=later),
        posted("trip:b", 1, 30, 30, available_at=NOW),
        posted("trip:b", 2, -30, 0, available_at=later),
    ]
    for each in batch:
        await tell(engine, on_points_posted, [each])
    async with engine.connect() as tx:
        lines = await read_statement(tx, RIDERS[0], before=100, most=100)
    assert [(line.source, line.points, line.available_at) for line in reversed(lines)] == [
        ("trip:a", 30, later),
        ("trip:b", 30, NOW),
        ("trip:b", -30, NOW),
    ]
    assert (await summary(engine)).pending_points == 30
