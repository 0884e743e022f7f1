"""A token that names another city opens nothing, at the gateway and at every service behind it."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from rodem.local.tokens import mint
from services.gateway.door.forwarding.rules import FORWARDED
from tests.cities import City

SOME_ID = str(UUID(int=7))


def routes(city: City) -> Iterator[tuple[str, str, str, str]]:
    """Address, method, path and a role that may ask, of every route that needs a token: of the gateway by its
    document, and of the services."""
    gateway = city.run_json()["gateway_url"]
    paths: dict[str, dict[str, Any]] = httpx.get(f"{gateway}/openapi.json", timeout=30).json()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            ways_in = operation.get("security", ())
            if ways_in and all(ways_in):  # an empty way in asks for no token
                roles = [role for way_in in ways_in for role in way_in["token"]]
                yield gateway, method.upper(), path, roles[0] if roles else "rider"
    for route in FORWARDED:
        if route.roles:
            yield city.run_json()["services"][route.service]["url"], route.method, route.path, route.roles[0]


@pytest.mark.e2e
def test_a_token_of_another_city_is_not_allowed_anywhere(city: City) -> None:
    asked, wrong = set(), []
    with httpx.Client(trust_env=False, timeout=15) as client:
        for url, method, path, role in routes(city):
            statuses = {}
            for city_id in ("city", "lleida"):
                headers = {"Authorization": f"Bearer {mint(city.data, role, city_id=city_id)}"}
                address = url + re.sub(r"\{[^}]*\}", SOME_ID, path)
                with client.stream(method, address, headers=headers) as answer:
                    statuses[city_id] = answer.status_code
            asked.add(url)
            if statuses["lleida"] != 403 or statuses["city"] in (401, 403, 500):
                wrong.append((url, method, path, role, statuses))
    assert wrong == []
    of_services = {run["url"] for run in city.run_json()["services"].values()}
    without_tokens = {city.run_json()["services"][name]["url"] for name in ("pages",)}
    assert of_services - asked <= without_tokens, "every service was asked"
