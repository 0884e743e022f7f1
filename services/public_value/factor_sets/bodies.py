"""Request model: a factor set, as the city writes it."""

from typing import Annotated, Any

from pydantic import Field, Strict

from services.public_value.factor_sets.rules import Phase
from shared.http.bodies import Body, Code, LocalDay, Text, WholeNumber
from shared.http.documented import example
from shared.two_keys.bodies import REASON, Reasoned

Mode = Annotated[Text, Field(pattern="^[a-z][a-z0-9_]{0,63}$")]
Grams = Annotated[float, Strict(), Field(ge=0, le=10_000)]

EXAMPLE: dict[str, Any] = {
    "valid_from": "2099-03-01",
    "factors": {
        "bike": {"use": 0.0},
        "ebike": {"use": 11.8},
        "car": {"use": 125.6},
        "metro": {"use": 52.6},
        "walk": {"use": 0.0},
    },
    "shares": {
        "car": {"share": 0.12, "n": 1_204},
        "metro": {"share": 0.55, "n": 1_204},
        "walk": {"share": 0.33, "n": 1_204},
    },
    "source": "Survey of riders, spring 2099",
    "survey_id": "survey-2099",
    "verified": True,
}


class ShareBody(Body):
    """The share of trips that would have been made by a mode, and how many people answered. Without `n` it is
    taken to be as uncertain as a single answer."""

    model_config = example(share=0.12, n=1_204)

    share: Annotated[float, Strict(), Field(ge=0, le=1)]
    n: Annotated[WholeNumber, Field(ge=1, le=10_000_000)] | None = None


class FactorSetBody(Reasoned):
    """What modes emit, in g CO2e per passenger-km by phase of life, and what riders would have taken instead.

    Every mode has the phase `use` only (a set of the use phase), or all five (of the life cycle): scopes are
    never mixed. The shares add up to 1, and each of their modes has factors, as have bike and ebike. The
    reason is no part of the set."""

    model_config = example(**EXAMPLE, reason=REASON)

    valid_from: LocalDay
    factors: Annotated[
        dict[Mode, Annotated[dict[Phase, Grams], Field(min_length=1)]], Field(min_length=1, max_length=50)
    ]
    shares: Annotated[dict[Mode, ShareBody], Field(min_length=1, max_length=50)]
    source: Annotated[Text, Field(min_length=3, max_length=1_000)]
    survey_id: Code | None = None
    verified: Annotated[bool, Strict()]


def as_stored(body: FactorSetBody) -> dict[str, Any]:
    """The set as JSON, without the reason and with what was named only."""
    return body.model_dump(mode="json", exclude_unset=True, exclude={"reason"})
