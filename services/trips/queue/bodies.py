"""The query of the review queue."""

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.trips.queue.rules import Filters, Source
from services.trips.reasons.rules import MEANINGS
from services.trips.rules import VerdictName
from shared.http import cursors
from shared.http.bodies import Instant

# In the query of an address everything is text: clients write it as such.
InstantInQuery = Annotated[
    Instant, WithJsonSchema({"type": "string", "examples": ["2026-05-01T00:00:00+02:00"]})
]


def _known(reason: str) -> str:
    if reason not in MEANINGS:  # a queue that is empty for a slip of the pen reads like one that is done
        raise PydanticCustomError("not_allowed", "a reason of a verdict")
    return reason


ReasonInQuery = Annotated[str, Field(pattern="^[a-z_]{1,64}$"), AfterValidator(_known)]


class Queue(cursors.Page):
    """The query of the review queue. Without a `verdict` it is what waits for a person: what is held, and
    appeals of whatever verdict that nobody has answered. `since` and `until` are of the trips' starts."""

    verdict: VerdictName | None = None
    reason: ReasonInQuery | None = None
    appealed: bool | None = None
    confirmed_by: Source | None = None
    since: InstantInQuery | None = None
    until: InstantInQuery | None = None

    def filters(self) -> Filters:
        """Which trips are wanted."""
        return Filters(**self.model_dump(exclude={"limit", "cursor"}))
