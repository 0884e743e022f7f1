"""HTTP routes of releases: what was told, and when."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.public_value.releases import store
from services.public_value.releases.answers import ReleaseList, listed
from shared.http import cursors, etags
from shared.http.documented import as_json
from shared.http.web import Engine, Settings

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
    content = ReleaseList(releases=listed(shown), **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)
