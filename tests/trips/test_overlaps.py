"""Trips of one rider that share time are both held, in whatever order they arrive (law 5), until one of them
is taken back (law 6)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from services.trips.imports import actions as imports
from tests.days import days_ago
from tests.laws.city import GAME
from tests.reported_trips import reported_trip
from tests.trips.running_trips import Trips
from tests.trips.test_imports import REASON, begun, keyed, sent, undone
from tests.trips.test_operators import as_operator


@pytest.mark.parametrize("reverse", [False, True])
async def test_a_trip_of_a_day_and_half_a_second_reaches_into_the_next_one(
    trips: Trips, reverse: bool
) -> None:
    """Its duration, in whole seconds, is a day: the longest that counts."""
    rider_id = str(uuid4())
    first = datetime.now(UTC) - timedelta(days=3)
    second = first + timedelta(days=1, milliseconds=400)
    spans = [(first, first + timedelta(days=1, milliseconds=500)), (second, second + timedelta(minutes=10))]
    for started_at, ended_at in reversed(spans) if reverse else spans:
        await trips.report(
            rider_id=rider_id, started_at=started_at.isoformat(), ended_at=ended_at.isoformat()
        )
    found = await trips.rows("SELECT verdict, reasons[1] FROM trips WHERE rider_id::text = $1", rider_id)
    assert found == [("held", "overlapping")] * 2


def minutes(first: int, last: int) -> dict[str, Any]:
    """A trip from the one to the other minute after nine."""
    started_at, ended_at = (
        (days_ago(2, hour=9) + timedelta(minutes=each)).isoformat() for each in (first, last)
    )
    return reported_trip(started_at=started_at, ended_at=ended_at)


async def verdicts(trips: Trips, *sent: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Verdict, reason and revision of each of these trips."""
    query = "SELECT verdict, reasons[1], revision FROM trips WHERE trip_id::text = $1"
    return [(await trips.rows(query, each["trip_id"]))[0] for each in sent]


async def test_who_was_held_for_an_import_alone_counts_when_it_is_undone(trips: Trips) -> None:
    rider_id = str(uuid4())
    reported, imported = (minutes(at, at + 20) | {"rider_id": rider_id} for at in (0, 10))
    await sent(trips, None, reported)
    import_id = await begun(trips)
    await sent(trips, import_id, imported)
    assert await verdicts(trips, reported, imported) == [
        ("held", "overlapping", 2),
        ("held", "overlapping", 1),
    ]
    await undone(trips, import_id)
    assert await verdicts(trips, reported, imported) == [
        ("accepted", None, 3),
        ("voided", "import_undone", 2),
    ]
    [last] = [each for each in await trips.said("trip.judged.v1") if each["revision"] == 3]
    assert (last["trip_id"], last["verdict"], last["counts"]) == (reported["trip_id"], "accepted", True)


async def test_a_phones_trip_that_was_merged_lives_again_when_the_import_is_undone(trips: Trips) -> None:
    rider_id = str(uuid4())
    phone = {name: value for name, value in minutes(0, 20).items() if name != "rider_id"}
    headers = trips.signed_in("rider", rider_id) | keyed()
    answer = await trips.client.post("/v1/trips", json=phone, headers=headers)
    assert answer.json()["reasons"] == ["unconfirmed"]
    import_id, imported = await begun(trips), minutes(10, 30) | {"rider_id": rider_id}
    await sent(trips, import_id, imported)
    assert await verdicts(trips, phone, imported) == [("voided", "merged", 2), ("accepted", None, 1)]
    await undone(trips, import_id)
    assert await verdicts(trips, phone, imported) == [
        ("held", "unconfirmed", 3),
        ("voided", "import_undone", 2),
    ]


@pytest.mark.parametrize("taken_back", ["void", "rejected"])
async def test_who_still_overlaps_with_another_stays_held(trips: Trips, taken_back: str) -> None:
    """Of four trips in a chain the second goes: the first is alone then, the last two are not."""
    rider_id = str(uuid4())
    rides = [minutes(at, at + 15) | {"rider_id": rider_id} for at in (0, 10, 20, 30)]
    await sent(trips, None, *rides)
    path = f"/v1/trips/{rides[1]['trip_id']}"
    if taken_back == "void":
        gone = await trips.client.post(f"{path}/void", json=REASON)
    else:
        gone = await trips.client.post(f"{path}/decision", json=REASON | {"verdict": "rejected"})
    assert gone.status_code == 200
    found = [verdict for verdict, *_ in await verdicts(trips, *rides)]
    assert found == ["accepted", gone.json()["verdict"], "held", "held"]


async def test_a_voided_trip_holds_nobody_and_holds_again_when_it_is_accepted(trips: Trips) -> None:
    rider_id = str(uuid4())
    first, second = (minutes(at, at + 20) | {"rider_id": rider_id} for at in (0, 10))
    await sent(trips, None, first)
    path = f"/v1/trips/{first['trip_id']}"
    await trips.client.post(f"{path}/void", json=REASON)
    assert (await sent(trips, None, second)).json()["accepted"] == 1
    await trips.client.post(f"{path}/decision", json=REASON | {"verdict": "accepted"})
    assert await verdicts(trips, first, second) == [("accepted", None, 3), ("held", "overlapping", 2)]


async def test_no_operator_holds_the_trip_of_another_by_taking_one_back(trips: Trips) -> None:
    """The rival's trip came later: it is held for ours, and ours never for it."""
    rider_id = str(uuid4())
    ours, other, rivals = (minutes(at, at + 15) | {"rider_id": rider_id} for at in (0, 10, 2))
    await sent(trips, None, ours, other)
    batch = {"trips": [rivals], "history": True}
    rival = as_operator(trips, "rival")
    answer = await trips.client.post("/v1/trips:batch", json=batch, headers=rival | keyed())
    assert answer.json()["held"] == {"overlapping": 1}
    await trips.client.post(f"/v1/trips/{other['trip_id']}/void", json=REASON)
    assert [verdict for verdict, *_ in await verdicts(trips, ours, rivals)] == ["accepted", "held"]
    await trips.client.post(f"/v1/trips/{ours['trip_id']}/void", json=REASON)
    assert await verdicts(trips, rivals) == [("accepted", None, 2)]


async def test_a_batch_beside_an_undo_is_not_held_for_what_is_taken_back(trips: Trips) -> None:
    rider_id = str(uuid4())
    import_id = await begun(trips)
    await sent(trips, import_id, minutes(0, 20) | {"rider_id": rider_id})
    engine = create_async_engine(trips.dsn.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as tx:
        game, now = await GAME(tx), datetime.now(UTC)
        await imports.undo(tx, game, "operator", UUID(import_id), "the wrong time zone", now)
        beside = asyncio.create_task(sent(trips, None, minutes(10, 30) | {"rider_id": rider_id}))
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
        while not beside.done() and await trips.rows(f"{query} wait_event_type = 'Lock'") == [(0,)]:
            await asyncio.sleep(0.02)
    assert (await beside).json()["accepted"] == 1
    await engine.dispose()
