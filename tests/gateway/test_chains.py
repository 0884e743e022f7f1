"""What was decided in several services is one list; a service that is away is named."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from rodem.care.decisions import read
from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.gateway.door.chains.rules import CHAINS
from shared.two_keys.decisions.rules import first_wrong_seq
from tests.challenges.running_challenges import REASON
from tests.challenges.running_challenges import body as challenge
from tests.conftest import MakeDatabase
from tests.gateway.gateways import SECRET, gateway_before
from tests.handlers import of_room
from tests.ports import free_ports
from tests.rewards.running_rewards import tariff
from tests.served import all_at, served
from tests.trips.limits.writing import limits


@dataclass(frozen=True)
class Door:
    """A gateway before all services that keep a chain, and one that cannot reach rewards."""

    whole: str
    alone: str
    folder: Path

    async def ask(
        self, method: str, path: str, body: Any = None, role: str = "operator", url: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {mint(self.folder, role)}", "Idempotency-Key": str(uuid4())}
        async with httpx.AsyncClient(base_url=url or self.whole, timeout=30, trust_env=False) as client:
            return await client.request(method, path, json=body, headers=headers)

    async def read(self, path: str, role: str = "city", url: str | None = None) -> Any:
        answer = await self.ask("GET", path, role=role, url=url)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def pages(self, path: str, items: str) -> list[Any]:
        """All items of a list, page by page."""
        found, cursor = [], ""
        while True:
            page = await self.read(f"{path}?limit=2{cursor}")
            found += page[items]
            if "next_cursor" not in page:
                return found
            assert len(page[items]) == 2
            cursor = f"&cursor={page['next_cursor']}"


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """Three tariffs, three challenges and three versions of limits were submitted, by turns."""
    folder = tmp_path_factory.mktemp("issuer")
    told: dict[str, Any] = {"jwks_file": make_issuer(folder), "internal_secret": SECRET}
    async with AsyncExitStack() as stack:
        nowhere = f"http://127.0.0.1:{free_ports(1)}"
        urls = all_at(nowhere)
        for name in CHAINS:
            room, dsn = import_module(f"services.{name}.app"), await make_database(name)
            own = {"DATABASE_URL": dsn, "sources": dict.fromkeys(of_room(name), dsn)}
            app = room.create_app(room.Settings.model_validate(own | told))
            urls[name] = await stack.enter_async_context(served(app))
        whole = await stack.enter_async_context(gateway_before(urls, make_database, folder))
        alone = urls | {"rewards": nowhere}
        second = await stack.enter_async_context(gateway_before(alone, make_database, folder))
        door = Door(whole, second, folder)
        everything = {"guards": [{"guard_id": "all", "when": [], "mandate_ref": "Ple 1", **REASON}]}
        assert (await door.ask("PUT", "/v1/guards/limits", everything, "city")).status_code == 200
        for each in (4, 5, 6):
            for noun, body in (("tariff", tariff()), ("challenge", challenge())):
                draft = await door.ask("POST", f"/v1/{noun}s", body)
                path = f"/v1/{noun}s/{draft.json()[f'{noun}_id']}/submit"
                assert (await door.ask("POST", path, REASON)).status_code == 202
            # Each takes the place of the one before, which nobody has signed.
            assert (await door.ask("PUT", "/v1/limits", limits(bike={"tiny_n": each}))).status_code == 202
        yield door


async def test_decisions_of_all_chains_are_one_list_by_time(door: Door) -> None:
    lines = await door.pages("/v1/decisions", "decisions")
    assert [line["chain"] for line in lines] == ["trips", *["rewards", "challenges", "trips"] * 3]
    assert lines == sorted(lines, key=lambda line: line["at"])
    for chain in CHAINS:
        own = (await door.read(f"/v1/decisions?chain={chain}"))["decisions"]
        assert own == [line for line in lines if line["chain"] == chain]
        assert first_wrong_seq(own) is None


async def test_the_download_holds_all_chains(door: Door) -> None:
    chains = await asyncio.to_thread(read, f"{door.whole}/v1/decisions.ndjson")
    assert {chain: len(lines) for chain, lines in chains.items()} == {
        "challenges": 3,
        "rewards": 3,
        "trips": 4,
    }
    assert not any(map(first_wrong_seq, chains.values()))
    own = await asyncio.to_thread(read, f"{door.whole}/v1/decisions.ndjson?chain=rewards")
    assert own.keys() == {"rewards"}


async def test_changes_of_all_services_are_one_list_oldest_first(door: Door) -> None:
    changes = await door.pages("/v1/changes", "changes")
    assert [change["kind"] for change in changes] == ["tariff", "challenge", "limits"] * 3
    submitted = await door.read("/v1/changes?state=submitted&chain=rewards")
    assert [change["kind"] for change in submitted["changes"]] == ["tariff"] * 3


async def test_a_chain_that_is_away_is_named_and_the_others_are_read(door: Door) -> None:
    for path, items, there in (("/v1/decisions", "decisions", 7), ("/v1/changes", "changes", 6)):
        page = await door.read(path, url=door.alone)
        assert (page["away"], len(page[items])) == (["rewards"], there)
        assert "away" not in await door.read(path)
    # What is left out of a download would look like a chain that ends there.
    assert (await door.ask("GET", "/v1/decisions.ndjson", url=door.alone)).status_code == 503
    assert (await door.ask("GET", "/v1/decisions?chain=rewards", url=door.alone)).status_code == 503


async def test_an_unknown_chain_is_not_found_and_riders_see_no_changes(door: Door) -> None:
    for path in ("/v1/decisions", "/v1/decisions.ndjson", "/v1/changes"):
        assert (await door.ask("GET", f"{path}?chain=gateway", role="city")).status_code == 404
    assert (await door.ask("GET", "/v1/changes", role="rider")).status_code == 403
    assert (await door.ask("GET", "/v1/decisions?cursor=x", role="city")).json()["code"] == "invalid-cursor"
