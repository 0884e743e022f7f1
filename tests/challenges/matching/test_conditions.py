"""Each condition, each thing that is counted and each streak: what is found trip by trip, by the index and
without, is what one statement finds."""

import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges.bonus_stations.actions import put as put_bonus_stations
from services.challenges.bonus_stations.rules import Key
from services.challenges.counting import recount, trips
from services.challenges.counting.progress import proof as proof_of
from services.challenges.counting.streaks import longest_streak
from services.challenges.days.actions import put as put_days
from services.challenges.days.store import add_outage
from services.challenges.matching.deeds import Deed
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Known, Rule, compiled, slow_matches
from services.challenges.matching.sql import Literals, Values, counted
from services.challenges.tree.trees import tree_of
from shared.db import create_engine, fetch
from shared.events.heard import Heard
from shared.zones import outermost, zones_within
from tests.challenges.judge.made_up import STATIONS, ZONES
from tests.challenges.judge.made_up_trees import DAY_TAGS, DISTINCT, STATION_IDS, ZONE_IDS
from tests.conftest import MakeDatabase
from tests.events import trip_judged

MADRID = ZoneInfo("Europe/Madrid")
MONDAY = datetime(2026, 5, 3, 22, tzinfo=UTC)
RIDES, DRAWS = 400, 12
CITY = "city"
PARENTS: dict[str, str | None] = dict(ZONES)


def made_up(chance: random.Random) -> Heard[Any]:
    """A trip in one of six weeks, in the city's time zone or another, that knows much or little."""
    started_at = MONDAY + timedelta(minutes=chance.randrange(6 * 7 * 24 * 60))
    here = started_at.astimezone(ZoneInfo(chance.choice(("Europe/Madrid", "America/New_York", "Asia/Tokyo"))))
    start, end = chance.choice((None, *STATIONS)), chance.choice((None, *STATIONS))
    distance_m = chance.choice((None, 0, 499, 500, 1_000, 5_000, 5_001))
    event = trip_judged(
        rider_id=UUID(int=chance.randrange(4)),
        operator_id=chance.choice(("op1", "op2")),
        started_at=started_at,
        local_on=here.date(),
        local_hour=here.hour,
        vehicle_type=chance.choice(("bike", "ebike")),
        duration_s=chance.choice((59, 60, 600, 1_350, 3_600)),
        distance_m=distance_m,
        distance_source=None if distance_m is None else chance.choice(("odometer", "phone")),
        climb_m=chance.choice((None, 0, 1, 2, 55, 60)),
        start_station_id=start,
        end_station_id=end,
        start_zone_id=STATIONS[start].zone_id if start else chance.choice((None, "unheard-of")),
        end_zone_id=STATIONS[end].zone_id if end else None,
        zone_ids=tuple(chance.choices(ZONE_IDS, k=chance.randrange(4))),
        verdict=chance.choice(("accepted",) * 5 + ("held",)),
    )
    return Heard(uuid4(), MONDAY, event)


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    made = create_engine(await make_database("challenges"), 1)
    yield made
    await made.dispose()


@pytest.fixture(scope="module")
async def deeds(engine: AsyncEngine) -> list[Deed]:
    """The trips that count; all are stored."""
    chance = random.Random(1)
    ridden = {heard.event.trip_id: heard for heard in (made_up(chance) for _ in range(RIDES))}
    days = [MONDAY.date() + timedelta(days=day) for day in range(45)]
    tags = {day: chance.sample(DAY_TAGS, chance.randint(1, 2)) for day in chance.sample(days, 20)}
    flags = {
        Key(station_id, (from_at := MONDAY + timedelta(days=day, hours=8))): from_at + timedelta(days=2)
        for station_id in STATION_IDS
        for day in range(0, 42, 7)
    }
    async with engine.begin() as tx:
        await put_days(tx, CITY, tags)
        await put_bonus_stations(tx, CITY, flags, MONDAY)
        changes = await trips.remember(tx, CITY, ridden)
    return [change.now for change in changes if change.now]


def rule_of(**changes: Any) -> Rule:
    body = {
        "name": {"en": "A challenge"},
        "goal": {"kind": "sum", "measure": "trips", "target": 1},
        "who": {"kind": "all"},
        "reward": {"points": 1},
        "starts_at": "2026-05-04T00:00:00+02:00",
        "ends_at": "2026-06-08T00:00:00+02:00",
    } | changes
    tree = tree_of(body)
    districts = {zone_id: outermost(zone_id, PARENTS) for zone_id in PARENTS}
    known = Known(zones_within(PARENTS, PARENTS), districts, {"bike": 7027, "ebike": 38})
    return compiled(
        uuid4(),
        1,
        tree,
        known,
        is_paused=False,
        closed_at=None,
        zone=MADRID,
        by_operator="op1",
    )


async def of_statement(tx: AsyncConnection, rule: Rule, what: str) -> list[Any]:
    """Rows of the trips that the statement counts. Values as literals find the same."""
    values = Values()
    counts = counted(rule, values)
    found = []
    for each, given in ((counts, values.by_name), (counted(rule, Literals()), {})):
        text = f"SELECT trip_id, {each.period_on}, {what} FROM trips AS trip".format(**each._asdict())
        rows = await fetch(tx, sa.text(f"{text} WHERE counts AND {each.is_counted}"), given)
        found.append(sorted((tuple(row) for row in rows), key=repr))
    assert found[0] == found[1]
    return found[0]


def _some(chance: random.Random, of: Sequence[Any]) -> list[Any]:
    return chance.sample([*of], chance.randint(1, 3))


def _range(chance: random.Random, bounds: Sequence[int]) -> dict[str, int]:
    least, most = sorted(chance.choices(bounds, k=2))
    return chance.choice([{"min": least}, {"max": most}, {"min": least, "max": most}])


def _hours(chance: random.Random) -> list[dict[str, int]]:
    past_midnight = {"from": chance.randrange(20, 24), "to": chance.randrange(1, 6)}
    return [{"from": chance.randrange(6, 12), "to": chance.randrange(12, 25)}, past_midnight]


WANTED: Mapping[str, Callable[[random.Random], Any]] = {
    "services": lambda chance: _some(chance, ("bike_share", "parking", "car_share")),
    "vehicle_types": lambda chance: [chance.choice(("bike", "ebike"))],
    "weekdays": lambda chance: _some(chance, range(1, 8)),
    "local_hours": _hours,
    "distance_sources": lambda chance: [chance.choice(("odometer", "phone"))],
    "distance_m": lambda chance: _range(chance, (0, 500, 1_000, 5_000)),
    "duration_s": lambda chance: _range(chance, (60, 600, 1_350)),
    "climb_m": lambda chance: {"min": chance.choice((1, 2, 55))},
    "start_station_ids": lambda chance: _some(chance, STATION_IDS),
    "end_station_ids": lambda chance: _some(chance, STATION_IDS),
    "start_zone_ids": lambda chance: _some(chance, ZONE_IDS),
    "end_zone_ids": lambda chance: _some(chance, ZONE_IDS),
    "day_tags_any": lambda chance: [chance.choice(DAY_TAGS)],
    "corridor": lambda chance: {"zone_ids_in_order": chance.sample(ZONE_IDS, chance.randint(2, 4))},
    "station_ids": lambda chance: _some(chance, STATION_IDS),
    "zone_ids": lambda chance: _some(chance, ZONE_IDS),
    "bonus_stations": lambda _: True,
}
"""Values of each condition."""
PAIRS = [(name,) for name in WANTED] + [("station_ids", "zone_ids"), ("start_zone_ids", "zone_ids")]
PAIRS += [("zone_ids", "bonus_stations")]
WHERES = [
    pytest.param({name: WANTED[name](random.Random(number)) for name in names}, id=f"{names} {number}")
    for names in PAIRS
    for number in range(DRAWS)
]


@pytest.mark.parametrize("where", WHERES)
@pytest.mark.parametrize("period", ["once", "week"])
async def test_a_condition_finds_the_same_trips_one_by_one_by_the_index_and_by_a_statement(
    engine: AsyncEngine, deeds: list[Deed], where: dict[str, Any], period: str
) -> None:
    rule = rule_of(where=where, period=period)
    index = Index(1, [rule])
    one_by_one = {deed.trip_id: match.period_on for deed in deeds for match in slow_matches([rule], deed)}
    indexed = {deed.trip_id: match.period_on for deed in deeds for match in index.matches(deed)}
    assert indexed == one_by_one
    async with engine.connect() as tx:
        rows = await of_statement(tx, rule, "0")
    assert {trip_id: period_on for trip_id, period_on, _ in rows} == one_by_one


MEASURES = ("trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g")


@pytest.mark.parametrize("measure", MEASURES)
async def test_a_measure_is_the_same_trip_by_trip_and_in_a_statement(
    engine: AsyncEngine, deeds: list[Deed], measure: str
) -> None:
    rule = rule_of(goal={"kind": "sum", "measure": measure, "target": 1})
    assert rule.brings
    expected = {deed.trip_id: rule.brings(deed) for deed in deeds if rule.period_of(deed)}
    async with engine.connect() as tx:
        rows = await of_statement(tx, rule, "{brings}")
    assert {trip_id: brought for trip_id, _, brought in rows} == expected
    assert any(expected.values())


@pytest.mark.parametrize("where", [{}, {"zone_ids": ["centre", "park"]}], ids=["all", "of zones"])
@pytest.mark.parametrize("of", [*DISTINCT[:-1], "best"])
async def test_marks_are_the_same_trip_by_trip_and_in_a_statement(
    engine: AsyncEngine, deeds: list[Deed], of: str, where: dict[str, Any]
) -> None:
    goal = {"kind": "distinct", "of": of, "target": 1}
    rule = rule_of(
        goal={"kind": "best", "measure": "distance_m", "target": 1} if of == "best" else goal, where=where
    )
    assert rule.marks
    expected = {deed.trip_id: rule.marks(deed) for deed in deeds if rule.period_of(deed)}
    async with engine.connect() as tx:
        rows = await of_statement(tx, rule, "ARRAY({marks})")
    assert {trip_id: set(marks) for trip_id, _, marks in rows} == expected
    assert Counter(len(marks) for marks in expected.values())[1]


OUTAGES = [date(2026, 5, 6), date(2026, 5, 12), date(2026, 5, 13), date(2026, 5, 20), date(2026, 6, 3)]


@pytest.mark.parametrize("outages", [[], OUTAGES], ids=["no outage", "outages"])
@pytest.mark.parametrize("freezes", range(4))
@pytest.mark.parametrize("of", ["days", "weeks"])
async def test_a_streak_is_the_same_by_its_days_and_in_a_statement(
    engine: AsyncEngine, deeds: list[Deed], of: Any, freezes: int, outages: list[date]
) -> None:
    rule = rule_of(
        goal={"kind": "streak", "of": of, "freezes": freezes, "target": 2},
        where={"weekdays": [1, 2, 4, 7], "local_hours": [{"from": 6, "to": 12}]},
        period="month",
        starts_at="2026-05-01T00:00:00+02:00",
        ends_at="2026-07-01T00:00:00+02:00",
    )
    days: defaultdict[tuple[UUID, date], set[date]] = defaultdict(set)
    assert rule.marks
    for deed in deeds:
        period_on = rule.period_of(deed)
        if period_on is not None:
            days[deed.rider_id, period_on].update(map(date.fromisoformat, rule.marks(deed)))
    expected = {entry: longest_streak(each, of, freezes, outages) for entry, each in days.items()}
    async with engine.connect() as tx:
        for outage in outages:
            await add_outage(tx, CITY, outage)
        entries = await recount.count_anew(tx, CITY, rule, datetime(2026, 8, 1, tzinfo=UTC))
        assert {(each.rider_id, each.period_on): each.progress for each in entries} == expected
        proof = {tuple(row[:2]): row[2] for row in await fetch(tx, sa.text(proof_of(rule)), {})}
        await tx.rollback()
    assert proof == expected
