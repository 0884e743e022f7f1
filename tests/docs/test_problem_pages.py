"""The `type` of every problem leads to a page that says what it means."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.pages.app import Settings, create_app
from services.pages.problem_pages.routes import KINDS
from shared.http.texts import LANGUAGES, translate


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service pages, whose lifespan does not run: problem pages use nothing that it opens."""
    transport = httpx.ASGITransport(create_app(Settings(gateway_url="http://gateway")))
    async with httpx.AsyncClient(transport=transport, base_url="http://pages", timeout=30) as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", KINDS)
async def test_every_problem_has_a_page_in_every_language(
    client: httpx.AsyncClient, code: str, language: str
) -> None:
    page = await client.get(f"/problems/{code}", headers={"Accept": "text/html", "Accept-Language": language})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}">' in page.text
    assert f"<code>{code}</code>" in page.text
    assert translate(KINDS[code]["title"], language).replace("'", "&#39;") in page.text


async def test_a_page_runs_and_loads_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = await client.get("/problems/not-found")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "<script" not in page.text
    assert "https://" not in page.text


async def test_programs_get_json(client: httpx.AsyncClient) -> None:
    answer = await client.get(
        "/problems/trip-id-conflict", headers={"Accept": "application/json", "Accept-Language": "ca"}
    )
    assert answer.json() == {
        "type": "/problems/trip-id-conflict",
        "code": "trip-id-conflict",
        "status": 409,
        "title": translate("Trip id taken", "ca"),
        "description": translate(KINDS["trip-id-conflict"]["description"], "ca"),
    }
    assert answer.headers["vary"] == "Accept, Accept-Language"


async def test_a_language_can_be_chosen_on_the_page(client: httpx.AsyncClient) -> None:
    page = await client.get("/problems/forbidden?lang=es", headers={"Accept-Language": "en"})
    assert page.headers["content-language"] == "es"


@pytest.mark.parametrize("code", ["nothing-like-this", "..%2f..", "kinds.json"])
async def test_what_is_no_problem_has_no_page(client: httpx.AsyncClient, code: str) -> None:
    answer = await client.get(f"/problems/{code}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"
