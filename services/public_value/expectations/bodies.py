"""Request model: what an actor expects of its values."""

from typing import Annotated, Any

from pydantic import Field, Strict

from shared.http.bodies import Body, Code, LocalDay, WholeNumber
from shared.http.documented import example
from shared.two_keys.bodies import MandateRef

Amount = Annotated[float, Strict(), Field(ge=-1e15, le=1e15)]
Rating = Annotated[float, Strict(), Field(ge=1, le=5)]
EXAMPLE: dict[str, Any] = {
    "valid_from": "2026-12-01",
    "mandate_ref": "Ple 2026/41",
    "values": [
        {
            "value_id": "equity",
            "indicator_id": "equity.gini_access",
            "weight": 60,
            "baseline": 0.5,
            "target": 0.2,
            "floor": 0.6,
            "expected": 4.0,
        },
        {
            "value_id": "climate",
            "indicator_id": "climate.net_kgco2e",
            "weight": 40,
            "baseline": 0.0,
            "target": 5000.0,
        },
    ],
}


class ExpectationBody(Body):
    """What is expected of a value: its weight in whole percent, and where its indicator begins (`baseline`),
    shall get to (`target`; below the baseline lower is better) and must not pass (`floor`), in the
    indicator's unit. `expected` and `perceived` are on a scale from 1 to 5."""

    model_config = example(**EXAMPLE["values"][0])

    value_id: Code
    indicator_id: Code
    weight: Annotated[WholeNumber, Field(ge=0, le=100)]
    baseline: Amount
    target: Amount
    floor: Amount | None = None
    expected: Rating | None = None
    perceived: Rating | None = None


class ExpectationsBody(Body):
    """All values of an actor, whose weights add up to 100."""

    model_config = example(**EXAMPLE)

    valid_from: LocalDay
    mandate_ref: MandateRef
    values: Annotated[list[ExpectationBody], Field(min_length=1, max_length=20)]


def values_of(body: ExpectationsBody) -> list[dict[str, Any]]:
    """The values as JSON, with what was named only."""
    return [each.model_dump(mode="json", exclude_unset=True) for each in body.values]
