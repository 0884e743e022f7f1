"""When a rider may appeal. Pure."""

from services.trips.rules import KeptTrip
from shared.http.problems import Problem


class NothingToAppeal(Problem):
    """The trip counts, so there is nothing to appeal against; or an appeal is already waiting."""

    status = 409
    title = "Nothing to appeal"


def check_appealable(trip: KeptTrip) -> None:
    """Refuse (409) an appeal against a trip that counts."""
    if trip.verdict == "accepted":
        raise NothingToAppeal("This trip counts, so there is nothing to appeal against.")
