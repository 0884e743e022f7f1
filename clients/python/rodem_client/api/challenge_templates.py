"""Made from the OpenAPI document by `make clients`: do not change it here."""

from rodem_client.api.models import ChallengeBody
from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class ChallengeTemplate(Model, frozen=True, kw_only=True):
    """A challenge to begin with. `body` is allowed as it is: its window begins with the next week or month.
    `fill_in` points to what the operator writes before it is published, which is an example in the body, or
    left out."""

    template: str
    feature: str
    text: str
    fill_in: list[str]
    body: ChallengeBody


class ChallengeTemplates(Model, frozen=True, kw_only=True):
    """All templates."""

    templates: list[ChallengeTemplate]


async def list_challenge_templates(rodem: Rodem) -> ChallengeTemplates:
    """Challenges to begin with, one for each kind that operators ask for. Fill in what `fill_in` points to,
    change what you like, and write it. The texts are in the reader's language."""
    return decoded(await rodem.send("GET", "/v1/challenge-templates"), ChallengeTemplates)
