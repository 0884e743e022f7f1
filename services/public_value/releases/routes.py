"""HTTP routes of releases: what was told, and when."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response, StreamingResponse

from services.public_value.releases.actions import further_figures
from services.public_value.releases.answers import (
    CSV_EXAMPLE,
    CSV_HEADER,
    ReleaseDocument,
    ReleaseList,
    csv_rows,
    listed,
)
from services.public_value.releases.publishing import store
from services.public_value.releases.publishing.rules import ends_of_document, written
from services.public_value.releases.publishing.store import Release
from services.public_value.releases.rules import NO_RELEASE, Figure
from shared.http import cursors, etags
from shared.http.bodies import JSON
from shared.http.documented import as_json
from shared.http.owned import owned
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings

CSV = "text/csv"
Number = Annotated[int, Path(ge=1, le=store.AFTER_ALL)]

router = APIRouter()


@router.get("/v1/releases", operation_id="list_releases", response_model=ReleaseList)
async def list_releases(
    request: Request, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> Response:
    """Numbered sets of figures, the newest first. A figure is told once, and never changes. Each release
    names the hash of the one before, so that nobody can change one unseen. Needs no token."""
    listing = cursors.list_of(settings, "releases")
    [before] = cursors.begins_after(listing, query) or [None]
    async with engine.connect() as tx:
        rows = await store.read_page(tx, settings.city_id, before, query.limit + 1)
    shown, more = cursors.cut(listing, query, rows, lambda release: (release.number,))
    content = ReleaseList(releases=[listed(release) for release in shown], **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)


@router.get(
    "/v1/releases/{number}.json",
    operation_id="download_release",
    response_model=ReleaseDocument,
    responses=may_raise(NotFound),
)
async def download(number: Number, request: Request, settings: Settings, engine: Engine) -> Response:
    """A release with all its figures, for ever the same bytes, of which the SHA-256 is its hash: so anybody
    can check it. Needs no token."""
    async with engine.connect() as tx:
        release, first = await _begin(tx, settings.city_id, number)

    async def lines() -> AsyncIterator[bytes]:
        start, end = ends_of_document(release.number, release.made_at, release.content, release.previous_hash)
        between = start
        async for figures in further_figures(engine, settings.city_id, number, first):
            for figure in written(figures):
                yield between + figure
                between = b","
        yield (b"" if first else start) + end

    headers = {"ETag": f'"{release.hash.hex()}"', "Cache-Control": etags.PUBLIC}
    if etags.has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return StreamingResponse(lines(), headers=headers, media_type=JSON)


@router.get(
    "/v1/releases/{number}.csv",
    operation_id="download_release_table",
    response_class=StreamingResponse,
    responses={
        200: {"content": {CSV: {"schema": {"type": "string"}, "example": CSV_EXAMPLE}}},
        **may_raise(NotFound),
    },
)
async def download_table(number: Number, settings: Settings, engine: Engine) -> StreamingResponse:
    """The figures of a release as a table. Needs no token."""
    async with engine.connect() as tx:
        _, first = await _begin(tx, settings.city_id, number)

    async def lines() -> AsyncIterator[bytes]:
        yield CSV_HEADER.encode()
        async for figures in further_figures(engine, settings.city_id, number, first):
            yield csv_rows(figures).encode()

    return StreamingResponse(lines(), media_type=CSV)


async def _begin(tx: AsyncConnection, city_id: str, number: int) -> tuple[Release, list[Figure]]:
    """The release and its first figures. They are read before the stream begins, because a started stream
    cannot answer 503."""
    release = owned(await store.find(tx, city_id, number), NO_RELEASE)
    return release, await store.read_figures(tx, city_id, number)
