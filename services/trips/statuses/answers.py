"""Response models of statuses."""

from pydantic import BaseModel

from services.trips.stations.answers import StationFailure
from services.trips.statuses.store import Kept
from shared.http.documented import example
from shared.http.items import Failure


class StatusCounts(BaseModel):
    """The number of reports that were new, that were told otherwise before, and that were known, and those
    that were not taken."""

    model_config = example(new=388, changed=0, unchanged=129, failures=[])

    new: int
    changed: int
    unchanged: int
    failures: list[StationFailure]


def status_counts(kept: Kept, failures: list[Failure]) -> StatusCounts:
    """What came of a feed of statuses."""
    return StatusCounts(**kept._asdict(), failures=[StationFailure(**each) for each in failures])
