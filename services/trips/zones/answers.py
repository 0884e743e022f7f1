"""Response models of zones."""

from typing import Any

from pydantic import BaseModel

from shared.http.bodies import Word
from shared.http.documented import example


class ZoneFailure(BaseModel):
    """A zone that was not taken. `zone_id` is left out where it could not be read."""

    index: int
    zone_id: str | None = None
    problem: dict[str, Any]


class ZoneWarning(BaseModel):
    """A zone that was taken, but not as it was sent. `code`: `repaired` (its outline touched itself)."""

    index: int
    zone_id: str
    code: Word


class ZoneCounts(BaseModel):
    """The number of zones that were new, changed and unchanged, those that were not taken, and those that
    were not taken as they were sent."""

    model_config = example(
        new=10,
        changed=0,
        unchanged=0,
        failures=[],
        warnings=[{"index": 3, "zone_id": "eixample", "code": "repaired"}],
    )

    new: int
    changed: int
    unchanged: int
    failures: list[ZoneFailure]
    warnings: list[ZoneWarning]
