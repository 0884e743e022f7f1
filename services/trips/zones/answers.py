"""Response models of zones."""

from typing import Any

from pydantic import BaseModel

from shared.http.documented import example


class ZoneFailure(BaseModel):
    """A zone that was not taken. `zone_id` is left out where it could not be read."""

    index: int
    zone_id: str | None = None
    problem: dict[str, Any]


class ZoneCounts(BaseModel):
    """The number of zones that were new, changed and unchanged, and those that were not taken."""

    model_config = example(new=10, changed=0, unchanged=0, failures=[])

    new: int
    changed: int
    unchanged: int
    failures: list[ZoneFailure]
