"""HTTP route of prizes for ranks: the game's operator promises them before a period ends."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.leaderboards.rules import BOARDS
from services.rewards.rank_prizes import rules, store
from services.rewards.rank_prizes.answers import RankPrizes, rank_prizes
from services.rewards.rank_prizes.bodies import RankPrizesBody
from services.rewards.rank_prizes.rules import NO_RIDERS_BOARD, Prizes
from services.rewards.tariffs.actions import today
from shared.http import bodies, writes
from shared.http.campaigns import NeedsCampaign, check_named
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, takes
from shared.http.operators import GamesOperator
from shared.http.owned import owned
from shared.http.problems import may_raise, refused
from shared.http.web import Engine, Settings

router = APIRouter()


@router.post(
    "/v1/leaderboards/{board_id}/prizes",
    operation_id="promise_rank_prizes",
    status_code=201,
    response_model=RankPrizes,
    responses={
        200: {"model": RankPrizes, "description": "What a dry run answers"},
        **may_raise(NeedsCampaign),
    },
    openapi_extra=bodies.request_body(RankPrizesBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def promise(
    board_id: str, request: Request, caller: GamesOperator, settings: Settings, engine: Engine
) -> Response:
    """Promise points for the first places of a board of riders. They are paid seven local days after the
    period, by the board as it is then. Who shares a rank shares the prizes of the places that they fill."""
    sent = await writes.read(request)
    body = bodies.validate(RankPrizesBody, sent.content)
    board = owned(BOARDS.get(board_id), NO_RIDERS_BOARD)
    begins_on = rules.period_to_come(board, body.period, today(settings))
    if body.campaign_id:
        # No campaign pays prizes for ranks yet: so in production, where one is needed, there are none.
        raise refused(("/campaign_id", "unknown"))
    check_named(settings.env, "/campaign_id")
    due_at = rules.due_at(board, begins_on, ZoneInfo(settings.timezone))
    prizes = Prizes(uuid7(), board, begins_on, body.points, due_at)
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        await store.add(write.tx, settings.city_id, prizes)
        write.answer(201, rank_prizes(prizes))
    return write.response
