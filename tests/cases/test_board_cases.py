"""Golden cases of leaderboards and badges: periods by their own function, boards and ranks on a database."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.badges.actions import of_riders
from services.rewards.badges.rules import Ridden, badges, shown
from services.rewards.badges.store import read as read_badges
from services.rewards.leaderboards import actions, store
from services.rewards.leaderboards.answers import leaderboard
from services.rewards.leaderboards.rules import BOARDS
from services.rewards.ledger.actions import lock_accounts
from services.rewards.periods import rules
from services.rewards.periods.rules import Term
from services.rewards.profiles import store as profiles
from services.rewards.profiles.rules import Profile
from services.rewards.rank_prizes.rules import shares
from services.rewards.stations.actions import read_city
from services.rewards.stations.rules import Map, Station
from shared.db import create_engine
from shared.events.heard import Heard
from tests.conftest import MakeDatabase
from tests.events import station_reported, trip_judged, zone_reported
from tests.handlers import by_type, of_room

from .folder import CASES

pytestmark = pytest.mark.cases

NAMES = UUID("0190aaaa-0000-7000-8000-00000000b0a3")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HANDLERS = by_type(of_room("rewards"))


def cases(do: str) -> list[Any]:
    """Those that ask for this; one that is skipped where the file is not beside the checkout."""
    file = CASES / "prizes.json"
    if not file.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{file} is not there"))]
    found = [case for case in json.loads(file.read_text())["cases"] if case["do"] == do]
    return [pytest.param(case, id=case["name"]) for case in found]


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 1)
    yield engine
    await engine.dispose()


@pytest.fixture
async def tx(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that is rolled back."""
    async with engine.connect() as tx:
        yield tx
        await tx.rollback()


def named(name: str) -> UUID:
    return uuid5(NAMES, name)


async def ride(tx: AsyncConnection, trips: list[Mapping[str, Any]]) -> None:
    """Tell rewards of trips, each worth its `points` by the rates of the default game."""
    events = [
        trip_judged(
            rider_id=named(trip["rider"]),
            trip_id=uuid4(),
            started_at=datetime.combine(date.fromisoformat(trip["local_on"]), time(10), UTC),
            distance_m=1,
            energy_kcal=trip["points"] * 10,
            vehicle_type=trip["vehicle_type"],
            counts=trip.get("counts", True),
        )
        for trip in trips
    ]
    await HANDLERS[events[0].type](tx, [Heard(uuid4(), NOW, event) for event in events])


async def opt_in(tx: AsyncConnection, names: list[str]) -> None:
    for name in names:
        account = (await lock_accounts(tx, [named(name)]))[named(name)]
        await profiles.put(tx, "city", named(name), Profile(name, NOW, True))
        await actions.show(tx, "city", account, True)


async def points_of(tx: AsyncConnection, term: Term, part: str, first: date) -> dict[str, int]:
    query = sa.text("""
        SELECT nickname, points FROM standings
        WHERE term = :term AND part = :part AND begins_on = :first AND points > 0
    """)
    rows = await tx.execute(query, {"term": term, "part": part, "first": first})
    return {nickname: points for nickname, points in rows}


@pytest.mark.parametrize("case", cases("period_of"))
def test_a_period_has_the_name_that_the_contract_says(case: dict[str, Any]) -> None:
    given = case["given"]
    first = rules.begins_on(given["period"], date.fromisoformat(given["local_on"]))
    assert rules.name_of(given["period"], first) == case["expect"]["period"]
    assert rules.first_day(given["period"], case["expect"]["period"]) == first


@pytest.mark.parametrize("opted_in_first", [True, False])
@pytest.mark.parametrize("case", cases("board_points"))
async def test_a_board_has_the_points_that_the_contract_says(
    tx: AsyncConnection, case: dict[str, Any], opted_in_first: bool
) -> None:
    given = case["given"]
    first = rules.begins_on(given["period"], date.fromisoformat(given["local_on"]))
    if opted_in_first:
        await opt_in(tx, given["members"])
    await ride(tx, given["trips"])
    if not opted_in_first:
        await opt_in(tx, given["members"])
    found = await points_of(tx, given["period"], given.get("part", "all"), first)
    assert found == case["expect"]["points"]


@pytest.mark.parametrize("case", cases("ranking"))
async def test_ranks_are_those_of_the_contract(tx: AsyncConnection, case: dict[str, Any]) -> None:
    points = case["given"]["points"]
    common = {"local_on": "2026-11-20", "vehicle_type": "bike"}
    await ride(tx, [{"rider": name, "points": each, **common} for name, each in points.items()])
    await opt_in(tx, list(points))
    board = BOARDS["week-riders-all"]
    first = rules.begins_on("week", date(2026, 11, 20))
    shown = leaderboard(board, first, await store.top(tx, board, first)).top
    assert [list(each.model_dump().values()) for each in shown] == case["expect"]["board"]


def ridden(trips: list[Mapping[str, Any]], stations: Mapping[str, Mapping[str, Any]]) -> Ridden:
    """What the store asks of trips for badges."""
    first_at: dict[str, date] = {}
    climbs: dict[date, int] = {}
    for trip in sorted(trips, key=lambda each: str(each["local_on"])):
        day = date.fromisoformat(trip["local_on"])
        ends = [trip[name] for name in ("start_station_id", "end_station_id") if name in trip]
        for station_id in ends:
            first_at.setdefault(station_id, day)
        low, high = ([stations.get(each, {}).get("elevation_m") for each in ends] + [None, None])[:2]
        if low is not None and high is not None and high > low:
            climbs[day] = climbs.get(day, 0) + high - low
    days = sorted({date.fromisoformat(trip["local_on"]) for trip in trips})
    return Ridden(days, first_at, sorted(climbs.items()))


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", cases("badges"))
def test_badges_are_those_of_the_contract(case: dict[str, Any]) -> None:
    given = case["given"]
    city = Map(
        Station(name, date.fromisoformat(each["from_on"]), day_of(each.get("until_on")), each.get("district"))
        for name, each in given["stations"].items()
    )
    found = badges(ridden(given["trips"], given["stations"]), city)
    assert {name: str(day) for name, day in found.items()} == case["expect"]["badges"]


@pytest.mark.parametrize("case", cases("badges"))
async def test_badges_are_worked_out_of_what_was_heard(tx: AsyncConnection, case: dict[str, Any]) -> None:
    """The same cases, told as events."""
    given, rider_id = case["given"], named("rider")
    stations = [
        station_reported(
            station_id=name,
            valid_from=datetime.combine(date.fromisoformat(each["from_on"]), time(12), UTC),
            zone_id=each.get("district"),
            elevation_m=each.get("elevation_m"),
        )
        for name, each in given["stations"].items()
    ]
    zone_ids = {each.zone_id for each in stations if each.zone_id}
    zones = [zone_reported(zone_id=zone_id) for zone_id in sorted(zone_ids)]
    trips = [
        trip_judged(
            rider_id=rider_id,
            started_at=datetime.combine(date.fromisoformat(trip["local_on"]), time(10), UTC),
            start_station_id=trip["start_station_id"],
            end_station_id=trip.get("end_station_id"),
        )
        for trip in given["trips"]
    ]
    for events in (zones, stations, trips):
        await HANDLERS[events[0].type](tx, [Heard(uuid4(), NOW, event) for event in events])
    settings: Any = SimpleNamespace(city_id="city", timezone="Europe/Madrid")
    await of_riders(tx, settings, await read_city(tx, settings), [rider_id])
    found = {name: str(day) for name, day in shown((await read_badges(tx, [rider_id]))[rider_id].items())}
    assert found == case["expect"]["badges"]


@pytest.mark.parametrize("case", cases("rank_prizes"))
def test_prizes_for_ranks_are_those_of_the_contract(case: dict[str, Any]) -> None:
    points = case["given"]["points"]
    in_order = sorted(points, key=lambda name: (-points[name], name))
    won = shares([(named(name), points[name]) for name in in_order], case["given"]["prizes"])
    assert {name: won[named(name)].points for name in points if named(name) in won} == case["expect"]["paid"]
