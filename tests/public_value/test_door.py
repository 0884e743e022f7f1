"""The service over a real socket: what is measured, queries and their refusals, the city's page."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

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
    asked = ASK | {"measures": ["trips", "riders", "distance_m", "points"]}
    assert answer["query"] == asked | {"release": 1, "k_value": 10, "colluders": 5}
    assert answer["partial"] == []


async def test_a_thin_zone_hides_another_one_and_both_are_named(city: Door) -> None:
    answer = (await city.ask(dimensions=["zone_id"])).json()
    hidden = [row[:2] for row in answer["rows"] if row[2] is None]
    assert hidden == [["2026-05-05", "B1"], ["2026-05-05", "B2"]]
    assert answer["suppressed"] == [
        {"start_date": day, "zone_id": zone_id, "measures": ["trips"], "because": "few"}
        for day, zone_id in hidden
    ]
    by_district = await city.rows(dimensions=["district_id"])
    assert [row[1:] for row in by_district] == [["D1", 105], ["D2", 30], ["D1", 63], ["D2", 30]]


async def test_a_figure_is_the_same_whatever_is_asked(city: Door) -> None:
    whole = {(row[0], row[1]): row[2] for row in await city.rows(dimensions=["zone_id"])}
    for (day, zone_id), trips in whole.items():
        filters = [{"name": "zone_id", "values": [zone_id]}]
        one = {"start_date": day, "end_date": day, "filters": filters}
        assert await city.rows(**one, dimensions=["zone_id"]) == [[day, zone_id, trips]]
        assert await city.rows(**one) == [[day, trips]]


async def test_zones_of_a_district(city: Door) -> None:
    filters = [{"name": "district_id", "values": ["D1"]}]
    rows = await city.rows(dimensions=["zone_id"], filters=filters, end_date="2026-05-04")
    assert [row[1] for row in rows] == ["B1", "B2"]


async def test_districts_come_out_right_when_zones_are_reported_after_their_trips(empty: Door) -> None:
    trips = [judged(f"{z} {i}", i, start_zone_id=z) for z in ("B1", "B2") for i in range(15)]
    await tell(empty.engine, trips)
    await tell(empty.engine, [zone("B1", "D1"), zone("B2", "D1"), zone("D1")])
    await empty.release()
    one_day = {"dimensions": ["district_id"], "end_date": "2026-05-04"}
    assert await empty.rows(**one_day, measures=["trips", "riders"]) == [["2026-05-04", "D1", 30, 20]]


async def test_months_and_weeks_that_begin_in_the_range_have_a_row_each(city: Door) -> None:
    rows = await city.rows(interval="P1M", start_date="2026-04-02", end_date="2026-06-30")
    assert rows == [["2026-05-01", 228]], "June goes on"
    two_weeks = {"interval": "P1W", "start_date": "2026-04-28", "end_date": "2026-05-11"}
    rows = await city.rows(**two_weeks, measures=["trips", "riders"])
    assert rows == [["2026-05-04", 228, 60], ["2026-05-11", None, None]]
    assert await city.rows(interval="P1M", start_date="2026-06-01", end_date="2026-06-30") == []
    assert await city.rows(interval="P1M", start_date="2026-05-02", end_date="2026-05-30") == []


async def test_climate_has_its_interval_its_factor_set_and_its_counterfactual(city: Door) -> None:
    may = {"interval": "P1M", "start_date": "2026-05-01", "end_date": "2026-05-01"}
    answer = (await city.ask(measures=["climate.net_kgco2e"], **may)).json()
    assert [column["name"] for column in answer["columns"][1:]] == [
        "climate.net_kgco2e",
        "climate.net_kgco2e.low",
        "climate.net_kgco2e.high",
    ]
    for column in answer["columns"][1:]:
        assert column["factor_set_id"] == "itf-2020-life-cycle"
        assert column["counterfactual_id"] == "example-shares"
    [[_, value, low, high]] = answer["rows"]
    # 304 km by bike at +7.02725 g, 152 km by e-bike at -18.64235 g.
    assert low < value < high
    assert value == pytest.approx(-0.697, abs=5e-4)


async def test_golden_g31_a_trip_belongs_to_the_local_day_of_its_start(empty: Door) -> None:
    """Trips from 23:50 on New Year's Eve to 00:10 in Madrid belong to the old year."""
    new_years_eve = date(2025, 12, 31)
    started_at = datetime(2025, 12, 31, 22, 50, tzinfo=UTC)
    ended_at = started_at + timedelta(minutes=20)
    await tell(
        empty.engine,
        [judged(f"{i}", i, new_years_eve, started_at=started_at, ended_at=ended_at) for i in range(15)],
    )
    await empty.release("2026-02-02T04:00")
    rows = await empty.rows(interval="P1M", start_date="2025-12-01", end_date="2026-01-31")
    assert rows == [["2025-12-01", 15], ["2026-01-01", None]]


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


async def test_everybody_reads_the_same_figures_with_a_token_and_without(city: Door) -> None:
    without = await city.client.post("/v1/indicators:query", json=ASK)
    assert without.json() == (await city.ask()).json()


async def test_the_page_of_an_empty_city(empty: Door) -> None:
    answer = await empty.client.get("/v1/city-figures")
    assert answer.json() == NO_FIGURES


async def test_who_has_the_pages_figures_is_not_sent_them_again(city: Door) -> None:
    etag = (await city.client.get("/v1/city-figures")).headers["etag"]
    again = await city.client.get("/v1/city-figures", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_page_of_a_few_riders_does_not_tell_that_there_was_a_trip(empty: Door) -> None:
    await tell(empty.engine, [judged(f"few {i}", rider=i) for i in range(14)])
    assert await empty.release() is None
    assert (await empty.client.get("/v1/city-figures")).json() == NO_FIGURES


async def test_the_page_shows_what_a_query_answers(city: Door) -> None:
    page = (await city.client.get("/v1/city-figures")).json()
    assert page["last_day"] == "2026-05-05"
    assert page["periods"]["month"] == page["districts_period"]
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
    assert page["as_of"] == "2026-06-02T02:00:00Z"
    assert len(page["series"]) == 30
    assert page["series"][-3:] == [
        {"start_date": "2026-05-03", "suppressed": True},
        {"start_date": "2026-05-04", "trips": 135, "suppressed": False},
        {"start_date": "2026-05-05", "trips": 93, "suppressed": False},
    ]
    assert [each.get("name") for each in page["districts"]] == ["Name of D1", "Name of D2"]
    assert page["districts"][0]["outline"][0][0] == [2.1, 41.3]


async def test_a_month_that_goes_on_is_the_sum_of_its_days_and_has_no_riders(empty: Door) -> None:
    days = [DAY_ONE - 8 * DAY + i * DAY for i in range(15)]  # from 26 April to 10 May
    await tell(
        empty.engine, [judged(f"{day} {i}", i, day, start_zone_id="Z") for day in days for i in range(20)]
    )
    await empty.release("2026-05-12T04:00")
    page = (await empty.client.get("/v1/city-figures")).json()
    assert (page["periods"]["month"]["start_date"], page["last_day"]) == ("2026-05-01", "2026-05-10")
    assert page["districts_period"]["start_date"] == "2026-04-01"
    tiles = {
        tile["id"]: (tile["month"].get("value"), tile["previous_month"].get("value"))
        for tile in page["tiles"]
    }
    assert (tiles["trips"], tiles["riders"]) == ((200, 100), (None, 20))
    assert [each["trips"] for each in page["districts"]] == [100]


async def riders_tile(city: Door) -> dict[str, Any]:
    page = (await city.client.get("/v1/city-figures")).json()
    tiles: dict[str, dict[str, Any]] = {tile["id"]: tile for tile in page["tiles"]}
    return tiles["riders"]


async def test_riders_whom_a_source_does_not_name_are_told_as_what_stands_for_them(empty: Door) -> None:
    """As it was when the day was told: who rides later, or another way, does not change it."""
    await tell(empty.engine, [judged(f"bike {i}", i, rider_key="bike") for i in range(20)])
    await empty.release()
    told = {"value": 20, "suppressed": False, "rider_keys": ["bike"]}
    assert (await riders_tile(empty))["month"] == told
    await tell(empty.engine, [judged(f"{i}", 1_000 + i) for i in range(20)])
    await empty.release("2026-06-03T04:00")
    assert (await riders_tile(empty))["month"] == told


async def test_riders_who_are_named_are_riders(city: Door) -> None:
    assert (await riders_tile(city))["month"] == {"value": 60, "suppressed": False}


async def all_told(door: Door, today: date) -> list[Any]:
    """What anybody learns of the last weeks: of days, weeks, months, places, and the page with its ETag."""
    page = await door.client.get("/v1/city-figures")
    since = {"start_date": str(today.replace(day=1) - 31 * DAY), "end_date": str(today)}
    figures = [
        await door.rows(interval=interval, dimensions=dimensions, measures=["trips", "riders"], **since)
        for interval in ("P1D", "P1W", "P1M")
        for dimensions in ([], ["zone_id"], ["district_id"])
    ]
    releases = await door.client.get("/v1/releases")
    return [page.json(), page.headers["etag"], releases.text, *figures]


async def test_who_asks_before_and_after_a_trip_sees_no_difference(empty: Door) -> None:
    """Neither in a figure that is shown nor in which are hidden: of no day, also not of one that is told."""
    today, run = date(2026, 7, 20), "2026-07-20T04:00"
    days = [judged(f"{day} {i}", i, today - day * DAY) for day in range(40) for i in range(14 + day % 2)]
    await tell(empty.engine, days)
    await empty.release(run)
    before = await all_told(empty, today)
    assert before[0]["last_day"] == before[0]["series"][-1]["start_date"] == str(today - 3 * DAY)
    for day in range(5):  # one rider makes the fifteenth of a day, and comes to another place
        new = [judged(f"new {day} {zone}", 99, today - day * DAY, start_zone_id=zone) for zone in "AB"]
        gone = [judged(f"{day} 3", 3, today - day * DAY, revision=2, verdict="voided")]
        await tell(empty.engine, [*new, *(gone if day % 2 else [])])
        assert await all_told(empty, today) == before
    await tell(empty.engine, [judged("old", 99, today - 9 * DAY)])
    assert await empty.release(run.replace("04:00", "05:00")) is not None, "the 18th is told now"
    after = await all_told(empty, today)
    days_before = {day["start_date"]: day for day in before[0]["series"] if not day["suppressed"]}
    days_after = {day["start_date"]: day for day in after[0]["series"]}
    assert {day: days_after[day] for day in days_before} == days_before, "what was told stays"


async def test_an_invented_survey_is_said_to_be_none(city: Door) -> None:
    page = (await city.client.get("/v1/city-figures")).json()
    told = {tile["id"]: tile.get("counterfactual_verified") for tile in page["tiles"]}
    assert told.pop("climate.net_kgco2e") is False
    assert set(told.values()) == {None}
    columns = (await city.ask(measures=["climate.net_kgco2e"])).json()["columns"]
    assert [column.get("counterfactual_verified") for column in columns] == [None, False, False, False]


async def test_both_topics_are_heard(empty: Door) -> None:
    async with empty.engine.begin() as tx:
        trips = [judged(f"heard {i}", i).event for i in range(15)]
        points = [posted(f"trip:{trip.trip_id}", i, 20).event for i, trip in enumerate(trips)]
        await publish(tx, [*trips, *points])
    give_up = time.monotonic() + 60
    wanted = [["2026-05-04", 15, 300]]
    while (rows := await empty.rows(measures=["trips", "points"], end_date="2026-05-04")) != wanted:
        assert time.monotonic() < give_up, rows
        await asyncio.sleep(0.05)
        await empty.release()
