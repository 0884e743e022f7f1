"""HTTP routes of projects: the city and operators write them, everybody reads what they were given."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.donations import store
from services.rewards.donations.answers import ListedProject, ProjectList, listed
from services.rewards.donations.bodies import OutcomeBody, ProjectBody
from services.rewards.donations.rules import NO_PROJECT, Project
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Caller, signed_in
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.owned import owned, path_id
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings

router = APIRouter()

CityOrOperator = Annotated[Caller, Depends(signed_in("city", "operator"))]


def owner_of(caller: Caller) -> str | None:
    """The operator whose projects a caller writes; None for the city's."""
    return caller.operator_id if caller.is_("operator") else None


@router.post(
    "/v1/projects",
    operation_id="create_project",
    status_code=201,
    response_model=ListedProject,
    responses={200: {"model": ListedProject, "description": "What a dry run answers"}},
    openapi_extra=bodies.request_body(ProjectBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def create(request: Request, caller: CityOrOperator, settings: Settings, engine: Engine) -> Response:
    """Write a project. It is public at once, and stays as it was written."""
    sent = await writes.read(request)
    body = bodies.validate(ProjectBody, sent.content)
    project = Project(
        project_id=uuid7(),
        operator_id=owner_of(caller),
        name=body.name.model_dump(exclude_none=True),
        text=body.text.model_dump(exclude_none=True),
        goal_points=body.goal_points,
        value_tags=body.value_tags,
        zone_id=body.zone_id,
        ends_at=body.ends_at,
    )
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        await store.add(write.tx, settings.city_id, project)
        write.answer(201, listed(project))
    return write.response


@router.put(
    "/v1/projects/{project_id}/outcome",
    operation_id="tell_outcome",
    response_model=ListedProject,
    responses=may_raise(NotFound),
    openapi_extra=bodies.request_body(OutcomeBody) | takes(DRY_RUN),
)
async def tell_outcome(project_id: str, request: Request, caller: CityOrOperator, engine: Engine) -> Response:
    """Say what has come of a project, or say it anew. Only who has written the project can."""
    body = bodies.validate(OutcomeBody, bodies.parse_object(await bodies.read(request)))
    known_id, outcome = path_id(project_id, NO_PROJECT), body.outcome.model_dump(exclude_none=True)
    async with writes.changing(request, engine) as tx:
        row = owned(await store.set_outcome(tx, known_id, owner_of(caller), outcome), NO_PROJECT)
    return answer(listed(row), headers=preferences.preference_applied(request))


@router.get("/v1/projects", operation_id="list_projects", response_model=ProjectList)
async def list_projects(
    request: Request, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> Response:
    """Projects to which riders donate points, newest first: the points that each has been given, and what has
    come of it. Needs no token."""
    listing = cursors.list_of(settings, "projects")
    place = cursors.begins_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.listed(tx, query.limit + 1, UUID(place[0]) if place else None)
    shown, more = cursors.cut(listing, query, rows, lambda row: (str(row.project_id),))
    content = ProjectList(projects=[listed(row) for row in shown], **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)
