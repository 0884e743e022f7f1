"""What stays of a trace when its places are deleted: figures and reasons, which tell nobody's way. Pure."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.trips.reasons.rules import TraceReason
from services.trips.traces.figures.rules import Figures


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a trace showed of one ride: whole metres in its minutes (None under two places), and why it did
    not pass.

    `by_itself`: why it did not pass for the ride as locks told it, without what phones say of its stations.
    `is_elsewhere`: it lay off the stations of the ride.
    """

    metres: int | None = None
    reasons: tuple[TraceReason, ...] = ()
    by_itself: tuple[TraceReason, ...] = ()
    is_elsewhere: bool = False


class Remains(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stays of a trace of so many places, the last of which was at `last_at`.

    `moved_until` is when a phone's trip ends by its last movement. `own` is what it showed of the trip that
    it was told with, `figures` what operators read of that. `rides` are what it showed of those rides, told
    by an operator or by locks, that it may be merged into. `twice` are the rides of that day that it told
    once more, at other minutes.
    """

    places: int
    own: Shown
    figures: Figures
    last_at: datetime | None = None
    moved_until: datetime | None = None
    rides: dict[UUID, Shown] = {}
    twice: tuple[UUID, ...] = ()

    def of_ride(self, trip_id: UUID) -> Shown:
        """What it showed of a ride: of one that was told only later, what it showed of its own trip, whose
        metres are those of all its minutes."""
        return self.rides.get(trip_id) or Shown(self.own.metres, self.own.reasons, self.own.reasons)
