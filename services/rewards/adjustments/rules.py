"""What an operator's adjustment is in the ledger. Pure."""

from datetime import date, datetime
from uuid import UUID

from services.rewards.ledger.rules import Account, Line
from shared.eventlog.outbox import derived_id
from shared.http.owned import Absent

POINTS_MAX = 100_000
"""Most points that one adjustment gives or takes."""

NO_RIDER = Absent("There is no such rider.")


def line_of(adjustment_id: UUID, account: Account, points: int, at: datetime, local_on: date) -> Line:
    """The line that gives these points, or takes them. They can be spent at once."""
    return Line(
        posting_id=derived_id(adjustment_id, "adjustment"),
        account=account,
        kind="adjustment",
        source=f"adjustment:{adjustment_id}",
        revision=1,
        points=points,
        total_points=points,
        posted_at=at,
        available_at=at,
        local_on=local_on,
        rule="adjustment",
        version=1,
        params={},
    )
