"""HTTP routes of the statement."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from services.gateway.riders.answers import answer, reader_language
from services.gateway.riders.statement import answers, store
from shared.http import cursors
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import IN_A_LANGUAGE
from shared.http.web import Settings

router = APIRouter()

BEYOND_LAST_LINE = 2**31 - 1


@router.get(
    "/v1/me/postings", operation_id="list_postings", response_model=answers.Statement, responses=IN_A_LANGUAGE
)
async def postings(
    request: Request, caller: Rider, settings: Settings, page: Annotated[cursors.Page, Query()]
) -> Response:
    """The statement of the rider who asks, newest first, each line with its reason in words."""
    listing = cursors.list_of(settings, f"postings of {rider_id_of(caller)}")
    [before] = cursors.begins_after(listing, page) or [BEYOND_LAST_LINE]
    reads: AsyncEngine = request.state.reads
    async with reads.connect() as tx:
        lines = await store.read_statement(tx, rider_id_of(caller), before, page.limit + 1)
    language = reader_language(request)
    shown, more = cursors.cut(listing, page, lines, lambda line: (line.number,))
    content = answers.Statement(postings=[answers.posting(line, language) for line in shown], **more)
    return answer(request, content, language)
