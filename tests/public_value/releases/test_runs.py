"""Runs of releases: whole or not at all, once, chained by their hashes, and when they are due."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.care import releases as by_hand
from services.public_value.plans.rules import Plan
from services.public_value.releases.actions import release, release_when_due, try_plans
from services.public_value.releases.choices.rules import Shares, choices
from services.public_value.releases.publishing import store as published
from services.public_value.releases.publishing.rules import hash_of
from shared.db import create_engine
from tests.conftest import MakeDatabase
from tests.public_value.releases.stored import StoredCity
from tests.public_value.releases.story import moment

DAY = {"who": "r1-r20", "on": "2026-05-04", "zone": "a"}
FIRST = moment("2026-05-06T04:00")


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase) -> AsyncIterator[tuple[AsyncEngine, str]]:
    dsn = await make_database("public_value")
    engine = create_engine(dsn, 4)
    yield engine, dsn
    await engine.dispose()


@pytest.fixture
async def city(database: tuple[AsyncEngine, str]) -> StoredCity:
    """Twenty riders on 4 May, which may be told from the 6th on."""
    city = StoredCity(*database, {"a": "A", "A": None}, Plan("P1D", {"op": "place"}))
    await city.begin()
    await city.tell({"at": "2026-05-04T12:00", "trips": [DAY]})
    return city


async def rows(city: StoredCity, query: str) -> list[Any]:
    async with city.engine.connect() as tx:
        return [tuple(row) for row in await tx.execute(sa.text(query))]


async def counts(city: StoredCity) -> list[int]:
    tables = ("releases", "figures", "frozen_days", "counted", "released_months", "release_runs")
    return [(await rows(city, f"SELECT count(*) FROM {table}"))[0][0] for table in tables]


async def test_two_runs_at_once_give_one_release(city: StoredCity) -> None:
    made = await asyncio.gather(*(release(city.releasing, FIRST, by_command=False) for _ in range(2)))
    assert sorted(made, key=str) == [1, None]
    assert await rows(city, "SELECT release, count(*) FROM figures GROUP BY release") == [(1, 12)]
    assert await rows(city, "SELECT count(*) FROM counted") == [(20,)]


RUN = """
import asyncio, os
from services.public_value.app import Settings
from services.public_value.releases import actions, store
from services.public_value.releases.publishing import store as published
from tests.public_value.releases.story import moment

async def wait(*_):
    print("here", flush=True)
    await asyncio.sleep(60)

stops_before = os.environ["STOPS_BEFORE"]
setattr(published if hasattr(published, stops_before) else store, stops_before, wait)
settings = Settings(operator_id="op", release_places="P1D")
asyncio.run(actions.release(settings.releasing(), moment("2026-05-06T04:00"), by_command=False))
"""


@pytest.mark.parametrize("stops_before", ["add_figures", "freeze", "say_closed", "keep_run"])
async def test_a_run_that_is_killed_leaves_nothing_and_the_next_makes_the_release(
    city: StoredCity, stops_before: str
) -> None:
    env = {**os.environ, "DATABASE_URL": city.releasing.settings.database_url, "STOPS_BEFORE": stops_before}
    run = await asyncio.to_thread(
        subprocess.Popen, [sys.executable, "-c", RUN], env=env, stdout=subprocess.PIPE
    )
    assert run.stdout is not None
    assert await asyncio.to_thread(run.stdout.readline) == b"here\n"
    run.send_signal(signal.SIGKILL)
    await asyncio.to_thread(run.wait)
    run.stdout.close()
    assert not any(await counts(city))
    assert await city.release(FIRST) == 1
    assert (await counts(city))[:4] == [1, 12, 1, 20]


async def test_the_command_makes_a_release_once(city: StoredCity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RODEM_OPERATOR_ID", "op")
    dsn = city.releasing.settings.database_url
    assert [await asyncio.to_thread(by_hand.release, dsn) for _ in range(2)] == [1, None]
    assert await city.read("trips P1D 2026-05-04 city") == 20


async def test_each_release_has_the_hash_of_the_one_before_and_of_what_it_tells(city: StoredCity) -> None:
    await city.release(FIRST)
    await city.tell({"at": "2026-05-05T12:00", "trips": [DAY | {"on": "2026-05-05"}]})
    await city.release(moment("2026-05-07T04:00"))
    async with city.engine.connect() as tx:
        second, first = await published.read_page(tx, "city", None, 10)
    assert (first.number, first.previous_hash) == (1, None)
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert first.content["periods"] == [{"interval": "P1D", "start_date": "2026-05-04"}]
    told = await city.told()
    figures = [figure for figure in told.values() if str(figure.start) == "2026-05-05"]
    number, made_at, content, _, previous = second
    assert second.hash == hash_of(number, made_at, content, figures, previous)
    others = [*figures[:-1], figures[-1]._replace(value=21)]
    assert second.hash != hash_of(number, made_at, content, others, previous)
    assert len(second.hash) == sha256().digest_size


async def test_a_run_is_due_at_four_and_once(city: StoredCity) -> None:
    """A city that starts at 05:00 has its first run at 04:00 of the next day."""

    async def at(text: str) -> int | None:
        now = moment(text)
        return await release_when_due(city.engine, city.releasing, now, started_at, heard_until=now)

    started_at: datetime = FIRST + timedelta(hours=1)
    assert await at("2026-05-06T23:59") is None
    assert await at("2026-05-07T03:59") is None
    assert await at("2026-05-07T04:00") == 1
    await city.tell({"at": "2026-05-05T12:00", "trips": [DAY | {"on": "2026-05-05"}]})
    assert await at("2026-05-07T23:00") is None
    # One that was switched off at 04:00 catches up.
    assert await at("2026-05-08T09:00") == 2


async def test_a_run_waits_for_what_was_said_on_the_days_that_it_tells(city: StoredCity) -> None:
    """The consumer was down since the 4th: trips of that day may still come. Of the 5th nothing is told."""
    now, started_at = FIRST, FIRST - timedelta(days=9)

    async def heard_until(text: str) -> int | None:
        until = moment(text)
        return await release_when_due(city.engine, city.releasing, now, started_at, heard_until=until)

    assert await heard_until("2026-05-04T23:59") is None
    assert not any(await counts(city))
    assert await heard_until("2026-05-05T00:00") == 1


async def test_the_doctor_finds_figures_that_are_not_what_was_counted(city: StoredCity) -> None:
    await city.release(FIRST)
    look = "SELECT what, id, found, expected FROM differences ORDER BY what, id"
    assert await rows(city, look) == []
    async with city.engine.begin() as tx:
        await tx.execute(sa.text("DELETE FROM counted WHERE ctid = (SELECT min(ctid) FROM counted)"))
        await tx.execute(sa.text("DELETE FROM figures WHERE measure = 'riders' AND place = 'zone/a'"))
    day = "release 1 2026-05-04"
    assert await rows(city, look) == [
        ("figures.distance_m", day, 20_000, 19_000),
        ("figures.duration_s", day, 12_000, 11_400),
        ("figures.trips", day, 20, 19),
        ("releases.figures", "release 1", 11, 12),
    ]


async def test_riders_are_forgotten_when_the_month_after_theirs_has_closed(city: StoredCity) -> None:
    for at in ("2026-05-06T04:00", "2026-07-02T04:00", "2026-08-01T04:00"):
        await city.release(moment(at))
    assert await rows(city, "SELECT count(rider_id) FROM counted") == [(20,)]
    await city.release(moment("2026-08-02T04:00"))
    assert await rows(city, "SELECT count(rider_id), count(*) FROM counted") == [(0, 20)]


async def test_zones_of_operators_that_join_the_plan_later_are_counted_from_then_on(city: StoredCity) -> None:
    """The plan of a month holds for its days, whenever they are told."""
    async with city.engine.begin() as tx:
        plan = """INSERT INTO release_plans (city_id, from_month, state, body) VALUES ('city', '2026-06-01',
            'published', '{"places": "P1M", "operators": {"op": "place", "rival": "city"}}')"""
        await tx.execute(sa.text(plan))
    rival = {"who": "s1-s20", "zone": "a", "operator": "rival"}
    june = [DAY | {"on": "2026-06-03"}, rival | {"on": "2026-06-03"}, rival | {"on": "2026-05-04"}]
    await city.tell({"at": "2026-06-03T12:00", "trips": june})
    await city.release(moment("2026-06-05T04:00"))
    assert await city.read("trips P1D 2026-05-04 city") == 20
    assert await city.read("trips P1D 2026-06-03 city") == 40
    told = await city.told()
    assert {figure.place for figure in told.values() if str(figure.start) == "2026-06-03"} == {"city"}


async def test_trying_plans_says_what_each_would_show_and_makes_nothing(city: StoredCity) -> None:
    """A day on which a zone has too few hides all zones; of the month they are enough."""
    few = {"who": "s1-s10", "zone": "b"}
    days = [
        DAY | {"on": "2026-05-05"},
        few | {"on": "2026-05-04"},
        few | {"who": "s6-s15", "on": "2026-05-05"},
    ]
    await city.tell({"at": "2026-05-05T12:00", "trips": days})
    month, tried = await try_plans(city.releasing, moment("2026-06-02T04:00"))
    assert (str(month), [plan.places for plan, _ in tried]) == ("2026-05-01", ["P1D", "P1M"])
    assert [shown for _, shown in tried] == [Shares(100, 0, 0), Shares(100, 100, 100)]
    assert not any(await counts(city))


async def test_a_month_without_trips_has_nothing_to_show(city: StoredCity) -> None:
    _, tried = await try_plans(city.releasing, moment("2026-07-02T04:00"))
    assert {shown for _, shown in tried} == {Shares(None, None, None)}


def test_a_plan_of_several_operators_may_leave_out_the_places_of_one() -> None:
    plan = Plan("P1M", {"a": "place", "b": "place", "c": "city"})
    assert [(each.places, "".join(how[0] for how in each.operators.values())) for each in choices(plan)] == [
        *(("P1D", "ppc"), ("P1M", "ppc")),
        *(("P1D", "cpc"), ("P1M", "cpc")),
        *(("P1D", "pcc"), ("P1M", "pcc")),
    ]
    assert [each.places for each in choices(Plan("P1D", {"a": "place"}))] == ["P1D", "P1M"]
