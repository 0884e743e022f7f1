"""HTTP route of codes: operators fill the pools of their rewards."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.rewards.catalogue.actions import lock
from services.rewards.catalogue.rules import NO_REWARD, NoPoolOfCodes
from services.rewards.codes import actions
from services.rewards.codes.answers import CodesAdded
from services.rewards.codes.bodies import Codes
from services.rewards.codes.rules import check_codes, codes_in
from services.rewards.keys.rules import keyed
from shared.http import bodies, idempotency, media_types, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.bodies import BATCH_BODY_MAX, JSON
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, takes
from shared.http.owned import path_id
from shared.http.problems import MalformedJson, may_raise
from shared.http.web import Engine, Settings
from shared.http.writes import Sent

router = APIRouter()

CSV = "text/csv"


def described() -> dict[str, object]:
    """The body in OpenAPI: as JSON, or as a file of one column."""
    extra = bodies.request_body(Codes, limit=BATCH_BODY_MAX)
    file = {"schema": {"type": "string", "examples": ["code\nGIFT-7K2M\nGIFT-9QX4\n"]}}
    extra["requestBody"]["content"][CSV] = file
    return extra


def codes_of(request: Request, raw: bytes) -> Sequence[str]:
    """The codes in a body. Raises MalformedJson and ValidationError."""
    if media_types.media_type(request) == JSON:
        codes = bodies.validate(Codes, bodies.parse_object(raw)).codes
        check_codes(codes)
        return codes
    try:
        return codes_in(raw.decode())
    except UnicodeDecodeError as error:
        raise MalformedJson("The body is not in UTF-8.") from error


@router.post(
    "/v1/rewards/{reward_id}/codes",
    operation_id="add_codes",
    response_model=CodesAdded,
    responses=may_raise(NoPoolOfCodes),
    openapi_extra=described() | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def add_codes(
    reward_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Fill the pool of a reward of kind `code`. What it has had already is passed over."""
    raw = await bodies.read(request, BATCH_BODY_MAX, (JSON, CSV))
    key = idempotency.key_of(request)
    codes = await bodies.beside(len(raw), lambda: codes_of(request, raw))
    known_id, keys = path_id(reward_id, NO_REWARD), request.state.keys
    sealed = await bodies.beside(len(raw), lambda: actions.sealed(keys, known_id, codes))
    hashed, *older = keyed(keys, idempotency.request_hash(request, raw))
    sent = Sent({}, len(raw), key, hashed, older)
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        reward = await lock(write.tx, reward_id, operator_id_of(caller))
        if reward.body["kind"] != "code":
            raise NoPoolOfCodes("Only rewards of the kind `code` have a pool of codes.")
        added = await actions.add(write.tx, settings.city_id, keys, known_id, sealed)
        write.answer(200, CodesAdded(added=added, duplicates=len(codes) - added))
    return write.response
