"""Laws 5 and 6 for rollups: order, batches and repetition do not matter, and taking back is complete."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from services.public_value.rollups.rules import Sums
from shared.db import create_engine
from shared.events.heard import Heard
from tests.public_value.events import DAY_ONE, evaluate, judged, posted, tell, tell_in_any_order, zone

TABLES = """trips, sources, cells, shares, stand_ins, versions, zones, imports, counted, frozen_days, figures,
    releases, released_months, release_runs"""


@pytest.fixture(scope="module")
async def engine(make_database: Any) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("public_value"), pool_size=2)
    yield engine
    await engine.dispose()


async def clear(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await tx.execute(sa.text(f"TRUNCATE {TABLES}"))


async def stored(engine: AsyncEngine) -> tuple[dict[Any, list[int]], dict[Any, int]]:
    """Cells and shares that are not 0."""
    async with engine.connect() as tx:
        cells = await tx.execute(sa.text(f"SELECT local_on, zone_id, {', '.join(Sums._fields)} FROM cells"))
        shares = await tx.execute(sa.text("SELECT local_on, zone_id, rider_id, trips FROM shares"))
        return (
            {(day, zone): sums for day, zone, *sums in cells if any(sums)},
            {(day, zone, rider): trips for day, zone, rider, trips in shares if trips},
        )


def history(chance: random.Random) -> list[Heard[Any]]:
    """Trips and points of five riders over two months, most of them changed a few times."""
    events: list[Heard[Any]] = []
    for i in range(chance.randint(1, 25)):
        day = DAY_ONE + timedelta(days=chance.randrange(40))
        zone_id = chance.choice([None, "B1", "B2"])
        rider = chance.randrange(5)
        vehicle = chance.choice(["bike", "ebike"])
        for revision in range(1, chance.randint(2, 5)):
            counts = chance.random() < 0.6
            events.append(
                judged(
                    f"{i}",
                    rider,
                    day,
                    revision=revision,
                    counts=counts,
                    verdict="accepted" if counts else "voided",
                    vehicle_type=vehicle,
                    start_zone_id=zone_id,
                    distance_m=chance.choice([None, 0, 1_500, 3_000]),
                    energy_kcal=chance.randrange(200),
                    rider_key=chance.choice([None, "bike", "trip"]),
                )
            )
            events.append(
                posted(f"trip:{i}", rider, chance.randrange(40), day, revision=revision, zone_id=zone_id)
            )
        events.append(posted(f"cap:{i}", rider, -chance.randrange(40), day, kind="cap"))
    return events


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
async def test_cells_do_not_depend_on_order_batches_or_repetition(engine: AsyncEngine, seed: int) -> None:
    chance = random.Random(seed)
    events = history(chance)
    await clear(engine)
    await tell_in_any_order(engine, chance, events)
    assert await stored(engine) == evaluate(events)
    async with engine.connect() as tx:
        assert list(await tx.execute(sa.text("SELECT what, id FROM differences"))) == []


async def test_a_voided_trip_leaves_everything_as_if_it_had_never_been(engine: AsyncEngine) -> None:
    await clear(engine)
    others = [judged("one", 1, start_zone_id="B1"), posted("trip:one", 1, 20, zone_id="B1")]
    await tell(engine, others)
    before = await stored(engine)
    await tell(engine, [judged("two", 2, start_zone_id="B1"), posted("trip:two", 2, 31, zone_id="B1")])
    assert await stored(engine) != before
    await tell(
        engine,
        [
            judged("two", 2, start_zone_id="B1", revision=2, counts=False, verdict="voided"),
            posted("trip:two", 2, 0, zone_id="B1", revision=2),
        ],
    )
    assert await stored(engine) == before


async def test_a_void_that_overtakes_its_trip_counts(engine: AsyncEngine) -> None:
    await clear(engine)
    await tell(engine, [judged("three", 1, revision=2, counts=False, verdict="voided")])
    await tell(engine, [judged("three", 1)])
    assert await stored(engine) == ({}, {})


async def test_cost_is_flat_in_statements(engine: AsyncEngine) -> None:
    """A batch takes as many statements as one event."""
    counts = []
    for size in (1, 400):
        await clear(engine)
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any, seen: list[str] = seen) -> None:
            seen.append(statement)

        sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
        await tell(engine, [judged(f"{size} {i}", i % 50, start_zone_id=f"B{i % 70}") for i in range(size)])
        sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts == [4, 4]


async def test_an_older_outline_does_not_replace_a_newer_one(engine: AsyncEngine) -> None:
    await clear(engine)
    await tell(engine, [zone("B1", "D1", revision=5)])
    await tell(engine, [zone("B1", None, revision=4)])
    async with engine.connect() as tx:
        assert (await tx.execute(sa.text("SELECT parent_id, revision FROM zones"))).all() == [("D1", 5)]
