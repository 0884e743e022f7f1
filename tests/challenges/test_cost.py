"""Law 12: what a batch costs does not grow with trips, nor with challenges that do not match."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import asyncpg
import pytest
import sqlalchemy as sa
from structlog.contextvars import bound_contextvars, get_contextvars

from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import BEGIN, Running, body, trip
from tests.laws.statements import statements


@contextmanager
def of_all_engines() -> Iterator[list[str]]:
    """The SQL that this test and what it requests send meanwhile on all engines of this process, through
    SQLAlchemy or as `shared.db` asks the driver. What services do by themselves bears no trace id."""
    sent: list[str] = []

    def keep(statement: str) -> None:
        if "trace_id" in get_contextvars():
            sent.append(statement)

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        keep(statement)

    def noted(name: str, words: str = "") -> Any:
        call = getattr(asyncpg.Connection, name)

        def noting(connection: asyncpg.Connection, what: str, *args: Any, **options: Any) -> Any:
            keep(words + what)
            return call(connection, what, *args, **options)

        return mock.patch.object(asyncpg.Connection, name, noting)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        with bound_contextvars(trace_id="test"), noted("fetch"), noted("copy_records_to_table", "COPY "):
            yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


async def sent_for(challenges: Running, *batch: Heard[TripJudged]) -> list[str]:
    """The SQL that a batch sends."""
    async with challenges.engine.begin() as tx, statements(tx) as sent:
        await challenges.apply(tx, batch)
    return sent


async def sent_for_a_batch(challenges: Running, number: int) -> int:
    riders = [uuid4() for _ in range(10)]
    await challenges.hear(trip(uuid4()))  # the rules are compiled before we look
    return len(await sent_for(challenges, *(trip(riders[i % 10]) for i in range(number))))


GOALS: Mapping[str, Mapping[str, Any]] = {
    "sum": {"kind": "sum", "measure": "distance_m", "target": 10_000},
    "distinct": {"kind": "distinct", "of": "days", "target": 2},
    "best": {"kind": "best", "measure": "distance_m", "target": 10_000},
    "streak": {"kind": "streak", "of": "days", "target": 2},
}
OF_EACH_BATCH = 6
"""The lock and the version of all rules, the trips, who has joined, the entries, and what is said of them."""


@pytest.mark.parametrize(
    ("kinds", "more"),
    [
        pytest.param(["sum"], 0, id="sums"),
        pytest.param(["distinct"], 1, id="different ones: their marks"),
        pytest.param(["best"], 2, id="the best: its marks, and the best of them"),
        pytest.param(["streak"], 2, id="streaks: their marks, and all days of each"),
        pytest.param([*GOALS], 3, id="all together"),
    ],
)
async def test_a_batch_takes_the_same_statements_whatever_its_length_and_the_number_of_challenges(
    challenges: Running, kinds: list[str], more: int
) -> None:
    for number, kind in enumerate([*kinds, *kinds, *kinds]):
        challenge_id = await challenges.published(goal=GOALS[kind], who=("all", "joined", "all")[number % 3])
    await challenges.step(challenge_id, "pause")
    assert await sent_for_a_batch(challenges, 1) == OF_EACH_BATCH + more
    assert await sent_for_a_batch(challenges, 500) == OF_EACH_BATCH + more
    for number in range(10):
        goal = GOALS[kinds[number % len(kinds)]]
        challenge_id = await challenges.published(goal=goal, who=("all", "joined")[number % 2])
        if number % 3 == 0:
            await challenges.step(challenge_id, "close")
    assert await sent_for_a_batch(challenges, 200) == OF_EACH_BATCH + more


JUDGED: Mapping[str, Mapping[str, Any]] = {
    "levels": {
        "goal": {"kind": "sum", "measure": "distance_m"},
        "levels": [{"target": 6_000, "points": 1}, {"target": 12_000, "points": 2}],
        "reward": None,
    },
    "steps": {"goal": {"kind": "steps", "need": 2, "steps": [*GOALS.values()]}},
    "at most": {"goal": {"kind": "at_most", "measure": "trips", "target": 3, "trips_min": 1}},
    "improve": {
        "goal": {
            "kind": "improve",
            "measure": "trips",
            "percent": 10,
            "baseline_weeks": 2,
            "target_min": 1,
            "target_max": 9,
        }
    },
}


async def publish_judged(challenges: Running) -> None:
    """One of each kind of which progress alone does not tell all, and one that requires another."""
    for changes in JUDGED.values():
        written = {name: value for name, value in body(**changes).items() if value is not None}
        key = {"Idempotency-Key": str(uuid4())}
        created = await challenges.asked("POST", "/v1/challenges", written, 201, key)
        await challenges.step(created["challenge_id"], "publish")
    await challenges.published(requires=[await challenges.published()])


async def test_a_batch_of_kinds_that_are_judged_takes_as_many_statements_however_long(
    challenges: Running,
) -> None:
    """Those of which the trips complete what another requires take a round more, and no more than that."""
    await publish_judged(challenges)
    few = await sent_for_a_batch(challenges, 1)
    assert few <= OF_EACH_BATCH + 12
    assert await sent_for_a_batch(challenges, 9) == few
    many = await sent_for_a_batch(challenges, 300)
    assert many <= few + 5
    await publish_judged(challenges)
    assert await sent_for_a_batch(challenges, 300) == many


async def test_trips_that_no_judged_kind_counts_pay_nothing_for_it(challenges: Running) -> None:
    await challenges.published()
    plain = await sent_for_a_batch(challenges, 10)
    elsewhere = {"where": {"start_station_ids": ["elsewhere"]}}
    for changes in JUDGED.values():
        written = {name: value for name, value in body(**changes, **elsewhere).items() if value is not None}
        key = {"Idempotency-Key": str(uuid4())}
        created = await challenges.asked("POST", "/v1/challenges", written, 201, key)
        await challenges.step(created["challenge_id"], "publish")
    assert await sent_for_a_batch(challenges, 10) == plain


async def test_a_batch_with_many_who_have_joined_takes_as_many_statements(challenges: Running) -> None:
    riders = [uuid4() for _ in range(5)]
    joined = [await challenges.published(who="joined", goal=goal) for goal in GOALS.values()]
    for challenge_id in joined:
        for rider_id in riders:
            await challenges.join(challenge_id, rider_id)
    batch = [trip(rider_id, started_at=BEGIN + timedelta(days=day)) for rider_id in riders for day in (0, 1)]
    await challenges.hear(batch[0])
    assert len(await sent_for(challenges, *batch)) == OF_EACH_BATCH + 3
    for challenge_id, expected in zip(joined, (12_000, 2, 6_000, 2), strict=True):
        for rider_id in riders[1:]:
            entry = await challenges.entry(challenge_id, rider_id)
            assert entry is not None
            assert entry[0] == expected


async def test_the_rules_are_read_only_when_they_have_changed(challenges: Running) -> None:
    await challenges.published()
    with of_all_engines() as sent:
        for _ in range(3):
            await challenges.hear(trip(uuid4()))
    assert sum("versions AS v" in each for each in sent) == 1


async def test_trips_outside_every_window_write_no_entry(challenges: Running) -> None:
    await challenges.published()
    outside = BEGIN + timedelta(days=2)
    await challenges.hear(trip(uuid4()))
    inside = await sent_for(challenges, trip(uuid4()))
    assert any("INTO entries" in each for each in inside)
    sent = await sent_for(challenges, *(trip(uuid4(), started_at=outside) for _ in range(100)))
    assert not any("entries" in each for each in sent)
    assert await challenges.count("entries") == 2


@pytest.mark.parametrize("kind", GOALS)
async def test_publishing_counts_all_stored_trips_in_one_statement(challenges: Running, kind: str) -> None:
    """However many trips there are: no statement more. Goals of marks forget and leave these before."""
    counts = []
    for number in (1, 3_000):
        await challenges.hear(*(trip(uuid4()) for _ in range(number)))
        challenge_id = await challenges.draft(goal=GOALS[kind])
        with of_all_engines() as sent:
            answer = await challenges.step(challenge_id, "publish")
        counts.append(len(sent))
        assert sum("INSERT INTO entries" in each for each in sent) == 1
        assert sum("marks" in each for each in sent) == (0 if kind == "sum" else 3)
    assert answer["entries"] == 3_000  # of 3,001
    assert counts[0] == counts[1]
