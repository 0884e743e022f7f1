"""Response model of an adjustment."""

from uuid import UUID

from pydantic import BaseModel

from shared.http.documented import example


class AdjustmentMade(BaseModel):
    """What the rider can spend now, and owes (left out when 0)."""

    model_config = example(
        adjustment_id="019aa000-0000-7000-8000-0000000000e1", points=50, balance_points=107
    )

    adjustment_id: UUID
    points: int
    balance_points: int
    debt_points: int | None = None
