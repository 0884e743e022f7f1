"""Response models of the review's figures."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from pydantic import BaseModel

from services.trips.review.rules import ANSWER_DAYS, ANY_REASON, OVERDUE_STEP, in_steps
from services.trips.review_figures.store import MonthCount, Waiting
from shared.http.documented import example

COUNTS_EXAMPLE = {"decided": 40, "accepted": 31, "rejected": 9, "appeals": 12, "upheld": 5, "dismissed": 7}


class DecisionCounts(BaseModel):
    """Decisions of a month, and the appeals that they answered."""

    decided: int
    accepted: int
    rejected: int
    appeals: int
    upheld: int
    dismissed: int


class ReasonCounts(DecisionCounts):
    """Decisions on trips that had not counted for this reason. A trip with two reasons is in both."""

    model_config = example(reason="motorised", **COUNTS_EXAMPLE)

    reason: str


class MonthFigures(DecisionCounts):
    """Decisions of a local month (YYYY-MM), all of them and by reason."""

    model_config = example(
        month="2026-05", **COUNTS_EXAMPLE, by_reason=[{"reason": "motorised", **COUNTS_EXAMPLE}]
    )

    month: str
    by_reason: list[ReasonCounts]


class OperatorFigures(BaseModel):
    """One operator's reviews. `waiting_appeals` are not answered yet, `overdue_appeals` of them for more than
    14 days."""

    operator_id: str
    waiting_appeals: int
    overdue_appeals: int
    months: list[MonthFigures]


class ReviewFigures(BaseModel):
    """Newest month first."""

    model_config = example(
        operators=[
            {
                "operator_id": "bicing",
                "waiting_appeals": 4,
                "overdue_appeals": 1,
                "months": [
                    {
                        "month": "2026-05",
                        **COUNTS_EXAMPLE,
                        "by_reason": [{"reason": "motorised", **COUNTS_EXAMPLE}],
                    }
                ],
            }
        ]
    )

    operators: list[OperatorFigures]


class OverdueAppeals(BaseModel):
    """How many appeals of the whole city wait longer than `answer_days`: at least so many, counted in whole
    tens, so that nobody's appeal shows."""

    model_config = example(overdue_at_least=10, counted_in=OVERDUE_STEP, answer_days=ANSWER_DAYS)

    overdue_at_least: int
    counted_in: int
    answer_days: int


def figures_answer(counts: Sequence[MonthCount], waiting: Mapping[str, Waiting]) -> ReviewFigures:
    """The figures of each operator that has decided, or is to answer, something."""
    by_operator = {key: list(each) for key, each in groupby(counts, lambda count: count.operator_id)}
    operators = []
    for operator_id in sorted(by_operator.keys() | waiting.keys()):
        waits = waiting.get(operator_id, Waiting(0, 0))
        by_month = groupby(by_operator.get(operator_id, ()), lambda count: count.month)
        operators.append(
            OperatorFigures(
                operator_id=operator_id,
                waiting_appeals=waits.waiting,
                overdue_appeals=waits.overdue,
                months=[_month(list(each)) for _, each in by_month],
            )
        )
    return ReviewFigures(operators=operators)


def _month(counts: Sequence[MonthCount]) -> MonthFigures:
    [total] = [each for each in counts if each.reason == ANY_REASON]
    by_reason = [
        ReasonCounts(reason=each.reason, **_counts(each)) for each in counts if each.reason != ANY_REASON
    ]
    return MonthFigures(month=f"{total.month:%Y-%m}", by_reason=by_reason, **_counts(total))


def _counts(each: MonthCount) -> dict[str, int]:
    return {
        "decided": each.accepted + each.rejected,
        "accepted": each.accepted,
        "rejected": each.rejected,
        "appeals": each.upheld + each.dismissed,
        "upheld": each.upheld,
        "dismissed": each.dismissed,
    }


def overdue_answer(waiting: Mapping[str, Waiting]) -> OverdueAppeals:
    """What everybody is told of overdue appeals."""
    overdue = sum(each.overdue for each in waiting.values())
    return OverdueAppeals(
        overdue_at_least=in_steps(overdue), counted_in=OVERDUE_STEP, answer_days=ANSWER_DAYS
    )
