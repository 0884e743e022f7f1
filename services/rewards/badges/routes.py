"""HTTP route of badges: a rider reads its own."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.rewards.badges import store
from services.rewards.badges.answers import BadgeList, badge_list
from shared.http import etags
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import as_json
from shared.http.web import Engine

router = APIRouter()


@router.get("/v1/me/badges", operation_id="list_own_badges", response_model=BadgeList)
async def list_own(request: Request, caller: Rider, engine: Engine) -> Response:
    """Your badges. They are worked out within ten minutes of a trip, and taken back with it."""
    rider_id = rider_id_of(caller)
    async with engine.connect() as tx:
        known = (await store.read(tx, [rider_id]))[rider_id]
    return etags.answer(request, as_json(badge_list(known.items())), etags.PRIVATE)
