"""One history for each reason of a verdict, told by the routes of the service: who adds a reason adds one
here, and a row to the page of reasons."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, get_args

import httpx
import pytest
import sqlalchemy as sa

from services.trips.cross_checks.actions import look
from services.trips.reasons.rules import (
    MEANINGS,
    BesideReason,
    LineReason,
    OtherReason,
    Reason,
    TraceReason,
)
from services.trips.verdicts.rules import ORDER
from tests.cases.drawings import TEN_MINUTES
from tests.cases.trip_histories import OPERATOR, Case, History, Trips, id_of, put_stations, running_trips
from tests.conftest import MakeDatabase

IN_ORDER: tuple[Reason, ...] = (
    *get_args(LineReason),
    "no_end",
    *get_args(TraceReason),
    "unconfirmed",
    *get_args(BesideReason),
    *get_args(OtherReason),
)
BEGAN = datetime(2026, 11, 16, 7, tzinfo=UTC)
WALK = [[200, 5, 40], [20, 0, 40], [240, 5.2, 110], [140, 4.8, 60]]
CAR = [[15, 30, 45], [40, 55, 45], [30, 0, 45], [12, 25, 50], [50, 58, 130], [40, 0, 130], [60, 52, 60]]
CAR += [[25, 0, 60], [45, 60, 20], [60, 50, 60], [223, 45, 20]]
STATIONS = {"HOME": (41.39, 2.17), "WORK": (41.3963199, 2.1922427), "FAR": (41.434966, 2.2299366)}
MANY = 7
"""Trips of a day that only a phone tells: one more than count."""


def at(minutes: float) -> str:
    return (BEGAN + timedelta(minutes=minutes)).isoformat()


def told(do: str, trip: str, start: float, lasts: float, **facts: Any) -> Case:
    minutes = {"started_at": at(start), "ended_at": at(start + lasts), "received": at(start + lasts + 1)}
    return {"do": do, "trip": trip, "rider": "r1", "vehicle_type": "bike", **minutes, **facts}


def phone(trip: str, start: float = 0, lasts: float = 10, **facts: Any) -> Case:
    return told("whole", trip, start, lasts, **facts)


def report(trip: str, start: float = 0, lasts: float = 10, **facts: Any) -> Case:
    return told("operator", trip, start, lasts, **{"distance_m": 2_000, "operator": OPERATOR, **facts})


def drawn(start: float = 0, **drawing: Any) -> Case:
    return {"legs": TEN_MINUTES, "at": at(start), **drawing}


def start(trip: str) -> Case:
    facts = {"vehicle_type": "bike", "started_at": at(0), "received": at(0)}
    return {"do": "start", "trip": trip, "rider": "r1", **facts}


def by_hand(do: str, trip: str, minutes: float, **facts: Any) -> Case:
    return {"do": do, "trip": trip, "operator": OPERATOR, "received": at(minutes), **facts}


def leg(trip: str, start: float, *, back: bool = False) -> Case:
    start_id, end_id = ("WORK", "HOME") if back else ("HOME", "WORK")
    return report(trip, start, start_station_id=start_id, end_station_id=end_id)


def lock(kind: str, minutes: float) -> Case:
    event = {"event": kind, "kind": kind, "vehicle_id": "v1", "at": at(minutes), "rider": "r1"}
    return {"do": "locks", "operator": OPERATOR, "received": at(minutes), "events": [event]}


class Made(NamedTuple):
    """What is told, and how the trip `t` then stands, or any of several. Looked at after so many minutes."""

    steps: Sequence[Case]
    verdict: str = "held"
    after: float = 300
    rider_trips: str = "confirmed_later"


def three_strikes() -> list[Case]:
    steps = []
    for number in range(3):
        steps.append(report(f"o{number}", 20 * number))
        steps.append(by_hand("decide", f"o{number}", 100, verdict="rejected", strike=True))
    return [*steps, report("t", 120)]


MADE: Mapping[Reason, Made] = {
    "too_short": Made([report("t", lasts=0.9, distance_m=100)], "rejected"),
    "too_long": Made([report("t", lasts=1_441)], "rejected", after=1_500),
    "too_late": Made([report("t", received=at(15 * 1_440))], "rejected", after=15 * 1_440),
    "too_fast": Made([report("t", distance_m=8_000)], "rejected"),
    "suspicious_speed": Made([report("t", distance_m=6_000)]),
    "no_end": Made([start("t")]),
    "mock_location": Made([phone("t", trace=drawn(mock=True))]),
    "trace_elsewhen": Made([phone("t", start=30, trace=drawn())]),
    "trace_thin": Made([phone("t", trace=drawn(take=[0, 30]))]),
    "trace_jumps": Made([phone("t", trace=drawn(spikes=[[t, 24_000, 0] for t in range(200, 280)]))]),
    "trace_gaps": Made([phone("t", trace=drawn(miss=[[60, 540]]))]),
    "off_station": Made([phone("t", trace=drawn(), start_station_id="FAR")]),
    "standing": Made([phone("t", trace=drawn(legs=[[600, 0, 0]], weave_m=0, jitter_m=15))]),
    "on_foot": Made([phone("t", trace=drawn(legs=WALK))]),
    "motorised": Made([phone("t", trace=drawn(legs=CAR))]),
    "too_even": Made([phone("t", trace=drawn(legs=[[600, 17, 45]], weave_m=0))]),
    "unconfirmed": Made([phone("t", distance_m=2_000)]),
    "overlapping": Made([report("o"), report("t", start=5)]),
    "vehicle_shared": Made(
        [phone("t", trace=drawn(), vehicle_id="v1"), phone("o", trace=drawn(), vehicle_id="v1", rider="r2")]
    ),
    "replayed": Made([phone("o", trace=drawn()), phone("t", start=60, trace=drawn(60))]),
    "many_accounts": Made(
        [
            phone(trip, start=number, trace=drawn(number), device_id="d1", rider=f"r{number}")
            for number, trip in enumerate(("o", "p", "t"))
        ]
    ),
    "told_twice": Made([leg("o", 0), phone("t", start=60, trace=drawn(60))]),
    "serial_tiny": Made([report(trip, 20 * n, 5, distance_m=150) for n, trip in enumerate(("o", "p", "t"))]),
    "loop": Made([leg("o", 0), leg("p", 12, back=True), leg("t", 24)]),
    "self_told_limit": Made(
        [phone("t" if n == MANY - 1 else f"o{n}", 20 * n, distance_m=1_000) for n in range(MANY)],
        rider_trips="accepted",
    ),
    "strikes": Made(three_strikes()),
    "merged": Made([phone("t", trace=drawn()), report("o")], "voided"),
    "cancelled": Made(
        [start("t"), {"do": "cancel", "trip": "t", "rider": "r1", "received": at(1)}], "voided"
    ),
    "voided": Made([report("t"), by_hand("void", "t", 20)], "voided"),
    "import_undone": Made([{**report("t"), "do": "import"}], "voided"),
    "decided": Made([report("t"), by_hand("decide", "t", 20, verdict="rejected")], "rejected"),
    "not_told": Made([lock("unlock", 0), lock("lock", 10), report("o", vehicle_id="v1")], "no trip"),
}


@dataclass(frozen=True)
class Told(History):
    """A history that may have imports, which are taken back."""

    async def _import(self, step: Case) -> httpx.Response:
        new = await self.trips.send("POST", "/v1/imports", "operator", OPERATOR, {"name": "trips.csv"})
        import_id = new.json()["import_id"]
        row = self._whole_body(step) | {"rider_id": str(id_of(step["rider"]))}
        batch = {"import_id": import_id, "history": True, "timezone": "Europe/Madrid", "trips": [row]}
        sent = await self.trips.send("POST", "/v1/trips:batch", "operator", OPERATOR, batch)
        assert sent.json()["accepted"] == 1, sent.text
        path = f"/v1/imports/{import_id}/undo"
        return await self.trips.send("POST", path, "operator", OPERATOR, {"reason": "A test."})


@pytest.fixture(scope="module")
async def trips(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    async with running_trips(make_database, tmp_path_factory.mktemp("issuer")) as running:
        await put_stations(running, STATIONS)
        yield running


async def play(trips: Trips, made: Made) -> None:
    """Tell all of it, and let be looked at what is judged beside other riders' trips."""
    await trips.play_in({"rider_trips": made.rider_trips})
    history = Told(trips, {})
    for step in made.steps:
        answer = await history.tell(step, datetime.fromisoformat(step["received"]))
        assert answer.is_success, answer.text
    now = datetime.fromisoformat(at(made.after))
    trips.at(now)
    await look(trips.engine, trips.state["game_now"], now)


async def stands(trips: Trips, made: Made) -> tuple[str, Sequence[str]]:
    """The verdict on the trip and its reasons, as its rider reads them; of no trip as the service keeps
    them."""
    if made.verdict == "no trip":
        async with trips.engine.connect() as tx:
            rows = await tx.execute(sa.text("SELECT reasons FROM trips WHERE NOT is_trip"))
            return "no trip", rows.scalar_one()
    rider = next(step["rider"] for step in made.steps if step["trip"] == "t")
    answer = await trips.send("GET", f"/v1/me/trips/{id_of('t')}", "rider", rider)
    assert answer.is_success, answer.text
    return answer.json()["verdict"], answer.json()["reasons"]


@pytest.mark.parametrize("reason", IN_ORDER)
async def test_there_is_a_trip_for_each_reason(trips: Trips, reason: Reason) -> None:
    made = MADE[reason]
    await play(trips, made)
    verdict, reasons = await stands(trips, made)
    assert verdict == made.verdict
    assert reason in reasons


async def test_an_honest_trip_has_none(trips: Trips) -> None:
    """Or the traces above would be held for something else."""
    made = Made([phone("t", trace=drawn(), start_station_id="HOME", end_station_id="WORK")], "accepted")
    await play(trips, made)
    assert await stands(trips, made) == ("accepted", [])


def test_every_reason_is_told_what_it_means_and_in_the_order_of_verdicts() -> None:
    assert tuple(MEANINGS) == IN_ORDER
    assert set(IN_ORDER) == {each for kind in get_args(Reason) for each in get_args(kind)}
    assert get_args(BesideReason) == ORDER
    assert MADE.keys() == MEANINGS.keys()
