"""What trips and postings add to cells and shares, and the difference when they change. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from shared.events.heard import Heard
from shared.events.rewards import PointsPosted
from shared.events.trips import TripJudged

OUTSIDE = "outside"
"""The zone_id of trips that start in no zone, and of points without a zone (day's limits, challenges)."""


class TripState(NamedTuple):
    """The stored revision of a trip. `distance_m` is 0 when the distance is unknown. `confirmed`: an operator
    reported or confirmed it. `history`: it came with an import of earlier years."""

    counts: bool
    rider_id: UUID
    local_on: date
    zone_id: str
    vehicle_type: str
    distance_m: int
    duration_s: int
    energy_kcal: int
    rider_key: str
    operator_id: str
    confirmed: bool
    history: bool


class PointsState(NamedTuple):
    """What a source has given a rider so far, the kind of its postings, and the cell that shows it."""

    total_points: int
    local_on: date
    zone_id: str
    kind: str


Cell = tuple[date, str]
"""Local day and zone_id."""
Share = tuple[date, str, UUID]
"""Local day, zone_id and rider_id."""


class Sums(NamedTuple):
    """What a cell adds up: metres by bike and by e-bike, seconds, kilocalories, points."""

    trips: int = 0
    bike_m: int = 0
    ebike_m: int = 0
    duration_s: int = 0
    energy_kcal: int = 0
    points: int = 0


RIDER = "rider"
OPERATOR = "operator"
"""The source of what an operator reported or confirmed."""
StandIn = tuple[date, str]
"""Local day, and what stands for riders whom a source does not name: `bike` or `trip`."""


class Gains(NamedTuple):
    """The sums that cells gain or lose, and the trips of riders' shares and of what stands for riders."""

    cells: dict[Cell, Sums]
    shares: dict[Share, int]
    stand_ins: dict[StandIn, int]


def trip_state(trip: TripJudged) -> TripState:
    """The state of the trip in this event."""
    return TripState(
        counts=trip.counts,
        rider_id=trip.rider_id,
        local_on=trip.local_on,
        zone_id=trip.start_zone_id or OUTSIDE,
        vehicle_type=trip.vehicle_type,
        distance_m=trip.distance_m or 0,
        duration_s=trip.duration_s,
        energy_kcal=trip.energy_kcal,
        rider_key=trip.rider_key or RIDER,
        operator_id=trip.operator_id,
        confirmed=OPERATOR in trip.confirmed_by,
        history=trip.history,
    )


def imported(batch: Iterable[Heard[TripJudged]]) -> list[tuple[str, date, datetime]]:
    """The operators and months of rows of imports, and when each row came: with a trip's first revision."""
    return [
        (heard.event.operator_id, heard.event.local_on.replace(day=1), heard.time)
        for heard in batch
        if heard.event.history and heard.event.revision == 1
    ]


def points_state(posting: PointsPosted) -> PointsState:
    """The state of the posting's source after it."""
    return PointsState(posting.total_points, posting.local_on, posting.zone_id or OUTSIDE, posting.kind)


def trip_gains(changes: Iterable[tuple[TripState | None, TripState]]) -> Gains:
    """The difference that trips make, from the state stored before (None: a new trip) to the newest."""
    cells: dict[Cell, list[int]] = defaultdict(lambda: [0] * len(Sums._fields))
    shares: dict[Share, int] = defaultdict(int)
    stand_ins: dict[StandIn, int] = defaultdict(int)
    for before, after in changes:
        for state, sign in ((before, -1), (after, 1)):
            if state is None or not state.counts:
                continue
            cell = cells[state.local_on, state.zone_id]
            for i, amount in enumerate(_sums(state)):
                cell[i] += sign * amount
            shares[state.local_on, state.zone_id, state.rider_id] += sign
            if state.rider_key != RIDER:
                stand_ins[state.local_on, state.rider_key] += sign
    return Gains(
        {cell: Sums(*gained) for cell, gained in cells.items() if any(gained)},
        {share: gained for share, gained in shares.items() if gained},
        {stand_in: gained for stand_in, gained in stand_ins.items() if gained},
    )


def points_gains(changes: Iterable[tuple[PointsState | None, PointsState]]) -> dict[Cell, Sums]:
    """The points that cells gain, from sources' state stored before (None: a new source) to the newest."""
    cells: dict[Cell, int] = defaultdict(int)
    for before, after in changes:
        if before is not None:
            cells[before.local_on, before.zone_id] -= before.total_points
        cells[after.local_on, after.zone_id] += after.total_points
    return {cell: Sums(points=points) for cell, points in cells.items() if points}


def _sums(state: TripState) -> Sums:
    is_ebike = state.vehicle_type == "ebike"
    return Sums(
        trips=1,
        bike_m=0 if is_ebike else state.distance_m,
        ebike_m=state.distance_m if is_ebike else 0,
        duration_s=state.duration_s,
        energy_kcal=state.energy_kcal,
    )
