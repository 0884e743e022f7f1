"""What holds trips beside other riders' trips is a function of all that was told: of no order, of no batches,
and not of when it was looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.trips.cross_checks.actions import look
from services.trips.cross_checks.rules import takes_part
from services.trips.matching.rules import Ride, merge
from services.trips.patterns.rules import Held, loops, many_accounts, vehicle_shared
from services.trips.tellings.rules import Telling, seen
from services.trips.tellings.store import Kept, of_ids
from services.trips.traces.replays.rules import replay_cells, replay_cells_near, same_way, way
from services.trips.verdicts.rules import judge
from tests.cases.drawings import bodies_of
from tests.cases.trip_histories import TIMEZONE, Trips, id_of

DAY = datetime(2026, 11, 16, 7, tzinfo=UTC)
NOW = DAY + timedelta(hours=14)
LEGS = [[40, 15, 20], [30, 20, 60], [20, 0, 60], [50, 17, 100], [60, 19, 0], [40, 14, 45], [60, 18, 50]]
RIDES = {"long": {"legs": LEGS, "from_m": [0, 0]}}


@dataclass(frozen=True)
class Told:
    """A trip of the morning: `slot` is when it begins, in units of five minutes."""

    by: str
    rider: str
    slot: int
    vehicle: str | None = None
    device: str | None = None
    way: tuple[str, str] | None = None
    traced: bool = False
    voided: bool = False

    def body(self, trip_id: UUID) -> dict[str, Any]:
        began_at = DAY + timedelta(minutes=5 * self.slot)
        ends = {"start_station_id": self.way[0], "end_station_id": self.way[1]} if self.way else {}
        body: dict[str, Any] = {
            "trip_id": str(trip_id),
            "vehicle_type": "bike",
            "started_at": began_at.isoformat(),
            "ended_at": (began_at + timedelta(minutes=6)).isoformat(),
            **ends,
            **({"vehicle_id": self.vehicle} if self.vehicle else {}),
        }
        if self.by == "operator":
            return body | {"rider_id": str(id_of(self.rider))}
        if self.traced:
            body["trace"] = bodies_of({"ride": "long", "at": began_at.isoformat()}, RIDES)
        return body | ({"device_id": self.device} if self.device else {})


told = st.builds(
    Told,
    by=st.sampled_from(["phone", "operator"]),
    rider=st.sampled_from(["r1", "r2", "r3", "r4"]),
    slot=st.integers(0, 12),
    vehicle=st.sampled_from([None, "v1", "v1", "v2"]),
    device=st.sampled_from([None, "d1"]),
    way=st.sampled_from([None, ("P", "N"), ("N", "P"), ("P", "Q")]),
    traced=st.sampled_from([False, False, True]),
    voided=st.sampled_from([False, False, False, True]),
)
LOOP = [
    Told("operator", f"r{number}", 2 * number, "v1", way=way)
    for number, way in enumerate([("P", "N"), ("N", "P")] * 2, 1)
]
SHARED = [
    Told("phone", "r1", 0, "v1"),
    Told("phone", "r2", 1, "v1"),
    Told("operator", "r3", 1, "v1", voided=True),
]
DEVICE = [Told("phone", f"r{number}", 3 * number, device="d1") for number in (1, 2, 3)]
COPIES = [Told("phone", "r1", 0, traced=True), Told("phone", "r2", 4, traced=True)]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(told, min_size=2, max_size=8), st.randoms(use_true_random=False))
@example([*LOOP, *DEVICE], None)
@example([*SHARED, *COPIES], None)
async def test_what_others_hold_is_a_function_of_what_was_told(
    trips: Trips, tellings: Sequence[Told], chance: Any
) -> None:
    await trips.play_in({"rider_trips": "accepted"})
    trips.at(NOW)
    steps = [
        (each, id_of(f"t{number}"), what) for number, each in enumerate(tellings) for what in _steps(each)
    ]
    if chance is not None:
        order = sorted(steps, key=lambda step: (step[2], chance.random()))
        steps = order if chance.random() < 0.5 else steps
    for each, trip_id, what in steps:
        await tell(trips, each, trip_id, what)
        if chance is None or chance.random() < 0.3:
            await look_at_all(trips)
    await look_at_all(trips)
    await _check(trips)


def _steps(each: Told) -> Iterable[str]:
    yield "tell"
    if each.voided and each.by == "operator":
        yield "void"


async def tell(trips: Trips, each: Told, trip_id: UUID, what: str) -> None:
    if what == "void":
        answer = await trips.send("POST", f"/v1/trips/{trip_id}/void", "operator", "op1", {"reason": "wrong"})
    else:
        who = "op1" if each.by == "operator" else each.rider
        role = "operator" if each.by == "operator" else "rider"
        answer = await trips.send("POST", "/v1/trips", role, who, each.body(trip_id))
    assert answer.is_success, answer.text


async def look_at_all(trips: Trips) -> None:
    while await look(trips.engine, trips.state["game_now"], NOW):
        pass


async def _check(trips: Trips) -> None:
    """See that all trips are held as the pure rules hold them, over all that was told at once."""
    async with trips.engine.connect() as tx:
        ids = (await tx.execute(sa.text("SELECT trip_id FROM trips"))).scalars().all()
        kept = await of_ids(tx, ids, TIMEZONE)
        game = await trips.state["game_now"](tx)
    riders: dict[UUID, list[Kept]] = {}
    for each in kept:
        riders.setdefault(each.trip.rider_id, []).append(each)
    views = [[seen(each.telling, game.limits_of, NOW) for each in told] for told in riders.values()]
    rides = [ride for told in views for ride in merge(told).rides if takes_part(ride)]
    beside = beside_others(rides, [each.telling for each in kept], game.limits_of, game.known_again.centre)
    found = {
        each.trip.trip_id: {reason: partners for reason, partners in each.others.items() if partners}
        for each in kept
    }
    wanted = {
        each.trip.trip_id: {
            reason: held[each.trip.trip_id] for reason, held in beside.items() if each.trip.trip_id in held
        }
        for each in kept
    }
    assert found == wanted
    for own in riders.values():
        judged = judge([each.telling for each in own], game.limits_of, NOW, (), beside)
        for each in own:
            judgement = judged[each.trip.trip_id]
            assert (each.trip.verdict, each.trip.reasons) == (judgement.verdict, judgement.reasons)


def beside_others(
    rides: Sequence[Ride], tellings: Sequence[Telling], limits_of: Any, centre: tuple[float, float]
) -> dict[str, Held]:
    """What trips hold of other riders' trips, of all trips at once."""
    held: dict[str, Held] = {"vehicle_shared": {}, "loop": {}, "many_accounts": {}, "replayed": {}}
    vehicles = {(ride.own.telling.operator_id, ride.vehicle_id) for ride in rides if ride.vehicle_id}
    for vehicle in vehicles:
        own = [each for each in rides if (each.own.telling.operator_id, each.vehicle_id) == vehicle]
        held["vehicle_shared"] |= vehicle_shared(own)
        held["loop"] |= loops(own, lambda limits: limits.loop_legs_vehicle)
    for device in {ride.own.telling.device_key for ride in rides} - {None}:
        held["many_accounts"] |= many_accounts(
            [each for each in rides if each.own.telling.device_key == device]
        )
    ways = [seen(each, limits_of, NOW) for each in tellings if each.trace is not None]
    for ride in rides:
        if not ride.is_alone or ride.own.trace is None:
            continue
        near = replay_cells_near(ride.own.trace, centre, ride.limits)
        partners = frozenset(
            each.trip_id
            for each in ways
            if each.started_at < ride.own.started_at
            and each.ended_at <= ride.own.started_at
            and each.trace is not None
            and replay_cells(each.trace, centre, each.limits) in near
            and (later := way(ride.own.trace, ride.limits)) is not None
            and (earlier := way(each.trace, each.limits)) is not None
            and same_way(later, earlier, ride.limits)
        )
        if partners:
            held["replayed"] |= {ride.trip_id: partners}
    return held
