"""Where stations and zones are, asked through the gateway: by everybody, and told by whom they belong to."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.gateway.door.forwarding.rules import FORWARDED
from services.trips.app import Settings, create_app
from tests.conftest import MakeDatabase
from tests.gateway.gateways import SECRET, gateway_before
from tests.served import served
from tests.trips.test_stations import feed, station
from tests.trips.test_zones import CITY, collection

READ = ("/v1/stations", "/v1/zones")


@dataclass(frozen=True)
class Door:
    """A gateway before the service trips; `client` has no token."""

    client: httpx.AsyncClient
    folder: Path

    async def put(self, path: str, body: Any, role: str, **claims: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {mint(self.folder, role, **claims)}"}
        return await self.client.put(path, json=body, headers=headers)


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("issuer")
    told: dict[str, Any] = {"jwks_file": make_issuer(folder), "internal_secret": SECRET}
    dsn = await make_database("trips")
    settings = Settings.model_validate({"DATABASE_URL": dsn, "sources": {"riders": dsn}, **told})
    async with AsyncExitStack() as stack:
        trips = await stack.enter_async_context(served(create_app(settings)))
        urls = {row.service: "http://127.0.0.1:1" for row in FORWARDED} | {"trips": trips}
        url = await stack.enter_async_context(gateway_before(urls, make_database, folder))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))
        yield Door(client, folder)


async def test_everybody_reads_what_operators_and_the_city_put(door: Door) -> None:
    (await door.put("/v1/zones", collection(CITY), "city")).raise_for_status()
    (await door.put("/v1/stations", feed(station()), "operator")).raise_for_status()
    refused = await door.put("/v1/zones", collection(CITY), "operator")
    assert (refused.status_code, refused.json()["code"]) == (403, "zones-of-the-city")
    refused = await door.put("/v1/stations", feed(station()), "operator", operator_id="rival")
    assert (refused.status_code, refused.json()["code"]) == (403, "station-of-another-operator")
    stations = await door.client.get("/v1/stations?near=41.39,2.18&zone_id=city")
    assert [each["station_id"] for each in stations.raise_for_status().json()["stations"]] == ["1"]
    zones = await door.client.get("/v1/zones")
    assert [each["id"] for each in zones.raise_for_status().json()["features"]] == ["city"]
    for path in READ:
        etag = (await door.client.get(path)).headers["etag"]
        assert (await door.client.get(path, headers={"If-None-Match": etag})).status_code == 304


@pytest.mark.parametrize("path", READ)
async def test_a_token_is_not_needed_and_a_bad_one_is_refused(door: Door, path: str) -> None:
    forged = {"Authorization": "Bearer forged"}
    assert (await door.client.get(path, headers=forged)).status_code == 401
    another = {"Authorization": f"Bearer {mint(door.folder, 'rider', city_id='another')}"}
    assert (await door.client.get(path, headers=another)).status_code == 403


@pytest.mark.parametrize("path", ["/v1/stations", "/v1/stations/status", "/v1/zones"])
@pytest.mark.parametrize("role", ["operator", "city"])
async def test_who_is_of_another_city_puts_nothing(door: Door, path: str, role: str) -> None:
    assert (await door.put(path, {}, role, city_id="another")).status_code == 403
