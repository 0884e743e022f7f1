"""The demo's city, its challenges, and what a second demo has left to tell."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
import shapely

from rodem.demo import plan
from rodem.demo.barcelona import find_city
from rodem.demo.challenges import CHALLENGES, joining
from rodem.demo.filling import BATCH, batches
from rodem.demo.made_up_city import make_city
from rodem.demo.plan import DemoSize, Span
from services.challenges.bodies import ChallengeBody
from services.challenges.counting.streaks import longest_streak
from services.challenges.rules import check_counted
from services.challenges.tree.refusals import Game, check
from services.challenges.tree.trees import tree_of

MEASURES = ("trips", "distance_m", "duration_s", "energy_kcal")
ZONE = ZoneInfo("Europe/Madrid")
WANTED = DemoSize(riders=60, days=5, seed=1, timezone="Europe/Madrid")
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def told(folder: Path, *, completely: bool) -> Path:
    saved = folder / "demo.json"
    plan.save(saved, WANTED, Span(date(2026, 11, 19), NOON, completely))
    return saved


def test_without_open_data_the_city_is_made_up(tmp_path: Path) -> None:
    assert find_city(tmp_path) == make_city()


@pytest.mark.data
def test_with_open_data_the_city_is_barcelona(data_dir: Path) -> None:
    city = find_city(data_dir)
    zones = [len(json.loads(body)["features"]) for body in city.zones]
    assert (city.name, zones, len(city.stations)) == ("Barcelona", [10, 73], 509)


def test_the_made_up_neighbourhoods_tile_their_districts() -> None:
    city = make_city()
    districts, neighbourhoods = (json.loads(body)["features"] for body in city.zones)
    assert (len(districts), len(neighbourhoods), len(city.stations)) == (10, 40, 200)
    shapes = {
        each["properties"]["zone_id"]: shapely.geometry.shape(each["geometry"])
        for each in (*districts, *neighbourhoods)
    }
    assert all(shape.is_valid for shape in shapes.values())
    for district in districts:
        district_id = district["properties"]["zone_id"]
        parts = [
            shapes[each["properties"]["zone_id"]]
            for each in neighbourhoods
            if each["properties"]["parent_id"] == district_id
        ]
        assert shapely.union_all(parts).symmetric_difference(shapes[district_id]).area < 1e-12
    for station in city.stations:
        assert shapes[station.station_id.partition("-")[0]].contains(shapely.Point(station.lon, station.lat))


def test_the_challenges_are_what_the_service_takes() -> None:
    today = date(2026, 11, 24)
    raw = [json.loads(msgspec.json.encode(challenge.body(today, ZONE))) for challenge in CHALLENGES]
    taken = [check(ChallengeBody, body, Game(ZONE, 5_000)) for body in raw]
    for body in raw:
        check_counted(tree_of(body))
    assert len({body.name.en for body in taken}) == 12
    assert all(body.name.ca and body.name.es for body in taken)
    assert {body.who.kind for body in taken} == {"all", "joined"}
    assert {body.goal.kind for body in taken} == {"sum", "distinct", "streak", "best"}
    assert {body["goal"].get("measure") for body in raw} == {*MEASURES, None}
    assert sum(body.ends_at < NOON for body in taken) == 1
    assert sum(body.starts_at > NOON for body in taken) == 1


def test_made_up_riders_reach_every_kind_of_goal_and_not_all_of_them_do() -> None:
    drawn = plan.draw(replace(WANTED, riders=200, days=30), Span(date(2026, 10, 25), NOON), make_city())
    days: dict[UUID, set[date]] = {}
    zones: dict[UUID, set[str]] = {}
    longest_m: dict[UUID, int] = {}
    for trip in drawn.trips:
        local_on, rider_id = trip.started_at.astimezone(ZONE).date(), trip.rider_id
        days.setdefault(rider_id, set()).add(local_on)
        longest_m[rider_id] = max(longest_m.get(rider_id, 0), trip.distance_m or 0)
        if local_on.isoweekday() > 5:
            places = trip.start_station_id, trip.end_station_id
            zones.setdefault(rider_id, set()).update(place.partition("-")[0] for place in places)
    weeks = [
        Counter(day.isocalendar()[:2] for day in ridden if day.weekday() < 5) for ridden in days.values()
    ]
    reached = {
        "distinct days": sum(max(each.values(), default=0) >= 3 for each in weeks),
        "distinct zones": sum(len(each) >= 4 for each in zones.values()),
        "streak": sum(longest_streak(each, "days", 1) >= 5 for each in days.values()),
        "best": sum(longest >= 5_000 for longest in longest_m.values()),
    }
    assert all(len(drawn.riders) / 20 < each < len(drawn.riders) * 0.9 for each in reached.values()), reached


def test_some_riders_join_and_the_guide_always_does() -> None:
    drawn = plan.draw(replace(WANTED, riders=500), Span(date(2026, 11, 24), NOON, True), make_city())
    joined = joining(drawn.riders, drawn.guide, 1)
    assert set(joined) == {challenge.en for challenge in CHALLENGES if challenge.who == "joined"}
    assert all(drawn.guide in riders and 5 < len(riders) < 50 for riders in joined.values())
    assert not drawn.guide.cheats


def test_a_first_demo_tells_the_days_before_today_and_today(tmp_path: Path) -> None:
    assert plan.span_to_tell(tmp_path / "demo.json", WANTED, NOON) == Span(date(2026, 11, 19), NOON)


def test_a_second_demo_on_the_same_day_has_nothing_to_tell(tmp_path: Path) -> None:
    evening = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
    span = plan.span_to_tell(told(tmp_path, completely=True), WANTED, evening)
    assert span == Span(date(2026, 11, 19), NOON, True)
    assert plan.draw(WANTED, span, make_city()).trips == []


def test_a_demo_that_broke_off_is_told_again(tmp_path: Path) -> None:
    saved = told(tmp_path, completely=False)
    assert plan.span_to_tell(saved, WANTED, NOON.replace(hour=20)) == Span(date(2026, 11, 19), NOON)
    next_week = NOON.replace(month=12, day=1)
    assert plan.span_to_tell(saved, WANTED, next_week) == Span(date(2026, 11, 19), next_week)


def test_a_later_demo_tells_what_is_new_since(tmp_path: Path) -> None:
    midnight = datetime(2026, 11, 24, 23, tzinfo=UTC)  # in Madrid the next day has begun
    saved = told(tmp_path, completely=True)
    assert plan.span_to_tell(saved, WANTED, midnight) == Span(date(2026, 11, 24), midnight)


def test_another_demo_in_the_same_folder_is_told_whole(tmp_path: Path) -> None:
    other = replace(WANTED, seed=2)
    assert plan.span_to_tell(told(tmp_path, completely=True), other, NOON) == Span(date(2026, 11, 19), NOON)


def test_batches_are_full_and_say_when_they_are_history() -> None:
    drawn = plan.draw(replace(WANTED, riders=300), Span(date(2026, 11, 4), NOON), make_city())
    sent = [(len(batch), batch[0].ended_at, body) for batch, body in batches(drawn.trips, NOON, "UTC")]
    assert sum(count for count, _, _ in sent) == len(drawn.trips)
    assert all(count == BATCH for count, _, _ in sent[:-1])
    assert sent[0][2].history
    assert not sent[-1][2].history
    assert all(body.history or (NOON - oldest).days < 14 for _, oldest, body in sent)
