"""The query of the review queue."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from services.trips.queue.rules import Filters, Source
from services.trips.rules import VerdictName
from shared.http import cursors
from shared.http.bodies import Instant

# In the query of an address everything is text: clients write it as such.
InstantInQuery = Annotated[
    Instant, WithJsonSchema({"type": "string", "examples": ["2026-05-01T00:00:00+02:00"]})
]
ReasonInQuery = Annotated[str, Field(pattern="^[a-z_]{1,64}$")]


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
