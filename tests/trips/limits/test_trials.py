"""Limits that are tried on the past, by a dry run: what they would have changed. Nothing is written."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from shared.http.instants import as_written
from tests.cases.drawings import bodies_of
from tests.cases.trip_histories import OPERATOR, Trips, id_of, put_stations, running_trips, settle
from tests.conftest import MakeDatabase
from tests.trips.cross_checks.conftest import STATIONS
from tests.trips.cross_checks.test_order_beside import (
    COPIES,
    DAY,
    DEVICE,
    LOOP,
    NOW,
    RIDES,
    SHARED,
    Told,
    look_at_all,
    tell,
    told,
)
from tests.trips.limits.trials import judged, tried


@pytest.fixture(scope="module")
async def trips(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    folder = tmp_path_factory.mktemp("issuer")
    async with running_trips(make_database, folder, rider_trips="accepted") as running:
        await put_stations(running, STATIONS)
        yield running


async def tell_all(trips: Trips, tellings: Sequence[Told], **changes: Any) -> None:
    """Tell these trips in a city that is judged by these limits from the start."""
    version = {"version": 2, "valid_from": str(DAY.date()), "bike": changes}
    await trips.play_in({"rider_trips": "accepted", "limits": [version] if changes else []})
    trips.at(NOW)
    for number, each in enumerate(tellings):
        await tell(trips, each, id_of(f"t{number}"), "tell")
    for number, each in enumerate(tellings):
        if each.voided and each.by == "operator":
            await tell(trips, each, id_of(f"t{number}"), "void")
    await look_at_all(trips)


CHANGES: Sequence[Mapping[str, Any]] = [
    {"rider_trips": "refused"},
    {"rider_trips": "confirmed_later"},
    {"two_sources": "required"},
    {"touch_s": 400},
    {"loop_legs_rider": 2, "loop_legs_vehicle": 2},
    {"loop_gap_s": 0},
    {"loop_legs_vehicle": 3, "loop_gap_s": 7_200},
    {"station_m": 2_000},
    {"device_riders_max": 1},
    {"tiny_m": 3_000, "tiny_n": 2},
    {"alone_trips_max": 1},
    {"alone_trips_max": 0},
    {"tiny_m": 3_000, "tiny_n": 1},
    {"alone_m_max": 1_000},
    {"foot_p95": 25},
    {"same_n": 1_000},
    {"same_m": 1},
    {"match_slack_s": 0, "match_share": 1},
    {"match_slack_s": 600, "match_share": 0.1},
    {"trim_s": 0, "move_m": 300},
    {"confirm_days": 1},
]


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],  # an example takes a second, so to shrink one takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(told, min_size=2, max_size=8), st.sampled_from(CHANGES))
@example([*LOOP, *DEVICE], {"loop_legs_vehicle": 5, "device_riders_max": 1})
@example([*SHARED, *COPIES], {"touch_s": 600, "same_m": 1})
@example(COPIES, {"same_n": 1_000})
async def test_a_trial_counts_what_the_limits_would_have_given(
    trips: Trips, tellings: Sequence[Told], changes: Mapping[str, Any]
) -> None:
    """The same trips are judged by the limits in force, and, in a city where the tried ones are in force from
    the start, by those."""
    await tell_all(trips, tellings)
    found = await tried(trips, **changes)
    assert (found["before"], found["verdicts"]["before"]) == await judged(trips)
    await tell_all(trips, tellings, **changes)
    assert (found["after"], found["verdicts"]["after"]) == await judged(trips)


BIKES, EBIKES = "bike", "ebike"
LATER, HALF = NOW + timedelta(hours=1), timedelta(minutes=30)


def trip(name: str, minute: int = 0, rider: str = "r1", **facts: Any) -> dict[str, Any]:
    """A trip of ten minutes as an operator reports it."""
    began_at = DAY + timedelta(minutes=minute)
    return {
        "trip_id": str(id_of(name)),
        "rider_id": str(id_of(rider)),
        "vehicle_type": BIKES,
        "started_at": began_at.isoformat(),
        "ended_at": (began_at + timedelta(minutes=10)).isoformat(),
        "distance_m": 2_000,
    } | facts


async def report(trips: Trips, *bodies: Mapping[str, Any]) -> None:
    for body in bodies:
        answer = await trips.send("POST", "/v1/trips", "operator", OPERATOR, body)
        assert answer.status_code == 202, answer.text


async def begin(trips: Trips) -> None:
    """An empty city, in which a phone alone counts."""
    await trips.play_in({"rider_trips": "accepted"})
    trips.at(NOW)


def moved(before: str, after: str, trips: int, riders: int) -> dict[str, Any]:
    return {"before": before, "after": after, "trips": trips, "riders": riders}


async def test_loops_of_a_rider(trips: Trips) -> None:
    await begin(trips)
    ways = [("P", "N"), ("N", "P"), ("P", "N")]
    await report(
        trips,
        *(
            trip(f"leg{number}", 15 * number, start_station_id=start, end_station_id=end)
            for number, (start, end) in enumerate(ways)
        ),
        trip("alone", rider="r2"),
    )
    found = await tried(trips, loop_legs_rider=4)
    assert (found["before"], found["after"]) == ({"loop": 3}, {})
    assert found["verdicts"] == {"before": {"accepted": 1, "held": 3}, "after": {"accepted": 4}}
    assert found["changed"] == [moved("held", "accepted", 3, 1)]
    assert (found["riders"], found["trips"], found["riders_changed"]) == (2, 4, 1)


async def test_verdicts_that_change_both_ways_are_told_apart(trips: Trips) -> None:
    """Three tiny trips are let go, and two longer ones of two riders are held: the sums alone hide it."""
    await begin(trips)
    tiny = [trip(f"tiny{number}", 20 * number, distance_m=150) for number in range(3)]
    await report(trips, *tiny, *(trip(f"l{rider}", rider=rider) for rider in ("r2", "r3", "r4")))
    await report(trips, trip("r2 later", 20, "r2"), trip("r3 later", 20, "r3"))
    found = await tried(trips, tiny_m=2_500, tiny_n=4)
    assert found["changed"] == [moved("held", "accepted", 3, 1)]
    found = await tried(trips, tiny_m=2_500, tiny_n=2)
    assert (found["before"], found["after"]) == ({"serial_tiny": 3}, {"serial_tiny": 7})
    assert found["changed"] == [moved("accepted", "held", 4, 2)]


async def test_on_foot_by_a_trace(trips: Trips) -> None:
    await begin(trips)
    await tell(trips, COPIES[0], id_of("t0"), "tell")
    found = await tried(trips, foot_p95=30)
    assert (found["before"], found["after"]) == ({}, {"on_foot": 1})
    assert found["changed"] == [moved("accepted", "held", 1, 1)]


@pytest.mark.parametrize(
    ("rider_trips", "after"),
    [("accepted", {}), ("confirmed_later", {"unconfirmed": 1}), ("refused", {"unconfirmed": 2})],
)
async def test_what_a_phone_alone_is_worth(trips: Trips, rider_trips: str, after: dict[str, int]) -> None:
    await begin(trips)
    await tell(trips, COPIES[0], id_of("traced"), "tell")
    await tell(trips, DEVICE[1], id_of("claimed"), "tell")
    await report(trips, trip("reported", 300, "r3"))
    found = await tried(trips, rider_trips=rider_trips)
    assert (found["before"], found["after"]) == ({}, after)
    held = sum(after.values())
    assert found["changed"] == ([moved("accepted", "held", held, held)] if held else [])


@pytest.mark.parametrize(
    ("only", "changes", "reason"),
    [
        (LOOP[0], {"tiny_m": 2_500, "tiny_n": 1}, "serial_tiny"),
        (DEVICE[0], {"alone_trips_max": 0}, "self_told_limit"),
        (DEVICE[0], {"alone_m_max": 0}, "self_told_limit"),
    ],
)
async def test_the_first_trip_of_a_day_is_held_where_one_is_too_many(
    trips: Trips, only: Told, changes: dict[str, int], reason: str
) -> None:
    """Whether anything else was told of the rider, or not."""
    await tell_all(trips, [only], **changes)
    assert await judged(trips) == ({reason: 1}, {"held": 1})


@pytest.mark.parametrize(("vehicle", "after"), [(BIKES, {"serial_tiny": 1}), (EBIKES, {"serial_tiny": 2})])
async def test_limits_of_one_vehicle_type_are_tried_on_its_trips(
    trips: Trips, vehicle: str, after: dict[str, int]
) -> None:
    await begin(trips)
    kinds = [(BIKES, "r1"), (EBIKES, "r2"), (EBIKES, "r3")]
    await report(trips, *(trip(rider, rider=rider, vehicle_type=kind) for kind, rider in kinds))
    found = await tried(trips, **{vehicle: {"tiny_m": 2_500, "tiny_n": 1}})
    assert (found["before"], found["after"]) == ({}, after)


async def test_strikes_are_counted_by_the_tried_limits(trips: Trips) -> None:
    await begin(trips)
    await report(trips, trip("bad"))
    decision = {"verdict": "rejected", "reason": "a test", "strike": True}
    path = f"/v1/trips/{id_of('bad')}/decision"
    assert (await trips.send("POST", path, "operator", OPERATOR, decision)).is_success
    trips.at(LATER + timedelta(hours=1))
    await report(trips, trip("next", started_at=LATER.isoformat(), ended_at=(LATER + HALF).isoformat()))
    found = await tried(trips, strikes=1)
    assert (found["before"], found["after"]) == ({"decided": 1}, {"decided": 1, "strikes": 1})


async def test_only_the_last_thirty_days_are_tried(trips: Trips) -> None:
    await begin(trips)
    month = timedelta(days=30)
    for name, began_at in (("in", NOW - month), ("out", NOW - month - timedelta(seconds=1))):
        trips.at(began_at + timedelta(hours=1))
        ended_at = began_at + timedelta(minutes=10)
        times: dict[str, Any] = {"started_at": began_at.isoformat(), "ended_at": ended_at.isoformat()}
        await report(trips, trip(name, rider=name, **times))
    trips.at(NOW)
    found = await tried(trips, tiny_m=2_500, tiny_n=1)
    assert (found["trips"], found["after"]) == (1, {"serial_tiny": 1})
    assert (found["since"], found["until"]) == (as_written(NOW - month), as_written(NOW))


async def ride_live(trips: Trips, rider: str, accuracy_m: float) -> None:
    """A live trip whose points have come and are in no verdict yet."""
    trip_id = id_of(f"live of {rider}")
    body = {"trip_id": str(trip_id), "vehicle_type": BIKES, "started_at": DAY.isoformat()}
    points = [
        {**point, "accuracy_m": accuracy_m}
        for point in bodies_of({**RIDES["long"], "at": DAY.isoformat()}, {})
    ]
    end = {"ended_at": (DAY + timedelta(minutes=5)).isoformat()}
    assert (await trips.send("POST", "/v1/trips:start", "rider", rider, body)).is_success
    for what, sent in (("end", end), ("trace", {"seq": 0, "points": points})):
        answer = await trips.send("POST", f"/v1/trips/{trip_id}/{what}", "rider", rider, sent)
        assert answer.is_success, answer.text


async def test_points_that_are_still_there_are_cleaned_by_the_tried_limits(trips: Trips) -> None:
    await begin(trips)
    await ride_live(trips, "r1", 120)
    found = await tried(trips, accuracy_m_max=100)
    assert (found["before"], found["after"]) == ({}, {"trace_elsewhen": 1, "trace_thin": 1})
    async with trips.engine.begin() as tx:
        await tx.execute(sa.text("UPDATE live_trips SET closed = true, cleaned_points = points"))
        await tx.execute(sa.text("DELETE FROM live_chunks"))
    found = await tried(trips, accuracy_m_max=100)
    assert (found["before"], found["after"]) == ({}, {})


async def ride_a_lock(trips: Trips, **changes: Any) -> None:
    """In a city that is judged by these limits: a ride of locks that name no rider, and a phone that tells of
    it and shows its way."""
    await tell_all(trips, [Told("phone", "r1", 0, "v1", traced=True), Told("phone", "r2", 30)], **changes)
    events = [
        {
            "event_id": str(id_of(kind)),
            "vehicle_id": "v1",
            "kind": kind,
            "at": (DAY + timedelta(minutes=minute)).isoformat(),
        }
        for kind, minute in (("unlock", 0), ("lock", 6))
    ]
    sent = {"events": events}
    assert (await trips.send("POST", "/v1/vehicle-events:batch", "operator", OPERATOR, sent)).is_success
    await settle(trips, NOW)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (
            {"foot_p95": 10},
            {"foot_p95": 30},
            [moved("accepted", "no_trip", 1, 1), moved("voided", "held", 1, 1)],
        ),
        (
            {"foot_p95": 30},
            {"foot_p95": 10},
            [moved("held", "voided", 1, 1), moved("no_trip", "accepted", 1, 1)],
        ),
    ],
)
async def test_whose_a_ride_of_locks_is_follows_the_tried_limits(
    trips: Trips, before: dict[str, float], after: dict[str, float], changed: list[dict[str, Any]]
) -> None:
    await ride_a_lock(trips, **before)
    found = await tried(trips, **after)
    assert (found["before"], found["verdicts"]["before"]) == await judged(trips)
    assert found["changed"] == changed
    await ride_a_lock(trips, **after)
    assert (found["after"], found["verdicts"]["after"]) == await judged(trips)


TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


async def written_rows(trips: Trips) -> dict[str, object]:
    """How many rows each table has, and the last transaction that has written one, but for the jobs."""
    found: dict[str, object] = {}
    async with trips.engine.connect() as tx:
        for name in (await tx.execute(sa.text(TABLES))).scalars():
            if name not in ("jobs", "log", "outbox", "positions"):
                query = f"SELECT count(*), max(xmin::text::bigint) FROM {name}"
                found[name] = tuple((await tx.execute(sa.text(query))).one())
    return found


async def test_a_trial_writes_nothing(trips: Trips) -> None:
    await tell_all(trips, [*LOOP, *DEVICE, *SHARED, *COPIES])
    await ride_live(trips, "r1", 10)
    async with trips.engine.begin() as tx:
        await tx.execute(sa.text("UPDATE live_trips SET cleaned_points = 0"))
    before = await written_rows(trips)
    for changes in ({"same_m": 25, "bin_s": 20}, {"match_share": 1, "device_riders_max": 1}):
        await tried(trips, **changes)
    assert await written_rows(trips) == before


async def test_a_trial_waits_for_no_rider_and_nobody_for_it(trips: Trips) -> None:
    await tell_all(trips, [*LOOP, *DEVICE])
    async with trips.engine.begin() as tx:
        await tx.execute(sa.text("SELECT FROM riders FOR UPDATE"))
        found = await tried(trips, loop_legs_vehicle=5)
    assert found["changed"]
