"""HTTP routes of simulations: operators try a challenge on the past."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.challenges.bodies import ChallengeBody
from services.challenges.catalogue.store import find_written
from services.challenges.simulations import rules
from services.challenges.simulations.answers import ChallengeJobAsked, ChallengeSimulation, job_of
from services.challenges.simulations.bodies import Envelope, SimulatedChallenge
from services.challenges.tree.bodies import as_stored
from services.challenges.tree.refusals import Game, read, required_by
from services.challenges.tree.trees import Tree, tree_of
from services.challenges.validation.store import holdouts
from shared.http import bodies, etags, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import IDEMPOTENCY_KEY, as_json, takes
from shared.http.faults import Bound
from shared.http.owned import owned, path_id
from shared.http.problems import FAULTS_MAX, ValidationError, may_raise
from shared.http.web import Engine, Now, Settings
from shared.http.writes import Sent
from shared.jobs import actions as jobs
from shared.jobs import store as stored_jobs
from shared.jobs.rules import NO_JOB, TooManyJobs

router = APIRouter()
CHALLENGE = "/challenge"


@router.post(
    "/v1/challenges:simulate",
    operation_id="simulate_challenge",
    status_code=202,
    response_model=ChallengeJobAsked,
    responses=may_raise(TooManyJobs),
    openapi_extra=bodies.request_body(SimulatedChallenge) | takes(IDEMPOTENCY_KEY),
)
async def simulate(
    request: Request, caller: Operator, settings: Settings, engine: Engine, now: Now
) -> Response:
    """Ask what a challenge would have brought on the operator's own trips of the past: by the rules that
    count live ones, as if every rider had joined and all were settled. It is worked out beside requests;
    nothing is written. With the `challenge_id` of one's own, what was written last is tried, and compared
    with the version in force."""
    sent = await writes.read(request)
    operator_id, job_id = operator_id_of(caller), uuid7()
    envelope, faults = _read_envelope(sent.content)
    written, found = await _read_challenge(engine, request, operator_id, sent)
    tree = tree_of(written["challenge"]) if written and not found else None
    faults += found
    if envelope is not None:
        window = (envelope.since, envelope.until, request.state.zone, now)
        faults += rules.faults_of_window(tree, *window)
    if faults or envelope is None:
        raise ValidationError("Something in the body is not allowed.", errors=faults[:FAULTS_MAX])
    asked = {
        **written,
        "operator_id": operator_id,
        "since": envelope.since.isoformat(),
        "until": envelope.until.isoformat(),
        "seed": envelope.seed or 0,
    }
    async with writes.once(request, engine, caller, sent) as write:
        await jobs.add(write.tx, settings.city_id, operator_id, job_id, rules.KIND, json.dumps(asked))
        write.answer(202, ChallengeJobAsked(job_id=job_id))
    request.state.wake_jobs.set()
    return write.response


def _read_envelope(sent: dict[str, Any]) -> tuple[Envelope | None, list[dict[str, Bound]]]:
    """What stands beside the challenge, or None and its faults."""
    try:
        return bodies.validate(Envelope, sent), []
    except ValidationError as refusal:
        return None, list(refusal.members["errors"])


async def _read_challenge(
    engine: AsyncEngine, request: Request, operator_id: str, sent: Sent
) -> tuple[dict[str, Any], list[dict[str, Bound]]]:
    """The body of the challenge that is meant, with its id if it has one, or its faults."""
    challenge = sent.content.get("challenge")
    if challenge is None:
        return {}, []  # which is a fault of what stands beside it
    if isinstance(challenge, str):
        return await _find_challenge(engine, operator_id, challenge)
    game = Game(request.state.zone, request.state.reward_points_max)
    if isinstance(challenge, dict) and (challenge_ids := required_by(challenge)):
        async with engine.connect() as tx:
            game = Game(game.zone, game.reward_points_max, await holdouts(tx, challenge_ids))
    body, faults = await bodies.beside(sent.size_bytes, lambda: read(ChallengeBody, challenge, game))
    if body is None:
        return {}, [{**each, "pointer": f"{CHALLENGE}{each['pointer']}"} for each in faults]
    stored = json.loads(as_stored(body))
    return {"challenge": stored}, _of_who(tree_of(stored))


async def _find_challenge(
    engine: AsyncEngine, operator_id: str, sent: str
) -> tuple[dict[str, Any], list[dict[str, Bound]]]:
    known_id = bodies.id_text(sent)
    async with engine.connect() as tx:
        shown = await find_written(tx, UUID(known_id), operator_id) if known_id else None
    if shown is None:
        return {}, [{"pointer": CHALLENGE, "code": "unknown"}]
    return {"challenge": shown.body, "challenge_id": str(shown.challenge_id)}, _of_who(tree_of(shown.body))


def _of_who(tree: Tree) -> list[dict[str, Bound]]:
    """Why nobody can tell what riders would have done together."""
    if isinstance(tree.who, rules.TRIED_WHO):
        return []
    return [{"pointer": f"{CHALLENGE}/who/kind", "code": "not_allowed"}]


@router.get(
    "/v1/jobs/challenges/{job_id}", operation_id="read_challenges_job", response_model=ChallengeSimulation
)
async def read_job(job_id: str, request: Request, caller: Operator, engine: Engine) -> Response:
    """How far a simulation is, and what it has found. It can be read for 7 days after its end, by the
    operator who has asked for it."""
    known_id = path_id(job_id, NO_JOB)
    async with engine.connect() as tx:
        job = owned(await stored_jobs.find(tx, operator_id_of(caller), known_id), NO_JOB)
    return etags.answer(request, as_json(job_of(job)), etags.PRIVATE)


@router.delete("/v1/jobs/challenges/{job_id}", operation_id="cancel_challenges_job", status_code=204)
async def cancel_job(job_id: str, caller: Operator, engine: Engine) -> Response:
    """Cancel a simulation. What is over stays as it is."""
    known_id = path_id(job_id, NO_JOB)
    async with engine.begin() as tx:
        owned(await stored_jobs.find(tx, operator_id_of(caller), known_id), NO_JOB)
        await stored_jobs.cancel(tx, known_id)
    return Response(status_code=204)
