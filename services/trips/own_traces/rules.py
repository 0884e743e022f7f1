"""What stays of traces whose places are deleted, and when a rider may read and delete them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.trips.evidence.rules import (
    lies_elsewhere,
    metres_of,
    reasons_by_itself,
    reasons_for,
)
from services.trips.matching.rules import (
    Ride,
    merge,
    names_agree,
    precedence,
    ride_of,
    shares_minutes,
)
from services.trips.patterns.rules import told_twice
from services.trips.tellings.rules import (
    LimitsOf,
    Seen,
    Telling,
    last_place_at,
    moved_until,
    own_trace_metres,
    seen,
)
from services.trips.traces.rules import Points, Remains, Shown, Trace, figures
from shared.http.problems import Problem


class NoTrace(Problem):
    """The trip is yours, but no places are kept of it: none were told, you have deleted them, or they were
    deleted after the days for which this city keeps them. What was judged by them stays."""

    status = 404
    title = "No trace"


class TripOpen(Problem):
    """The trip is still ridden, so what is judged by its trace cannot be told yet. End or cancel it, and
    delete its trace then."""

    status = 409
    title = "Trip open"


class OwnTrace(NamedTuple):
    """A rider's trace: the points that have come, in the order of their times, or the places that are
    kept."""

    trip_id: UUID
    points: Points | None = None
    trace: Trace | None = None

    @property
    def length(self) -> int:
        """How many points or places it has."""
        if self.points is not None:
            return len(self.points)
        return len(self.trace.at) if self.trace is not None else 0


def check_ended(views: Iterable[Seen]) -> None:
    """Refuse (409) to delete the traces of trips that are open."""
    if any(each.is_open and each.telling.withdrawn is None for each in views):
        raise TripOpen("This trip is still open. End or cancel it first.")


def remains_of(
    tellings: Sequence[Telling],
    rides: Sequence[Telling],
    trip_ids: Collection[UUID],
    limits_of: LimitsOf,
    now: datetime,
) -> dict[UUID, Remains]:
    """What stays of the traces of these trips of one rider, of those that have places. `tellings` are all of
    the rider around them, and `rides` those of locks that may become the rider's: all that they are judged by
    goes on as if the places were there."""
    views = [seen(telling, limits_of, now) for telling in tellings]
    matched = merge([view for view in views if view.telling.is_told])
    known = {ride.trip_id: ride for ride in matched.rides}
    others = [*views, *(seen(ride, limits_of, now) for ride in rides)]
    return {
        view.trip_id: _remains(view, others, known, matched.merged_into.get(view.trip_id, ()))
        for view in views
        if view.trip_id in trip_ids and view.trace is not None
    }


def _remains(
    own: Seen, others: Iterable[Seen], known: Mapping[UUID, Ride], into: Collection[UUID]
) -> Remains:
    assert own.trace is not None
    ride = known.get(own.trip_id) or ride_of(own)
    minutes = own.started_at.timestamp(), own.ended_at.timestamp()
    is_phone = own.telling.way == "phone"
    taking = [each for each in others if is_phone and each.telling.way != "phone"]
    return Remains(
        places=own.telling.places,
        own=Shown(
            own_trace_metres(own.telling, own.started_at, own.ended_at, own.limits), ride.trace_reasons
        ),
        figures=figures(own.trace, *minutes, own.limits, only_inside=False),
        last_at=last_place_at(own.telling),
        moved_until=moved_until(own.telling, own.limits),
        rides={
            each.trip_id: _shown_of(own, each, known.get(each.trip_id))
            for each in taking
            if each.trip_id in into or (names_agree(own, each) and shares_minutes(own, each))
        },
        twice=tuple(sorted(told_twice([ride, *known.values()]).get(own.trip_id, ()))) if is_phone else (),
    )


def _shown_of(own: Seen, other: Seen, ride: Ride | None) -> Shown:
    """What the trace of a phone shows of another telling's ride, as it would with this phone merged into
    it."""
    told_by = ride.told_by if ride else ()
    if own.trip_id not in {each.trip_id for each in told_by}:
        told_by = tuple(sorted((*told_by, own), key=precedence))
    joined = ride_of(other, told_by)
    return Shown(
        metres=metres_of(own, other),
        reasons=reasons_for(own, other, joined.start, joined.end),
        by_itself=reasons_by_itself(own, other),
        is_elsewhere=lies_elsewhere(own, other),
    )
