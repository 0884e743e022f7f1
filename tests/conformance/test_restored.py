"""A log that was restored to an earlier moment is not read on as if nothing had happened."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from rodem.care import doctor
from rodem.care.replay import replay
from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Handler, consume
from shared.eventlog.kafka.topics import create_topics
from tests.laws.city import REWARDS
from tests.laws.streams import (
    LEDGER,
    POINTS,
    POSITION,
    Rooms,
    dsn_of,
    judged,
    reader,
    running,
    say,
    scalar,
)
from tests.waiting import eventually

from .stages import Stage
from .test_topics import delete

HEARD = 60
RESTORED_TO = 20
STOPPED = "SELECT max(stopped) FROM positions"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "RETRY_PAUSE_S_MAX", 0.1)


@pytest.fixture
async def stage(rooms: Rooms) -> Stage:
    """Rewards has heard what trips has said; then the database of trips is restored to an earlier moment."""
    stage = Stage(rooms)
    await say(rooms.trips, [judged(i) for i in range(HEARD)])
    async with running(consume(stage.consumer(REWARDS))):
        await eventually(reader(rooms.rewards, POSITION), HEARD)
    async with rooms.trips.begin() as tx:
        await tx.execute(sa.text("CREATE TABLE lost AS SELECT * FROM log WHERE position > 20"))
        await tx.execute(sa.text("DELETE FROM log WHERE position > 20"))
    return stage


async def tries(stage: Stage, handlers: Mapping[str, Handler] = REWARDS) -> set[str]:
    """Consume until the consumer has stopped several times. Returns why."""
    with capture_logs() as logs:
        async with running(consume(stage.consumer(handlers))):

            async def stops() -> bool:
                return [each["event"] for each in logs].count("consumer_stopped") >= 3

            await eventually(stops, True, within_s=30)
    return {each["why"] for each in logs if each["event"] == "consumer_stopped"}


@pytest.mark.parametrize(
    "said_since",
    [
        pytest.param(0, id="nothing said since"),
        pytest.param(HEARD - RESTORED_TO - 1, id="the log ends before our position"),
        pytest.param(HEARD - RESTORED_TO, id="the log ends at our position, with another event"),
        pytest.param(HEARD, id="the log has grown past our position"),
    ],
)
async def test_events_said_after_a_restore_are_not_passed_over(stage: Stage, said_since: int) -> None:
    rewards = stage.rooms.rewards
    await say(stage.rooms.trips, [judged(i) for i in range(HEARD, HEARD + said_since)])
    assert await tries(stage) == {"other_log"}
    assert await scalar(rewards, STOPPED) == "other_log"
    assert await scalar(rewards, LEDGER) == [HEARD, HEARD * POINTS, True]
    flow = await doctor.read_flow(stage.databases)
    assert not doctor.is_caught_up(flow)
    fault = next(doctor.faults(doctor.Health([], flow, {}, {})))
    assert "`rodem replay rewards`: a ledger is never emptied" in fault
    # What the fault says to do.
    await replay("rewards", dsn_of(rewards), reset=False)
    known = HEARD + said_since
    async with running(consume(stage.consumer(REWARDS))):
        await eventually(reader(rewards, LEDGER), [known, known * POINTS, True])
    assert await scalar(rewards, STOPPED) is None


async def test_the_doctor_sees_a_position_beyond_the_log_while_nothing_runs(stage: Stage) -> None:
    fault = next(doctor.faults(doctor.Health([], await doctor.read_flow(stage.databases), {}, {})))
    assert "stopped at position 60 of trips" in fault


async def test_a_consumer_goes_on_when_the_log_is_the_one_it_knows_again(stage: Stage) -> None:
    rewards = stage.rooms.rewards
    assert await tries(stage) == {"other_log"}
    async with stage.rooms.trips.begin() as tx:
        await tx.execute(sa.text("INSERT INTO log SELECT * FROM lost"))
    async with running(consume(stage.consumer(REWARDS))):
        await eventually(reader(rewards, STOPPED), None)
        await say(stage.rooms.trips, [judged(HEARD)])
        await eventually(reader(rewards, LEDGER), [HEARD + 1, (HEARD + 1) * POINTS, True])


async def test_a_topic_made_anew_that_has_grown_past_our_position_is_not_read_on(kafka_stage: Stage) -> None:
    """What stands before our position would else never be heard."""
    stage, rewards = kafka_stage, kafka_stage.rooms.rewards
    async with running(*stage.publishing()):
        await stage.say([judged(i) for i in range(HEARD)])
        async with running(consume(stage.consumer(REWARDS))):
            await eventually(reader(rewards, stage.applied), HEARD)
        await delete(stage)
        await create_topics(stage.trips, ["trips"])
        await stage.say([judged(i) for i in range(HEARD, 11 * HEARD)])
        await eventually(reader(stage.rooms.trips, "SELECT position FROM shipped"), 11 * HEARD)
    assert await tries(stage) == {"other_log"}
    assert await scalar(rewards, LEDGER) == [HEARD, HEARD * POINTS, True]
    await replay("rewards", dsn_of(rewards), reset=False)
    async with running(consume(stage.consumer(REWARDS))):
        await eventually(reader(rewards, LEDGER), [11 * HEARD, 11 * HEARD * POINTS, True])
