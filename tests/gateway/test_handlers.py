"""The read models: the same whatever the order, the batches and the repetition of events."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.door.identities.store import find_or_make_rider
from services.gateway.riders.entries.handlers import (
    on_challenges_published,
    on_entries_judged,
    on_entries_moved,
)
from services.gateway.riders.statement.handlers import on_levels_reached, on_points_posted
from services.gateway.riders.statement.store import read_statement
from services.gateway.riders.summary.store import Summary
from services.gateway.riders.trips.handlers import on_trips_judged
from shared.db import create_engine
from shared.events.heard import Heard
from shared.events.rewards import LevelReached
from shared.events.trips import TripJudged
from tests.events import (
    challenge_published,
    entry_judged,
    entry_moved,
    level_reached,
    trip_judged,
)

from .heard import NAMES, NOW, RIDERS, TODAY, posted, summary, tell


def judged(trip: str, revision: int, counts: bool, day: date, rider: int = 0) -> Heard[TripJudged]:
    """News of a trip of 20 minutes. All that is not said is made of its name."""
    started_at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    event = trip_judged(
        rider_id=RIDERS[rider],
        trip_id=uuid5(NAMES, trip),
        revision=revision,
        verdict="accepted" if counts else "voided",
        started_at=started_at,
        distance_m=len(trip) * 1_000,
    )
    return Heard(uuid5(NAMES, f"{trip} {revision}"), NOW + timedelta(seconds=revision), event)


async def everything(engine: AsyncEngine, *tables: str) -> dict[str, list[Any]]:
    async with engine.connect() as tx:
        return {
            table: [tuple(row) for row in await tx.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1, 2"))]
            for table in tables
        }


def history(seed: int) -> list[Heard[TripJudged]]:
    """Trips of three riders on twelve days, most of them taken back and restored a few times."""
    chance = random.Random(seed)
    events = []
    for i in range(40):
        day = TODAY - timedelta(days=chance.randrange(12))
        rider = chance.randrange(3)
        for revision in range(1, chance.randint(2, 5)):
            events.append(judged(f"trip{i}" + "x" * (i % 3), revision, chance.random() < 0.6, day, rider))
    return events


def run_of_days(days: set[date], today: date) -> int:
    """The contract's words in plain Python: consecutive days ending today or yesterday."""
    last = today if today in days else today - timedelta(days=1)
    length = 0
    while last - timedelta(days=length) in days:
        length += 1
    return length


@pytest.mark.parametrize("seed", range(4))
async def test_totals_and_streaks_do_not_depend_on_order_batches_or_repetition(
    engine: AsyncEngine, seed: int
) -> None:
    events = history(seed)
    chance = random.Random(seed)
    scrambled = events + chance.sample(events, len(events) // 2)
    chance.shuffle(scrambled)
    while scrambled:
        size = chance.randint(1, 30)
        await tell(engine, on_trips_judged, scrambled[:size])
        scrambled = scrambled[size:]
    newest: dict[UUID, TripJudged] = {}
    for heard in sorted(events, key=lambda heard: heard.event.revision):
        newest[heard.event.trip_id] = heard.event
    for rider, rider_id in enumerate(RIDERS):
        counted = [each for each in newest.values() if each.rider_id == rider_id and each.counts]
        days = {each.local_on for each in counted}
        for ago in range(-2, 14):
            today = TODAY - timedelta(days=ago)
            found = await summary(engine, rider, today)
            assert found.streak_days == run_of_days(days, today), (rider, today, sorted(days))
        assert found.trips == len(counted)
        assert found.distance_m == sum(each.distance_m or 0 for each in counted)
        assert found.duration_s == 1_200 * len(counted)
        assert found.energy_kcal == 159 * len(counted)


async def test_a_batch_and_its_events_one_by_one_leave_the_same_rows(
    engine: AsyncEngine, make_database: Any
) -> None:
    tables = ("trips", "totals", "rider_days")
    await tell(engine, on_trips_judged, history(9))
    other = create_engine(await make_database("gateway"), pool_size=2)
    for heard in history(9):
        await tell(other, on_trips_judged, [heard])
    assert await everything(engine, *tables) == await everything(other, *tables)
    await other.dispose()


POSTINGS = [
    posted("trip:a", 1, 47, 47),
    posted("trip:b", 1, 0, 0, rule="distance_unknown"),
    posted("cap:r:1", 1, -7, -7, kind="cap"),
    posted("trip:a", 2, -47, 0),
    posted("cap:r:1", 2, 7, 0, kind="cap"),
    posted("trip:a", 3, 50, 50),
    posted("trip:c", 1, 20, 20, rider=1),
]


async def test_a_statement_does_not_depend_on_batches_or_repetition(
    engine: AsyncEngine, make_database: Any
) -> None:
    tables = ("accounts", "sources", "lines")
    await tell(engine, on_points_posted, POSTINGS)
    await tell(engine, on_points_posted, POSTINGS)
    other = create_engine(await make_database("gateway"), pool_size=2)
    for heard in [*POSTINGS, *POSTINGS]:
        await tell(other, on_points_posted, [heard])
    rows = await everything(engine, *tables)
    assert rows == await everything(other, *tables)
    assert len(rows["lines"]) == len(POSTINGS)
    assert (await summary(engine)).lifetime_points == 50
    await other.dispose()


async def test_postings_in_other_steps_with_the_same_totals_add_no_line(engine: AsyncEngine) -> None:
    """When rewards is rebuilt from its events it may get to the same totals on another way."""
    await tell(engine, on_points_posted, POSTINGS)
    before = await everything(engine, "lines")
    again = [
        posted("trip:a", 4, 50, 50),
        posted("cap:r:1", 3, 0, 0, kind="cap"),
        posted("trip:b", 2, 0, 0, rule="distance_unknown"),
        posted("trip:c", 2, 20, 20, rider=1),
    ]
    await tell(engine, on_points_posted, again)
    assert await everything(engine, "lines") == before


async def test_totals_of_points_do_not_depend_on_order(engine: AsyncEngine) -> None:
    shuffled = list(POSTINGS)
    random.Random(1).shuffle(shuffled)
    for heard in shuffled:
        await tell(engine, on_points_posted, [heard])
    found = await summary(engine)
    assert (found.account_points, found.lifetime_points, found.pending_points) == (50, 50, 0)
    async with engine.connect() as tx:
        lines = await read_statement(tx, RIDERS[0], before=1_000, most=10)
    assert lines[0].balance_after == sum(line.points for line in lines) == 50
    assert [line.number for line in lines] == sorted((line.number for line in lines), reverse=True)


async def test_the_newest_level_is_shown(engine: AsyncEngine) -> None:
    def level(revision: int, level: int) -> Heard[LevelReached]:
        event = level_reached(rider_id=RIDERS[0], revision=revision, level=level)
        return Heard(uuid5(NAMES, f"level {revision}"), NOW, event)

    assert (await summary(engine)).level == 1
    await tell(engine, on_levels_reached, [level(1, 2), level(3, 2), level(2, 3)])
    await tell(engine, on_levels_reached, [level(2, 3)])
    assert (await summary(engine)).level == 2


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_an_entry_is_as_far_and_as_completed_as_was_last_said_in_any_order(
    engine: AsyncEngine, order: Sequence[int]
) -> None:
    done = NOW + timedelta(seconds=2)
    told = [
        (on_entries_moved, entry_moved(rider_id=RIDERS[0], revision=1, progress=8_000)),
        (on_entries_judged, entry_judged(rider_id=RIDERS[0], revision=2, completed_at=done)),
        (on_entries_moved, entry_moved(rider_id=RIDERS[0], revision=3, progress=11_000)),
        (on_challenges_published, challenge_published(name={"en": "Ten kilometres"}, ends_at=NOW)),
    ]
    for at in order:
        handler, event = told[at]
        await tell(engine, handler, [Heard(uuid5(NAMES, str(at)), NOW + timedelta(seconds=at), event)])
    [entry] = (await summary(engine)).entries
    assert (entry.progress, entry.completed_at, entry.name) == (11_000, done, {"en": "Ten kilometres"})
    taken_back = entry_judged(rider_id=RIDERS[0], revision=4, progress=9_000)
    await tell(engine, on_entries_judged, [Heard(uuid5(NAMES, "void"), NOW, taken_back)])
    [entry] = (await summary(engine)).entries
    assert (entry.progress, entry.completed_at) == (9_000, None)


async def taking_part(engine: AsyncEngine, **challenges: dict[str, Any]) -> list[tuple[str, str]]:
    """The names and states of a rider's entries, in the order in which the summary shows them. A challenge is
    told by its name, with what is changed in it; `days` is how long it still runs."""
    published, judged_entries = [], []
    for name, changes in challenges.items():
        challenge_id = uuid5(NAMES, name)
        ends_at = NOW + timedelta(days=changes.pop("days", 1))
        entry = {"rider_id": RIDERS[0], "challenge_id": challenge_id, "ends_at": ends_at}
        entry["completed_at"] = changes.pop("completed_at", None)
        fields = {"challenge_id": challenge_id, "name": {"en": name}, "ends_at": ends_at} | changes
        published.append(Heard(challenge_id, NOW, challenge_published(**fields)))
        judged_entries.append(Heard(uuid5(NAMES, f"entry {name}"), NOW, entry_judged(**entry)))
    await tell(engine, on_challenges_published, published)
    await tell(engine, on_entries_judged, judged_entries)
    return [(entry.name["en"], entry.state) for entry in (await summary(engine)).entries]


async def test_entries_that_run_come_first_then_those_that_ended_last(engine: AsyncEngine) -> None:
    shown = await taking_part(
        engine,
        closed={"days": 2, "state": "closed"},
        ended={"days": -40},
        done={"days": 3, "completed_at": NOW},
        just_ended={"days": -1, "completed_at": NOW},
        ends_now={"days": 0},
        paused={"days": 1, "state": "paused"},
        next_year={"days": 365},
    )
    assert shown == [
        ("paused", "paused"),
        ("done", "completed"),
        ("next_year", "open"),
        ("ends_now", "over"),
        ("just_ended", "completed"),
        ("closed", "over"),
        ("ended", "over"),
    ]


async def test_a_closed_challenge_has_ended_when_it_was_closed(engine: AsyncEngine) -> None:
    shown = await taking_part(engine, closed={"days": 30}, ended={"days": -2})
    assert shown == [("closed", "open"), ("ended", "over")]
    closed_at = NOW - timedelta(days=3)
    step = challenge_published(
        challenge_id=uuid5(NAMES, "closed"),
        name={"en": "closed"},
        revision=2,
        state="closed",
        ends_at=closed_at,
    )
    await tell(engine, on_challenges_published, [Heard(uuid5(NAMES, "step"), NOW, step)])
    entries = {entry.name["en"]: entry for entry in (await summary(engine)).entries}
    assert (entries["closed"].state, entries["closed"].ends_at) == ("over", closed_at)
    assert list(entries) == ["ended", "closed"], "it ended before the other one"


@pytest.mark.parametrize(("running", "of_ended"), [(0, 50), (49, 1), (50, 0), (60, 0)])
async def test_a_summary_shows_at_most_fifty_entries(
    engine: AsyncEngine, running: int, of_ended: int
) -> None:
    challenges = {f"run {day}": {"days": day} for day in range(1, running + 1)}
    challenges |= {f"ended {day}": {"days": -day} for day in range(1, 61)}
    shown = await taking_part(engine, **challenges)
    expected = [f"run {day}" for day in range(1, min(running, 50) + 1)]
    assert [name for name, _ in shown] == expected + [f"ended {day}" for day in range(1, of_ended + 1)]


async def test_an_entry_says_what_it_gives_and_until_when(engine: AsyncEngine) -> None:
    await taking_part(engine, month={"days": 30, "reward_points": 250})
    [entry] = (await summary(engine)).entries
    assert (entry.reward_points, entry.ends_at, entry.target) == (250, NOW + timedelta(days=30), 10_000)


async def test_a_rider_of_whom_nothing_was_heard_has_zeros(engine: AsyncEngine) -> None:
    assert await summary(engine) == Summary(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, None, [], [])


async def test_what_is_not_newer_leaves_as_of_alone(engine: AsyncEngine) -> None:
    await tell(engine, on_trips_judged, [judged("a", 2, True, TODAY)])
    await tell(engine, on_trips_judged, [judged("a", 1, True, TODAY), judged("a", 2, True, TODAY)])
    assert (await summary(engine)).as_of == NOW + timedelta(seconds=2)


async def test_first_requests_at_once_make_one_rider(make_database: Any) -> None:
    engine = create_engine(await make_database("gateway"), pool_size=8)

    async def find(_: int) -> UUID:
        async with engine.begin() as tx:
            return await find_or_make_rider(tx, "https://id.example", "sub", "city")

    assert len(set(await asyncio.gather(*map(find, range(8))))) == 1
    await engine.dispose()
