"""What `POST /v1/indicators:query` answers."""

from typing import Any

from pydantic import BaseModel

from services.public_value.disclosure.suppression.rules import K
from services.public_value.queries.bodies import EXAMPLE, IndicatorQuery
from services.public_value.queries.rules import Answer
from shared.http.documented import example

ANSWERED_EXAMPLE = {**EXAMPLE, "dimensions": [], "filters": [], "k_value": 10}


def figures(body: IndicatorQuery, answer: Answer) -> dict[str, Any]:
    """The answer to a body, with the query as it was understood."""
    return {
        "query": {**body.model_dump(mode="json"), "k_value": K},
        "columns": answer.columns,
        "rows": answer.rows,
        "suppressed": answer.suppressed,
    }


class AnsweredQuery(IndicatorQuery):
    """The query as it was understood."""

    model_config = example(**ANSWERED_EXAMPLE)

    k_value: int


class Column(BaseModel):
    """What a column of the rows holds. Of climate it names the data behind it; where
    `counterfactual_verified` is false, these are an example and no survey."""

    name: str
    unit: str
    factor_set_id: str | None = None
    counterfactual_id: str | None = None
    counterfactual_verified: bool | None = None


class Figures(BaseModel):
    """A row for each period and place. What too few riders made is null, and named in `suppressed`."""

    model_config = example(
        query=ANSWERED_EXAMPLE,
        columns=[{"name": "start_date", "unit": "date"}, {"name": "trips", "unit": "trips"}],
        rows=[["2026-05-01", 412], ["2026-05-02", None]],
        suppressed=[{"start_date": "2026-05-02"}],
    )

    query: AnsweredQuery
    columns: list[Column]
    rows: list[list[Any]]
    suppressed: list[dict[str, str]]
