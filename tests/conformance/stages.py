"""A stage: trips, which says something, and rewards, which hears it over one of the transports."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rodem.local.running import Kafka
from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Consumer, Handler
from shared.eventlog.kafka import reading, topics
from shared.eventlog.outbox import on_published, publish
from shared.events.trips import TripJudged
from shared.settings import ServiceSettings
from tests.handlers import of_topic
from tests.laws.streams import Rooms, dsn_of, scalar

POLL_S = 0.05


class TripsSettings(ServiceSettings):
    """Of the service that says something."""

    service: ClassVar[str] = "trips"


class RewardsSettings(ServiceSettings):
    """Of the service that hears it."""

    service: ClassVar[str] = "rewards"


@dataclass(frozen=True)
class Stage:
    """Two databases, and where Kafka is if that is the transport; topics there begin with the prefix, or with
    what they begin with in this city."""

    rooms: Rooms
    bootstrap: str | None = None
    prefix: str | None = None
    city_id: str = "city"

    def settings(self, batch_events_max: int = 200) -> dict[str, Any]:
        """What a member of rewards is told, as JSON could be."""
        return {
            "DATABASE_URL": dsn_of(self.rooms.rewards),
            "KAFKA_BOOTSTRAP": self.bootstrap,
            "sources": {"trips": dsn_of(self.rooms.trips)},
            "city_id": self.city_id,
            **({} if self.prefix is None else {"kafka_prefix": self.prefix}),
            "poll_s": POLL_S,
            "batch_events_max": batch_events_max,
        }

    @property
    def trips(self) -> TripsSettings:
        return TripsSettings.model_validate(self.settings() | {"DATABASE_URL": dsn_of(self.rooms.trips)})

    @property
    def kafka(self) -> Kafka | None:
        """As `rodem` knows it."""
        return Kafka(self.bootstrap, self.trips.kafka_prefix) if self.bootstrap is not None else None

    @property
    def databases(self) -> dict[str, str]:
        """As `rodem` knows them."""
        return {"trips": dsn_of(self.rooms.trips), "rewards": dsn_of(self.rooms.rewards)}

    @property
    def applied(self) -> str:
        """The query that tells how many events rewards has applied."""
        name = "trips" if self.bootstrap is None else "trips" + reading.ON_KAFKA
        return f"SELECT coalesce(sum(position), 0)::int FROM positions WHERE topic = '{name}'"

    def consumer(self, handlers: Mapping[str, Handler], batch_events_max: int = 200) -> Consumer:
        settings = RewardsSettings.model_validate(self.settings(batch_events_max))
        return bus.consumer(settings, "trips", self.rooms.rewards, of_topic("trips", handlers))

    def publishing(self) -> list[Coroutine[Any, Any, None]]:
        """The work that publishes what trips says."""
        wake = asyncio.Event()
        on_published(self.rooms.trips, wake.set)
        return bus.publishing(self.trips, wake)

    async def say(self, events: Sequence[TripJudged]) -> None:
        """Say these; to be published by what `publishing` gives."""
        async with self.rooms.trips.begin() as tx:
            await publish(tx, events)

    async def published(self) -> int:
        """How many events consumers are given in all."""
        if self.bootstrap is None:
            return int(await scalar(self.rooms.trips, "SELECT count(*) FROM log"))
        return (await topics.read_ends(self.trips)).get("trips", 0)
