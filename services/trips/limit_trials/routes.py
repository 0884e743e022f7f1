"""HTTP route of trials of limits: the game's operator reads what limits would have changed. A dry run of
`PUT /v1/limits` asks for one."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips.limit_trials.answers import LimitsTrial, trial_of
from shared.http import etags
from shared.http.documented import as_json
from shared.http.operators import GamesOperator
from shared.http.owned import owned, path_id
from shared.http.web import Engine
from shared.jobs import store as jobs
from shared.jobs.rules import NO_JOB

router = APIRouter()


@router.get("/v1/jobs/trips/{job_id}", operation_id="read_trips_job", response_model=LimitsTrial)
async def read_job(job_id: str, request: Request, caller: GamesOperator, engine: Engine) -> Response:
    """How far a trial of limits is, and what it has found. It can be read for 7 days after its end, by the
    operator who has asked for it."""
    known_id = path_id(job_id, NO_JOB)
    async with engine.connect() as tx:
        job = owned(await jobs.find(tx, caller.operator_id or "", known_id), NO_JOB)
    return etags.answer(request, as_json(trial_of(job)), etags.PRIVATE)
