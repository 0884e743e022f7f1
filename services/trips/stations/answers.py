"""Response models of stations."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from services.trips.stations.store import Observed
from shared.http.documented import example
from shared.http.items import Failure


class StationFailure(BaseModel):
    """A station that was not taken. `station_id` is left out where it could not be read."""

    index: int
    station_id: str | None = None
    problem: dict[str, Any]


class StationCounts(BaseModel):
    """The number of stations that were new, moved, changed and unchanged, and those that were not taken."""

    model_config = example(new=2, moved=1, changed=0, unchanged=420, failures=[])

    new: int
    moved: int
    changed: int
    unchanged: int
    failures: list[StationFailure]


def station_counts(observed: Iterable[Observed], failures: list[Failure]) -> StationCounts:
    """The number of stations that were new, moved, changed and unchanged, and those that were not taken."""
    counts = Counter(station.news for station in observed)
    return StationCounts(
        new=counts["new"],
        moved=counts["moved"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        failures=[StationFailure(**each) for each in failures],
    )
