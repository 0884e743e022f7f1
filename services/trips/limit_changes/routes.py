"""HTTP routes of limits: the game's operator writes what trips are judged by; operators, the city and
auditors read it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.trips.limit_changes.actions import OWNER, put, today, try_out
from services.trips.limit_changes.answers import LimitsList, LimitsWritten, listed
from services.trips.limit_changes.bodies import LimitsBody, as_stored, check_kept
from services.trips.limits import store
from services.trips.limits.rules import Version, version_of
from services.trips.limits.steps import KIND
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Caller, signed_in
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.operators import GamesOperator
from shared.http.problems import may_raise
from shared.http.web import Engine, Now, Settings
from shared.jobs.rules import TooManyJobs
from shared.two_keys import routes as two_keys
from shared.two_keys.decisions import routes as decisions
from shared.two_keys.rules import Stopped

router = APIRouter()
router.include_router(two_keys.routes("/v1/limits/{version}", KIND, OWNER))
router.include_router(two_keys.changes_router(KIND.chain, KIND.first, *KIND.seconds))
router.include_router(decisions.create_router(KIND.chain))


def _first_limits(request: Request) -> Version:
    first: Version = request.state.first_limits
    return first


FirstLimits = Annotated[Version, Depends(_first_limits)]
"""Version 1 of the limits, as the settings have it."""
LimitsReader = Annotated[Caller, Depends(signed_in("operator", "city", "auditor"))]


@router.put(
    "/v1/limits",
    operation_id="put_limits",
    response_model=LimitsWritten,
    responses={
        202: {
            "model": LimitsWritten,
            "description": "A guard of the city covers them: they wait. Or it is a dry run, whose job counts",
        },
        **may_raise(Stopped, TooManyJobs),
    },
    openapi_extra=bodies.request_body(LimitsBody) | takes(DRY_RUN),
)
async def put_limits(
    request: Request, caller: GamesOperator, settings: Settings, engine: Engine, now: Now
) -> Response:
    """Write what trips are judged by from a local day on, which must be after today. What is not named stays
    as in the version before. Where a guard of the city covers it, the second key brings it into force; until
    then another PUT takes its place. A PUT that was lost on the way can be sent again. With `Prefer: dry-run`
    nothing is written: a job judges the trips of the last 30 days by these limits beside requests, and counts
    what they would change."""
    body = bodies.validate(LimitsBody, bodies.parse_object(await bodies.read(request)))
    check_kept(body, request.state.trace_days)
    async with writes.changing(request, engine) as tx:
        written = await put(tx, settings, caller, as_stored(body), body.reason)
    if not preferences.is_dry_run(request):
        return answer(written, 202 if written.state == "submitted" else 200)
    async with engine.begin() as tx:
        job_id, guards = await try_out(tx, settings, caller, as_stored(body), now)
    request.state.wake_jobs.set()
    tried = LimitsWritten(version=written.version, state=written.state, guards=guards, job_id=job_id)
    return answer(tried, 202, preferences.preference_applied(request))


@router.get("/v1/limits", operation_id="list_limits", response_model=LimitsList)
async def list_limits(
    request: Request,
    caller: LimitsReader,
    settings: Settings,
    engine: Engine,
    first: FirstLimits,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """What trips are judged by, and were: all versions with all their values, each from its first day on
    until a later one begins. Of two that begin on one day the higher version holds."""
    listing = cursors.list_of(settings, "limits")
    [after] = cursors.begins_after(listing, query) or [0]
    async with engine.connect() as tx:
        rows = await store.read(tx)
        stops = await store.read_stops(tx)
    in_force = version_of(store.versions_of(first, rows, stops), today(settings)).version
    known = [each for each in listed(first, rows, stops) if each["version"] > after]
    shown, more = cursors.cut(listing, query, known[: query.limit + 1], lambda each: (each["version"],))
    content = LimitsList(limits=list(shown), in_force=in_force, **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)
