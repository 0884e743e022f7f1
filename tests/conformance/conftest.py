"""One suite, two transports."""

from uuid import uuid4

import pytest

from rodem.local.broker import Broker
from shared.eventlog.kafka import reading, topics
from tests.laws.streams import Rooms

from .stages import Stage


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that is gone, or a topic that was made anew, is noticed soon."""
    monkeypatch.setattr(reading, "SESSION_S", 2)
    monkeypatch.setattr(reading, "METADATA_S", 1)


@pytest.fixture(params=["postgres", "kafka"])
def transport(request: pytest.FixtureRequest) -> Broker | None:
    """The broker, or None for PostgreSQL. Not async, because only so can it ask for one of the two."""
    return request.getfixturevalue("kafka") if request.param == "kafka" else None


@pytest.fixture
async def stage(transport: Broker | None, rooms: Rooms) -> Stage:
    """A stage on each transport."""
    return Stage(rooms) if transport is None else await stage_on(transport, rooms)


@pytest.fixture
async def kafka_stage(kafka: Broker, rooms: Rooms) -> Stage:
    """A stage on Kafka, for what PostgreSQL does not have."""
    return await stage_on(kafka, rooms)


async def stage_on(kafka: Broker, rooms: Rooms) -> Stage:
    """A stage with a topic of its own."""
    stage = Stage(rooms, kafka.bootstrap, f"test-{uuid4().hex[:8]}.")
    await topics.create_topics(stage.trips, ["trips"])
    return stage
