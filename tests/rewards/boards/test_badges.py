"""Badges: worked out behind the transactions of trips, said, shown, and taken back with a trip."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rewards.badges import actions
from services.rewards.badges.rules import Badge, Ridden, badges, changes
from services.rewards.stations.rules import Map, Station
from shared.events.challenges import Given, Participant
from shared.events.rewards import BadgeEarned
from shared.events.trips import TripJudged
from tests.events import entry_judged, station_reported, zone_reported
from tests.laws.streams import move_all
from tests.rewards.boards.boards import rider, signed_in, trip, voided
from tests.rewards.running_rewards import Running, heard

DAY = date(2026, 11, 2)
SETTINGS: Any = SimpleNamespace(city_id="city", timezone="Europe/Madrid")
NOWHERE = Map([])


def days(*lengths: int) -> list[date]:
    """Runs of days of these lengths, with a day between one and the next."""
    found, day = [], DAY
    for length in lengths:
        found += [day + timedelta(days=n) for n in range(length)]
        day += timedelta(days=length + 1)
    return found


def ridden(on: list[date], first_at: dict[str, date] | None = None, climbs: Any = ()) -> Ridden:
    return Ridden(on, first_at or {}, climbs)


@pytest.mark.parametrize(
    ("lengths", "earned"),
    [
        pytest.param((6, 6), {}, id="six and six"),
        pytest.param((7,), {"streak_7": 6}, id="seven"),
        pytest.param((3, 30), {"streak_7": 10, "streak_30": 33}, id="thirty, later"),
        pytest.param((100,), {"streak_7": 6, "streak_30": 29, "streak_100": 99}, id="a hundred"),
    ],
)
def test_a_streak_is_deserved_on_its_last_day(lengths: tuple[int, ...], earned: dict[str, int]) -> None:
    found = badges(ridden(days(*lengths)), NOWHERE)
    assert found.pop("first_trip") == DAY
    assert found == {name: DAY + timedelta(days=n) for name, n in earned.items()}


@pytest.mark.parametrize(
    ("climbs", "on"),
    [
        pytest.param([999], None, id="one metre short"),
        pytest.param([1_000], 0, id="in a day"),
        pytest.param([400, 599, 1, 700], 2, id="in three days"),
    ],
)
def test_a_thousand_metres_uphill(climbs: list[int], on: int | None) -> None:
    of_days = [(DAY + timedelta(days=n), metres) for n, metres in enumerate(climbs)]
    found = badges(ridden(days(len(climbs)), climbs=of_days), NOWHERE)
    assert found.get("uphill_1000m") == (None if on is None else DAY + timedelta(days=on))


@pytest.mark.parametrize("number", [9, 10, 49, 50])
def test_stations_are_counted_once_each(number: int) -> None:
    first_at = {f"s{n}": DAY + timedelta(days=n // 10) for n in range(number)}
    found = badges(ridden(days(5), first_at), NOWHERE)
    expected = {10: DAY, 50: DAY + timedelta(days=4)}
    of_stations = {name: day for name, day in found.items() if name.startswith("stations")}
    assert of_stations == {f"stations_{n}": day for n, day in expected.items() if number >= n}


def test_all_stations_are_those_in_service_on_a_day_of_a_trip() -> None:
    """One closes before it was visited: the next trip is enough, without a new station. One opens later."""
    closes, opens = DAY + timedelta(days=3), DAY + timedelta(days=9)
    city = Map(
        [
            Station("a", DAY, None, "north"),
            Station("b", DAY, closes, "south"),
            Station("c", opens, None, "south"),
        ]
    )
    rides = [DAY, DAY + timedelta(days=2), closes, opens]
    found = badges(ridden(rides, {"a": DAY}), city)
    assert (found["stations_all"], found["districts_all"]) == (closes, closes)
    assert "stations_all" not in badges(ridden(rides[:2], {"a": DAY}), city)
    assert "stations_all" not in badges(ridden([opens], {"a": opens}), city)


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from("abcd")), min_size=1), st.integers(0, 20))
def test_a_later_trip_takes_no_badge_away(rides: list[tuple[int, str]], last: int) -> None:
    """And moves none to another day."""

    def found(until: int) -> dict[str, date]:
        seen = sorted((DAY + timedelta(days=day), at) for day, at in rides if day <= until)
        first_at = {at: day for day, at in reversed(seen)}
        return badges(ridden(sorted({day for day, _ in seen}), first_at), city)

    city = Map([Station(name, DAY + timedelta(days=n * 5), None, name) for n, name in enumerate("abcd")])
    assert found(last).items() <= found(20).items()


def test_what_is_said_of_badges() -> None:
    known = {"stays": Badge(DAY, True, 1), "moves": Badge(DAY, True, 4), "back": Badge(DAY, False, 2)}
    known |= {"goes": Badge(DAY, True, 1), "gone": Badge(DAY, False, 2)}
    later = DAY + timedelta(days=1)
    assert changes(known, {"stays": DAY, "moves": later, "back": DAY, "new": later}) == {
        "moves": Badge(later, True, 5),
        "back": Badge(DAY, True, 3),
        "new": Badge(later, True, 1),
        "goes": Badge(DAY, False, 2),
    }


async def work_out(rewards: Running) -> list[BadgeEarned]:
    """Publish what was said, work badges out, and tell what was said of them."""
    before = len(await said(rewards))
    await move_all(rewards.engine)
    await actions.work_out(rewards.engine, SETTINGS)
    return (await said(rewards))[before:]


async def said(rewards: Running) -> list[BadgeEarned]:
    return [event for event in await rewards.said() if isinstance(event, BadgeEarned)]


async def read(rewards: Running, name: str) -> dict[str, str]:
    answer = await rewards.asked("GET", "/v1/me/badges", headers=signed_in(rewards, name))
    return {each["badge_id"]: each["earned_on"] for each in answer["badges"]}


def station(station_id: str, **facts: Any) -> Any:
    valid_from = datetime.combine(DAY - timedelta(days=90), time(12), UTC)
    return heard(station_reported(**({"station_id": station_id, "valid_from": valid_from} | facts)))


async def test_a_badge_comes_with_a_trip_and_goes_with_it(rewards: Running) -> None:
    await rewards.hear(trip("Ana", DAY, 5))
    [first] = await work_out(rewards)
    assert (first.rider_id, first.badge_id, first.earned_on, first.kept) == (
        rider("Ana"),
        "first_trip",
        DAY,
        True,
    )
    assert await read(rewards, "Ana") == {"first_trip": str(DAY)}
    assert await work_out(rewards) == [], "nothing is said twice"
    await rewards.hear(trip("Ana", DAY + timedelta(days=1), 5), voided("Ana", DAY))
    [moved] = await work_out(rewards)
    assert (moved.earned_on, moved.kept, moved.revision) == (DAY + timedelta(days=1), True, 2)
    await rewards.hear(voided("Ana", DAY + timedelta(days=1)))
    [gone] = await work_out(rewards)
    assert (gone.kept, gone.revision) == (False, 3)
    assert await read(rewards, "Ana") == {}


async def test_a_trip_that_earns_nothing_counts_for_badges(rewards: Running) -> None:
    await rewards.hear(trip("Ana", DAY, 5, unpaid=True), trip("Bea", DAY, 5, counts=False, verdict="held"))
    assert [event.rider_id for event in await work_out(rewards)] == [rider("Ana")]


async def test_stations_of_both_ends_and_their_heights(rewards: Running) -> None:
    await rewards.hear(
        heard(zone_reported(zone_id="north")), heard(zone_reported(zone_id="low", parent_id="north"))
    )
    await rewards.hear(
        station("a", zone_id="low", elevation_m=0), station("b", zone_id="north", elevation_m=600)
    )
    up: dict[str, Any] = {"start_station_id": "a", "end_station_id": "b"}
    await rewards.hear(trip("Ana", DAY, 5, **up), trip("Ana", DAY + timedelta(days=1), 5, **up))
    await work_out(rewards)
    assert await read(rewards, "Ana") == {
        "first_trip": str(DAY),
        "districts_all": str(DAY),
        "stations_all": str(DAY),
        "uphill_1000m": str(DAY + timedelta(days=1)),
    }


async def test_what_is_learnt_of_a_station_later_gives_badges_to_all(rewards: Running) -> None:
    """Its height, for whoever has ridden there; and the first report says since when it is in service."""
    up: dict[str, Any] = {"start_station_id": "a", "end_station_id": "b"}
    await rewards.hear(station("a", revision=2), station("b"))
    await rewards.hear(*(trip(f"rider {n}", DAY, 5, **up) for n in range(3)))
    await work_out(rewards)
    await rewards.hear(station("a", revision=3, elevation_m=0, valid_from=datetime(2026, 11, 20, tzinfo=UTC)))
    await rewards.hear(station("b", revision=2, elevation_m=1_000))
    events = await work_out(rewards)
    assert {(event.badge_id, event.rider_id) for event in events} == {
        ("uphill_1000m", rider(f"rider {n}")) for n in range(3)
    }
    assert "stations_all" in await read(rewards, "rider 0"), "in service since the first report"
    await rewards.hear(station("a", revision=2, elevation_m=999))
    assert await work_out(rewards) == [], "an old report that comes late changes nothing"


def entry(revision: int, badge_id: str | None, day: date = DAY, **changes: Any) -> Any:
    """An entry of Ana, which gives this badge since this day."""
    at = datetime.combine(day, time(12), UTC)
    given = (Given(points=0, badge_id=badge_id, completed_at=at, local_on=day),) if badge_id else ()
    fields: dict[str, Any] = {"rider_id": rider("Ana"), "revision": revision, "given": given} | changes
    return heard(entry_judged(**fields))


async def test_a_challenge_gives_a_badge_and_takes_it_back(rewards: Running) -> None:
    await rewards.hear(entry(1, None), entry(2, "spring"))
    assert [event.badge_id for event in await work_out(rewards)] == ["spring"]
    earlier = DAY - timedelta(days=9)
    await rewards.hear(entry(1, "spring", earlier, period_start=earlier))
    assert [event.earned_on for event in await work_out(rewards)] == [earlier], (
        "an earlier period gave it too"
    )
    await rewards.hear(entry(2, None, period_start=earlier))
    assert [event.earned_on for event in await work_out(rewards)] == [DAY]
    await rewards.hear(entry(3, None))
    assert [event.kept for event in await work_out(rewards)] == [False]
    await rewards.hear(entry(2, "spring"))
    assert await work_out(rewards) == [], "an old event that comes late"
    await rewards.hear(entry(1, "spring", participant=Participant(kind="team", id="a")))
    assert [event.kept for event in await work_out(rewards)] == [True], "the team's entry has revisions too"


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_the_order_badges_come_out_the_same(rewards: Running, seed: int) -> None:
    random, names = Random(seed), ["Ana", "Bea"]
    await rewards.hear(*(station(f"s{n}", zone_id=f"z{n % 3}", elevation_m=n * 90) for n in range(12)))
    await rewards.hear(*(heard(zone_reported(zone_id=f"z{n}")) for n in range(3)))
    last = [
        trip(
            name,
            DAY + timedelta(days=n),
            5,
            revision,
            counts=random.random() < 0.9,
            start_station_id=f"s{random.randrange(12)}",
            end_station_id=f"s{random.randrange(12)}",
        )
        for name in names
        for n in range(16)
        for revision in (1, 2)
    ]
    newest = {each.event.trip_id: each for each in last}
    random.shuffle(last)
    while last:
        size = random.randrange(1, 20)
        await rewards.hear(*last[:size])
        last = last[size:]
        if random.random() < 0.5:
            await work_out(rewards)
    await work_out(rewards)
    city = Map([Station(f"s{n}", DAY - timedelta(days=90), None, f"z{n % 3}") for n in range(12)])
    for name in names:
        trips = [each.event for each in newest.values() if each.event.rider_id == rider(name)]
        expected = badges(summed_up([each for each in trips if each.counts]), city)
        assert await read(rewards, name) == {badge_id: str(day) for badge_id, day in expected.items()}


def summed_up(trips: list[TripJudged]) -> Ridden:
    """What badges ask of these trips, between stations s0, s1, ... that are 90 m above each other."""
    first_at: dict[str, date] = {}
    climbs: dict[date, int] = {}
    for each in sorted(trips, key=lambda each: each.local_on):
        ends = [str(each.start_station_id), str(each.end_station_id)]
        for station_id in ends:
            first_at.setdefault(station_id, each.local_on)
        low, high = (int(station_id[1:]) * 90 for station_id in ends)
        if high > low:
            climbs[each.local_on] = climbs.get(each.local_on, 0) + high - low
    return Ridden(sorted({each.local_on for each in trips}), first_at, sorted(climbs.items()))


async def test_two_processes_say_a_badge_once(rewards: Running) -> None:
    await rewards.hear(*(trip(f"rider {n}", DAY, 5) for n in range(20)))
    await move_all(rewards.engine)
    await asyncio.gather(*(actions.work_out(rewards.engine, SETTINGS) for _ in range(3)))
    events = await said(rewards)
    assert len(events) == len({event.rider_id for event in events}) == 20
