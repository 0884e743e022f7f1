"""HTTP routes of the plan of releases: the city writes it, everybody reads it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.public_value.plans import store
from services.public_value.plans.actions import owner_of, put, today
from services.public_value.plans.answers import PlanList, PlanWritten, listed
from services.public_value.plans.bodies import PlanBody
from services.public_value.plans.rules import Plan
from services.public_value.plans.steps import KIND, PlanState
from shared.http import bodies, etags, preferences, writes
from shared.http.auth import City
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings
from shared.two_keys import routes as two_keys
from shared.two_keys.rules import Stopped


def routes(city_id: str, first: Plan) -> APIRouter:
    """The routes of a city's plans. `first` holds for months before the first that was written."""
    router = APIRouter()
    router.include_router(two_keys.routes("/v1/release-plan/{month}", KIND, owner_of(city_id)))
    _add_put(router)
    _add_get(router, first)
    return router


def _add_put(router: APIRouter) -> None:
    @router.put(
        "/v1/release-plan",
        operation_id="put_release_plan",
        response_model=PlanWritten,
        responses={
            202: {"model": PlanWritten, "description": "A guard of the city covers it: it waits"},
            **may_raise(Stopped, PlanState),
        },
        openapi_extra=bodies.request_body(PlanBody) | takes(DRY_RUN),
    )
    async def put_release_plan(
        request: Request, caller: City, settings: Settings, engine: Engine
    ) -> Response:
        """Write by which periods places are told, and which operators count, from a month on, which must be
        after this one. A published plan stays: another has a later month. Where a guard of the city covers
        it, the second key brings it into force."""
        body = bodies.validate(PlanBody, bodies.parse_object(await bodies.read(request)))
        async with writes.changing(request, engine) as tx:
            written = await put(tx, settings, caller, body.as_stored(), body.reason)
        status = 202 if written.state == "submitted" and not preferences.is_dry_run(request) else 200
        return answer(written, status, preferences.preference_applied(request))


def _add_get(router: APIRouter, first: Plan) -> None:
    @router.get("/v1/release-plan", operation_id="read_release_plan", response_model=PlanList)
    async def read_release_plan(request: Request, settings: Settings, engine: Engine) -> Response:
        """By which plans figures are told: all of them, by their first months. Needs no token."""
        async with engine.connect() as tx:
            rows = await store.read(tx, settings.city_id)
        content = PlanList.model_validate(listed(first, rows, f"{today(settings):%Y-%m}"))
        return etags.answer(request, as_json(content), etags.PUBLIC)
