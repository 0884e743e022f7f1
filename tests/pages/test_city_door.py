"""The city page over a real socket, with the real public_value behind it.

What pages ask the gateway for is answered here by public_value itself, or by an app in its place.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import msgspec
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from rodem.local.provision import make_issuer
from rodem_client.api.city_figures import CityFigures
from services.pages import app as pages_app
from services.pages.app import Settings, create_app
from services.pages.city import figures as city_figures
from services.public_value import app as public_value
from services.public_value.releases.actions import release
from shared.db import create_engine
from shared.eventlog import relay
from shared.eventlog.outbox import publish
from shared.http import visitors
from tests.conftest import MakeDatabase
from tests.events import trip_judged, zone_reported
from tests.served import served
from tests.waiting import eventually

from .examples import figures, square

CITY = "Barcelona"


@contextlib.asynccontextmanager
async def pages(gateway_url: str) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(gateway_url=gateway_url, city_name=CITY)
    async with (
        served(create_app(settings)) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        yield client


def saying(content: CityFigures) -> FastAPI:
    """A gateway that always says this."""
    app = FastAPI()

    @app.get("/v1/city-figures")
    async def answer() -> Response:
        return Response(msgspec.json.encode(content), media_type="application/json")

    return app


@pytest.mark.parametrize(
    ("address", "accept_language", "language", "words"),
    [
        ("/city", "fr, es;q=0.9", "es", "Viajes por día"),
        ("/city", "", "en", "Trips a day"),
        ("/city?lang=ca", "es", "ca", "Viatges per dia"),
        ("/city?lang=xx", "es", "es", "Viajes por día"),
    ],
)
async def test_the_page_is_one_answer_in_the_readers_language(
    address: str, accept_language: str, language: str, words: str
) -> None:
    async with (
        served(saying(figures())) as url,
        pages(url) as client,
    ):
        answer = await client.get(address, headers={"Accept-Language": accept_language})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-language"] == language
        assert f'<html lang="{language}">' in answer.text
        assert words in answer.text
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        etag = answer.headers["etag"]
        for known in (etag, f"W/{etag}", f'"another", {etag}', "*"):
            headers = {"Accept-Language": accept_language, "If-None-Match": known}
            assert (await client.get(address, headers=headers)).status_code == 304


async def test_while_the_figures_are_away_the_page_says_so_and_when_to_come_back(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with pages("http://127.0.0.1:9") as client:
        answer = await client.get("/city?lang=ca")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.headers["cache-control"] == "no-store"
    assert "Les xifres no estan disponibles ara mateix" in answer.text


async def test_who_has_spent_the_quota_takes_the_page_from_nobody_else() -> None:
    """The figures are asked for in the name of whoever comes first, and kept for all."""
    app = FastAPI()
    spent = visitors.sign("a secret", "192.0.2.1")

    @app.get("/v1/city-figures")
    async def answer(request: Request) -> Response:
        if request.headers[visitors.HEADER] == spent:
            return Response(status_code=429, headers={"Retry-After": "60"})
        return Response(msgspec.json.encode(figures()))

    async with served(app) as url, pages(url) as client:
        other = visitors.sign("a secret", "192.0.2.2")
        statuses = [
            (await client.get("/city", headers={visitors.HEADER: visitor})).status_code
            for visitor in (spent, other, spent)
        ]
    assert statuses == [503, 200, 200]


async def test_while_the_gateway_gives_no_figures_the_last_ones_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(city_figures, "FRESH_S", 0)
    monkeypatch.setattr(city_figures, "RETRY_S", 0)
    app = FastAPI()
    answers = iter([Response(msgspec.json.encode(figures()))])

    @app.get("/v1/city-figures")
    async def answer() -> Response:
        return next(answers, Response(status_code=503))

    async with served(app) as url, pages(url) as client:
        first, second = [await client.get("/city") for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.text == first.text


async def test_a_hundred_readers_ask_the_gateway_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(city_figures, "FRESH_S", 600)  # a busy machine may take longer than 10 s for all
    asked = 0
    app = FastAPI()

    @app.get("/v1/city-figures")
    async def answer() -> Response:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.05)
        return Response(msgspec.json.encode(figures()))

    async with served(app) as url, pages(url) as client:
        answers = await asyncio.gather(*(client.get("/city") for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert asked == 1


async def test_readers_do_not_queue_for_a_gateway_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Waiting one after the other, they would take all the places that the gateway has for requests."""
    monkeypatch.setattr(pages_app, "ANSWER_S", 0.5)
    asked, released = 0, asyncio.Event()
    app = FastAPI()

    @app.get("/v1/city-figures")
    async def hang() -> Response:
        nonlocal asked
        asked += 1
        await released.wait()
        return Response(msgspec.json.encode(figures()))

    async with served(app) as url, pages(url) as client:
        answers = await asyncio.gather(*(client.get("/city") for _ in range(20)))
        assert {answer.status_code for answer in answers} == {503}
        assert asked == 1
        released.set()

        async def status() -> int:
            return (await client.get("/city")).status_code

        await eventually(status, 200)


async def test_trips_of_enough_riders_come_onto_the_page(make_database: MakeDatabase, tmp_path: Path) -> None:
    log = await make_database("gateway")  # stands for trips: any database with an outbox can be a source
    settings = {
        "DATABASE_URL": await make_database("public_value"),
        "sources": dict.fromkeys(("trips", "rewards", "riders"), log),
        "jwks_file": make_issuer(tmp_path),
        "internal_secret": "a secret",
        "poll_s": 0.05,
    }
    of_service = public_value.Settings.model_validate(settings)
    async with served(public_value.create_app(of_service)) as url, pages(url) as client:
        empty = await client.get("/city?lang=en")
        assert (empty.status_code, "No figures to show for now" in empty.text) == (200, True)
        assert "<svg" in empty.text
        await say_trips(log, riders=30)
        figures_of = f"{url}/v1/city-figures"

        async def trips() -> object:
            await release(of_service.releasing(), datetime.now(UTC), by_command=True)
            found = (await client.get(figures_of)).json()["districts"]
            return [(each["district_id"], each.get("trips")) for each in found if each.get("trips")]

        await eventually(trips, [("1", 90)])
        decoded = msgspec.json.decode((await client.get(figures_of)).content, type=CityFigures)
        assert decoded.districts[0].name == "Eixample & més"
    async with served(saying(decoded)) as url, pages(url) as client:
        page = (await client.get("/city?lang=en")).text
        assert "<td>90</td>" in page
        assert "Eixample &amp; més" in page


async def say_trips(dsn: str, riders: int) -> None:
    """A trip of each rider, on three days of a month that is over for long, in one district."""
    middle = datetime.now(UTC).replace(day=1) - timedelta(days=45)
    zone = zone_reported(zone_id="1", name="Eixample & més", outline=square(2.1, 41.3))
    events = [
        trip_judged(
            rider_id=rider_id,
            started_at=middle + timedelta(days=day),
            start_zone_id="1",
            confirmed_by=("operator",),
        )
        for rider_id in [uuid4() for _ in range(riders)]
        for day in range(3)
    ]
    engine = create_engine(dsn, pool_size=1)
    async with engine.begin() as tx:
        await publish(tx, [zone, *events])
    await engine.dispose()
    connection = await asyncpg.connect(dsn)
    await relay.move(connection)
    await connection.close()
