"""HTTP routes for who writes a challenge: its JSON Schema, and a try that stores nothing."""

import json
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.challenges.bodies import ChallengeBody
from services.challenges.factors import store as factors
from services.challenges.matching.goals import SHIPPED
from services.challenges.sentences.goals import measured_in
from services.challenges.tree.bodies import as_stored
from services.challenges.tree.periods import local_day
from services.challenges.tree.refusals import Game, check, required_by
from services.challenges.tree.schema import DIALECT, schema
from services.challenges.tree.trees import tree_of
from services.challenges.validation import store
from services.challenges.validation.answers import ValidatedChallenge, validated
from shared.http import bodies, etags
from shared.http.auth import Operator
from shared.http.documented import answer
from shared.http.web import Engine, Now

router = APIRouter()
SHOWN = {"$schema": DIALECT, "type": "object"}
"""How the schema begins. All of it is too long to be shown as an example."""


@cache
def _written() -> bytes:
    return json.dumps(schema(), ensure_ascii=False).encode()


@router.get(
    "/v1/challenges/schema",
    operation_id="read_challenge_schema",
    response_model=dict[str, Any],
    responses={200: {"content": {"application/json": {"example": SHOWN}}}},
)
async def read_schema(request: Request) -> Response:
    """The JSON Schema (draft 2020-12) of a challenge's body. It takes every body that is taken; what it takes
    may still be refused for what several fields tell together."""
    return etags.answer(request, _written(), etags.PUBLIC)


@router.post(
    "/v1/challenges:validate",
    operation_id="validate_challenge",
    response_model=ValidatedChallenge,
    openapi_extra=bodies.request_body(ChallengeBody),
)
async def validate(request: Request, _: Operator, engine: Engine, now: Now) -> Response:
    """Look at the body of a challenge, of every kind, also those that cannot be written yet. Nothing is
    stored. A body that is not allowed is refused with all its faults."""
    raw = await bodies.read(request)
    sent = await bodies.beside(len(raw), lambda: bodies.parse_object(raw))
    game = Game(request.state.zone, request.state.reward_points_max)
    if challenge_ids := required_by(sent):
        async with engine.connect() as tx:
            game = Game(game.zone, game.reward_points_max, await store.holdouts(tx, challenge_ids))
    body = await bodies.beside(len(raw), lambda: check(ChallengeBody, sent, game))
    tree, saved = tree_of(json.loads(as_stored(body))), SHIPPED.saved_mg_per_km
    if "co2e_saved_g" in measured_in(tree.goal):
        async with engine.connect() as tx:
            saved = (await factors.in_force(tx, local_day(now, request.state.zone))).saved_mg_per_km
    return answer(validated(tree, saved))
