"""When a verdict is changed by hand, and when a rider may appeal. Pure."""

from services.trips.rules import Decided, KeptTrip, Verdict
from shared.http.problems import Problem


class NothingToAppeal(Problem):
    """The trip counts, so there is nothing to appeal against; or an appeal is already waiting."""

    status = 409
    title = "Nothing to appeal"


def decision(verdict: Decided) -> Verdict:
    """The operator's verdict, with the reason code that riders read instead of the operator's note."""
    return Verdict(verdict, None if verdict == "accepted" else "decided")


def is_decided_so(trip: KeptTrip, verdict: Verdict) -> bool:
    """Whether the operator has already given this verdict on the trip by hand."""
    return trip.decided and trip.verdict == verdict.name


def check_appealable(trip: KeptTrip) -> None:
    """Refuse (409) an appeal against a trip that counts."""
    if trip.verdict == "accepted":
        raise NothingToAppeal("This trip counts, so there is nothing to appeal against.")
