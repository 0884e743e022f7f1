"""Response models of expectations."""

from collections.abc import Container
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel

from services.public_value.expectations.bodies import EXAMPLE, ExpectationBody
from services.public_value.expectations.rules import Actor, Declared
from shared.http.documented import AsKept, example

DECLARED: dict[str, Any] = {
    "number": 1,
    "actor": "city",
    "organisation": "city",
    "declared_at": "2026-11-30T09:00:00Z",
    "in_force": True,
    **EXAMPLE,
}


class Declaration(BaseModel):
    """What an actor has declared of all its values. `number` counts all declarations of the city."""

    model_config = example(**DECLARED)

    number: int
    actor: Actor
    organisation: str
    declared_at: datetime
    in_force: bool
    valid_from: date
    mandate_ref: str
    values: list[Annotated[dict[str, Any], AsKept(ExpectationBody)]]


class Expectations(BaseModel):
    """All declarations, also those that others have taken the place of, in the order in which they were made.
    `in_force` says of each whether it holds on the day `on`."""

    model_config = example(on="2026-12-01", expectations=[DECLARED])

    on: date
    expectations: list[Declaration]
    next_cursor: str | None = None


def declaration(declared: Declared, in_force: Container[int]) -> Declaration:
    """A declaration, which is in force if its number is among these."""
    return Declaration(
        number=declared.number,
        actor=declared.actor,
        organisation=declared.organisation,
        declared_at=declared.declared_at,
        in_force=declared.number in in_force,
        valid_from=declared.valid_from,
        mandate_ref=declared.mandate_ref,
        values=[dict(value) for value in declared.values],
    )
