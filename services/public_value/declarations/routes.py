"""HTTP routes of declared figures: operators and the city declare by name what no event tells, anybody reads
it."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.public_value.declarations import rules, store
from services.public_value.declarations.answers import DeclaredFigure, DeclaredFigures, declared_figure
from services.public_value.declarations.bodies import FigureBody
from services.public_value.indicators.registry import DEFINED, INDICATORS
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Caller, operator_id_of, signed_in
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Now, Settings

router = APIRouter()
CityOrOperator = Annotated[Caller, Depends(signed_in("city", "operator"))]
KNOWN = INDICATORS.keys() | DEFINED.keys()


@router.put(
    "/v1/declarations/{indicator_id}",
    operation_id="declare_figure",
    response_model=DeclaredFigure,
    responses=may_raise(NotFound),
    openapi_extra=bodies.request_body(FigureBody) | takes(DRY_RUN),
)
async def declare(
    indicator_id: str, request: Request, caller: CityOrOperator, settings: Settings, engine: Engine, now: Now
) -> Response:
    """Declare a month's figure of an indicator, which everybody reads under your organisation's name. It is
    never edited: another one corrects it. What was declared last is not added again."""
    body = bodies.validate(FigureBody, bodies.parse_object(await bodies.read(request)))
    rules.check_begun(body.period, now.astimezone(ZoneInfo(settings.timezone)).date())
    rules.check_known(indicator_id, KNOWN)
    declared_by = "city" if caller.is_("city") else f"operator:{operator_id_of(caller)}"
    async with writes.changing(request, engine) as tx:
        await store.hold(tx)
        figure = await store.last_of(tx, indicator_id, declared_by, body.period)
        sent = (body.period, body.value, body.source, body.note)
        if figure is None or (figure.period, figure.value, figure.source, figure.note) != sent:
            figure = await store.add(tx, settings.city_id, indicator_id, declared_by, *sent)
    return answer(declared_figure(figure), headers=preferences.preference_applied(request))


@router.get(
    "/v1/declarations/{indicator_id}",
    operation_id="list_declared_figures",
    response_model=DeclaredFigures,
    responses=may_raise(NotFound),
)
async def list_declared(
    indicator_id: str,
    request: Request,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """What was declared of an indicator, by whom and from which source. Needs no token."""
    rules.check_known(indicator_id, KNOWN)
    listing = cursors.list_of(settings, f"declarations of {indicator_id}")
    [after] = cursors.begins_after(listing, query) or [0]
    async with engine.connect() as tx:
        figures = await store.read(tx, indicator_id, after, query.limit + 1)
    shown, more = cursors.cut(listing, query, figures, lambda each: (each.number,))
    content = DeclaredFigures(declarations=[declared_figure(each) for each in shown], **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)
