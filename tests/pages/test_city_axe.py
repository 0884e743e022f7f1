"""The city page in a real browser: axe finds it accessible, it logs nothing, and it fits into the window."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from fastapi import FastAPI
from msgspec.structs import replace
from playwright.async_api import Browser
from starlette.responses import HTMLResponse

from services.pages.city import routes as city_routes
from services.pages.city.page import CLIMATE
from services.pages.frame.layout import POLICY
from tests.served import served

from .examples import barcelona, counting, figure, figures, nearly_empty, so_far, tiles


@pytest.fixture(scope="module")
async def pages(data_dir: Path) -> AsyncIterator[str]:
    """Serves the page of each case with its policy."""
    negative = [
        replace(each, counterfactual_verified=False) if each.id == CLIMATE else each
        for each in tiles(climate=figure(-812.4, -1_800, -130), points=figure(), riders=counting("bike"))
    ]
    contents = {
        "full": figures(districts=barcelona(data_dir)),
        "negative": figures(tiles=negative, districts=(), **so_far(date(2026, 10, 20))),
        "empty": nearly_empty(),
    }
    app = FastAPI()

    @app.get("/{case}/{language}")
    async def show(case: str, language: str) -> HTMLResponse:
        html = city_routes.html_of(contents[case], language, "Barcelona", "Europe/Madrid")
        return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})

    async with served(app) as url:
        yield url


LOOKS = ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"))
# Colours and widths do not depend on the language, so that one language is looked at in every way.
SEEN = [(case, "ca", *look) for case in ("full", "negative", "empty") for look in LOOKS]
SEEN += [(case, language, 390, "light") for case in ("full", "empty") for language in ("es", "en")]


@pytest.mark.parametrize(("case", "language", "width", "scheme"), SEEN)
async def test_axe_finds_nothing(
    pages: str, chromium: Browser, case: str, language: str, width: int, scheme: str
) -> None:
    assert await faults(chromium, f"{pages}/{case}/{language}", width, scheme) == []


async def faults(chromium: Browser, address: str, width: int, scheme: str) -> list[str]:
    """The faults of a page: what axe finds, console messages, sideways scrolling, further HTTP requests."""
    page = await chromium.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    found: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    await page.goto(address)
    for details in await page.locator("details").all():
        await details.evaluate("each => each.open = true")
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"scrolls sideways at {width}")
    found += [url for url in requests if url.startswith("http") and url != address]
    await page.evaluate(AXE_FILE_PATH.read_text())
    violations = await page.evaluate("axe.run().then(done => done.violations)")
    found += [f"{each['id']}: {node['html']}" for each in violations for node in each["nodes"]]
    await page.close()
    return found
