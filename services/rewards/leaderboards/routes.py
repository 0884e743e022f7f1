"""HTTP routes of leaderboards: which there are, who is at the top, and where a rider stands."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.rewards.groups import store as groups
from services.rewards.groups.rules import GroupBoard
from services.rewards.leaderboards import answers, store
from services.rewards.leaderboards.actions import board_of, period_of
from services.rewards.leaderboards.answers import BoardList, Leaderboard, OwnPlace
from services.rewards.tariffs.actions import today
from shared.http import etags
from shared.http.auth import AnyRole, Rider, rider_id_of
from shared.http.documented import as_json
from shared.http.web import Engine, Settings

router = APIRouter()

Period = Annotated[str | None, Query(max_length=8)]


@router.get("/v1/leaderboards", operation_id="list_leaderboards", response_model=BoardList)
async def list_boards(request: Request, _: AnyRole, settings: Settings) -> Response:
    """All leaderboards, with their current periods. A season is a quarter of the year."""
    return etags.answer(request, as_json(answers.listed(today(settings))), etags.PRIVATE)


@router.get("/v1/leaderboards/{board_id}", operation_id="read_leaderboard", response_model=Leaderboard)
async def read_board(
    board_id: str, request: Request, _: AnyRole, settings: Settings, engine: Engine, period: Period = None
) -> Response:
    """The first 100 of a board, by nickname: only riders who have opted in. Boards of teams, districts and
    workplaces are made every 15 minutes. `period` is such as `2026-W47`,
    `2026-11` or `2026-Q4`, by itself the current one; 13 months after its end it is no longer shown."""
    board = board_of(board_id)
    first = period_of(board, period, today(settings))
    async with engine.connect() as tx:
        if isinstance(board, GroupBoard):
            content = answers.of_groups(board, first, await groups.read(tx, board, first))
        else:
            content = answers.leaderboard(board, first, await store.top(tx, board, first))
    return etags.answer(request, as_json(content), etags.PRIVATE)


@router.get("/v1/leaderboards/{board_id}/me", operation_id="read_own_place", response_model=OwnPlace)
async def read_own_place(
    board_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine, period: Period = None
) -> Response:
    """Where you stand on a board, with the five above and below you, and how many riders are on it. On boards
    of groups no rider has a rank."""
    board = board_of(board_id)
    first = period_of(board, period, today(settings))
    async with engine.connect() as tx:
        if isinstance(board, GroupBoard):
            content = answers.no_place(board, first, await groups.read(tx, board, first))
        else:
            content = answers.own_place(
                board, first, await store.around(tx, board, first, rider_id_of(caller))
            )
    return etags.answer(request, as_json(content), etags.PRIVATE)
