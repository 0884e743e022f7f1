"""Expectations and declared figures by their routes: who declares what, what is refused, and what stays."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.public_value.expectations.rules import Actor, Declared, in_force
from tests.days import local_day, today
from tests.public_value.expectations import CLIMATE, COST, EQUITY, expectations
from tests.waiting import eventually

from .doors import DAY, Door

PATH, FIGURES = "/v1/expectations", f"/v1/declarations/{COST}"
FIGURE = {"period": "2026-05", "value": 1.4, "source": "Annual accounts"}


@pytest.fixture
async def actors(empty: Door) -> Door:
    """The service, to which nobody has declared anything."""
    async with empty.engine.begin() as tx:
        await tx.execute(sa.text("TRUNCATE expectations, declarations"))
    return empty


async def declare(door: Door, role: str = "city", status: int = 200, **changes: Any) -> dict[str, Any]:
    answer = await door.request(role, "PUT", PATH, expectations(**changes))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def listed(door: Door, query: str = "") -> list[dict[str, Any]]:
    """What anybody reads, without a token."""
    answer = await door.client.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["expectations"])


async def test_everybody_reads_what_each_actor_expects(actors: Door) -> None:
    of_city = await declare(actors)
    of_operator = await declare(actors, "operator", mandate_ref="Contract 7, clause 3")
    assert of_city["values"] == [EQUITY, CLIMATE]
    assert [(each["actor"], each["organisation"]) for each in (of_city, of_operator)] == [
        ("city", "city"),
        ("operator", "operator"),
    ]
    assert await listed(actors) == [of_city, of_operator]
    assert await listed(actors, "?actor=operator") == [of_operator]


async def test_a_later_declaration_takes_the_place_of_one_that_stays_readable(actors: Door) -> None:
    first = await declare(actors)
    second = await declare(actors, valid_from=local_day(3), values=[CLIMATE | {"weight": 100}])
    assert (first["in_force"], second["in_force"]) == (True, False)
    assert [each["in_force"] for each in await listed(actors)] == [True, False]
    later = await listed(actors, f"?on={local_day(3)}")
    assert [each["in_force"] for each in later] == [False, True]
    assert [each["values"] for each in later] == [first["values"], second["values"]]
    assert [each["in_force"] for each in await listed(actors, "?on=2026-05-03")] == [False, False]


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "2026-5-4"])
async def test_a_day_that_is_asked_about_is_in_the_calendar(actors: Door, day: str) -> None:
    answer = await actors.client.get(f"{PATH}?on={day}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "bad_format")


async def test_what_was_declared_last_is_not_added_again(actors: Door) -> None:
    assert await declare(actors) == await declare(actors)
    await declare(actors, mandate_ref="Ple 2026/42")
    await declare(actors)
    assert [each["mandate_ref"][-2:] for each in await listed(actors)] == ["41", "42", "41"]


async def test_nobody_declares_for_another_and_nothing_is_edited(actors: Door) -> None:
    await declare(actors)
    answer = await actors.request("operator", "PUT", PATH, expectations(actor="city"))
    assert answer.json()["errors"] == [{"pointer": "/actor", "code": "unknown_field"}]
    for role in ("rider", "auditor", "partner"):
        assert (await actors.request(role, "PUT", PATH, expectations())).status_code == 403
    assert (await actors.client.put(PATH, json=expectations())).status_code == 401
    await declare(actors, "operator", values=[CLIMATE | {"weight": 100}])
    assert [each["in_force"] for each in await listed(actors)] == [True, True]


async def test_each_value_is_said(actors: Door) -> None:
    query = "SELECT data FROM published WHERE type = 'expectation.declared.v1' ORDER BY position"

    async def said() -> list[dict[str, Any]]:
        async with actors.engine.connect() as tx:
            return [json.loads(data) for data in (await tx.execute(sa.text(query))).scalars()]

    # What earlier tests declared may still be on its way.
    mandate = f"Ple {uuid4()}"
    await declare(actors, mandate_ref=mandate)
    await declare(actors, mandate_ref=mandate)
    await declare(actors, mandate_ref=mandate, valid_from=local_day(1))

    async def new() -> list[dict[str, Any]]:
        return [each for each in await said() if each["mandate_ref"] == mandate]

    async def found() -> object:
        return [(each["value_id"], each["weight"], each["revision"]) for each in await new()]

    await eventually(found, [("equity", 60, 1), ("climate", 40, 1), ("equity", 60, 2), ("climate", 40, 2)])
    first = (await new())[0]
    assert first["floor"] == 0.6
    assert (first["actor"], first["organisation"]) == ("city", "city")


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ([EQUITY, CLIMATE | {"weight": 41}], "/values", "wrong_sum"),
        ([EQUITY, CLIMATE | {"weight": 39}], "/values", "wrong_sum"),
        ([EQUITY, CLIMATE | {"weight": 40.0}], "/values/1/weight", "wrong_type"),
        ([EQUITY, CLIMATE | {"target": 0.0}], "/values/1/target", "same_as_baseline"),
        ([EQUITY, EQUITY | {"weight": 40}], "/values/1/value_id", "repeated"),
        ([EQUITY, CLIMATE | {"value_id": "beauty"}], "/values/1/value_id", "unknown"),
        ([EQUITY, CLIMATE | {"indicator_id": "climate.beauty"}], "/values/1/indicator_id", "unknown"),
        ([EQUITY, CLIMATE | {"expected": 5.1}], "/values/1/expected", "out_of_range"),
        ([EQUITY, CLIMATE | {"perceived": 0.9}], "/values/1/perceived", "out_of_range"),
        ([], "/values", "out_of_range"),
    ],
)
async def test_what_is_wrong_is_named(actors: Door, values: list[Any], pointer: str, code: str) -> None:
    refused = await declare(actors, status=422, values=values)
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in refused["errors"]]
    assert await listed(actors) == []


async def test_expectations_come_in_pages_and_a_dry_run_adds_none(actors: Door) -> None:
    for number in range(3):
        await declare(actors, mandate_ref=f"Ple {number}")
    tried = await actors.request("city", "PUT", PATH, expectations(), Prefer="dry-run")
    assert (tried.status_code, tried.headers["preference-applied"]) == (200, "dry-run")
    page = (await actors.client.get(f"{PATH}?limit=2")).json()
    rest = (await actors.client.get(f"{PATH}?limit=2&cursor={page['next_cursor']}")).json()
    assert [each["mandate_ref"] for each in page["expectations"] + rest["expectations"]] == [
        "Ple 0",
        "Ple 1",
        "Ple 2",
    ]
    assert "next_cursor" not in rest


def declared(number: int, organisation: str, day: int, actor: Actor = "operator") -> Declared:
    made_at = datetime(2026, 5, 4, tzinfo=UTC)
    return Declared(number, actor, organisation, date(2026, 5, day), "", [], made_at)


@given(days=st.lists(st.integers(1, 28), max_size=8), on=st.integers(1, 28))
def test_of_each_organisation_the_latest_begun_holds(days: list[int], on: int) -> None:
    every = [declared(number, "ab"[number % 2], day) for number, day in enumerate(days)]
    expected = set()
    for organisation in "ab":
        begun = [each for each in every if each.organisation == organisation and each.valid_from.day <= on]
        if begun:
            expected.add(max(begun, key=lambda each: (each.valid_from, each.number)).number)
    assert in_force(every, date(2026, 5, on)) == expected
    assert in_force(list(reversed(every)), date(2026, 5, on)) == expected


async def figure(door: Door, role: str = "operator", status: int = 200, **changes: Any) -> dict[str, Any]:
    answer = await door.request(role, "PUT", FIGURES, FIGURE | changes)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def test_figures_are_declared_by_name_and_corrected_in_public(actors: Door) -> None:
    first = await figure(actors)
    assert first["declared_by"] == "operator:operator"
    assert await figure(actors) == first
    second = await figure(actors, value=1.5, note="With depreciation.")
    of_city = await figure(actors, "city")
    assert of_city["declared_by"] == "city"
    page = (await actors.client.get(FIGURES)).json()
    assert page == {"declarations": [first, second, of_city]}
    assert "note" not in first
    other = (await actors.client.get("/v1/declarations/price.eur_per_trip")).json()
    assert other == {"declarations": []}


async def test_a_figure_is_of_an_indicator_and_of_a_month_that_has_begun(actors: Door) -> None:
    for method, body in (("GET", None), ("PUT", FIGURE)):
        answer = await actors.request("city", method, "/v1/declarations/beauty", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    next_month = f"{today().replace(day=28) + 5 * DAY:%Y-%m}"
    for period, code in ((next_month, "in_the_future"), ("2026-13", "bad_format"), ("2026-5", "bad_format")):
        [fault] = (await figure(actors, status=422, period=period))["errors"]
        assert (fault["pointer"], fault["code"]) == ("/period", code)
    await figure(actors, period=f"{today():%Y-%m}")
    assert (await actors.request("rider", "PUT", FIGURES, FIGURE)).status_code == 403


@pytest.mark.parametrize("table", ["expectations", "declarations"])
async def test_the_service_can_only_add_rows(actors: Door, table: str) -> None:
    """Whatever its code does: its role in the database may not change or delete them."""
    query = """
        SELECT DISTINCT privilege_type FROM pg_class, aclexplode(relacl)
        WHERE oid = CAST(:table AS regclass) AND grantee NOT IN (0, relowner) ORDER BY 1
    """
    async with actors.engine.connect() as tx:
        granted = set((await tx.execute(sa.text(query), {"table": table})).scalars())
    assert granted & {"INSERT", "UPDATE", "DELETE", "TRUNCATE"} == {"INSERT"}
