"""Rewards of challenges in the ledger: booked once, taken back, booked again, in any order."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.balances.store import pending, pending_in
from services.rewards.handlers import handlers
from shared.db import create_engine, fetch
from shared.events.challenges import EntryJudged, Given, Participant
from shared.events.heard import Heard
from shared.events.registry import decode
from shared.events.rewards import LevelReached, PointsPosted
from tests.conftest import MakeDatabase
from tests.events import entry_judged

Batch = Sequence[Heard[EntryJudged]]

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
PENDING = timedelta(hours=24)
NAMES = UUID("0190aaaa-0000-7000-8000-000000000003")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(2)]
CHALLENGES = [uuid5(NAMES, f"challenge {i}") for i in range(2)]
HEAR = handlers()["challenges"][EntryJudged.type]
# Whole versions, as an entry's revision counts them.
VERSION = 1 << 40


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 1)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def forgotten(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that is rolled back."""
    async with engine.connect() as tx:
        yield tx
        await tx.rollback()


def entry(
    revision: int,
    completed: bool,
    points: int = 100,
    rider_id: UUID = RIDERS[0],
    challenge_id: UUID = CHALLENGES[0],
    **changes: Any,
) -> Heard[EntryJudged]:
    at = NOW + timedelta(minutes=revision % 1_000)
    event = entry_judged(
        rider_id=rider_id,
        challenge_id=challenge_id,
        revision=revision,
        version=max(1, revision // VERSION),
        reward_points=points,
        judged_at=at,
        completed_at=at if completed else None,
        **changes,
    )
    return Heard(uuid4(), at, event)


async def said(tx: AsyncConnection) -> list[PointsPosted | LevelReached]:
    rows = await tx.execute(sa.text("SELECT type, data FROM outbox ORDER BY seq"))
    events = [decode(type_, data) for type_, data in rows]
    return [each for each in events if isinstance(each, PointsPosted | LevelReached)]


async def posted(tx: AsyncConnection) -> list[tuple[int, int]]:
    """Points and total of each posting that was said."""
    return [(each.points, each.total_points) for each in await said(tx) if isinstance(each, PointsPosted)]


async def posted_by_source(tx: AsyncConnection) -> dict[str, list[tuple[int, int]]]:
    """The same, by source."""
    found: dict[str, list[tuple[int, int]]] = {}
    for each in await said(tx):
        if isinstance(each, PointsPosted):
            found.setdefault(each.source, []).append((each.points, each.total_points))
    return found


def level_given(level: int, at: datetime = NOW) -> Given:
    """The reward of a level: ten points for the first, twenty for the second."""
    return Given(level=level, points=10 * level, completed_at=at, local_on=at.date())


async def accounts(tx: AsyncConnection) -> dict[UUID, tuple[int, int]]:
    assert (await tx.execute(sa.text("SELECT balanced FROM doctor"))).scalar_one()
    rows = await tx.execute(sa.text("SELECT rider_id, points, lifetime_points FROM accounts"))
    return {row.rider_id: (row.points, row.lifetime_points) for row in rows}


async def test_a_completion_is_booked_once_taken_back_and_booked_again(engine: AsyncEngine) -> None:
    async with forgotten(engine) as tx:
        states = [entry(i, completed) for i, completed in enumerate((False, True, True, False, True), 1)]
        for heard in (*states, *states):
            await HEAR(tx, [heard])
        assert await posted(tx) == [(100, 100), (0, 100), (-100, 0), (100, 100)]
        assert await accounts(tx) == {RIDERS[0]: (100, 100)}


async def test_within_one_batch_only_the_newest_state_is_booked(engine: AsyncEngine) -> None:
    async with forgotten(engine) as tx:
        await HEAR(tx, [entry(2, True), entry(3, False), entry(1, True)])
        assert (await posted(tx), await accounts(tx)) == ([], {})


async def test_a_new_version_with_another_reward_books_the_difference(engine: AsyncEngine) -> None:
    async with forgotten(engine) as tx:
        for version, points in enumerate((100, 250, 40, 0, 10), 1):
            await HEAR(tx, [entry(version * VERSION, True, points)])
        assert await posted(tx) == [(100, 100), (150, 250), (-210, 40), (-40, 0), (10, 10)]


async def test_a_reward_of_nothing_and_an_entry_under_way_post_nothing(engine: AsyncEngine) -> None:
    async with forgotten(engine) as tx:
        await HEAR(tx, [entry(1, True, 0), entry(1, False, rider_id=RIDERS[1])])
        assert await posted(tx) == []


async def test_what_was_completed_before_leaving_stays(engine: AsyncEngine) -> None:
    async with forgotten(engine) as tx:
        await HEAR(tx, [entry(1, True)])
        await HEAR(tx, [entry(2, True, left=True)])
        assert await accounts(tx) == {RIDERS[0]: (100, 100)}


async def test_each_level_of_an_entry_is_a_source_that_is_paid_and_taken_back_by_itself(
    engine: AsyncEngine,
) -> None:
    """And what a level gives is paid, whatever the entry could give at most."""
    levels = tuple(level_given(level) for level in (1, 2, 3))
    async with forgotten(engine) as tx:
        for revision, reached in enumerate((levels[:1], levels, levels[:2], ()), 1):
            for heard in (entry(revision, False, given=reached), entry(1, False, given=levels[:1])):
                await HEAR(tx, [heard])
        assert await posted_by_source(tx) == {
            f"entry:{CHALLENGES[0]}:1": [(10, 10), (-10, 0)],
            f"entry:{CHALLENGES[0]}:2": [(20, 20), (-20, 0)],
            f"entry:{CHALLENGES[0]}:3": [(30, 30), (-30, 0)],
        }
        assert await accounts(tx) == {RIDERS[0]: (0, 0)}


async def test_a_level_waits_for_itself_alone(engine: AsyncEngine) -> None:
    """Of what was reached first nothing is pending when the next level is reached, nor told anew."""
    later = NOW + timedelta(hours=30)
    first, second = level_given(1), level_given(2, later)
    async with forgotten(engine) as tx:
        await HEAR(tx, [entry(1, False, given=(first,))])
        await HEAR(tx, [entry(2, False, given=(first, second))])
        assert await posted_by_source(tx) == {
            f"entry:{CHALLENGES[0]}:1": [(10, 10)],
            f"entry:{CHALLENGES[0]}:2": [(20, 20)],
        }
        for at, pending_points in ((NOW, 30), (NOW + PENDING, 20), (later + PENDING, 0)):
            [entries] = await fetch(tx, *pending(RIDERS[0], at)[1])
            assert pending_in([], [entries])[1] == pending_points


PERIODS = (None, date(2026, 5, 4), date(2026, 5, 11))
GROUPS = (None, Participant(kind="team", id="a"), Participant(kind="team", id="b"))
ALONE = Participant(kind="rider", id=str(RIDERS[0]))


def parts() -> list[tuple[str, dict[str, Any]]]:
    """All entries of a rider in one challenge, alone and in teams, in periods and without, each with the end
    of its source's name."""
    return [
        (
            (f":team:{group.id}" if group else "") + (f":{period}" if period else ""),
            {"participant": group or ALONE, "period_start": period},
        )
        for group in GROUPS
        for period in PERIODS
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_entries_of_one_challenge_are_kept_apart_in_any_order(engine: AsyncEngine, seed: int) -> None:
    """Each has revisions of its own: the same ones here, of which the last takes back every other one."""
    luck = Random(seed)
    heard = [
        entry(revision, completed, 10 + number, **facts)
        for number, (_, facts) in enumerate(parts())
        for revision, completed in enumerate((True, False, True, number % 2 == 0), 1)
    ]
    mixed = [*heard, *luck.sample(heard, len(heard) // 2)]
    luck.shuffle(mixed)
    async with forgotten(engine) as tx:
        while mixed:
            size = luck.choice([1, 2, 7])
            await HEAR(tx, mixed[:size])
            mixed = mixed[size:]
        totals = {name: lines[-1][1] for name, lines in (await posted_by_source(tx)).items()}
        expected = {
            f"entry:{CHALLENGES[0]}{name}": (10 + number) * (number % 2 == 0)
            for number, (name, _) in enumerate(parts())
        }
        # Of what was taken back before it was heard of there is no source.
        assert {name: total for name, total in totals.items() if total} == {
            name: total for name, total in expected.items() if total
        }
        assert totals.keys() <= expected.keys()
        assert (await accounts(tx))[RIDERS[0]][0] == sum(expected.values())
        assert (await tx.execute(sa.text("SELECT * FROM differences"))).all() == []


async def test_levels_of_two_periods_are_kept_apart(engine: AsyncEngine) -> None:
    levels = tuple(level_given(level) for level in (1, 2))
    async with forgotten(engine) as tx:
        for revision, reached in ((2, levels), (3, levels[:1]), (1, ())):
            for period in PERIODS[1:]:
                await HEAR(tx, [entry(revision, False, given=reached, period_start=period)])
        await HEAR(tx, [entry(4, False, given=(), period_start=PERIODS[1])])
        totals = {name: lines[-1][1] for name, lines in (await posted_by_source(tx)).items()}
        first, second = (f"entry:{CHALLENGES[0]}:{period}" for period in PERIODS[1:])
        assert totals == {f"{first}:1": 0, f"{first}:2": 0, f"{second}:1": 10, f"{second}:2": 0}
        assert (await tx.execute(sa.text("SELECT * FROM differences"))).all() == []


async def test_the_entry_of_a_challenge_of_the_whole_city_is_named_as_a_riders_own(
    engine: AsyncEngine,
) -> None:
    """Such a challenge has no other entries, and its source is that of the contract."""
    async with forgotten(engine) as tx:
        await HEAR(tx, [entry(1, True, participant=Participant(kind="city", id="city"))])
        assert list(await posted_by_source(tx)) == [f"entry:{CHALLENGES[0]}"]


async def test_an_entry_of_a_kind_that_is_not_known_yet_is_paid(engine: AsyncEngine) -> None:
    of_a_team: dict[str, Any] = {
        "kind": "streak",
        "unit": "days",
        "participant": Participant(kind="team", id="a"),
    }
    async with forgotten(engine) as tx:
        await HEAR(tx, [entry(1, True, **of_a_team)])
        assert await posted(tx) == [(100, 100)]


async def test_a_reward_explains_itself_waits_like_all_points_and_knows_no_days_limit(
    engine: AsyncEngine,
) -> None:
    async with forgotten(engine) as tx:
        heard = entry(3 * VERSION + 7, True, 1_000_000)
        await HEAR(tx, [heard])
        line, level = await said(tx)
    assert isinstance(line, PointsPosted)
    assert isinstance(level, LevelReached)
    assert (line.kind, line.rule, line.version, line.points) == ("challenge", "challenge", 3, 1_000_000)
    assert line.source == f"entry:{CHALLENGES[0]}"
    assert line.available_at - line.posted_at == PENDING
    assert line.params == {
        "challenge_id": str(CHALLENGES[0]),
        "measure": "distance_m",
        "progress": 10_000,
        "target": 10_000,
        "name_en": "Ten kilometres",
        "name_ca": "Deu quilòmetres",
    }
    assert level.level == 6


@st.composite
def states(draw: st.DrawFn) -> list[Heard[EntryJudged]]:
    """Some revisions of some entries."""
    return [
        entry(
            draw(st.sampled_from([0, VERSION])) + revision,
            draw(st.booleans()),
            draw(st.sampled_from([0, 100, 600])),
            rider_id,
            challenge_id,
        )
        for rider_id in RIDERS
        for challenge_id in CHALLENGES
        for revision in range(1, draw(st.integers(1, 5)))
    ]


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(heard=states(), luck=st.randoms(use_true_random=False))
async def test_order_repetition_and_batches_change_no_account(
    engine: AsyncEngine, heard: list[Heard[EntryJudged]], luck: Random
) -> None:
    newest = {
        (each.event.rider_id, each.event.challenge_id): each.event
        for each in sorted(heard, key=lambda each: each.event.revision)
    }
    mixed = [*heard, *luck.sample(heard, len(heard) // 2)]
    luck.shuffle(mixed)
    async with forgotten(engine) as tx:
        while mixed:
            size = luck.choice([1, 2, 7])
            await HEAR(tx, mixed[:size])
            mixed = mixed[size:]
        found = await accounts(tx)
    for rider_id in RIDERS:
        expected = sum(e.reward_points for (r, _), e in newest.items() if r == rider_id and e.completed_at)
        assert found.get(rider_id, (0, 0)) == (expected, expected)
