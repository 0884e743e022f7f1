"""HTTP routes of simulations: the game's operator tries a tariff on the past."""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.simulations import rules
from services.rewards.simulations.answers import JobAsked, SimulationJob, job_of
from services.rewards.simulations.bodies import SimulatedTariff
from services.rewards.simulations.rules import Window
from services.rewards.tariffs.actions import check_campaigns, today
from services.rewards.tariffs.bodies import as_stored
from shared.http import bodies, etags, writes
from shared.http.auth import operator_id_of
from shared.http.documented import IDEMPOTENCY_KEY, as_json, takes
from shared.http.operators import GamesOperator
from shared.http.owned import owned, path_id
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings
from shared.jobs import actions as jobs
from shared.jobs import store as stored_jobs
from shared.jobs.rules import NO_JOB, TooManyJobs

router = APIRouter()


@router.post(
    "/v1/tariffs:simulate",
    operation_id="simulate_tariff",
    status_code=202,
    response_model=JobAsked,
    responses=may_raise(TooManyJobs),
    openapi_extra=bodies.request_body(SimulatedTariff) | takes(IDEMPOTENCY_KEY),
)
async def simulate(request: Request, caller: GamesOperator, settings: Settings, engine: Engine) -> Response:
    """Ask what a tariff would have given on days of the past, at most 366. It is worked out beside requests;
    nothing in force changes, and budgets are taken as free."""
    sent = await writes.read(request)
    body, job_id = bodies.validate(SimulatedTariff, sent.content), uuid7()
    rules.check_window(Window(body.since, body.until), today(settings))
    asked = {
        "tariff": json.loads(as_stored(body.tariff)),
        "since": str(body.since),
        "until": str(body.until),
    }
    async with writes.once(request, engine, caller, sent) as write:
        operator_id = operator_id_of(caller)
        await check_campaigns(write.tx, body.tariff, operator_id, within="/tariff")
        await jobs.add(write.tx, settings.city_id, operator_id, job_id, rules.KIND, json.dumps(asked))
        write.answer(202, JobAsked(job_id=job_id))
    request.state.wake_jobs.set()
    return write.response


@router.get("/v1/jobs/rewards/{job_id}", operation_id="read_rewards_job", response_model=SimulationJob)
async def read_job(job_id: str, request: Request, caller: GamesOperator, engine: Engine) -> Response:
    """How far a simulation is, and what it has found. It can be read for 7 days after its end, by the
    operator who has asked for it."""
    known_id = path_id(job_id, NO_JOB)
    async with engine.connect() as tx:
        job = owned(await stored_jobs.find(tx, caller.operator_id or "", known_id), NO_JOB)
    return etags.answer(request, as_json(job_of(job)), etags.PRIVATE)
