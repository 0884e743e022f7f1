"""Locks, phones and the search for riders at the same time, and when a process ends in between."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.trips import actions as trips
from services.trips.cross_checks.actions import look
from services.trips.locks import actions
from services.trips.riderless.actions import search
from services.trips.rules import ReportedTrip
from shared.db import create_engine
from tests.cases.drawings import TEN_MINUTES, points_of
from tests.conftest import MakeDatabase
from tests.laws.city import GAME as JUDGED
from tests.trips.locks.days import (
    EIGHT,
    NOW,
    at,
    event,
    locked,
    phone,
    report,
    reported,
    ridden,
    told,
)
from tests.trips.locks.telling import GAME, City, city, forget, id_of

ROUNDS = 10


@pytest.fixture(scope="module")
async def one_city(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[City]:
    async with city(await make_database("trips"), tmp_path_factory.mktemp("issuer")) as running:
        running.at(NOW)
        yield running


async def test_an_unlock_and_its_lock_at_the_same_time_find_each_other(one_city: City) -> None:
    for _ in range(ROUNDS):
        await forget(one_city)
        unlocks = [event("unlock", 0, f"v{number}", rider=f"r{number}") for number in range(20)]
        locks = [event("lock", 600, f"v{number}") for number in range(20)]
        answers = await asyncio.gather(one_city.locks(unlocks), one_city.locks(locks))
        assert sum(each.json()["rides"] for each in answers) == 20
        assert await one_city.trips.rows("SELECT count(*) FROM trips WHERE verdict = 'accepted'") == [(20,)]


async def test_a_phone_and_locks_at_the_same_time_find_each_other(one_city: City) -> None:
    events = [event("unlock", 4), event("lock", 594)]
    for _ in range(ROUNDS):
        await forget(one_city)
        await asyncio.gather(told(one_city, "r1", phone("p1")), one_city.locks(events))
        await one_city.searched()
        [trip] = [each for each in await one_city.trips_of("r1") if each["verdict"] == "accepted"]
        assert trip["trip_id"] == str(ridden(4))


async def test_two_phones_locks_and_a_report_at_the_same_time_give_nobody_the_ride_of_another(
    one_city: City,
) -> None:
    """What only phones told is held, as they cannot all have ridden that vehicle."""
    events = [event("unlock", 4), event("lock", 594)]
    for _ in range(ROUNDS):
        await forget(one_city)
        await asyncio.gather(
            told(one_city, "r1", phone("p1")),
            told(one_city, "r2", phone("p2")),
            one_city.locks(events),
            reported(one_city, report("o1", "r3", 2, 590, vehicle_id="v1")),
        )
        await one_city.searched()
        trips = {
            each["trip_id"]: each["verdict"]
            for rider in ("r1", "r2", "r3")
            for each in await one_city.trips_of(rider)
        }
        assert trips == {id_of("p1"): "held", id_of("p2"): "held", id_of("o1"): "accepted"}


async def test_the_first_events_of_an_operator_meet_a_phone_that_is_being_stored(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """The phone's transaction began when no locks had told anything, and ends after theirs would."""
    async with city(await make_database("trips"), tmp_path) as running:
        running.at(NOW)
        engine = create_engine(running.trips.dsn, 1)
        async with engine.connect() as tx:
            game = await JUDGED(tx)
            await trips.receive(tx, game, [phones_trip()], NOW)
            locks = asyncio.create_task(running.locks([event("unlock", 4), event("lock", 594)]))
            await asyncio.wait([locks], timeout=1)
            await running.searched()
            await tx.commit()
        await engine.dispose()
        assert (await locks).json()["rides"] == 1
        await running.searched()
        verdicts = {each["trip_id"]: each["verdict"] for each in await running.trips_of("r1")}
    assert verdicts == {str(ridden(4)): "accepted", id_of("p1"): "voided"}


async def test_a_phone_that_loses_a_ride_is_looked_at_beside_others_once_more(
    make_database: MakeDatabase,
) -> None:
    """Two phones claim one ride, and what others hold is looked at before it is known whose the ride is. Then
    the ride is nobody's, and the first phone's trip, which was part of it, shares the vehicle."""
    dsn = await make_database("trips")
    engine = create_engine(dsn, 1)
    events, _ = actions.read_events([event("unlock", 4), event("lock", 594)], NOW)
    async with engine.begin() as tx:
        await actions.receive(tx, await JUDGED(tx), GAME, events, [], NOW)
    async with engine.begin() as tx:
        await trips.receive(tx, await JUDGED(tx), [phones_trip()], NOW)
    await search(engine, JUDGED, NOW)
    await look(engine, JUDGED, NOW)
    async with engine.begin() as tx:
        await trips.receive(tx, await JUDGED(tx), [phones_trip("p2", "r2")], NOW)
    for work in (look, search, look):
        await work(engine, JUDGED, NOW)
    async with engine.connect() as tx:
        query = "SELECT trip_id::text, verdict, reasons FROM trips WHERE is_trip"
        found = {row.trip_id: (row.verdict, row.reasons) for row in await tx.execute(sa.text(query))}
    await engine.dispose()
    assert found == dict.fromkeys((id_of("p1"), id_of("p2")), ("held", ["vehicle_shared"]))


def phones_trip(name: str = "p1", rider: str = "r1") -> ReportedTrip:
    """What a phone tells by `phone(name)`, as it is read."""
    return ReportedTrip(
        trip_id=UUID(id_of(name)),
        rider_id=UUID(id_of(rider)),
        operator_id=GAME,
        vehicle_type="bike",
        started_at=EIGHT,
        ended_at=EIGHT + timedelta(minutes=10),
        timezone="Europe/Madrid",
        history=False,
        vehicle_id="v1",
        trace=tuple(points_of({"legs": TEN_MINUTES, "at": at(0)}, {})),
        way="phone",
    )


async def test_what_a_killed_process_has_not_searched_the_next_one_searches(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """The locks are stored by a process that ends before it looks for a rider."""
    dsn = await make_database("trips")
    async with city(dsn, tmp_path) as running:
        running.at(NOW)
        await told(running, "r1", phone("p1"))
    engine = create_engine(dsn, 1)
    events, _ = actions.read_events([event("unlock", 4), event("lock", 594)], NOW)
    async with engine.begin() as tx:
        game = await JUDGED(tx)
        await actions.receive(tx, game, "op1", events, [], NOW)
    await engine.dispose()
    async with city(dsn, tmp_path) as running:
        running.at(NOW)
        await running.searched()
        verdicts = {each["trip_id"]: each["verdict"] for each in await running.trips_of("r1")}
    assert verdicts == {str(ridden(4)): "accepted", id_of("p1"): "voided"}


async def test_locks_whose_transaction_fails_leave_nothing(one_city: City) -> None:
    """Sent again they land."""
    await forget(one_city)
    events, _ = actions.read_events([event("unlock", 0, rider="r1"), event("lock", 600)], NOW)
    engine = create_engine(one_city.trips.dsn, 1)
    async with engine.connect() as tx:
        game = await JUDGED(tx)
        await actions.receive(tx, game, "op1", events, [], NOW)
        await tx.rollback()
    await engine.dispose()
    assert await one_city.trips_of("r1") == []
    again = await locked(one_city, event("unlock", 0, rider="r1"), event("lock", 600))
    assert (again["rides"], again["duplicates"]) == (1, 0)
