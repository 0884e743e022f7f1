"""Requests of the review: decisions, and an appeal."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.trips.rules import Decided
from shared.http.bodies import Body, Id, Words
from shared.http.documented import example

DECISIONS_MAX = 200
TRIP_ID = "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"


class Decision(Body):
    """The operator's verdict in place of the rules'. Its rider reads the reason, which is the answer to an
    appeal that waits. `strike`, of a rejection only: the rider has cheated. It is told; after three in 90
    days new trips are held for 30 days."""

    model_config = example(verdict="accepted", reason="The bike was on the ferry for a while.")

    verdict: Decided
    reason: Words
    strike: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _strikes_who_is_rejected(self) -> Self:
        if self.strike and self.verdict != "rejected":
            raise PydanticCustomError("not_allowed", "no strike", {"field": ["strike"]})
        return self


class DecisionOfTrip(Decision):
    """A decision, and the trip that it is on."""

    model_config = example(trip_id=TRIP_ID, verdict="rejected", reason="You sat in a bus.", strike=True)

    trip_id: Id


class Decisions(Body):
    """Up to 200 decisions, of each trip one."""

    model_config = example(
        decisions=[{"trip_id": TRIP_ID, "verdict": "rejected", "reason": "You sat in a bus.", "strike": True}]
    )

    decisions: Annotated[list[Any], Field(min_length=1, max_length=DECISIONS_MAX)]


class Appeal(Body):
    """What the rider says against a verdict."""

    model_config = example(text="It was all downhill.")

    text: Words
