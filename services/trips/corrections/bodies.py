"""Request of a correction: what was told wrongly, and why it is corrected."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.trips.rules import OperatorsSource
from shared.http.bodies import Body, Code, Instant, WholeNumber, Words
from shared.http.documented import example
from shared.limits import REPORTED_DISTANCE_M_MAX


class CorrectTrip(Body):
    """What is corrected of a trip; what is left out stays as it is. `started_at` stays within the trip's
    local day. A station may be named by any of its ids."""

    model_config = example(distance_m=3_000, reason="The odometer was reset during the trip.")

    distance_m: Annotated[WholeNumber, Field(ge=0, le=REPORTED_DISTANCE_M_MAX)] | None = None
    distance_source: OperatorsSource | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    start_station_id: Code | None = None
    end_station_id: Code | None = None
    reason: Words

    @model_validator(mode="after")
    def _corrects_something(self) -> Self:
        if self.distance_source is not None and self.distance_m is None:
            raise PydanticCustomError("missing", "a distance", {"field": ["distance_m"]})
        corrected = self.model_dump(exclude={"reason", "distance_source"}, exclude_none=True)
        if not corrected:
            raise PydanticCustomError("missing", "something that is corrected", {"field": []})
        return self
