"""A day's messages of live trips, in whatever order, however often: the same trips (laws 2 and 5)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.trips import actions as trips
from services.trips.limits import rules as limits
from services.trips.live import actions
from services.trips.live.actions import NewChunk, Teller
from services.trips.live.rules import Start
from services.trips.rules import ReportedTrip
from services.trips.trace_chunks.rules import End
from services.trips.verdicts.actions import game_now
from services.trips.zone_map.actions import KnownZones
from shared.db import create_engine
from shared.http.problems import Problem
from tests.cases.drawings import ONE_LIGHT, points_of
from tests.conftest import MakeDatabase

NAMES = UUID("0190aaaa-0000-7000-8000-0000000011fe")
DAY = datetime(2026, 11, 16, 7, tzinfo=UTC)
NOW = DAY + timedelta(hours=12)
RIDER, OTHER = uuid5(NAMES, "rider"), uuid5(NAMES, "other")
GAME = game_now("city", "Europe/Madrid", limits.first_version(), KnownZones())


@dataclass(frozen=True)
class Told:
    """A message: of which rider's trip, that began so many minutes into the day, and which of its
    messages."""

    rider_id: UUID
    minutes: int
    what: str
    seq: int = 0

    @property
    def trip_id(self) -> UUID:
        return uuid5(NAMES, f"{self.rider_id} {self.minutes} {self.what == 'dock'}")

    @property
    def began(self) -> datetime:
        return DAY + timedelta(minutes=self.minutes)


def of_trip(rider_id: UUID, minutes: int, *, ends: bool = True, dock: bool = False) -> list[Told]:
    chunks = [Told(rider_id, minutes, "chunk", seq) for seq in range(3)]
    told = [Told(rider_id, minutes, "start"), *chunks]
    told += [Told(rider_id, minutes, "end")] if ends else []
    return told + ([Told(rider_id, minutes, "dock")] if dock else [])


MESSAGES = [
    *of_trip(RIDER, 0, dock=True),
    *of_trip(RIDER, 8),  # shares time with the first, too little to be the same
    *of_trip(RIDER, 60, ends=False, dock=True),
    *of_trip(OTHER, 0),
]


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), 1)
    yield engine
    await engine.dispose()


async def tell(tx: AsyncConnection, told: Told) -> None:
    teller = Teller("city", told.rider_id, "op1", "Europe/Madrid", NOW)
    game = await GAME(tx)
    if told.what == "start":
        start = Start(told.trip_id, told.rider_id, "bike", told.began, None, None, None)
        await actions.start(tx, game, teller, start)
    elif told.what == "chunk":
        drawn = {
            "legs": ONE_LIGHT,
            "at": told.began.isoformat(),
            "take": [told.seq * 201, told.seq * 201 + 201],
        }
        chunk = NewChunk(told.trip_id, told.seq, points_of(drawn, {}))
        await actions.take_chunk(tx, GAME, teller, chunk, lambda _: None)
    elif told.what == "end":
        await actions.end(tx, GAME, teller, told.trip_id, End(told.began + timedelta(minutes=10)))
    else:
        await trips.receive(tx, game, [_docked(told)], NOW)


def _docked(told: Told) -> ReportedTrip:
    began = told.began + timedelta(seconds=20)
    return ReportedTrip(
        trip_id=told.trip_id,
        rider_id=told.rider_id,
        operator_id="op1",
        vehicle_type="bike",
        started_at=began,
        ended_at=began + timedelta(minutes=9),
        timezone="Europe/Madrid",
        history=False,
    )


FACTS = """
    trip_id, verdict, reasons, started_at, ended_at, distance_m, distance_source, confirmed_by, merged_into,
    waits_for, lapses_at, duration_s
"""


async def outcome(engine: AsyncEngine, told: Sequence[Told]) -> tuple[list[Any], dict[str, Any]]:
    """The trips that come of these messages, and the last that was said of each."""
    async with engine.connect() as tx:
        for each in told:
            await tell(tx, each)
        rows = (await tx.execute(sa.text(f"SELECT {FACTS} FROM trips ORDER BY trip_id"))).all()
        said = await tx.execute(sa.text("SELECT data::jsonb AS event FROM outbox ORDER BY seq"))
        last = {event["trip_id"]: {**event, "revision": 0} for (event,) in said}
        await tx.rollback()
    counted = {trip_id: event for trip_id, event in last.items() if event["counts"]}
    return [tuple(row) for row in rows], counted


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    order=st.permutations(range(len(MESSAGES))),
    again=st.lists(st.sampled_from(range(len(MESSAGES))), max_size=6),
)
async def test_any_interleaving_of_a_days_messages_makes_the_same_trips(
    engine: AsyncEngine, order: list[int], again: list[int]
) -> None:
    told = [MESSAGES[place] for place in [*order, *again]]
    assert await outcome(engine, told) == await outcome(engine, MESSAGES)


async def test_the_day_has_trips_of_every_kind(engine: AsyncEngine) -> None:
    """Else its orders would prove little."""
    rows, counted = await outcome(engine, MESSAGES)
    assert sorted(row[1] for row in rows) == ["accepted"] * 3 + ["held"] + ["voided"] * 2
    assert len(counted) == 3


async def test_a_trip_that_another_rider_has_is_nobody_elses(engine: AsyncEngine) -> None:
    """Whatever comes first of it."""
    mine, theirs = of_trip(RIDER, 0), of_trip(OTHER, 0)
    async with engine.connect() as tx:
        await tell(tx, mine[1])
        stolen = Start(mine[0].trip_id, OTHER, "bike", theirs[0].began, None, None, None)
        teller = Teller("city", OTHER, "op1", "Europe/Madrid", NOW)
        with pytest.raises(Problem):
            await actions.start(tx, await GAME(tx), teller, stolen)
        await tx.rollback()
