"""What the trace of a telling shows of a ride: worked out from its places, or as it stood when they were
deleted. Pure."""

from services.trips.limits.rules import Limits
from services.trips.reasons.rules import TraceReason
from services.trips.rules import Place, whole_metres
from services.trips.tellings.rules import Seen, own_trace_metres, trace_metres
from services.trips.traces import rules as traces
from services.trips.traces.rules import Trace

LatLon = tuple[float, float]


def station_at(place: Place | None) -> LatLon | None:
    """Where a known station stands, latitude and longitude; None for any other place."""
    return (place.at.lat, place.at.lon) if place and place.station_id is not None else None


def own_reasons(own: Seen, start: Place | None, end: Place | None) -> tuple[TraceReason, ...]:
    """Why its own trace does not pass for a trip between these places; none where there is no trace."""
    if own.telling.remains is not None:
        return own.telling.remains.own.reasons
    return _reasons(own.trace, own, start, end, merged=False)


def reasons_for(phone: Seen, ride: Seen, start: Place | None, end: Place | None) -> tuple[TraceReason, ...]:
    """Why the trace of a phone does not pass for the minutes of a ride that it is merged into, between these
    places; none where there is no trace."""
    if phone.telling.remains is not None:
        return phone.telling.remains.of_ride(ride.trip_id).reasons
    return _reasons(phone.trace, ride, start, end, merged=True)


def reasons_by_itself(phone: Seen, ride: Seen) -> tuple[TraceReason, ...]:
    """Why the trace of a phone does not pass for the minutes of a ride between its own stations."""
    if phone.telling.remains is not None:
        return phone.telling.remains.of_ride(ride.trip_id).by_itself
    return _reasons(phone.trace, ride, ride.start, ride.end, merged=True)


def _reasons(
    trace: Trace | None, ride: Seen, start: Place | None, end: Place | None, *, merged: bool
) -> tuple[TraceReason, ...]:
    if trace is None:
        return ()
    minutes = ride.started_at.timestamp(), ride.ended_at.timestamp()
    return traces.reasons(trace, *minutes, station_at(start), station_at(end), ride.limits, merged=merged)


def metres_of(told: Seen, ride: Seen) -> int | None:
    """Metres of a telling's trace in the minutes of a ride, its own or one that it is merged into; None under
    two places."""
    if told.trip_id == ride.trip_id:
        return own_trace_metres(told.telling, ride.started_at, ride.ended_at, ride.limits)
    remains = told.telling.remains
    if remains is None:
        return trace_metres(told.trace, ride.started_at, ride.ended_at, ride.limits)
    if ride.trip_id in remains.rides:
        return remains.rides[ride.trip_id].metres
    return _evenly(remains.own.metres, told, ride)


def _evenly(metres: int | None, told: Seen, ride: Seen) -> int | None:
    """The part of these metres that was ridden in the minutes of a ride, if all were ridden evenly: the
    places that would tell are deleted."""
    if metres is None or told.ended_at <= told.started_at:
        return metres
    shared = min(told.ended_at, ride.ended_at) - max(told.started_at, ride.started_at)
    part = min(1.0, max(0.0, shared / (told.ended_at - told.started_at)))
    return whole_metres(metres * part)


def lies_elsewhere(phone: Seen, ride: Seen) -> bool:
    """Whether the trace is off all those ends of the ride that lie within its time and stand at a station."""
    if phone.telling.remains is not None:
        return phone.telling.remains.of_ride(ride.trip_id).is_elsewhere
    trace, limits = phone.trace, phone.limits
    if trace is None or len(trace.at) < limits.bins_min:
        return False
    began, ended = float(trace.at[0]) - limits.edge_s, float(trace.at[-1]) + limits.edge_s
    ends = [
        (instant.timestamp(), known)
        for instant, place in ((ride.started_at, ride.start), (ride.ended_at, ride.end))
        if (known := station_at(place)) and began <= instant.timestamp() <= ended
    ]
    return bool(ends) and all(traces.is_off_station(trace, at, place, limits) for at, place in ends)


def is_between(own: Seen, docked: Seen, start: Place, end: Place, limits: Limits) -> bool:
    """Whether the trace of a trip is, at the trip's own start and end, at the two places of another ride."""
    if own.telling.remains is not None:
        return docked.trip_id in own.telling.remains.twice
    if own.trace is None:
        return False
    ends = ((own.started_at, start), (own.ended_at, end))
    return not any(
        traces.is_off_station(own.trace, instant.timestamp(), (place.at.lat, place.at.lon), limits)
        for instant, place in ends
    )
