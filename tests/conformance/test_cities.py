"""Two cities: neither hears the other, and an event of the other that comes all the same is never applied."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from structlog.testing import capture_logs

from rodem.care import dead_letters
from rodem.local.broker import Broker
from shared import telemetry
from shared.db import create_engine
from shared.eventlog.consumer import consume
from shared.eventlog.kafka import topics
from shared.eventlog.kafka.client import group_name, topic_name
from shared.settings import ServiceSettings
from tests.conftest import MakeDatabase
from tests.laws.city import REWARDS
from tests.laws.streams import DEAD, LEDGER, POINTS, Rooms, judged, reader, running, scalar
from tests.waiting import eventually

from .stages import Stage

RIDERS = 5
OWN = [RIDERS, RIDERS * POINTS, True]
NOT_RETRIED = "SELECT count(*) FROM dead_letters WHERE retry_at IS NULL"


async def test_events_of_another_city_are_set_aside_and_never_applied(stage: Stage) -> None:
    """Among own ones, in one batch; also when somebody asks for another try."""
    rewards = stage.rooms.rewards
    counted = telemetry.DEAD_LETTERS.labels("trips")._value
    before = counted.get()
    await stage.say([judged(10 * i, city_id=("city", "oslo")[i % 2]) for i in range(2 * RIDERS)])
    with capture_logs() as logs:
        async with running(*stage.publishing(), consume(stage.consumer(REWARDS))):
            await eventually(reader(rewards, stage.applied), 2 * RIDERS)
            assert await dead_letters.retry(stage.databases, None) == RIDERS
            await eventually(reader(rewards, NOT_RETRIED), RIDERS)
    assert await scalar(rewards, LEDGER) == OWN
    assert await scalar(rewards, "SELECT array_agg(DISTINCT city_id) FROM trips") == ["city"]
    errors = await scalar(rewards, "SELECT array_agg(DISTINCT error) FROM dead_letters")
    assert errors == ["AnotherCity: of the city 'oslo'; this is 'city'"]
    assert counted.get() - before == RIDERS
    loud = [line["error"] for line in logs if (line["event"], line["log_level"]) == ("dead_letter", "error")]
    assert loud == ["AnotherCity"] * RIDERS


@pytest.fixture
async def two_cities(kafka: Broker, make_database: MakeDatabase) -> AsyncIterator[list[Stage]]:
    """Two cities that were told nothing but their names and the one cluster."""
    stages = []
    for name in ("vilamar", "vilamunt"):
        rooms = Rooms(*[create_engine(await make_database(each), 6) for each in ("trips", "rewards")])
        stage = Stage(rooms, kafka.bootstrap, None, f"{name}-{uuid4().hex[:8]}")
        await topics.create_topics(stage.trips, ["trips"])
        stages.append(stage)
    yield stages
    for stage in stages:
        await stage.rooms.trips.dispose()
        await stage.rooms.rewards.dispose()


async def test_two_cities_on_one_cluster_share_neither_topics_nor_groups(two_cities: Sequence[Stage]) -> None:
    for place, stage in enumerate(two_cities):
        await stage.say([judged(10 * i, city_id=stage.city_id) for i in range(RIDERS + place)])
    work = [work for stage in two_cities for work in (*stage.publishing(), consume(stage.consumer(REWARDS)))]
    async with running(*work):
        for place, stage in enumerate(two_cities):
            await eventually(reader(stage.rooms.rewards, stage.applied), RIDERS + place)
    for place, stage in enumerate(two_cities):
        assert await stage.published() == RIDERS + place
        assert (await scalar(stage.rooms.rewards, LEDGER))[0] == RIDERS + place
        assert await scalar(stage.rooms.rewards, DEAD) == 0
    for name in (topic_name, group_name):
        assert len({name(stage.trips, "trips") for stage in two_cities}) == 2


async def test_cities_that_were_told_to_share_a_topic_still_apply_only_their_own(
    kafka: Broker, two_cities: Sequence[Stage]
) -> None:
    shared = f"test-{uuid4().hex[:8]}."
    stages = [replace(stage, prefix=shared) for stage in two_cities]
    await topics.create_topics(stages[0].trips, ["trips"])
    for stage in stages:
        await stage.say([judged(10 * i, city_id=stage.city_id) for i in range(RIDERS)])
    own = stages[0].rooms.rewards
    async with running(
        *stages[0].publishing(), *stages[1].publishing(), consume(stages[0].consumer(REWARDS))
    ):
        await eventually(reader(own, stages[0].applied), 2 * RIDERS)
    assert await scalar(own, LEDGER) == OWN
    assert await scalar(own, DEAD) == RIDERS
    async with own.connect() as tx:
        kept = await tx.execute(sa.text("SELECT DISTINCT city_id FROM accounts"))
        assert [row.city_id for row in kept] == [stages[0].city_id]


@pytest.mark.parametrize(
    ("told", "prefix"),
    [
        ({}, "rodem.city."),
        ({"city_id": "vilamar"}, "rodem.vilamar."),
        ({"city_id": "vilamar", "kafka_prefix": "staging.{city_id}."}, "staging.vilamar."),
        ({"city_id": "vilamar", "kafka_prefix": "rodem."}, "rodem."),
    ],
)
def test_names_on_kafka_hold_the_city_unless_told_otherwise(told: dict[str, str], prefix: str) -> None:
    settings = ServiceSettings.model_validate({"DATABASE_URL": "", **told})
    assert topic_name(settings, "trips") == f"{prefix}trips"


@pytest.mark.parametrize("city_id", ["", "a b", "vila.mar", "à", "x" * 65, "a\n"])
def test_a_city_id_that_cannot_be_in_a_topics_name_is_refused(city_id: str) -> None:
    with pytest.raises(ValidationError, match="city_id"):
        ServiceSettings.model_validate({"DATABASE_URL": "", "city_id": city_id})
