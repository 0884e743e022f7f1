"""Explanations of points, as riders read them."""

from pydantic import BaseModel

from services.gateway.riders.explanations.rules import Reason, explain

EXPLANATION_EXAMPLE = {
    "rule": "tariff",
    "version": 1,
    "text": "42 points for 4.2 km and 15 points for 159 kcal.",
}


class Explanation(BaseModel):
    """Which rule, in which version, and why in words."""

    rule: str
    version: int
    text: str


def explanation(reason: Reason, points: int, language: str) -> Explanation:
    """The reason in words."""
    text = explain(reason.rule, reason.version, reason.params, points, language)
    return Explanation(rule=reason.rule, version=reason.version, text=text)
