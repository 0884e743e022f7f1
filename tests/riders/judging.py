"""What Rodem makes of the tellings of some riders: verdicts and points, by its own rules and no others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.rewards.tariffs.rules import TARIFF_1, earned, taken
from services.trips.cross_checks.rules import held_of_vehicle, takes_part
from services.trips.matching.rules import Ride, merge
from services.trips.patterns.rules import Held, many_accounts
from services.trips.replayed.rules import Traced, is_told_again, traced_of
from services.trips.tellings.rules import Telling, seen
from services.trips.traces.rules import Cells
from services.trips.verdicts.rules import Judgement, judge, trip_of
from tests.riders.phones import CENTRE
from tests.riders.tellings import limits_of

LATER = timedelta(days=2)
"""Judged when all has arrived, and nothing has lapsed."""


@dataclass(frozen=True)
class Paid:
    """A trip as tariffs look at it."""

    counts: bool
    unpaid: bool
    local_on: date
    local_hour: int
    vehicle_type: str
    distance_m: int | None
    energy_kcal: int
    start_zone_id: str | None = None


def judged(tellings: Sequence[Telling]) -> list[Judgement]:
    """The verdicts on all that these riders' phones and docks told, beside each other. Tellings that are
    merged into another are no trips and left out."""
    now = max(each.ended_at or each.started_at for each in tellings) + LATER
    of_rider: dict[UUID | None, list[Telling]] = defaultdict(list)
    for telling in tellings:
        of_rider[telling.rider_id].append(telling)
    rides = {
        ride.trip_id: ride
        for told in of_rider.values()
        for ride in merge([seen(each, limits_of, now) for each in told]).rides
        if takes_part(ride)
    }
    beside = _beside_others(rides, tellings, now)
    return [
        judgement
        for told in of_rider.values()
        for judgement in judge(told, limits_of, now, (), _of(beside, told)).values()
        if judgement.reasons != ("merged",)
    ]


def _of(beside: dict[str, Held], told: Iterable[Telling]) -> dict[str, Held]:
    ids = {each.trip_id for each in told}
    return {
        reason: {trip_id: of for trip_id, of in held.items() if trip_id in ids}
        for reason, held in beside.items()
    }


def _beside_others(rides: dict[UUID, Ride], tellings: Sequence[Telling], now: datetime) -> dict[str, Held]:
    """What trips hold of other riders' trips, or were told before: what `cross_checks` finds."""
    of_vehicle, of_device = defaultdict(list), defaultdict(list)
    for ride in rides.values():
        if ride.vehicle_id is not None:
            of_vehicle[ride.own.telling.operator_id, ride.vehicle_id].append(ride)
        if ride.own.telling.device_key is not None:
            of_device[ride.own.telling.device_key].append(ride)
    held: dict[str, Held] = {"many_accounts": {}, "vehicle_shared": {}, "loop": {}}
    for of_one in of_vehicle.values():
        ids = [ride.trip_id for ride in of_one]
        for reason, found in held_of_vehicle(rides, ids, [ids]).items():
            held[reason] |= found
    for of_one in of_device.values():
        held["many_accounts"] |= many_accounts(of_one)
    held["replayed"] = {
        trip_id: of
        for trip_id, of in _told_before(tellings, now).items()
        if trip_id in rides and rides[trip_id].is_alone
    }
    return held


def _told_before(tellings: Sequence[Telling], now: datetime) -> Held:
    """The trips of phones whose way was told before. Ways are looked up by their cells."""
    ways = [
        way
        for each in tellings
        if each.way == "phone" and (way := traced_of(seen(each, limits_of, now), CENTRE))
    ]
    by_cells: dict[Cells, list[Traced]] = defaultdict(list)
    for way in ways:
        by_cells[way.cells].append(way)
    held = {}
    for one in ways:
        near = (other for cells in one.near for other in by_cells.get(cells, ()))
        earlier = {other.view.trip_id for other in near if is_told_again(one, other)}
        if earlier:
            held[one.view.trip_id] = frozenset(earlier)
    return held


def points_by_day(judgements: Iterable[Judgement]) -> dict[tuple[UUID, date], int]:
    """The points of each rider and local day with a trip, by tariff 1 with its limit of a day."""
    full: dict[tuple[UUID, date], int] = defaultdict(int)
    for judgement in judgements:
        trip = trip_of("riders", judgement, 1)
        paid = Paid(
            counts=trip.verdict == "accepted",
            unpaid=trip.unpaid,
            local_on=trip.local_on,
            local_hour=trip.local_hour,
            vehicle_type=trip.vehicle_type,
            distance_m=trip.distance_m,
            energy_kcal=trip.energy_kcal,
        )
        full[trip.rider_id, trip.local_on] += earned(TARIFF_1, paid).full_points
    return {day: points + taken(TARIFF_1.day_points_max, points) for day, points in full.items()}
