"""HTTP routes of what was decided: the one place where the gateway asks several services for one list."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from services.gateway.door.chains.actions import PAGE, ask_all, read_decisions, whole
from services.gateway.door.chains.rules import CHAINS, after_of, oldest_first, place_of
from services.gateway.door.forwarding.actions import ask, passed_back
from shared.http import cursors, etags
from shared.http.auth import Caller, Role, signed_in
from shared.http.documented import as_json
from shared.http.problems import NotFound, away, may_raise
from shared.http.web import Settings
from shared.two_keys.answers import ChangeList
from shared.two_keys.decisions.answers import LINE, DecisionList
from shared.two_keys.decisions.routes import Chain, ChainPage
from shared.two_keys.routes import ChangePage, changes_seen_by

router = APIRouter()
READERS: tuple[Role, ...] = ("operator", "city", "auditor")
ReadsChanges = Annotated[Caller, Depends(signed_in(*READERS))]


async def _count(request: Request) -> None:
    request.state.count(request, None)


def check_known(chain: str) -> str:
    """The service that keeps this chain. Raises NotFound for another word."""
    if chain not in CHAINS:
        raise NotFound("There is no such chain.")
    return chain


@router.get(
    "/v1/decisions",
    operation_id="list_decisions",
    response_model=DecisionList,
    responses=may_raise(NotFound),
    dependencies=[Depends(_count)],
)
async def list_decisions(
    request: Request, settings: Settings, query: Annotated[ChainPage, Query()]
) -> Response:
    """Who decided what and why, oldest first: of one `chain`, or of all. Each line names the hash of the one
    before it in its chain."""
    if query.chain is not None:
        service = check_known(query.chain)
        return passed_back(await ask(request, service, None), service)
    listing = cursors.list_of(settings, "decisions")
    place = cursors.begins_after(listing, query) or []
    page, told = await read_decisions(request, settings, after_of(place), query.limit)
    more = {"next_cursor": cursors.write(listing, place_of(page.after))} if page.has_more else {}
    content = DecisionList.model_validate({"decisions": list(page.lines), **more, **told.members})
    return etags.answer(request, as_json(content), etags.PUBLIC)


@router.get(
    "/v1/decisions.ndjson",
    operation_id="download_decisions",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"application/x-ndjson": {"schema": {"type": "string"}, "example": json.dumps(LINE)}}
        },
        **may_raise(NotFound),
    },
    dependencies=[Depends(_count)],
)
async def download(request: Request, settings: Settings, chain: Annotated[Chain, Query()] = None) -> Response:
    """The whole of one `chain`, or of all, a line of JSON each: what `rodem decisions verify` reads."""
    if chain is not None:
        service = check_known(chain)
        return passed_back(await ask(request, service, None), service)
    # Read before the stream begins, because a started stream cannot answer 503.
    first, told = await read_decisions(request, settings, {}, PAGE)
    if told.away:
        raise away()
    return StreamingResponse(whole(request, settings, first), media_type="application/x-ndjson")


@router.get(
    "/v1/changes",
    operation_id="list_changes",
    response_model=ChangeList,
    responses=may_raise(NotFound),
    openapi_extra={"security": [{"token": list(READERS)}]},
)
async def list_changes(
    request: Request, caller: ReadsChanges, settings: Settings, query: Annotated[ChangePage, Query()]
) -> Response:
    """What was submitted, oldest first: with what it would bring into force. Operators see their own, and
    what the city has submitted and they may sign."""
    if query.chain is not None:
        service = check_known(query.chain)
        return passed_back(await ask(request, service, caller), service)
    listing = changes_seen_by(settings, caller)
    cursors.begins_after(listing, query)
    told = await ask_all(request, caller, "/v1/changes", dict.fromkeys(CHAINS, query.model_dump()))
    changes = oldest_first(change for answer in told.answers.values() for change in answer["changes"])
    shown, more = cursors.cut(listing, query, changes, lambda change: (str(change["change_id"]),))
    if not more and any("next_cursor" in answer for answer in told.answers.values()):
        more = {"next_cursor": cursors.write(listing, (str(shown[-1]["change_id"]),))}
    content = ChangeList.model_validate({"changes": list(shown), **more, **told.members})
    return etags.answer(request, as_json(content), etags.PRIVATE)
