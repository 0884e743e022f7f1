"""HTTP routes of levels: the game's operator lowers thresholds and adds levels; everybody reads them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.rewards.levels import rules, store
from services.rewards.levels.answers import Levels
from services.rewards.levels.bodies import LevelsBody
from shared.http import bodies, etags, preferences, writes
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.operators import GamesOperator
from shared.http.web import Engine, Settings
from shared.two_keys.decisions.actions import organisation_of, record
from shared.two_keys.decisions.rules import Step, Subject

router = APIRouter()


@router.put(
    "/v1/levels",
    operation_id="set_levels",
    response_model=Levels,
    openapi_extra=bodies.request_body(LevelsBody) | takes(DRY_RUN),
)
async def set_levels(request: Request, caller: GamesOperator, settings: Settings, engine: Engine) -> Response:
    """Say from how many lifetime points each level begins. It holds at once, and no level may begin later
    than before or be dropped: nobody loses one."""
    body = bodies.validate(LevelsBody, bodies.parse_object(await bodies.read(request)))
    async with writes.changing(request, engine) as tx:
        await store.hold_accounts(tx)
        before = await store.read(tx)
        rules.check_not_raised(before.from_points, body.from_points)
        content = Levels(version=before.version + 1, from_points=body.from_points)
        if body.from_points == before.from_points:
            content.version = before.version
        else:
            await store.add(tx, settings.city_id, content.version, body.from_points)
            await store.say_new_levels(tx, before.from_points, body.from_points)
            subject = Subject("levels", "levels", content.version)
            organisation = organisation_of(caller, "operator", settings.city_id)
            step = Step("levels", subject, "published", "operator", organisation, body.reason, None)
            await record(tx, settings.city_id, "rewards", step)
    return answer(content, headers=preferences.preference_applied(request))


@router.get("/v1/levels", operation_id="read_levels", response_model=Levels)
async def read_levels(request: Request, engine: Engine) -> Response:
    """From how many lifetime points each level begins."""
    async with engine.connect() as tx:
        in_force = await store.read(tx)
    return etags.answer(request, as_json(Levels(**in_force._asdict())), etags.PUBLIC)
