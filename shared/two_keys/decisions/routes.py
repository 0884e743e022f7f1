"""HTTP routes of a chain of decisions: anyone may read it in pages or download the whole chain."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from shared.http import cursors, etags
from shared.http.documented import as_json
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings
from shared.two_keys.decisions import store
from shared.two_keys.decisions.actions import PAGE, decisions_of, whole_chain
from shared.two_keys.decisions.answers import LINE, DecisionList
from shared.two_keys.decisions.rules import published_line
from shared.two_keys.decisions.store import KeptDecision

Chain = Annotated[str | None, Field(max_length=64)]
"""The name of a chain, which is a service's name. Defaults to the chain of the answering service."""


class ChainPage(cursors.Page):
    """The query of a list of decisions."""

    chain: Chain = None


def check_chain(chain: str | None, own: str) -> None:
    """Raises NotFound for the chain of another service."""
    if chain not in (None, own):
        raise NotFound("There is no such chain.")


def create_router(own: str) -> APIRouter:
    """The routes of one service's chain."""
    router = APIRouter()
    _add_list(router, own)
    _add_download(router, own)
    return router


def _add_list(router: APIRouter, own: str) -> None:
    @router.get(
        "/v1/decisions",
        operation_id="list_decisions",
        response_model=DecisionList,
        responses=may_raise(NotFound),
    )
    async def list_decisions(
        request: Request, settings: Settings, engine: Engine, query: Annotated[ChainPage, Query()]
    ) -> Response:
        """Who decided what and why, oldest first. Each line names the hash of the one before."""
        check_chain(query.chain, own)
        listing = decisions_of(settings, own)
        [after] = cursors.begins_after(listing, query) or [0]
        async with engine.connect() as tx:
            lines = await store.read(tx, after, query.limit + 1)
        shown, more = cursors.cut(listing, query, lines, lambda line: (line.decision.seq,))
        decisions = [published_line(line.decision, line.reason) for line in shown]
        content = DecisionList(decisions=decisions, **more)
        return etags.answer(request, as_json(content), etags.PUBLIC)


def _add_download(router: APIRouter, own: str) -> None:
    @router.get(
        "/v1/decisions.ndjson",
        operation_id="download_decisions",
        response_class=StreamingResponse,
        responses={
            200: {
                "content": {
                    "application/x-ndjson": {"schema": {"type": "string"}, "example": json.dumps(LINE)}
                }
            },
            **may_raise(NotFound),
        },
    )
    async def download(engine: Engine, chain: Annotated[Chain, Query()] = None) -> StreamingResponse:
        """The whole chain, a line of JSON each: what `rodem decisions verify` reads."""
        check_chain(chain, own)
        # The first page is read before the stream begins, because a started stream cannot answer 503.
        async with engine.connect() as tx:
            first = await store.read(tx, 0, PAGE)
        lines = whole_chain(engine, first)
        return StreamingResponse(_ndjson(lines), media_type="application/x-ndjson")


async def _ndjson(lines: AsyncIterator[KeptDecision]) -> AsyncIterator[bytes]:
    async for line in lines:
        yield json.dumps(published_line(line.decision, line.reason), ensure_ascii=False).encode() + b"\n"
