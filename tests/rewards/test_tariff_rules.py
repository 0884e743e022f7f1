"""Which tariff pays a day, what a multiplier is for, what limits take, and which level points reach."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rewards.levels.rules import LEVELS_1, check_not_raised, level
from services.rewards.tariffs.rules import (
    BODY_1,
    TARIFF_1,
    Bonus,
    Stop,
    Tariff,
    Tariffs,
    bonus_points,
    earned,
    stop_of,
    taken,
    tariff_of,
)
from shared.events.trips import TripJudged
from shared.http.problems import ValidationError
from tests.events import trip_judged

MADRID = ZoneInfo("Europe/Madrid")
SATURDAY = date(2026, 11, 21)


def tariff(version: int = 2, zones_within: Any = None, **changes: Any) -> Tariff:
    return tariff_of(version, {**BODY_1, "valid_from": "2026-11-01", **changes}, zones_within)


def trip(**changes: Any) -> TripJudged:
    """A trip that is worth 10 points, on a Saturday at noon."""
    facts = {"distance_m": 1_000, "energy_kcal": 0, "local_on": SATURDAY, "local_hour": 12}
    return trip_judged(**(facts | changes))


def multiplied(facts: dict[str, Any], zones_within: Any = None, **condition: Any) -> bool:
    """Whether a multiplier of 200 % with this condition counts for a trip with these facts."""
    multipliers = [{"name": "twice", "percent": 200, **condition}]
    return earned(tariff(zones_within=zones_within, multipliers=multipliers), trip(**facts)).full_points == 20


@pytest.mark.parametrize(
    ("condition", "facts", "counts"),
    [
        pytest.param({}, {}, True, id="one that names nothing is for all"),
        pytest.param({"weekdays": [6]}, {}, True, id="Saturday"),
        pytest.param({"weekdays": [6]}, {"local_on": date(2026, 11, 22)}, False, id="Sunday"),
        pytest.param({"weekdays": [6, 7]}, {"local_on": date(2026, 11, 22)}, True, id="of two days either"),
        pytest.param({"from_on": "2026-11-21"}, {}, True, id="on its first day"),
        pytest.param({"from_on": "2026-11-22"}, {}, False, id="the day before its first"),
        pytest.param({"until_on": "2026-11-21"}, {}, True, id="on its last day"),
        pytest.param({"until_on": "2026-11-20"}, {}, False, id="the day after its last"),
        pytest.param({"local_hours": [{"from": 0, "to": 24}]}, {"local_hour": 23}, True, id="the whole day"),
        pytest.param({"local_hours": [{"from": 23, "to": 24}]}, {"local_hour": 0}, False, id="to midnight"),
        pytest.param(
            {"local_hours": [{"from": 7, "to": 9}, {"from": 17, "to": 19}]},
            {"local_hour": 18},
            True,
            id="of two ranges either",
        ),
        pytest.param(
            {"local_hours": [{"from": 22, "to": 6}], "weekdays": [6]},
            {"local_hour": 2, "local_on": date(2026, 11, 22)},
            False,
            id="past midnight it is the next weekday",
        ),
        pytest.param({"start_zone_ids": ["gracia"]}, {"start_zone_id": "gracia"}, True, id="its zone"),
        pytest.param({"start_zone_ids": ["gracia"]}, {"start_zone_id": "sants"}, False, id="another zone"),
        pytest.param({"start_zone_ids": ["gracia"]}, {}, False, id="an unknown zone"),
        pytest.param({"start_zone_ids": ["gracia"], "weekdays": [7]}, {"start_zone_id": "gracia"}, False),
    ],
)
def test_which_trips_a_multiplier_is_for(
    condition: dict[str, Any], facts: dict[str, Any], counts: bool
) -> None:
    assert multiplied(facts, **condition) == counts


def test_a_district_stands_for_itself_and_the_zones_in_it() -> None:
    within = {"eixample": ["fort-pienc", "sagrada-familia"]}
    for zone_id, counts in (("fort-pienc", True), ("eixample", True), ("gracia", False)):
        assert multiplied({"start_zone_id": zone_id}, within, start_zone_ids=["eixample"]) == counts


@pytest.mark.parametrize(
    ("refusing", "full_points", "name", "refusal"),
    [
        pytest.param({}, 30, "sponsor", None, id="the largest can pay"),
        pytest.param({"shop": "budget_paced"}, 20, "market", "budget_paced", id="the next one pays"),
        pytest.param(
            {"shop": "budget_paced", "hall": "budget_spent"}, 10, None, "budget_paced", id="the first is told"
        ),
    ],
)
def test_the_largest_multiplier_that_can_be_paid_counts(
    refusing: dict[str, str], full_points: int, name: str | None, refusal: str | None
) -> None:
    asked = []

    def can_pay(campaign_id: str, points: int) -> str | None:
        asked.append((campaign_id, points))
        return refusing.get(campaign_id)

    multipliers = [
        {"name": "market", "percent": 200, "campaign_id": "hall"},
        {"name": "sponsor", "percent": 300, "campaign_id": "shop"},
    ]
    found = earned(tariff(multipliers=multipliers), trip(), can_pay)
    multiplier = found.multiplier and found.multiplier.name
    assert (found.full_points, multiplier, found.refusal) == (full_points, name, refusal)
    # A campaign is charged what it adds, and none is asked after one that pays.
    assert asked == [("shop", 20), ("hall", 10)][: len(refusing) + (len(refusing) < 2)]


def test_a_multiplier_below_a_hundred_percent_lowers_and_rounds_down() -> None:
    found = earned(
        tariff(multipliers=[{"name": "short trips", "percent": 50}]), trip(distance_m=1_100, energy_kcal=0)
    )
    assert (found.base_points, found.full_points) == (11, 5)


DAYS = st.dates(date(2026, 11, 1), date(2026, 11, 12))
PUBLISHED = st.lists(DAYS, max_size=5)
STOPS = st.lists(st.tuples(st.integers(2, 6), DAYS, st.integers(0, 4)), max_size=4)


@given(begins=PUBLISHED, stops=STOPS, day=DAYS)
def test_a_day_is_paid_by_the_latest_begun_that_is_not_stopped(
    begins: list[date], stops: list[tuple[int, date, int]], day: date
) -> None:
    """As one would look it up by hand: newest beginning first, the newest version of it first."""
    published = [tariff(n, valid_from=str(begin)) for n, begin in enumerate(begins, start=2)]
    listed = [Stop(version, first, first + timedelta(days=length)) for version, first, length in stops]
    expected = 1
    for each in sorted(published, key=lambda each: (each.valid_from, each.version), reverse=True):
        is_stopped = any(s.version == each.version and s.from_on <= day <= s.until_on for s in listed)
        if each.valid_from <= day and not is_stopped:
            expected = each.version
            break
    assert Tariffs(published, listed)[day].version == expected


@pytest.mark.parametrize(
    ("at", "until", "days"),
    [
        pytest.param("2026-12-03T09:00Z", "2026-12-05T09:00Z", ("2026-12-04", "2026-12-05"), id="two days"),
        pytest.param("2026-12-03T09:00Z", "2026-12-03T20:00Z", ("2026-12-04", "2026-12-03"), id="no day"),
        pytest.param("2026-12-03T23:30Z", "2026-12-05T23:30Z", ("2026-12-05", "2026-12-06"), id="local days"),
    ],
)
def test_the_days_of_a_stop(at: str, until: str, days: tuple[str, str]) -> None:
    stop = stop_of(2, datetime.fromisoformat(at), datetime.fromisoformat(until), MADRID)
    assert (str(stop.from_on), str(stop.until_on)) == days


def test_a_day_before_everything_is_paid_by_the_default_tariff() -> None:
    assert Tariffs([tariff()])[date(1999, 1, 1)] is TARIFF_1


@given(limit=st.integers(0, 500), points=st.lists(st.integers(0, 300), max_size=6))
def test_a_limit_leaves_the_smaller_of_the_two(limit: int, points: list[int]) -> None:
    assert sum(points) + taken(limit, sum(points)) == min(limit, sum(points))
    assert taken(None, sum(points)) == 0


@pytest.mark.parametrize(("activities", "points"), [(0, 0), (1, 20), (3, 60), (4, 60)])
def test_a_bonus_is_given_so_many_times_a_day(activities: int, points: int) -> None:
    assert bonus_points(Bonus(points=20, day_max=3), activities) == points


@pytest.mark.parametrize(
    ("after", "raised"),
    [
        pytest.param(LEVELS_1, [], id="the same"),
        pytest.param((0, 400, 2_000, 5_000, 12_000, 30_000), [], id="one that falls"),
        pytest.param((*LEVELS_1, 60_000), [], id="one more"),
        pytest.param((0, 501, 2_000, 5_000, 12_000, 30_000), [1], id="one that rises"),
        pytest.param((1, 501, 2_000, 5_000, 12_000), [0, 1, 5], id="two that rise, one that is dropped"),
    ],
)
def test_levels_only_fall(after: tuple[int, ...], raised: list[int]) -> None:
    if not raised:
        check_not_raised(LEVELS_1, after)
        return
    with pytest.raises(ValidationError) as refusal:
        check_not_raised(LEVELS_1, after)
    expected = [{"pointer": f"/from_points/{k}", "code": "threshold_raised"} for k in raised]
    assert refusal.value.members["errors"] == expected


@given(points=st.integers(-10, 40_000))
def test_a_level_is_the_last_whose_points_are_reached(points: int) -> None:
    reached = [k for k, from_points in enumerate(LEVELS_1, start=1) if points >= from_points]
    assert level(LEVELS_1, points) == max(reached, default=1)


def test_a_trip_is_worth_the_same_whoever_rides() -> None:
    """Nothing of the rider, of ids or of instants is asked: only what the event says of the trip."""
    facts = {"distance_m": 3_000, "energy_kcal": 167}
    found = {
        earned(TARIFF_1, trip(rider_id=uuid4(), started_at=datetime(2026, 11, n, tzinfo=UTC), **facts))
        for n in range(1, 5)
    }
    assert {each.full_points for each in found} == {46}
