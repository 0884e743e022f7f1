"""HTTP route of templates: challenges to begin with."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.challenges.templates.answers import ChallengeTemplates, all_templates
from shared.http import etags
from shared.http.documented import IN_A_LANGUAGE, as_json
from shared.http.texts import in_language, language_of
from shared.http.web import Settings

router = APIRouter()
OF_PRODUCTION = ("/campaign_id",)
"""What every challenge has to name in production."""


@router.get(
    "/v1/challenge-templates",
    operation_id="list_challenge_templates",
    response_model=ChallengeTemplates,
    responses=IN_A_LANGUAGE,
)
async def list_templates(request: Request, settings: Settings) -> Response:
    """Challenges to begin with, one for each kind that operators ask for. Fill in what `fill_in` points to,
    change what you like, and write it. The texts are in the reader's language."""
    language = language_of(request.headers.get("accept-language", ""))
    named = OF_PRODUCTION if settings.env == "production" else ()
    content = all_templates(datetime.now(UTC), request.state.zone, language, named)
    return etags.answer(request, as_json(content), etags.PUBLIC, in_language(language))
