"""Response models of templates."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Annotated, Any

from pydantic import BaseModel

from services.challenges.bodies import ChallengeBody
from services.challenges.templates.rules import body_of, templates
from services.challenges.tree.bodies import EXAMPLE
from shared.http.documented import AsKept, example

TEMPLATE_EXAMPLE = {
    "template": "geofence",
    "feature": "C7",
    "text": "Trips that end in a zone of your choice.",
    "fill_in": ["/where/end_zone_ids/0"],
    "body": EXAMPLE | {"where": {"end_zone_ids": ["zone-of-the-city"]}, "template": "geofence"},
}


class ChallengeTemplate(BaseModel):
    """A challenge to begin with. `body` is allowed as it is: its window begins with the next week or month.
    `fill_in` points to what the operator writes before it is published, which is an example in the body, or
    left out."""

    model_config = example(**TEMPLATE_EXAMPLE)

    template: str
    feature: str
    text: str
    fill_in: list[str]
    body: Annotated[dict[str, Any], AsKept(ChallengeBody)]


class ChallengeTemplates(BaseModel):
    """All templates."""

    model_config = example(templates=[TEMPLATE_EXAMPLE])

    templates: list[ChallengeTemplate]


def all_templates(
    now: datetime, zone: tzinfo, language: str, always_named: Sequence[str]
) -> ChallengeTemplates:
    """The templates at `now`. `always_named` are pointers to what every challenge here has to name."""
    return ChallengeTemplates(
        templates=[
            ChallengeTemplate(
                template=each.template,
                feature=each.feature,
                text=each.text[language],
                fill_in=[*each.fill_in, *always_named],
                body=body_of(each, now, zone),
            )
            for each in templates()
        ]
    )
