"""The gateway over a real socket, with the real trips service behind it."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.challenges import app as challenges
from services.gateway.app import Settings, create_app
from services.pages import app as pages
from services.trips import app as trips
from shared.db import create_engine
from shared.eventlog import relay
from shared.eventlog.outbox import publish
from tests.conftest import MakeDatabase
from tests.events import points_posted
from tests.ports import free_ports
from tests.served import all_at, served
from tests.waiting import eventually

SECRET = "a secret of the services"
NOBODYS = "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"
"""The id of no trip. No new one, as all processes of a run must give their tests the same names."""


@dataclass(frozen=True)
class Door:
    """A running gateway, and what is needed to speak to it."""

    client: httpx.AsyncClient
    rewards_dsn: str
    folder: Path

    def signed_in(self, role: str, sub: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint(self.folder, role, sub)}"}


@contextlib.asynccontextmanager
async def opened(make_database: MakeDatabase, folder: Path, **of_all: Any) -> AsyncIterator[Door]:
    """A gateway with trips, challenges and pages behind it."""
    of_all = {"internal_secret": SECRET, "poll_s": 0.05} | of_all
    trips_dsn = await make_database("trips")
    # Stands for rewards: any database with an outbox can be a topic's source.
    rewards_dsn = await make_database("gateway")
    of_trips = trips.Settings.model_validate(
        {"DATABASE_URL": trips_dsn, "sources": {"riders": trips_dsn}, "rider_trips": "accepted"} | of_all
    )
    of_challenges = {
        "DATABASE_URL": await make_database("challenges"),
        "sources": dict.fromkeys(("riders", "public_value", "rewards"), rewards_dsn) | {"trips": trips_dsn},
    }
    challenges_app = challenges.create_app(challenges.Settings.model_validate(of_challenges | of_all))
    port = free_ports(1)
    of_pages = {"gateway_url": f"http://127.0.0.1:{port}", "internal_secret": of_all["internal_secret"]}
    async with (
        served(trips.create_app(of_trips)) as trips_url,
        served(challenges_app) as challenges_url,
        served(pages.create_app(pages.Settings.model_validate(of_pages))) as pages_url,
    ):
        own = {
            "DATABASE_URL": await make_database("gateway"),
            "sources": {"trips": trips_dsn, "rewards": rewards_dsn, "challenges": rewards_dsn},
            "service_urls": {
                **all_at(f"http://127.0.0.1:{free_ports(1)}"),
                "trips": trips_url,
                "challenges": challenges_url,
                "pages": pages_url,
            },
        }
        async with (
            served(create_app(Settings.model_validate(own | of_all)), port) as url,
            httpx.AsyncClient(base_url=url, timeout=5) as client,
        ):
            yield Door(client, rewards_dsn, folder)


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("issuer")
    async with opened(make_database, folder, jwks_file=make_issuer(folder)) as door:
        yield door


def trip() -> dict[str, Any]:
    started_at = datetime.now(UTC) - timedelta(hours=1)
    return {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(minutes=20)).isoformat(),
        "distance_m": 4_200,
    }


async def reported(door: Door, rider: dict[str, str]) -> dict[str, Any]:
    sent = trip()
    answer = await door.client.post("/v1/trips", json=sent, headers={**rider, "Idempotency-Key": "a"})
    assert answer.status_code == 202, answer.text
    return sent


async def test_a_trip_sent_through_the_door_is_in_the_summary_and_holds_its_etag(door: Door) -> None:
    rider = door.signed_in("rider")
    await reported(door, rider)

    async def totals() -> object:
        return (await door.client.get("/v1/me/summary", headers=rider)).json()["totals"]

    await eventually(totals, {"trips": 1, "distance_m": 4_200, "duration_s": 1_200, "energy_kcal": 159})
    first = await door.client.get("/v1/me/summary", headers=rider)
    assert first.json()["streak_days"] == 1
    again = await door.client.get("/v1/me/summary", headers={**rider, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_trips_and_statement_show_points_in_the_readers_language(door: Door) -> None:
    sub = str(uuid4())
    rider = {**door.signed_in("rider", sub), "Accept-Language": "ca"}
    trip_id = (await reported(door, rider))["trip_id"]
    await give_points(door.rewards_dsn, UUID(sub), f"trip:{trip_id}")

    async def points() -> object:
        return (await door.client.get(f"/v1/me/trips/{trip_id}", headers=rider)).json().get("points")

    await eventually(points, 57)
    listed = (await door.client.get("/v1/me/trips?limit=1", headers=rider)).json()["trips"]
    text = "42 punts per 4,2 km i 15 punts per 159 kcal."
    assert [each["explanation"]["text"] for each in listed] == [text]
    statement = (await door.client.get("/v1/me/postings", headers=rider)).json()["postings"]
    assert [(line["points"], line["explanation"]["text"]) for line in statement] == [(57, text)]
    stranger = door.signed_in("rider")
    assert (await door.client.get(f"/v1/me/trips/{trip_id}", headers=stranger)).status_code == 404


async def give_points(dsn: str, rider_id: UUID, *sources: str) -> None:
    """Say what rewards would say."""
    now = datetime.now(UTC)
    events = [points_posted(rider_id=rider_id, source=source, posted_at=now) for source in sources]
    engine = create_engine(dsn, pool_size=1)
    async with engine.begin() as tx:
        await publish(tx, events)
    await engine.dispose()
    connection = await asyncpg.connect(dsn)
    await relay.move(connection)
    await connection.close()


async def test_the_statement_is_read_page_by_page(door: Door) -> None:
    rider_id = uuid4()
    rider = door.signed_in("rider", str(rider_id))
    await give_points(door.rewards_dsn, rider_id, *(f"trip:{i}" for i in range(5)))

    async def lifetime_points() -> object:
        return (await door.client.get("/v1/me/summary", headers=rider)).json()["lifetime_points"]

    await eventually(lifetime_points, 5 * 57)
    balances, query = [], "?limit=2"
    while query:
        page = (await door.client.get(f"/v1/me/postings{query}", headers=rider)).json()
        balances += [line["balance_after"] for line in page["postings"]]
        query = f"?limit=2&cursor={page['next_cursor']}" if "next_cursor" in page else ""
    assert balances == [285, 228, 171, 114, 57]
    stolen = await door.client.get("/v1/me/postings?limit=2", headers=rider)
    other = await door.client.get(
        f"/v1/me/postings?cursor={stolen.json()['next_cursor']}", headers=door.signed_in("rider")
    )
    assert (other.status_code, other.json()["code"]) == (400, "invalid-cursor")


@pytest.mark.parametrize(
    ("method", "path", "role", "headers", "body", "status"),
    [
        ("POST", "/v1/trips", None, {"Content-Type": "text/plain"}, b"x" * 3_000_000, 401),
        ("POST", "/v1/trips:batch", "rider", {"Content-Type": "text/plain"}, b"{", 403),
        ("POST", "/v1/trips", "rider", {"Content-Type": "text/plain"}, b"x" * 3_000_000, 415),
        ("POST", "/v1/trips", "rider", {"Content-Encoding": "gzip"}, b"{", 415),
        ("POST", "/v1/trips", "rider", {}, b"x" * 3_000_000, 413),
        ("POST", f"/v1/trips/{NOBODYS}/void", "operator", {}, b"x" * 70_000, 413),
        ("POST", "/v1/trips", "rider", {}, b"{", 400),
        ("POST", "/v1/trips", "rider", {}, b"{}", 422),
        (
            "POST",
            f"/v1/trips/{NOBODYS}/void",
            "operator",
            {},
            b'{"reason": "a test"}',
            404,
        ),
        ("GET", "/v1/trips", "rider", {}, b"", 403),
        ("GET", "/v1/trips?verdict=held", "operator", {}, b"", 200),
        ("GET", "/v1/me/summary", None, {}, b"", 401),
        ("GET", "/v1/me/summary", "operator", {}, b"", 403),
        ("GET", "/v1/me/summary?x=1", "rider", {}, b"", 422),
        ("GET", "/v1/me/postings?limit=0", "rider", {}, b"", 422),
        ("GET", "/v1/me/postings?limit=201", "rider", {}, b"", 422),
        ("GET", "/v1/me/postings?x=1", "rider", {}, b"", 422),
        ("GET", "/v1/me/postings?cursor=AAAA", "rider", {}, b"", 400),
        ("GET", "/v1/me/trips?limit=0", "rider", {}, b"", 422),
        ("GET", "/v1/me/trips?cursor=%FF%00", "rider", {}, b"", 400),
        ("GET", "/v1/me/trips/no-uuid", "rider", {}, b"", 404),
        ("GET", "/v1/tomorrow", "rider", {}, b"", 404),
        ("DELETE", "/v1/trips", "rider", {}, b"", 405),
    ],
)
async def test_the_first_check_that_fails_answers(
    door: Door, method: str, path: str, role: str | None, headers: dict[str, str], body: bytes, status: int
) -> None:
    sent = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())} | headers
    if role is not None:
        sent |= door.signed_in(role)
    answer = await door.client.request(method, path, content=body, headers=sent)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["instance"] == path.partition("?")[0]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_retry_gets_the_same_bytes(door: Door) -> None:
    headers = {**door.signed_in("rider"), "Idempotency-Key": '"again"'}
    sent = trip()
    first = await door.client.post("/v1/trips", json=sent, headers=headers)
    second = await door.client.post("/v1/trips", json=sent, headers={**headers, "Idempotency-Key": "again"})
    assert (first.status_code, first.content) == (second.status_code, second.content)


async def test_the_reference_describes_every_route_and_loads_nothing_from_elsewhere(door: Door) -> None:
    document = (await door.client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert {"/v1/me/summary", "/v1/me/postings", "/v1/trips", "/v1/trips:batch", "/v1/stations"} <= set(
        document["paths"]
    )
    assert all(path.startswith("/v1/") for path in document["paths"])
    known = set(document["components"]["schemas"])
    wanted = {part.split('"')[0] for part in json.dumps(document).split("#/components/schemas/")[1:]}
    assert wanted <= known
    page = await door.client.get("/docs")
    assert "http" not in page.text.replace("http-equiv", "")
    assert "sha256-" in page.headers["content-security-policy"]
    for file in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
        assert (await door.client.get(f"/docs/static/{file}")).status_code == 200


async def test_a_service_that_is_away_is_a_503_that_may_be_retried(
    make_database: MakeDatabase, door: Door
) -> None:
    dsn = await make_database("gateway")
    settings = {
        "DATABASE_URL": dsn,
        "sources": {"trips": dsn, "rewards": dsn, "challenges": dsn},
        "service_urls": all_at(f"http://127.0.0.1:{free_ports(1)}"),
        "jwks_file": door.folder / "jwks.json",
    }
    async with (
        served(create_app(Settings.model_validate(settings))) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        for method in ("GET", "POST"):
            answer = await client.request(
                method,
                "/v1/me/trips" if method == "GET" else "/v1/trips",
                headers=door.signed_in("rider"),
                json={},
            )
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert answer.headers["retry-after"] == "1"
        document = (await client.get("/openapi.json")).json()
        assert "/v1/me/summary" in document["paths"]
        assert "/v1/trips" not in document["paths"]
        assert (await client.get("/readyz")).status_code == 200


@contextlib.asynccontextmanager
async def identity_provider(folder: Path) -> AsyncIterator[str]:
    """An outside issuer with the keys in `folder`, as OpenID Connect discovery shows it."""
    keys = json.loads(make_issuer(folder).read_text())
    app = FastAPI()
    async with served(app) as url:
        app.get("/keys")(lambda: keys)
        app.get("/discovery")(lambda: {"issuer": url, "jwks_uri": f"{url}/keys"})
        yield url


def riders_looked_up() -> float:
    labels = {"cache": "riders", "result": "miss"}
    return REGISTRY.get_sample_value("rodem_cache_lookups_total", labels) or 0


async def test_a_rider_of_an_outside_issuer_is_one_rider_everywhere(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Trips believes who the rider is only because the gateway signed it, which looks each rider up once."""
    looked_up_before = riders_looked_up()
    async with (
        identity_provider(tmp_path) as issuer,
        opened(make_database, tmp_path, oidc_discovery_url=f"{issuer}/discovery") as door,
    ):
        with mock.patch("rodem.local.tokens.ISSUER", issuer):
            anna, other = door.signed_in("rider", str(uuid4())), door.signed_in("rider", str(uuid4()))
        sent = await reported(door, anna)
        listed = (await door.client.get("/v1/me/trips", headers=anna)).json()["trips"]
        assert [each["trip_id"] for each in listed] == [sent["trip_id"]]
        assert (await door.client.get("/v1/me/trips", headers=other)).json()["trips"] == []

        async def counted() -> object:
            return (await door.client.get("/v1/me/summary", headers=anna)).json()["totals"]["trips"]

        await eventually(counted, 1)
        forged = {**anna, "rodem-rider": f"{uuid4()} {'0' * 64}"}
        assert (await door.client.get("/v1/me/trips", headers=forged)).json()["trips"] == listed
    assert riders_looked_up() - looked_up_before == 2
