"""Events of the topic `rewards`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.event import Name, Points, RiderEvent, Word


class PointsPosted(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """What one source (a trip, a day's limit, an entry) has given a rider, after one posting.

    `points` is the posting, `total_points` all that the source has given so far: readers who keep the
    total by source need no posting twice. A posting of 0 says why nothing was earned. `rule`, `version`
    and `params` explain it; words are made from them when somebody reads.
    """

    type = "points.posted.v1"

    posting_id: UUID
    source: Name
    kind: Word
    points: Points
    total_points: Points
    posted_at: datetime
    available_at: datetime
    local_on: date
    rule: Name
    version: Annotated[int, Meta(ge=1)]
    params: dict[str, int | str]
    zone_id: Name | None = None


class LevelReached(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The level a rider is on now: higher than before or, when trips were taken back, lower."""

    type = "level.reached.v1"

    level: Annotated[int, Meta(ge=1)]
    lifetime_points: Points
