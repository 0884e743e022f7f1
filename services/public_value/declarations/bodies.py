"""Request model: a figure that is declared."""

from typing import Annotated, Any

from pydantic import Field, Strict

from shared.http.bodies import Body, Text
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {
    "period": "2026-10",
    "value": 1.42,
    "source": "Annual accounts, page 12",
    "note": "Without depreciation.",
}


class FigureBody(Body):
    """A figure of a month in the unit of its indicator, and where it comes from."""

    model_config = example(**EXAMPLE)

    period: Annotated[Text, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    value: Annotated[float, Strict(), Field(ge=-1e15, le=1e15)]
    source: Annotated[Text, Field(min_length=3, max_length=500)]
    note: Annotated[Text, Field(min_length=1, max_length=500)] | None = None
