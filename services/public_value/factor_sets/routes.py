"""HTTP routes of factor sets: the city writes them, anybody reads them with their contents and hashes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from services.public_value.factor_sets import answers, store
from services.public_value.factor_sets.actions import OWNER, put
from services.public_value.factor_sets.answers import FactorSetList, FactorSetWritten, ListedFactorSet
from services.public_value.factor_sets.bodies import FactorSetBody, as_stored
from services.public_value.factor_sets.rules import (
    KIND,
    NO_FACTOR_SET,
    FactorSetExists,
    FactorSetsOverlap,
)
from services.public_value.indicators.climate.store import data_sets
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import City
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.owned import owned
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings
from shared.limits import ID_LENGTH_MAX
from shared.two_keys import routes as two_keys
from shared.two_keys.decisions import routes as decisions
from shared.two_keys.rules import Stopped

FactorSetId = Annotated[str, Path(max_length=ID_LENGTH_MAX, pattern=r"^[A-Za-z0-9._~-]+$")]

router = APIRouter()
router.include_router(two_keys.routes("/v1/factor-sets/{factor_set_id}", KIND, OWNER))
router.include_router(two_keys.changes_router(KIND.chain, KIND.first, *KIND.seconds))
router.include_router(decisions.create_router(KIND.chain))


@router.put(
    "/v1/factor-sets/{factor_set_id}",
    operation_id="put_factor_set",
    response_model=FactorSetWritten,
    responses={
        202: {"model": FactorSetWritten, "description": "A guard covers it: it waits for the second key"},
        **may_raise(FactorSetExists, FactorSetsOverlap, Stopped),
    },
    openapi_extra=bodies.request_body(FactorSetBody) | takes(DRY_RUN),
)
async def put_factor_set(
    factor_set_id: FactorSetId, request: Request, caller: City, settings: Settings, engine: Engine
) -> Response:
    """Write what modes emit and what riders would have taken instead, for periods that begin from a day on,
    which must be after today. Once it holds it never changes: what was worked out from it stays as it is.
    Where a guard covers it, the second key brings it into force; until then another PUT takes its place. A
    PUT that was lost on the way can be sent again."""
    body = bodies.validate(FactorSetBody, bodies.parse_object(await bodies.read(request)))
    async with writes.changing(request, engine) as tx:
        written = await put(tx, settings, caller, factor_set_id, as_stored(body), body.reason)
    status = 202 if written.state == "submitted" and not preferences.is_dry_run(request) else 200
    return answer(written, status, preferences.preference_applied(request))


@router.get("/v1/factor-sets", operation_id="list_factor_sets", response_model=FactorSetList)
async def list_factor_sets(
    request: Request, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> Response:
    """All factor sets with contents and hashes: those that are a part of the program, and the city's. Needs
    no token."""
    listing = cursors.list_of(settings, "factor sets")
    [after] = cursors.begins_after(listing, query) or [0]
    async with engine.connect() as tx:
        rows = await store.read(tx)
    every = [*answers.shipped(data_sets()), *map(answers.listed, rows)]
    numbered = list(enumerate(every, 1))[after : after + query.limit + 1]
    shown, more = cursors.cut(listing, query, numbered, lambda each: (each[0],))
    content = FactorSetList(factor_sets=[each for _, each in shown], **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)


@router.get(
    "/v1/factor-sets/{factor_set_id}",
    operation_id="read_factor_set",
    response_model=ListedFactorSet,
    responses=may_raise(NotFound),
)
async def read_factor_set(factor_set_id: str, request: Request, engine: Engine) -> Response:
    """A factor set with its contents, its hash, and what a kilometre avoids by it. Needs no token."""
    of_program = {each["factor_set_id"]: each for each in answers.shipped(data_sets())}
    found = of_program.get(factor_set_id)
    if found is None:
        async with engine.connect() as tx:
            found = answers.listed(owned(await store.find(tx, factor_set_id), NO_FACTOR_SET))
    return etags.answer(request, as_json(ListedFactorSet(**found)), etags.PUBLIC)
