"""A service in which riders are erased, and a search of all of its tables."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.cross_checks.actions import look
from services.trips.fingerprints.rules import DEVELOPMENT
from services.trips.handlers import handlers
from shared.events.heard import Heard
from shared.events.riders import RiderErased
from tests.cases.drawings import bodies_of
from tests.cases.trip_histories import Trips, id_of, settle
from tests.handlers import by_type
from tests.trips.cross_checks.test_order_beside import RIDES
from tests.trips.locks.days import ridden

MORNING = datetime(2026, 11, 16, 7, tzinfo=UTC)
NOW = MORNING + timedelta(hours=12)
GONE, STAYS = "gone", "stays"
OPERATOR = ("operator", "op1")
DEVICE = "the phone of who goes"
WORDS = "Words about somebody."
LAT = 41.38765
SAID = ("log", "outbox")
"""What was said to other services stays until the log is written anew."""


def at(minutes: float) -> str:
    """So many minutes after the morning."""
    return (MORNING + timedelta(minutes=minutes)).isoformat()


def points(minutes: float) -> list[Any]:
    """The points of a ride of 6 minutes that begins then."""
    return bodies_of({"ride": "long", "at": at(minutes)}, RIDES)


async def post(
    trips: Trips, who: tuple[str, str], path: str, body: Any, status: int | None = None
) -> dict[str, Any]:
    """The answer's JSON. The answer is a good one, or has this status."""
    answer = await trips.send("POST", path, *who, body)
    is_expected = answer.is_success if status is None else answer.status_code == status
    assert is_expected, (path, answer.status_code, answer.text)
    return dict(answer.json())


def trip(name: str, since: float = 0, until: float = 6, **facts: Any) -> dict[str, Any]:
    """A trip as a phone tells it."""
    body = {"trip_id": str(id_of(name)), "vehicle_type": "bike", "started_at": at(since)}
    return body | {"ended_at": at(until)} | facts


def report(name: str, rider: str, since: float = 0, until: float = 6, **facts: Any) -> dict[str, Any]:
    """A trip as an operator reports it."""
    return trip(name, since, until, **facts) | {"rider_id": str(id_of(rider)), "distance_m": 1_500}


def event(kind: str, minutes: float, rider: str | None = None, vehicle_id: str = "locked") -> dict[str, Any]:
    """An unlock or a lock."""
    name = f"{kind} {minutes} {vehicle_id}"
    body = {"event_id": str(id_of(name)), "vehicle_id": vehicle_id, "kind": kind, "at": at(minutes)}
    return body | ({"rider_id": str(id_of(rider))} if rider else {})


async def locks(trips: Trips, *events: Mapping[str, Any]) -> dict[str, Any]:
    return await post(trips, OPERATOR, "/v1/vehicle-events:batch", {"events": events})


async def live(trips: Trips, rider: str, name: str, minutes: float, **facts: Any) -> None:
    """A trip that is being ridden, with its points."""
    start = {"trip_id": str(id_of(name)), "vehicle_type": "bike", "started_at": at(minutes), **facts}
    await post(trips, ("rider", rider), "/v1/trips:start", start)
    await chunk(trips, rider, name, minutes)


async def chunk(trips: Trips, rider: str, name: str, minutes: float) -> None:
    await post(
        trips, ("rider", rider), f"/v1/trips/{id_of(name)}/trace", {"seq": 0, "points": points(minutes)}
    )


async def erase(trips: Trips, *riders: str | UUID) -> None:
    """Let the service hear that these riders were erased, in one batch."""
    async with trips.engine.begin() as tx:
        await erase_in(tx, trips, *riders)


async def erase_in(tx: AsyncConnection, trips: Trips, *riders: str | UUID) -> None:
    """The same, in a transaction that goes on."""
    ids = [each if isinstance(each, UUID) else id_of(each) for each in riders]
    batch = [Heard(uuid4(), NOW, RiderErased(city_id="city", revision=1, rider_id=each)) for each in ids]
    handle = by_type(handlers(trips.state["game_now"]))[RiderErased.type]
    await handle(tx, batch)


async def rows(trips: Trips, query: str, **values: Any) -> list[tuple[Any, ...]]:
    async with trips.engine.connect() as tx:
        return [tuple(row) for row in await tx.execute(sa.text(query), values)]


async def found(trips: Trips, *needles: str) -> list[tuple[str, str]]:
    """Table and row of whatever holds one of these texts. Bytes are written in hexadecimal digits."""
    await settle(trips, NOW)
    tables = await rows(trips, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [
        (table, row)
        for (table,) in tables
        if table not in SAID
        for (row,) in await rows(trips, f"SELECT row::text FROM {table} AS row")
        if any(needle in row for needle in needles)
    ]


def names_of(rider: str) -> tuple[str, ...]:
    """How a rider may be written."""
    return str(id_of(rider)), id_of(rider).hex


def of_device(device_id: str) -> str:
    return DEVELOPMENT.of_device(device_id).hex()


async def seen(trips: Trips) -> dict[str, tuple[str, list[str]]]:
    """Verdict and reasons of each row."""
    found = await rows(trips, "SELECT trip_id, verdict, reasons FROM trips")
    return {str(trip_id): (verdict, list(reasons)) for trip_id, verdict, reasons in found}


async def sums(trips: Trips) -> dict[tuple[str, str], int]:
    """What other rooms must hold alike, of days and zones."""
    query = "SELECT what, id, value FROM agreed WHERE what LIKE 'day%' OR what LIKE 'zone%'"
    return {(what, id_): value for what, id_, value in await rows(trips, query)}


async def said(trips: Trips) -> int:
    """How many events were said."""
    return int((await rows(trips, "SELECT (SELECT count(*) FROM log) + (SELECT count(*) FROM outbox)"))[0][0])


async def look_at_all(trips: Trips) -> None:
    while await look(trips.engine, trips.state["game_now"], NOW):
        pass


async def life_of(trips: Trips, rider: str) -> None:
    """All that the service can know of a rider."""
    own = ("rider", rider)
    place = {"lat": LAT, "lon": 2.16}
    await live(trips, rider, "live", 0, device_id=DEVICE, vehicle_id="bike")
    await post(trips, own, f"/v1/trips/{id_of('live')}/end", {"ended_at": at(6)})
    told = trip("whole", 30, 36, device_id=DEVICE, trace=points(30), start=place, end=place)
    await post(trips, own, "/v1/trips", told)
    await chunk(trips, rider, "without start", 60)
    await post(trips, OPERATOR, "/v1/trips", report("void", rider, 90, 96, start=place))
    await post(trips, OPERATOR, f"/v1/trips/{id_of('void')}/void", {"reason": WORDS})
    await post(trips, OPERATOR, "/v1/trips", report("judged", rider, 120, 126, end=place))
    correction = {"reason": WORDS, "distance_m": 1_400, "start_station_id": "P"}
    await post(trips, OPERATOR, f"/v1/trips/{id_of('judged')}/correct", correction)
    decision = {"verdict": "rejected", "reason": WORDS, "strike": True}
    await post(trips, OPERATOR, f"/v1/trips/{id_of('judged')}/decision", decision)
    await post(trips, own, f"/v1/trips/{id_of('judged')}/appeal", {"text": WORDS})
    await locks(trips, event("unlock", 150, rider), event("lock", 156), event("unlock", 180, rider))
    await live(trips, rider, "open", 700, device_id=DEVICE, vehicle_id="other")
    await settle(trips, NOW)


RIDE_OF_LOCKS = str(ridden(150 * 60, "locked"))
