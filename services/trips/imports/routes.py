"""HTTP routes of imports: operators begin, list and undo them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.trips.imports import actions, rules, store
from services.trips.imports.answers import ImportBegun, Imports, ImportTakenBack, import_answer, place
from services.trips.imports.bodies import NewImport, Undo, imports_after
from services.trips.verdicts.routes import CurrentGame
from shared.http import bodies, cursors, etags, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.owned import path_id
from shared.http.web import Engine, Now, Settings

router = APIRouter()


@router.post(
    "/v1/imports",
    operation_id="begin_import",
    status_code=201,
    response_model=ImportBegun,
    openapi_extra=bodies.request_body(NewImport) | takes(IDEMPOTENCY_KEY),
)
async def begin(request: Request, caller: Operator, settings: Settings, engine: Engine) -> Response:
    """Begin an import: a named batch of trips, which can be undone. Batches of trips name its id."""
    sent = await writes.read(request)
    body, import_id = bodies.validate(NewImport, sent.content), uuid7()
    async with writes.once(request, engine, caller, sent) as write:
        await store.add(write.tx, settings.city_id, operator_id_of(caller), import_id, body.name)
        write.answer(201, ImportBegun(import_id=import_id))
    return write.response


@router.get("/v1/imports", operation_id="list_imports", response_model=Imports)
async def imports(
    request: Request,
    caller: Operator,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """The operator's imports, newest first."""
    operator_id = operator_id_of(caller)
    listing = cursors.list_of(settings, f"imports of {operator_id}")
    after = imports_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.of_operator(tx, operator_id, query.limit + 1, after)
    shown, more = cursors.cut(listing, query, rows, place)
    content = Imports(imports=[import_answer(each) for each in shown], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)


@router.post(
    "/v1/imports/{import_id}/undo",
    operation_id="undo_import",
    response_model=ImportTakenBack,
    openapi_extra=bodies.request_body(Undo),
)
async def undo(
    import_id: str, request: Request, caller: Operator, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Take back up to 1000 trips that came with an import, with all that followed from them; trips that were
    held only for overlapping with these count. Repeat it until none is left; no trip can come with the import
    from the first time on. The rows of the file can be imported again, under other trip ids. What riders rode
    who were erased since stays."""
    body = bodies.validate(Undo, bodies.parse_object(await bodies.read(request)))
    known_id = path_id(import_id, rules.NO_IMPORT)
    async with engine.begin() as tx:
        game = await game_now(tx)
        voided, left = await actions.undo(tx, game, operator_id_of(caller), known_id, body.reason, now)
    return answer(ImportTakenBack(import_id=known_id, voided=voided, left=left))
