"""A rider's entries in one challenge: of each period, alone and in a group. They are kept apart, and of the
periods the summary shows the one that runs."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import uuid4, uuid5

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.entries.handlers import (
    on_challenges_published,
    on_entries_judged,
    on_entries_moved,
)
from services.gateway.riders.summary import answers
from shared.events.challenges import EntryJudged, Participant
from shared.events.heard import Heard
from tests.events import CHALLENGE_ID, challenge_published, entry_judged, entry_moved

from .heard import NAMES, NOW, RIDERS, summary, tell

MONDAY = date(2026, 5, 18)
WEEK = timedelta(days=7)
TEAM = Participant(kind="team", id="a")
ALONE = Participant(kind="rider", id=str(RIDERS[0]))
PARTS: tuple[tuple[str, Participant, date | None], ...] = (
    ("", ALONE, None),
    ("2026-05-18", ALONE, MONDAY),
    ("2026-05-25", ALONE, MONDAY + WEEK),
    ("team:a", TEAM, None),
    ("team:a:2026-05-18", TEAM, MONDAY),
)


async def hear(engine: AsyncEngine, *events: Any) -> None:
    for event in events:
        handler = on_entries_judged if isinstance(event, EntryJudged) else on_entries_moved
        await tell(engine, handler, [Heard(uuid4(), NOW, event)])


async def publish(engine: AsyncEngine, **changes: Any) -> None:
    event = challenge_published(**{"ends_at": NOW + 10 * WEEK} | changes)
    await tell(engine, on_challenges_published, [Heard(uuid5(NAMES, "published"), NOW, event)])


async def rows(engine: AsyncEngine, query: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as tx:
        return [tuple(row) for row in await tx.execute(sa.text(query))]


@pytest.mark.parametrize("seed", range(3))
async def test_each_entry_has_its_own_revisions_in_any_order(engine: AsyncEngine, seed: int) -> None:
    """Both types of event share them; what moved last is not what was judged last."""
    luck = random.Random(seed)
    events: list[Any] = []
    for number, (_, participant, period) in enumerate(PARTS):
        facts: dict[str, Any] = {
            "rider_id": RIDERS[0],
            "participant": participant,
            "period_start": period,
            "ends_at": NOW + WEEK,
        }
        events += [
            entry_judged(**facts, revision=1, completed_at=NOW, level=1),
            entry_judged(**facts, revision=2, completed_at=NOW if number % 2 else None, level=2),
            entry_moved(**facts, revision=3, progress=number, level=number),
        ]
    told = [*events, *luck.sample(events, len(events) // 2)]
    luck.shuffle(told)
    await hear(engine, *told)
    found = await rows(
        engine,
        "SELECT part, participant_kind, participant_id, period_start, progress, level,"
        " completed_at IS NOT NULL FROM entries ORDER BY part",
    )
    assert found == [
        (part, participant.kind, participant.id, period, number, number, number % 2 == 1)
        for number, (part, participant, period) in enumerate(PARTS)
    ]


async def test_what_is_compared_with_challenges_names_each_entry(engine: AsyncEngine) -> None:
    for _, participant, period in PARTS:
        facts: dict[str, Any] = {"participant": participant, "period_start": period}
        await hear(engine, entry_moved(rider_id=RIDERS[0], progress=7, **facts))
    found = await rows(engine, "SELECT id, value FROM agreed WHERE what = 'progress' ORDER BY id")
    own = f"{CHALLENGE_ID} {RIDERS[0]}"
    assert found == [(f"{own} {part}".rstrip(), 7) for part, _, _ in PARTS]


def of_period(period: date, **changes: Any) -> EntryJudged:
    """The entry of a week that has begun, or has ended before this one."""
    ends_at = NOW + WEEK - timedelta(days=2) + (period - MONDAY)
    return entry_judged(**{"rider_id": RIDERS[0], "period_start": period, "ends_at": ends_at} | changes)


async def shown(engine: AsyncEngine) -> list[tuple[str, date | None]]:
    return [(entry.participant.kind, entry.period_start) for entry in (await summary(engine)).entries]


async def test_of_a_challenge_with_periods_the_one_that_runs_is_shown(engine: AsyncEngine) -> None:
    await publish(engine, period="week")
    await hear(engine, of_period(MONDAY - 2 * WEEK), of_period(MONDAY - WEEK, completed_at=NOW))
    assert await shown(engine) == []
    await hear(engine, of_period(MONDAY, level=0), of_period(MONDAY, participant=TEAM))
    assert await shown(engine) == [("rider", MONDAY), ("team", MONDAY)]
    await hear(engine, of_period(MONDAY, participant=TEAM, revision=2, left=True))
    assert await shown(engine) == [("rider", MONDAY)]
    await publish(engine, period="week", state="closed", ends_at=NOW, revision=2)
    assert await shown(engine) == [], "a closing ends the period that runs"


async def test_periods_that_have_ended_take_no_places_of_other_entries(engine: AsyncEngine) -> None:
    await publish(engine, period="week")
    await hear(engine, *(of_period(MONDAY - number * WEEK) for number in range(60)))
    once = uuid5(NAMES, "once")
    await publish(engine, challenge_id=once, ends_at=NOW - 40 * WEEK)
    ended = entry_judged(rider_id=RIDERS[0], challenge_id=once, ends_at=NOW - 40 * WEEK)
    await hear(engine, ended)
    assert await shown(engine) == [("rider", MONDAY), ("rider", None)]


async def test_the_summary_names_participant_period_and_levels(engine: AsyncEngine) -> None:
    await publish(engine)
    await hear(engine, of_period(MONDAY, participant=TEAM, level=2), entry_judged(rider_id=RIDERS[0]))
    await hear(engine, of_period(MONDAY, level=0))
    answer = msgspec.json.decode(answers.summary(RIDERS[0], await summary(engine)))
    names = ("participant", "period_start", "level")
    told = [{name: entry.get(name) for name in names} for entry in answer["entries"]]
    of_team, own = {"kind": "team", "id": "a"}, {"kind": "rider", "id": str(RIDERS[0])}
    assert told == [
        {"participant": own, "period_start": "2026-05-18", "level": 0},
        {"participant": of_team, "period_start": "2026-05-18", "level": 2},
        {"participant": own, "period_start": None, "level": None},
    ]
    assert "period_start" not in answer["entries"][-1]
