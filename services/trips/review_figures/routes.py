"""HTTP routes of the review's figures."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.trips.review.rules import ANSWER_DAYS, month_of
from services.trips.review_figures import store
from services.trips.review_figures.answers import (
    OverdueAppeals,
    ReviewFigures,
    figures_answer,
    overdue_answer,
)
from shared.http import etags
from shared.http.auth import Anybody, Caller, signed_in
from shared.http.documented import as_json
from shared.http.web import Engine, Now, Settings

router = APIRouter()
MONTHS = 24
Reader = Annotated[Caller, Depends(signed_in("operator", "city", "auditor"))]


@router.get("/v1/trips:review-figures", operation_id="get_review_figures", response_model=ReviewFigures)
async def review_figures(
    request: Request, caller: Reader, settings: Settings, engine: Engine, now: Now
) -> Response:
    """How many trips people decided in each of the last 24 months, how many appeals they upheld, and how many
    wait: an operator reads its own figures; city and auditors read those of every operator."""
    sees_all = caller.is_("city") or caller.is_("auditor")
    operator_id = None if sees_all else caller.operator_id
    async with engine.connect() as tx:
        counts = await store.counts(tx, operator_id, _months_before(month_of(now, settings.timezone)))
        waiting = await store.waiting(tx, operator_id, _overdue_since(now))
    return etags.answer(request, as_json(figures_answer(counts, waiting)), etags.PRIVATE)


@router.get("/v1/trips:overdue-appeals", operation_id="get_overdue_appeals", response_model=OverdueAppeals)
async def overdue_appeals(request: Request, _: Anybody, engine: Engine, now: Now) -> Response:
    """How many appeals have waited for more than 14 days, in whole tens of the whole city. Public."""
    async with engine.connect() as tx:
        waiting = await store.waiting(tx, None, _overdue_since(now))
    return etags.answer(request, as_json(overdue_answer(waiting)), etags.PUBLIC)


def _overdue_since(now: datetime) -> datetime:
    return now - timedelta(days=ANSWER_DAYS)


def _months_before(month: date) -> date:
    """The first of the months that are shown, of which this is the last."""
    first = month.year * 12 + month.month - MONTHS
    return date(first // 12, first % 12 + 1, 1)
