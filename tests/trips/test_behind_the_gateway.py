"""What trips believes of whom it cannot see: a token's signature, and the gateway's word for its rider."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from services.trips.app import Settings, create_app
from shared.http.auth import RIDER_HEADER, sign_rider
from tests.conftest import MakeDatabase
from tests.served import served
from tests.shared.test_issuers import Provider, running_provider

SECRET = "a secret of the services"
VEHICLE = "bike-0815"
LAT, LON = 41.387654, 2.169876


@dataclass(frozen=True)
class Behind:
    """Trips with an outside issuer, asked directly, as one who is inside the network could."""

    client: httpx.AsyncClient
    provider: Provider
    dsn: str

    async def list_trips(self, token: str, **headers: str) -> int:
        """The status of the answer to whoever asks for a rider's trips."""
        headers["Authorization"] = f"Bearer {token}"
        answer = await self.client.get("/v1/me/trips", headers=headers)
        return answer.status_code

    def vouched(self, token: str, rider_id: UUID, secret: str = SECRET) -> dict[str, str]:
        return {RIDER_HEADER: sign_rider(secret, token, rider_id)}


@pytest.fixture(scope="module")
async def behind(make_database: MakeDatabase) -> AsyncIterator[Behind]:
    async with running_provider() as provider:
        dsn = await make_database("trips")
        given = {
            "DATABASE_URL": dsn,
            "sources": {"riders": dsn},
            "oidc_discovery_url": f"{provider.url}/discovery",
            "internal_secret": SECRET,
        }
        app = create_app(Settings.model_validate(given))
        async with served(app) as url, httpx.AsyncClient(base_url=url, timeout=5) as client:
            yield Behind(client, provider, dsn)


async def test_nobody_but_the_gateway_says_which_rider_a_token_stands_for(behind: Behind) -> None:
    anna, anna_id = behind.provider.token(), uuid4()
    assert await behind.list_trips(anna, **behind.vouched(anna, anna_id)) == 200
    right = behind.vouched(anna, anna_id)[RIDER_HEADER]
    wrong = {
        "no word for it": {},
        "only a name": {RIDER_HEADER: str(anna_id)},
        "another secret": behind.vouched(anna, anna_id, "another secret"),
        "no secret": behind.vouched(anna, anna_id, ""),
        "another rider": {RIDER_HEADER: f"{uuid4()} {right.partition(' ')[2]}"},
        "another token": behind.vouched(behind.provider.token(typ="another"), anna_id),
        "nonsense": {RIDER_HEADER: "me " + "0" * 64},
    }
    for what, headers in wrong.items():
        assert await behind.list_trips(anna, **headers) == 401, what


async def test_the_gateways_word_is_worth_nothing_without_a_token(behind: Behind) -> None:
    anna, anna_id = behind.provider.token(), uuid4()
    for token in ("x", anna[:-4], anna.rpartition(".")[0] + "."):
        assert await behind.list_trips(token, **behind.vouched(token, anna_id)) == 401


def a_trip() -> dict[str, object]:
    started_at = datetime.now(UTC) - timedelta(hours=1)
    times = [started_at + timedelta(minutes=minute) for minute in (0, 20)]
    return {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "vehicle_id": VEHICLE,
        "started_at": times[0].isoformat(),
        "ended_at": times[1].isoformat(),
        "trace": [
            {"at": at.isoformat(), "lat": LAT + i / 100, "lon": LON, "accuracy_m": 5}
            for i, at in enumerate(times)
        ],
    }


async def text_of(dsn: str, *tables: str) -> str:
    """All rows of these tables, or of all there are, as text."""
    connection = await asyncpg.connect(dsn)
    try:
        if not tables:
            query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            tables = tuple(row["tablename"] for row in await connection.fetch(query))
        rows = [await connection.fetch(f"SELECT t::text FROM {table} t") for table in tables]
    finally:
        await connection.close()
    return "\n".join(row["t"] for of_table in rows for row in of_table)


async def test_who_a_rider_is_stays_in_the_gateway_and_where_they_rode_in_trips(behind: Behind) -> None:
    """By grep, in every table that trips has, and in what it says."""
    token, rider_id = behind.provider.token(), uuid4()
    headers = {"Authorization": f"Bearer {token}", **behind.vouched(token, rider_id)}
    sent = a_trip()
    for _ in range(2):
        keyed = {**headers, "Idempotency-Key": "again"}
        answer = await behind.client.post("/v1/trips", json=sent, headers=keyed)
        assert answer.status_code == 202, answer.text
    kept = await text_of(behind.dsn)
    assert str(rider_id) in kept
    assert VEHICLE in kept
    assert "again" in kept
    assert behind.provider.claims()["sub"] not in kept
    assert behind.provider.url not in kept
    said = await text_of(behind.dsn, "outbox", "log")
    assert str(rider_id) in said
    for secret in (VEHICLE, str(LAT)[:5], str(LON)[:5], "again"):
        assert secret not in said


async def test_a_mistake_of_ours_tells_nothing_of_how_it_is_made(behind: Behind) -> None:
    connection = await asyncpg.connect(behind.dsn)
    token, rider_id = behind.provider.token(), uuid4()
    try:
        await connection.execute("ALTER TABLE trips RENAME TO trips_of_yesterday")
        headers = {"Authorization": f"Bearer {token}", **behind.vouched(token, rider_id)}
        answer = await behind.client.get("/v1/me/trips", headers=headers)
    finally:
        await connection.execute("ALTER TABLE trips_of_yesterday RENAME TO trips")
        await connection.close()
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    told = {"type", "title", "status", "detail", "code", "instance", "trace_id"}
    assert set(answer.json()) == told
    assert answer.json()["detail"] == "A mistake of ours. It has been logged under its trace_id."
