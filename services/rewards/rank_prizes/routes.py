"""HTTP route of prizes for ranks: the game's operator promises them before a period ends."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.campaigns.actions import check_known
from services.rewards.leaderboards.rules import BOARDS
from services.rewards.rank_prizes import actions, rules
from services.rewards.rank_prizes.answers import RankPrizes, rank_prizes
from services.rewards.rank_prizes.bodies import RankPrizesBody
from services.rewards.rank_prizes.rules import NO_RIDERS_BOARD, Prizes
from services.rewards.tariffs.actions import today
from shared.http import bodies, preferences, writes
from shared.http.auth import operator_id_of
from shared.http.campaigns import BudgetSpent, NeedsCampaign, check_named
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, takes
from shared.http.operators import GamesOperator
from shared.http.owned import owned
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings

router = APIRouter()


@router.post(
    "/v1/leaderboards/{board_id}/prizes",
    operation_id="promise_rank_prizes",
    status_code=201,
    response_model=RankPrizes,
    responses={
        200: {"model": RankPrizes, "description": "What a dry run answers"},
        **may_raise(NeedsCampaign, BudgetSpent),
    },
    openapi_extra=bodies.request_body(RankPrizesBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def promise(
    board_id: str, request: Request, caller: GamesOperator, settings: Settings, engine: Engine
) -> Response:
    """Promise points for the first places of a board of riders. They are paid seven local days after the
    period, by the board as it is then. Who shares a rank shares the prizes of the places that they fill. A
    campaign that is named promises them at once, and gets back what is not paid."""
    sent = await writes.read(request)
    body = bodies.validate(RankPrizesBody, sent.content)
    board = owned(BOARDS.get(board_id), NO_RIDERS_BOARD)
    begins_on = rules.period_to_come(board, body.period, today(settings))
    due_at = rules.due_at(board, begins_on, ZoneInfo(settings.timezone))
    prizes, now = Prizes(uuid7(), board, begins_on, body.points, due_at, body.campaign_id), datetime.now(UTC)
    named = {"/campaign_id": body.campaign_id} if body.campaign_id else {}
    try:
        async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
            await check_known(write.tx, operator_id_of(caller), named)
            check_named(settings.env, *() if named else ("/campaign_id",))
            await actions.promise(write.tx, settings.city_id, prizes, now)
            write.answer(201, rank_prizes(prizes))
    except BudgetSpent:
        if not preferences.is_dry_run(request):
            await actions.mark_spent(engine, settings.city_id, prizes, now)
        raise
    return write.response
