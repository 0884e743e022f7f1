"""HTTP route of results."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.challenges import store as challenges
from services.challenges.results import store
from services.challenges.results.answers import ChallengeResults
from services.challenges.rules import NO_CHALLENGE
from shared.http import etags
from shared.http.auth import Anybody
from shared.http.documented import as_json
from shared.http.owned import owned, path_id
from shared.http.web import Engine

router = APIRouter()


@router.get(
    "/v1/challenges/{challenge_id}/results",
    operation_id="read_results_of_challenge",
    response_model=ChallengeResults,
)
async def read_results(challenge_id: str, request: Request, _: Anybody, engine: Engine) -> Response:
    """What a challenge has come to, by period, up to the day before yesterday: made at 04:00, to the nearest
    ten riders, and nothing of fewer than 15. Of one that was kept from some riders also what it has changed,
    from 14 days after its end on. Needs no token."""
    known_id = path_id(challenge_id, NO_CHALLENGE)
    async with engine.connect() as tx:
        owned(await challenges.find_in_force(tx, known_id), NO_CHALLENGE)
        results, uplift = await store.read(tx, known_id)
    content = ChallengeResults.model_validate(
        {"challenge_id": known_id, "periods": [], **(results or {}), "uplift": uplift}
    )
    return etags.answer(request, as_json(content), etags.PUBLIC)
