"""Topics on Kafka: missing, checked, lost and rebuilt; and messages that no relay of ours sent."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition
from structlog.testing import capture_logs
from typer.testing import CliRunner

from rodem.care.replay import replay
from rodem.cli import app
from rodem.local import topics
from rodem.local.broker import Broker
from rodem.local.running import topic_of, with_database
from rodem.refusals import Refused
from shared.eventlog.consumer import consume
from shared.eventlog.kafka import shipping
from shared.eventlog.kafka.topics import administrator, create_topics, read_ends
from shared.events.trips import TripJudged
from shared.settings import ServiceSettings
from tests.laws.city import REWARDS
from tests.laws.streams import DEAD, LEDGER, POINTS, Rooms, dsn_of, judged, reader, running, scalar
from tests.waiting import eventually

from .stages import Stage

EVENTS = 1_000
ALL_BOOKED = [EVENTS, EVENTS * POINTS, True]


async def delete(stage: Stage) -> None:
    async with administrator(stage.trips) as admin:
        answer = await admin.delete_topics([f"{stage.prefix}trips"])
    assert [code for _, code in answer.topic_error_codes] == [0]


async def test_a_lost_topic_is_rebuilt_from_the_log(kafka_stage: Stage) -> None:
    """While everything runs, and more is said."""
    stage, rewards = kafka_stage, kafka_stage.rooms.rewards
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS))):
        await stage.say([judged(i) for i in range(EVENTS // 2)])
        await eventually(reader(rewards, stage.applied), EVENTS // 2)
        await delete(stage)
        await stage.say([judged(i) for i in range(EVENTS // 2, EVENTS)])
        await asyncio.sleep(1)
        await topics.rebuild("trips", stage.trips, stage.databases)
        await eventually(reader(rewards, LEDGER), ALL_BOOKED)
        await eventually(reader(stage.rooms.trips, "SELECT position FROM shipped"), EVENTS)
        # What was under way when the topic was lost may stand in it twice.
        await eventually(reader(rewards, stage.applied), await stage.published())
        assert await stage.published() >= EVENTS
        assert await scalar(rewards, LEDGER) == ALL_BOOKED
        # And who begins anew hears all of it from the new topic, and books nothing twice.
        await replay("rewards", dsn_of(rewards), reset=False)
        await eventually(reader(rewards, stage.applied), await stage.published())
        assert await scalar(rewards, LEDGER) == ALL_BOOKED


async def test_what_was_under_way_when_a_topic_was_lost_does_not_undo_its_rebuilding(
    kafka_stage: Stage,
) -> None:
    stage, shipped = kafka_stage, reader(kafka_stage.rooms.trips, "SELECT position FROM shipped")

    async def all_published() -> bool:
        return await stage.published() >= EVENTS

    async with running(*stage.publishing()):
        await stage.say([judged(i) for i in range(EVENTS // 2)])
        await eventually(shipped, EVENTS // 2)
        await delete(stage)
        await stage.say([judged(i) for i in range(EVENTS // 2, EVENTS)])
        await asyncio.sleep(1)
        async with stage.rooms.trips.begin() as tx:
            await tx.execute(sa.text("UPDATE shipped SET position = 0"))
        await create_topics(stage.trips, ["trips"])
        await eventually(all_published, True)


async def test_a_topic_that_lost_nothing_is_not_rebuilt(kafka_stage: Stage) -> None:
    stage = kafka_stage
    async with running(*stage.publishing()):
        await stage.say([judged(i) for i in range(10)])
        await eventually(reader(stage.rooms.trips, "SELECT position FROM shipped"), 10)
    with pytest.raises(Refused, match="nothing to rebuild"):
        await topics.rebuild("trips", stage.trips, stage.databases)


async def test_topics_that_brokers_do_not_show_at_once_are_waited_for(
    kafka_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Creating one is answered before every broker knows it."""
    answers: list[dict[str, int]] = [{"trips": 0}, {}]

    async def not_all_at_first(settings: ServiceSettings) -> dict[str, int]:
        return answers.pop() if answers else await read_ends(settings)

    monkeypatch.setattr(topics, "read_ends", not_all_at_first)
    found = await topics.create_and_check(kafka_stage.trips, {})
    assert {topic.topic for topic in found} == set(map(topic_of, with_database()))


async def test_a_topic_made_anew_without_a_word_is_read_from_its_beginning(kafka_stage: Stage) -> None:
    """Our position lies behind its end: what comes is not passed over until the end is there."""
    stage, rewards = kafka_stage, kafka_stage.rooms.rewards
    async with running(*stage.publishing()):
        await stage.say([judged(i) for i in range(EVENTS // 2)])
        async with running(consume(stage.consumer(REWARDS))):
            await eventually(reader(rewards, stage.applied), EVENTS // 2)
        await delete(stage)
        await create_topics(stage.trips, ["trips"])
        await stage.say([judged(i) for i in range(EVENTS // 2, EVENTS // 2 + 100)])
        async with running(consume(stage.consumer(REWARDS))):
            booked = EVENTS // 2 + 100
            await eventually(reader(rewards, LEDGER), [booked, booked * POINTS, True])


async def test_a_topic_that_has_dropped_what_was_not_heard_stops_its_consumer(kafka_stage: Stage) -> None:
    """Rather than go on behind the gap. The lag stays to be seen; a rebuilt topic ends it."""
    stage, rewards = kafka_stage, kafka_stage.rooms.rewards
    async with running(*stage.publishing()):
        await stage.say([judged(i) for i in range(EVENTS)])
        await eventually(reader(stage.rooms.trips, "SELECT position FROM shipped"), EVENTS)
        first_ten = {TopicPartition(f"{stage.prefix}trips", each): RecordsToDelete(10) for each in range(4)}
        async with administrator(stage.trips) as admin:
            await admin.delete_records(first_ten)
        with capture_logs() as logs:
            async with running(consume(stage.consumer(REWARDS))):
                await asyncio.sleep(3)
        assert await scalar(rewards, stage.applied) == 0
        assert "EventsMissing" in {each.get("error") for each in logs}
        await delete(stage)
        async with running(consume(stage.consumer(REWARDS))):
            await topics.rebuild("trips", stage.trips, stage.databases)
            await eventually(reader(rewards, LEDGER), ALL_BOOKED)


async def test_a_consumer_waits_for_a_topic_that_is_not_there_yet(kafka: Broker, rooms: Rooms) -> None:
    stage = Stage(rooms, kafka.bootstrap, f"test-{uuid4().hex[:8]}.")
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS))):
        await stage.say([judged(i) for i in range(EVENTS)])
        await asyncio.sleep(2)
        await create_topics(stage.trips, ["trips"])
        await eventually(reader(rooms.rewards, LEDGER), ALL_BOOKED)


async def test_a_message_that_no_relay_of_ours_sent_is_set_aside_or_passed_over(kafka_stage: Stage) -> None:
    stage, rewards = kafka_stage, kafka_stage.rooms.rewards
    type_ = ("ce_type", TripJudged.type.encode())
    async with shipping.producer(stage.trips) as producer:
        for headers in ([], [type_], [type_, ("ce_id", b"\xff"), ("ce_time", b"soon")]):
            for value in (b"", b"\0\xff", b"{}", None):
                await producer.send_and_wait(f"{stage.prefix}trips", value, b"\0", headers=headers)
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS))):
        await stage.say([judged(i) for i in range(EVENTS)])
        await eventually(reader(rewards, stage.applied), EVENTS + 12)
    assert await scalar(rewards, LEDGER) == ALL_BOOKED
    assert await scalar(rewards, DEAD) == 8


def test_rodem_topics_creates_and_checks_them(
    kafka: Broker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP", kafka.bootstrap)
    monkeypatch.setenv("RODEM_KAFKA_PREFIX", f"test-{uuid4().hex[:8]}.")
    words = ["topics", "--data", str(tmp_path)]
    first, again = CliRunner().invoke(app, words), CliRunner().invoke(app, words)
    assert (first.exit_code, again.exit_code) == (0, 0)
    told = json.loads(first.stdout)
    assert told["ok"]
    assert [topic["topic"] for topic in told["topics"]] == list(map(topic_of, with_database()))
    assert told["topics"][-1] == {
        "topic": "trips",
        "created": True,
        "partitions": 4,
        "replicas": 1,
        "kept_for_ever": True,
        "events": 0,
    }
    assert not any(topic["created"] for topic in json.loads(again.stdout)["topics"])
    monkeypatch.setenv("RODEM_KAFKA_PARTITIONS", "6")
    wrong = CliRunner().invoke(app, words)
    assert (wrong.exit_code, json.loads(wrong.stdout)["ok"]) == (1, False)
    assert "has 4 partitions, not 6" in wrong.stderr


def test_rodem_topics_needs_a_broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KAFKA_BOOTSTRAP", raising=False)
    refused = CliRunner().invoke(app, ["topics", "--data", str(tmp_path)])
    assert isinstance(refused.exception, Refused)
