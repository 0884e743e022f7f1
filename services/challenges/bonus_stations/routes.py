"""HTTP routes of bonus stations: the game's operator declares them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.challenges.bonus_stations import actions, answers, store
from services.challenges.bonus_stations.answers import BonusStationCounts, BonusStationList
from services.challenges.bonus_stations.bodies import BonusStations, listed_after
from services.challenges.recounts.actions import ASKED_S, catch_up
from services.challenges.recounts.routes import CurrentRecount
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import AnyRole
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.operators import GamesOperator
from shared.http.web import Engine, Settings
from shared.limits import STATIONS_MAX

router = APIRouter()


@router.put(
    "/v1/bonus-stations",
    operation_id="put_bonus_stations",
    response_model=BonusStationCounts,
    openapi_extra=bodies.request_body(BonusStations, limit=bodies.BATCH_BODY_MAX) | takes(DRY_RUN),
)
async def put_bonus_stations(
    request: Request, _: GamesOperator, settings: Settings, engine: Engine, recount: CurrentRecount
) -> Response:
    """Declare when stations are bonus stations, in the past too: challenges with `bonus_stations` count as if
    it had always been known. Good ones are taken; each bad one is a failure. Those not named stay."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    sent = await bodies.beside(len(raw), lambda: bodies.parse_list(raw, STATIONS_MAX))
    ends, failures = await bodies.beside(len(raw), lambda: actions.read_bonus_stations(sent))
    async with writes.changing(request, engine) as tx:
        counts = await actions.put(tx, settings.city_id, ends, datetime.now(UTC))
    await catch_up(recount, ASKED_S)
    content = answers.bonus_station_counts(counts, failures)
    return answer(content, headers=preferences.preference_applied(request))


@router.get("/v1/bonus-stations", operation_id="list_bonus_stations", response_model=BonusStationList)
async def list_bonus_stations(
    request: Request,
    _: AnyRole,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """Bonus stations of all times, the latest to begin first."""
    listing = cursors.list_of(settings, "bonus stations")
    after = listed_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.listed(tx, query.limit + 1, after)
    flags, more = cursors.cut(listing, query, rows, answers.place)
    content = BonusStationList(bonus_stations=[answers.listed(flag) for flag in flags], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)
