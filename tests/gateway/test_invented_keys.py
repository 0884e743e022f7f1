"""Tokens with ids of keys that nobody knows, while the issuer hangs: anybody can write them."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.http import issuers
from tests.conftest import MakeDatabase
from tests.gateway.gateways import gateway_before
from tests.served import all_at, served
from tests.shared.test_issuers import Provider, running_provider

AT_ONCE = 3


def signed_in(provider: Provider, **header: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {provider.token(**header)}"}


async def test_who_invents_keys_is_counted_before_the_issuer_answers_and_others_go_on(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuers, "KEYS_FETCH_PAUSE_S", 0)
    inner = FastAPI()

    @inner.get("/{path:path}")
    async def answer() -> dict[str, Any]:
        return {}

    async with running_provider() as provider, served(inner) as inner_url:
        settings = {
            "oidc_discovery_url": f"{provider.url}/discovery",
            "anonymous_at_once_max": AT_ONCE,
        }
        async with (
            gateway_before(all_at(inner_url), make_database, tmp_path, **settings) as url,
            httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client,
        ):
            assert (await client.get("/v1/challenges", headers=signed_in(provider))).status_code == 200
            provider.hangs = True
            invented = [
                asyncio.create_task(
                    client.get("/v1/challenges", headers=signed_in(provider, kid=f"invented {number}"))
                )
                for number in range(AT_ONCE + 2)
            ]
            done: set[asyncio.Task[httpx.Response]] = set()
            while len(done) < 2:
                done, _ = await asyncio.wait(invented, return_when=asyncio.FIRST_COMPLETED)
            assert {each.result().status_code for each in done} == {429}
            known = await client.get("/v1/challenges", headers=signed_in(provider, typ="JWT"))
            assert known.status_code == 200
            provider.hangs = False
            answers = await asyncio.gather(*invented)
            assert Counter(each.status_code for each in answers) == {401: AT_ONCE, 429: 2}
