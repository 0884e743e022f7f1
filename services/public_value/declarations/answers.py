"""Response models of declared figures."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.public_value.declarations.bodies import EXAMPLE
from services.public_value.declarations.store import Figure
from shared.http.documented import example

DECLARED: dict[str, Any] = {
    "number": 1,
    "indicator_id": "eff.cost_per_trip",
    "declared_by": "operator:operator",
    "declared_at": "2026-11-30T09:00:00Z",
    **EXAMPLE,
}


class DeclaredFigure(BaseModel):
    """A figure as somebody has declared it: `declared_by` is `city`, or `operator:` and the operator_id. A
    later one of the same indicator, month and declarer corrects it."""

    model_config = example(**DECLARED)

    number: int
    indicator_id: str
    declared_by: str
    declared_at: datetime
    period: str
    value: float
    source: str
    note: str | None = None


class DeclaredFigures(BaseModel):
    """All figures that were declared of an indicator, in their order; none is ever edited."""

    model_config = example(declarations=[DECLARED])

    declarations: list[DeclaredFigure]
    next_cursor: str | None = None


def declared_figure(figure: Figure) -> DeclaredFigure:
    """A figure as it is answered."""
    return DeclaredFigure(**figure._asdict())
