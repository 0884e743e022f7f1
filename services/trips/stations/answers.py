"""Response models of stations."""

from collections import Counter
from collections.abc import Iterable

from pydantic import BaseModel

from services.trips.stations.store import Observed
from shared.http.documented import example


class StationCounts(BaseModel):
    """The number of stations that were new, moved, changed and unchanged."""

    model_config = example(new=2, moved=1, changed=0, unchanged=420)

    new: int
    moved: int
    changed: int
    unchanged: int


def station_counts(observed: Iterable[Observed]) -> StationCounts:
    """The number of stations that were new, moved, changed and unchanged."""
    counts = Counter(station.news for station in observed)
    return StationCounts(**{news: counts[news] for news in StationCounts.model_fields})
