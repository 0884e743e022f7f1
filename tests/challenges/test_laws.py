"""Laws 2, 5 and 6: progress, completion and points against a slow evaluator, whatever came in what order."""

from collections.abc import AsyncIterator, Sequence
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.care.replay import replay
from services.rewards.handlers import handlers as rewards_handlers
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import EntrySaid, Running, again
from tests.challenges.world import RIDERS, History, Step, World, changes_of, histories, written
from tests.conftest import MakeDatabase
from tests.handlers import by_type
from tests.laws.histories import cut, scrambled

Ids = list[str]

REWARDS = by_type(rewards_handlers())
GIVEN = sa.text("""
    SELECT rider_id, given_by, sum(CASE WHEN destination = 'rider' THEN lines.points ELSE -lines.points END)
    FROM postings AS lines JOIN accounts USING (account_id)
    WHERE kind NOT IN ('debt', 'repayment') GROUP BY rider_id, given_by
""")

# Not shrunk, because each example speaks to a real service for half a second.
laws = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.reuse, Phase.generate],
)
# By a seed: how much there is to cut depends on whether the relay has dropped what was said twice by then.
chances = st.integers(0, 2**63).map(Random)


@pytest.fixture(scope="module")
async def rewards(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 1)
    yield engine
    await engine.dispose()


async def begun(running: Running, world: World) -> Ids:
    """Forget the last example, and write the drafts of this one."""
    await running.forget()
    return [await running.draft(**changes_of(each.spec)) for each in world.challenges]


async def take(running: Running, ids: Ids, step: Step, status: int) -> None:
    """The same step through the real doors, which must answer with this status."""
    if step.name == "hear":
        await running.hear(*step.batch)
    elif step.name == "join":
        await running.join(ids[step.slot], step.rider_id, status)
    elif step.name == "leave":
        await running.leave(ids[step.slot], step.rider_id, status)
    elif step.name == "rewrite":
        assert step.spec is not None
        await running.rewrite(ids[step.slot], written(step.spec), status)
    else:
        await running.step(ids[step.slot], step.name, status)


async def check_entries(running: Running, ids: Ids, world: World) -> None:
    """Progress, completion and whether that was said agree; of who has left there is nothing."""
    rows = await running.rows("""
        SELECT challenge_id, rider_id, progress, completed_at IS NOT NULL, is_given, has_left FROM entries
    """)
    found = {(str(row[0]), row[1]): row[2:] for row in rows}
    for challenge_id, challenge in zip(ids, world.challenges, strict=True):
        for rider_id, part in challenge.parts.items():
            is_out = not part.takes_part
            entry = found.get((challenge_id, rider_id), (0, False, False, is_out))
            assert entry == (part.progress, part.completed, part.given, is_out)
    assert await running.rows("SELECT what, id, found, expected FROM differences") == []


async def check_said(running: Running, ids: Ids, world: World) -> None:
    """Of each entry every revision tells one state, a later word has no lower one, and the last word is what
    is so."""
    last: dict[tuple[str, UUID], EntrySaid] = {}
    of = dict(zip(ids, world.challenges, strict=True))
    for each in await running.entries_said():
        challenge_id = str(each.event.challenge_id)
        key = (challenge_id, each.event.rider_id)
        reached = each.event.progress >= each.event.target
        # Only in a pause a completion waits. One that was not reached is never said.
        assert each.has_left or each.is_completed == reached or (reached and of[challenge_id].was_paused)
        if (known := last.get(key)) and known.event.revision == each.event.revision:
            assert state_of(each) == state_of(known)
        else:
            assert known is None or known.event.revision < each.event.revision
        last[key] = each
    for challenge_id, challenge in of.items():
        for rider_id, part in challenge.parts.items():
            said = last.get((challenge_id, rider_id))
            told = (said.event.progress, said.is_completed) if said and not said.has_left else (0, False)
            assert told == (part.progress, part.given)


def state_of(said: EntrySaid) -> tuple[object, ...]:
    return said.event.version, said.event.progress, said.event.target, said.is_completed, said.has_left


async def check_points(running: Running, rewards: AsyncEngine, ids: Ids, world: World, luck: Random) -> None:
    """After all that challenges has said, in any order, riders have what the evaluator gives them."""
    records = [each for each in await running.said() if each.type in REWARDS]
    async with rewards.connect() as tx:
        for batch in cut(scrambled(records, luck), luck):
            await bus.handle(tx, "city", REWARDS, batch)
        assert (await tx.execute(sa.text("SELECT balanced FROM doctor"))).scalar_one()
        given = {(rider, source): points for rider, source, points in await tx.execute(GIVEN) if points}
        accounts = dict(
            (row[0], row[1]) for row in await tx.execute(sa.text("SELECT rider_id, points FROM accounts"))
        )
        await tx.rollback()
    expected: dict[tuple[UUID, str], int] = {}
    for rider_id in RIDERS:
        points = world.points(rider_id)
        assert accounts.get(rider_id, 0) == sum(points.values())
        expected |= {(rider_id, f"entry:{ids[slot]}"): each for slot, each in points.items()}
    assert given == expected


@laws
@given(history=histories, luck=chances)
async def test_entries_and_points_are_what_the_contract_says(
    one_for_all: Running, rewards: AsyncEngine, history: History, luck: Random
) -> None:
    world = World(history.specs)
    ids = await begun(one_for_all, world)
    for step in history.steps:
        await take(one_for_all, ids, step, world.take(step))
        await check_entries(one_for_all, ids, world)
    await check_said(one_for_all, ids, world)
    await check_points(one_for_all, rewards, ids, world, luck)


@laws
@given(history=histories, luck=chances)
async def test_a_replay_in_other_batches_gives_the_same_entries_and_what_is_restated_is_newer(
    one_for_all: Running, rewards: AsyncEngine, history: History, luck: Random
) -> None:
    """All is voided at the end: had a revision fallen back, rewards would not hear of it."""
    world = World(history.specs)
    ids = await begun(one_for_all, world)
    heard: list[Heard[TripJudged]] = []
    for step in history.steps:
        await take(one_for_all, ids, step, world.take(step))
        heard += step.batch
    if not heard:
        return
    await replay("challenges", one_for_all.dsn, reset=True)
    for batch in cut(heard, luck):
        await one_for_all.hear(*batch)
    await one_for_all.rows_of_a_change("SELECT restate()")
    await check_entries(one_for_all, ids, world)
    await check_points(one_for_all, rewards, ids, world, luck)
    await void_all(one_for_all, ids, world, heard, luck)
    await check_entries(one_for_all, ids, world)
    await check_points(one_for_all, rewards, ids, world, luck)
    assert await one_for_all.rows_of_a_change("SELECT restate()") == [(0,)]


async def void_all(
    running: Running, ids: Ids, world: World, heard: Sequence[Heard[TripJudged]], luck: Random
) -> None:
    newest = {each.event.trip_id: each for each in sorted(heard, key=lambda each: each.event.revision)}
    for batch in cut([again(each, verdict="voided") for each in newest.values()], luck):
        step = Step("hear", batch=tuple(batch))
        await take(running, ids, step, world.take(step))
