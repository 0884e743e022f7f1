"""HTTP routes of partners: operators write them, everybody lists them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from services.rewards.partners import store
from services.rewards.partners.answers import Partner, PartnerList, partner_of
from services.rewards.partners.bodies import PartnerBody
from services.rewards.partners.store import StoredPartner
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.owned import Absent, owned
from shared.http.web import Engine, Settings
from shared.limits import ID_LENGTH_MAX

router = APIRouter()

NO_PARTNER = Absent("There is no such partner.")
PartnerId = Annotated[str, Path(max_length=ID_LENGTH_MAX, pattern=r"^[A-Za-z0-9._~-]+$")]


@router.put(
    "/v1/partners/{partner_id}",
    operation_id="put_partner",
    response_model=Partner,
    openapi_extra=bodies.request_body(PartnerBody) | takes(DRY_RUN),
)
async def put_partner(
    partner_id: PartnerId, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Write a partner, or write it anew. Its id is the `partner_id` in the tokens of its tills."""
    body = bodies.validate(PartnerBody, bodies.parse_object(await bodies.read(request)))
    row = StoredPartner(partner_id, operator_id_of(caller), body.name, body.place, body.zone_id)
    async with writes.changing(request, engine) as tx:
        owned(await store.put(tx, settings.city_id, row) or None, NO_PARTNER)
    return answer(partner_of(row), headers=preferences.preference_applied(request))


@router.get("/v1/partners", operation_id="list_partners", response_model=PartnerList)
async def list_partners(
    request: Request, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> Response:
    """Where vouchers can be used. Needs no token."""
    listing = cursors.list_of(settings, "partners")
    [after] = cursors.begins_after(listing, query) or [None]
    async with engine.connect() as tx:
        rows = await store.listed(tx, query.limit + 1, after)
    shown, more = cursors.cut(listing, query, rows, lambda row: (row.partner_id,))
    content = PartnerList(partners=[partner_of(row) for row in shown], **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)
