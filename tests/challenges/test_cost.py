"""Law 12: what a batch costs does not grow with trips, nor with challenges that do not match."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import BEGIN, Running, trip
from tests.laws.statements import statements

BESIDE = re.compile(r"\b(positions|dead_letters|stops|idempotency|pg_class|ANALYZE)\b")
"""What the service looks at now and then by itself, whatever is asked of it."""


@contextmanager
def of_all_engines() -> Iterator[list[str]]:
    """The SQL that SQLAlchemy sends meanwhile, on all engines of this process, but for what runs beside."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not BESIDE.search(statement):
            sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
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
    await challenges.hear(trip(riders[0]))  # the rules are compiled before we look
    return len(await sent_for(challenges, *(trip(riders[i % 10]) for i in range(number))))


async def test_a_batch_takes_the_same_statements_whatever_its_length_and_the_number_of_challenges(
    challenges: Running,
) -> None:
    for who in ("all", "joined", "all"):
        challenge_id = await challenges.published(who=who)
    await challenges.step(challenge_id, "pause")
    few = await sent_for_a_batch(challenges, 1)
    assert await sent_for_a_batch(challenges, 500) == few
    for i in range(10):
        challenge_id = await challenges.published(who=("all", "joined")[i % 2])
        if i % 3 == 0:
            await challenges.step(challenge_id, "close")
    assert await sent_for_a_batch(challenges, 200) == few <= 7


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


async def test_publishing_counts_all_stored_trips_in_one_statement(challenges: Running) -> None:
    """However many trips there are: no statement more."""
    counts = []
    for number in (1, 3_000):
        await challenges.hear(*(trip(uuid4()) for _ in range(number)))
        challenge_id = await challenges.draft()
        with of_all_engines() as sent:
            answer = await challenges.step(challenge_id, "publish")
        counts.append(len(sent))
        assert sum("INSERT INTO entries" in each for each in sent) == 1
    assert answer["entries"] == 3_000  # of 3,001
    assert counts[0] == counts[1]
