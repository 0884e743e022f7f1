"""The service over a real socket: what is measured, queries and their refusals, the city's page."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.eventlog.outbox import publish
from tests.public_value.events import DAY_ONE, judged, posted, tell, zone

from .doors import ASK, DAY, NO_FIGURES, Door


async def test_discovery_needs_no_token_and_says_which_data_are_no_survey(door: Door) -> None:
    answer = await door.client.get("/v1/indicators")
    content = answer.json()
    assert "climate.net_kgco2e" in [each["id"] for each in content["indicators"]]
    assert all(each["k"] == content["k_value"] == 10 for each in content["indicators"])
    assert {each["id"]: each.get("verified") for each in content["data"]}["example-shares"] is False
    again = await door.client.get("/v1/indicators", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_figures_of_the_city_by_day(city: Door) -> None:
    answer = (await city.ask(measures=["trips", "riders", "distance_m", "points"])).json()
    assert answer["columns"] == [
        {"name": "start_date", "unit": "date"},
        {"name": "trips", "unit": "trips"},
        {"name": "riders", "unit": "riders"},
        {"name": "distance_m", "unit": "m"},
        {"name": "points", "unit": "points"},
    ]
    assert answer["rows"] == [["2026-05-04", 135, 60, 270_000, 4_725], ["2026-05-05", 93, 60, 186_000, 3_255]]
    assert answer["suppressed"] == []
    assert answer["query"] == ASK | {"measures": ["trips", "riders", "distance_m", "points"], "k_value": 10}


async def test_a_thin_zone_hides_another_one_and_both_are_named(city: Door) -> None:
    answer = (await city.ask(dimensions=["zone_id"])).json()
    hidden = [row[:2] for row in answer["rows"] if row[2] is None]
    assert ["2026-05-05", "B2"] in hidden
    assert len(hidden) > 1
    assert [[key["start_date"], key["zone_id"]] for key in answer["suppressed"]] == hidden
    by_district = await city.rows(dimensions=["district_id"])
    assert [row[1] for row in by_district] == ["D1", "D2"] * 2


async def test_the_pattern_is_the_same_whatever_is_asked(city: Door) -> None:
    whole = {(row[0], row[1]): row[2] for row in await city.rows(dimensions=["zone_id"])}
    for (day, zone_id), trips in whole.items():
        filters = [{"name": "zone_id", "values": [zone_id]}]
        one = {"start_date": day, "end_date": day, "filters": filters}
        assert await city.rows(**one, dimensions=["zone_id"]) == [[day, zone_id, trips]]
        assert await city.rows(**one) == [[day, trips]]
        all_null = trips is None
        rows = await city.rows(**one, measures=["riders", "points", "climate.net_kgco2e"])
        assert all((value is None) is all_null for value in rows[0][1:])


async def test_zones_of_a_district(city: Door) -> None:
    filters = [{"name": "district_id", "values": ["D1"]}]
    rows = await city.rows(dimensions=["zone_id"], filters=filters, end_date="2026-05-04")
    assert [row[1] for row in rows] == ["B1", "B2"]


async def test_districts_come_out_right_when_zones_are_reported_after_their_trips(empty: Door) -> None:
    trips = [judged(f"{z} {i}", i, start_zone_id=z) for z in ("B1", "B2") for i in range(15)]
    await tell(empty.engine, trips)
    one_day = {"dimensions": ["district_id"], "end_date": "2026-05-04"}
    assert [row[1] for row in await empty.rows(**one_day)] == ["B1", "B2"]
    await tell(empty.engine, [zone("B1", "D1"), zone("B2", "D1"), zone("D1")])
    measures = ["trips", "riders"]
    rows = await empty.rows(**one_day, measures=measures)
    assert rows == [["2026-05-04", "D1", 30, 15]]


async def test_months_and_weeks_that_begin_in_the_range_have_a_row_each(city: Door) -> None:
    rows = await city.rows(interval="P1M", start_date="2026-04-02", end_date="2026-06-30")
    assert [row[0] for row in rows] == ["2026-05-01", "2026-06-01"]
    two_weeks = {"interval": "P1W", "start_date": "2026-04-28", "end_date": "2026-05-11"}
    rows = await city.rows(**two_weeks, measures=["trips", "riders"])
    assert rows == [["2026-05-04", 228, 60], ["2026-05-11", None, None]]
    assert await city.rows(interval="P1M", start_date="2026-05-02", end_date="2026-05-30") == []


async def test_climate_has_its_interval_its_factor_set_and_its_counterfactual(city: Door) -> None:
    answer = (await city.ask(measures=["climate.net_kgco2e"], end_date="2026-05-04")).json()
    assert [column["name"] for column in answer["columns"][1:]] == [
        "climate.net_kgco2e",
        "climate.net_kgco2e.low",
        "climate.net_kgco2e.high",
    ]
    for column in answer["columns"][1:]:
        assert column["factor_set_id"] == "itf-2020-life-cycle"
        assert column["counterfactual_id"] == "example-shares"
    [[_, value, low, high]] = answer["rows"]
    # 216 km by bike at +7.02725 g, 54 km by e-bike at -18.64235 g.
    assert low < value < high
    assert value == pytest.approx(0.511, abs=5e-4)


async def test_golden_g31_a_trip_belongs_to_the_local_day_of_its_start(empty: Door) -> None:
    """Trips from 23:50 on New Year's Eve to 00:10 in Madrid belong to the old year."""
    new_years_eve = date(2025, 12, 31)
    started_at = datetime(2025, 12, 31, 22, 50, tzinfo=UTC)
    ended_at = started_at + timedelta(minutes=20)
    await tell(
        empty.engine,
        [judged(f"{i}", i, new_years_eve, started_at=started_at, ended_at=ended_at) for i in range(12)],
    )
    rows = await empty.rows(interval="P1M", start_date="2025-12-01", end_date="2026-01-31")
    assert rows == [["2025-12-01", 12], ["2026-01-01", None]]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"measures": ["speed"]}, "/measures/0", "not_allowed"),
        ({"measures": []}, "/measures", "out_of_range"),
        ({"measures": ["trips", "trips"]}, "/measures", "repeated"),
        ({"measures": ["trips"] * 11}, "/measures", "out_of_range"),
        ({"interval": "PT1H"}, "/interval", "not_allowed"),
        ({"dimensions": ["vehicle_type"]}, "/dimensions/0", "not_allowed"),
        ({"dimensions": ["zone_id", "district_id"]}, "/dimensions", "out_of_range"),
        ({"end_date": "2026-05-03"}, "/end_date", "before_start"),
        ({"end_date": "2027-06-08"}, "/end_date", "out_of_range"),
        ({"start_date": "2026-5-4"}, "/start_date", "bad_format"),
        ({"start_date": 20260504}, "/start_date", "wrong_type"),
        ({"start_date": None}, "/start_date", "null"),
        ({"end_date": "2101-01-01"}, "/end_date", "out_of_range"),
        ({"group_by": "rider"}, "/group_by", "unknown_field"),
        ({"filters": [{"name": "rider_id", "values": ["x"]}]}, "/filters/0/name", "not_allowed"),
        ({"filters": [{"name": "zone_id", "values": []}]}, "/filters/0/values", "out_of_range"),
        ({"filters": [{"name": "zone_id", "values": ["B1", "B2"]}]}, "/filters", "needs_dimension"),
        (
            {"dimensions": ["district_id"], "filters": [{"name": "zone_id", "values": ["B1"]}]},
            "/filters",
            "needs_dimension",
        ),
    ],
)
async def test_a_refusal_says_where(door: Door, changes: dict[str, Any], pointer: str, code: str) -> None:
    answer = await door.ask(**changes)
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, pointer, code)
    assert bool({"minimum", "maximum"} & fault.keys()) == (code == "out_of_range")


async def test_a_refusal_names_the_last_day_that_may_be_asked_for(door: Door) -> None:
    for changes, bound in (
        ({"start_date": "2026-01-01", "end_date": "2027-12-31"}, {"maximum": "2027-02-04"}),
        ({"end_date": "2100-01-01"}, {"minimum": "2000-01-01", "maximum": "2099-12-31"}),
    ):
        [fault] = (await door.ask(**changes)).json()["errors"]
        assert fault == {"pointer": "/end_date", "code": "out_of_range", **bound}
    last = {"start_date": "2026-01-01", "end_date": "2027-02-04"}
    assert (await door.ask(**last)).status_code == 200


async def test_four_hundred_days_are_a_query(empty: Door) -> None:
    rows = await empty.rows(end_date="2027-06-07")
    assert len(rows) == 400
    assert all(trips is None for _, trips in rows)


async def test_figures_need_a_token(door: Door) -> None:
    assert (await door.client.post("/v1/indicators:query", json=ASK)).status_code == 401


async def test_the_page_of_an_empty_city(empty: Door) -> None:
    answer = await empty.client.get("/v1/city-figures")
    assert answer.json() == NO_FIGURES


async def test_who_has_the_pages_figures_is_not_sent_them_again(city: Door) -> None:
    etag = (await city.client.get("/v1/city-figures")).headers["etag"]
    again = await city.client.get("/v1/city-figures", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_page_of_a_few_riders_does_not_tell_that_there_was_a_trip(empty: Door) -> None:
    await tell(empty.engine, [judged(f"few {i}", rider=i) for i in range(9)])
    assert (await empty.client.get("/v1/city-figures")).json() == NO_FIGURES


async def test_the_page_shows_what_a_query_answers(city: Door) -> None:
    page = (await city.client.get("/v1/city-figures")).json()
    assert page["last_day"] == "2026-05-05"
    assert page["periods"]["month"] == {
        "interval": "P1M",
        "start_date": "2026-05-01",
        "end_date": "2026-05-31",
        "until": "2026-05-05",
    }
    tiles = {tile["id"]: tile for tile in page["tiles"]}
    for id_, tile in tiles.items():
        may = {"interval": "P1M", "start_date": "2026-05-01", "end_date": "2026-05-01"}
        [[_, *values]] = await city.rows(measures=[id_], **may)
        shown = [tile["month"].get(end) for end in ("value", "low", "high")]
        assert [each for each in shown if each is not None] == values
    assert all(tile["previous_month"] == {"suppressed": True} for tile in page["tiles"])
    climate = tiles["climate.net_kgco2e"]
    assert climate["month"]["low"] < climate["month"]["value"] < climate["month"]["high"]
    assert climate["factor_set_id"] == "itf-2020-life-cycle"
    assert page["as_of"].endswith(":00Z")
    assert len(page["series"]) == 30
    assert page["series"][-3:] == [
        {"start_date": "2026-05-03", "suppressed": True},
        {"start_date": "2026-05-04", "trips": 135, "suppressed": False},
        {"start_date": "2026-05-05", "trips": 93, "suppressed": False},
    ]
    assert [each["name"] for each in page["districts"]] == ["Name of D1", "Name of D2"]
    assert page["districts"][0]["outline"][0][0] == [2.1, 41.3]


async def riders_tile(city: Door) -> dict[str, Any]:
    page = (await city.client.get("/v1/city-figures")).json()
    tiles: dict[str, dict[str, Any]] = {tile["id"]: tile for tile in page["tiles"]}
    return tiles["riders"]


async def test_riders_whom_a_source_does_not_name_are_told_as_what_stands_for_them(city: Door) -> None:
    assert "rider_keys" not in (await riders_tile(city))["month"]
    bikes = [
        judged(f"bike {i}", 1_000 + i, DAY_ONE + DAY, rider_key="bike", start_zone_id="D2") for i in range(20)
    ]
    await tell(city.engine, bikes)
    assert (await riders_tile(city))["month"]["rider_keys"] == ["rider", "bike"]
    voided = [
        judged(
            f"bike {i}",
            1_000 + i,
            DAY_ONE + DAY,
            rider_key="bike",
            start_zone_id="D2",
            revision=2,
            verdict="voided",
        )
        for i in range(20)
    ]
    await tell(city.engine, voided)
    assert "rider_keys" not in (await riders_tile(city))["month"]


async def test_a_month_of_bikes_has_no_riders(empty: Door) -> None:
    await tell(empty.engine, [judged(f"bike {i}", i, rider_key="bike") for i in range(20)])
    assert (await riders_tile(empty))["month"] == {"value": 20, "suppressed": False, "rider_keys": ["bike"]}


async def all_told(door: Door, today: date) -> list[Any]:
    """What anybody learns of the last weeks: of days, weeks, months, places, and the page with its ETag."""
    page = await door.client.get("/v1/city-figures")
    since = {"start_date": str(today.replace(day=1) - 31 * DAY), "end_date": str(today)}
    figures = [
        await door.rows(interval=interval, dimensions=dimensions, measures=["trips", "riders"], **since)
        for interval in ("P1D", "P1W", "P1M")
        for dimensions in ([], ["zone_id"], ["district_id"])
    ]
    return [page.json(), page.headers["etag"], *figures]


async def test_who_asks_before_and_after_a_trip_sees_no_difference(empty: Door) -> None:
    """Neither in a figure that is shown nor in which are hidden: a day is told two nights later."""
    now = datetime.now(ZoneInfo("Europe/Madrid"))
    today = now.date() if now.hour >= 4 else now.date() - DAY
    days = [judged(f"{day} {i}", i, today - day * DAY) for day in range(40) for i in range(9 + day % 2)]
    await tell(empty.engine, days)
    before = await all_told(empty, today)
    assert before[0]["last_day"] == before[0]["series"][-1]["start_date"] == str(today - 2 * DAY)
    month = before[0]["periods"]["month"]
    assert month["until"] == str(min(today - 2 * DAY, date.fromisoformat(month["end_date"])))
    for day in (0, 1):  # one rider makes the tenth of a day, and comes to another place
        new = [judged(f"new {day} {zone}", 99, today - day * DAY, start_zone_id=zone) for zone in "AB"]
        await tell(empty.engine, new)
        assert await all_told(empty, today) == before
    await tell(empty.engine, [judged("late", 99, today - 2 * DAY)])
    assert await all_told(empty, today) != before, "a trip of a day that is told is seen at once"


async def test_a_city_of_two_days_has_no_figure_yet(empty: Door) -> None:
    today = datetime.now(ZoneInfo("Europe/Madrid")).date()
    days = [judged(f"{day} {i}", i, today - day * DAY) for day in range(2) for i in range(20)]
    await tell(empty.engine, days)
    assert (await empty.client.get("/v1/city-figures")).json() == NO_FIGURES


async def test_an_invented_survey_is_said_to_be_none(city: Door) -> None:
    page = (await city.client.get("/v1/city-figures")).json()
    told = {tile["id"]: tile.get("counterfactual_verified") for tile in page["tiles"]}
    assert told.pop("climate.net_kgco2e") is False
    assert set(told.values()) == {None}
    columns = (await city.ask(measures=["climate.net_kgco2e"])).json()["columns"]
    assert [column.get("counterfactual_verified") for column in columns] == [None, False, False, False]


async def test_both_topics_are_heard(empty: Door) -> None:
    async with empty.engine.begin() as tx:
        events = [judged(f"heard {i}", i).event for i in range(12)]
        await publish(tx, [*events, *(posted(f"trip:heard {i}", i, 20).event for i in range(12))])
    give_up = time.monotonic() + 60
    wanted = [["2026-05-04", 12, 240]]
    while (rows := await empty.rows(measures=["trips", "points"], end_date="2026-05-04")) != wanted:
        assert time.monotonic() < give_up, rows
        await asyncio.sleep(0.05)
