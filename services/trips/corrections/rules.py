"""What a correction may change. Pure."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from services.trips.rules import KeptTrip, check_is_no_part, check_times
from services.trips.tellings.rules import Correction, Telling
from shared.http.problems import Problem, refused


class TripVoided(Problem):
    """The trip is voided, so that nothing of it can be corrected. Decide it first, which brings it back."""

    status = 409
    title = "Trip voided"


def check_correctable(trip: KeptTrip) -> None:
    """Refuse (409) to correct a trip that is merged into another, or voided."""
    check_is_no_part(trip)
    if trip.verdict == "voided":
        raise TripVoided("This trip is voided. Accept it first if it is to count.")


def corrected(telling: Telling, trip: KeptTrip, correction: Correction, now: datetime) -> Correction:
    """The correction of a telling with this one on top: of each field the last holds. Refuses (422) a start
    in another local day than the trip's, an end before the start, and instants ahead of the clock."""
    after = replace(
        telling.correction, **{name: value for name, value in vars(correction).items() if value is not None}
    )
    started_at = after.started_at or telling.started_at
    ended_at = after.ended_at or telling.ended_at or trip.ended_at
    if started_at.astimezone(ZoneInfo(telling.timezone)).date() != trip.local_on:
        raise refused(("/started_at", "other_day"))
    check_times(started_at, ended_at, now)
    return after
