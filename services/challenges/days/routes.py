"""HTTP routes of days: the game's operator declares their tags, and which were outages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.challenges.days import actions, answers, store
from services.challenges.days.answers import DayCounts, DayList, ListedDay
from services.challenges.days.bodies import DAYS_MAX, TaggedDays, listed_after
from services.challenges.recounts.actions import ASKED_S, catch_up
from services.challenges.recounts.routes import CurrentRecount
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import AnyRole
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.operators import GamesOperator
from shared.http.owned import Absent, path_day
from shared.http.web import Engine, Settings

router = APIRouter()
NO_DAY = Absent("There is no such day.")


@router.put(
    "/v1/days",
    operation_id="put_days",
    response_model=DayCounts,
    openapi_extra=bodies.request_body(TaggedDays, limit=bodies.BATCH_BODY_MAX) | takes(DRY_RUN),
)
async def put_days(
    request: Request, _: GamesOperator, settings: Settings, engine: Engine, recount: CurrentRecount
) -> Response:
    """Declare the tags of local days, past ones too: challenges with `day_tags_any` count as if they had
    always been known. Good days are taken; each bad one is a failure. Days that are not named stay."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    sent = await bodies.beside(len(raw), lambda: bodies.parse_list(raw, DAYS_MAX))
    days, failures = await bodies.beside(len(raw), lambda: actions.read_days(sent))
    async with writes.changing(request, engine) as tx:
        counts = await actions.put(tx, settings.city_id, days)
    await catch_up(recount, ASKED_S)
    return answer(answers.day_counts(counts, failures), headers=preferences.preference_applied(request))


@router.get("/v1/days", operation_id="list_days", response_model=DayList)
async def list_days(
    request: Request,
    _: AnyRole,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """Days of which something is declared, the latest first."""
    listing = cursors.list_of(settings, "days")
    after = listed_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.listed(tx, query.limit + 1, after)
    days, more = cursors.cut(listing, query, rows, answers.place)
    content = DayList(days=[answers.listed(day) for day in days], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)


@router.put("/v1/days/{local_on}/outage", operation_id="declare_outage", response_model=ListedDay)
async def declare_outage(
    local_on: str,
    request: Request,
    _: GamesOperator,
    engine: Engine,
    recount: CurrentRecount,
) -> Response:
    """Declare that riders could not ride on a local day: it is not empty for streaks, nor is its week."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    day = path_day(local_on, NO_DAY)
    async with engine.begin() as tx:
        await actions.add_outage(tx, recount, day)
        tags = (await store.tags_of(tx, [day])).get(day, ())
    await catch_up(recount, ASKED_S)
    return answer(ListedDay(local_on=day, tags=list(tags), outage=True))


@router.delete("/v1/days/{local_on}/outage", operation_id="remove_outage", status_code=204)
async def remove_outage(local_on: str, _: GamesOperator, engine: Engine, recount: CurrentRecount) -> Response:
    """A local day was no outage: what only it has bridged is bridged no longer."""
    day = path_day(local_on, NO_DAY)
    async with engine.begin() as tx:
        await actions.remove_outage(tx, recount, day)
    await catch_up(recount, ASKED_S)
    return Response(status_code=204)
