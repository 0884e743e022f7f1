"""In whatever order, batches and repetition phones, locks and operators tell of a morning, its trips are the
same."""

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trips.locks.days import event, phone, report, reported, told
from tests.trips.locks.telling import City, forget, id_of

Step = tuple[str, str, dict[str, Any]]
"""Who tells (`locks`, `phone` or `operator`), of which rider, and what."""
RIDERS = ("r1", "r2", "r3")


EVENTS = (
    event("unlock", 4, station_id="P", odometer_m=1_000),
    event("lock", 594, station_id="Q", odometer_m=3_400),
    event("unlock", 4, rider="r1"),
    event("lock", 300),
    event("unlock", 310, rider="r2"),
    event("lock", 594, rider="r2"),
    event("unlock", 700),
    event("lock", 1_300),
    event("unlock", 4, "v2", rider="r3"),
    event("lock", 594, "v2"),
    event("unlock", 4, "v3"),
    event("lock", 594, "v3", odometer_m=3_400),
)
"""Events of three vehicles, in part on the same ride: one is split, some name their rider late or never."""
TOLD = (
    ("phone", "r1", phone("p1")),
    ("phone", "r2", phone("p2")),
    ("phone", "r1", phone("p3", 696)),
    ("phone", "r3", phone("p4", vehicle_id="v3")),
    ("phone", "r3", phone("p5", vehicle_id=None)),
    ("operator", "r1", report("o1", "r1", 2, 590, vehicle_id="v1", start_station_id="P")),
    ("operator", "r2", report("o2", "r2", 700, 1_310, vehicle_id="v1")),
    ("operator", "r3", report("o3", "r3", 0, 600, vehicle_id="v3")),
)
VOIDED = ("p1", "o1", "o2", "o3")
DAYS = st.tuples(
    st.lists(st.sampled_from(EVENTS), unique_by=str, max_size=len(EVENTS)),
    st.lists(st.sampled_from(TOLD), unique_by=str, max_size=5),
    st.lists(st.sampled_from(VOIDED), unique=True, max_size=2),
)


def agreeing(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """These events without the ones that contradict an earlier one: which of two lands depends on order."""
    known: dict[tuple[str, ...], dict[str, Any]] = {}
    kept = []
    for each in events:
        before = known.setdefault((each["vehicle_id"], each["kind"], each["at"]), {})
        if all(before.get(name, value) == value for name, value in each.items()):
            before |= each
            kept.append(each)
    return kept


async def tell(running: City, steps: Sequence[Step]) -> None:
    for who, rider, what in steps:
        if who == "locks":
            assert (await running.locks(what["events"])).is_success
        elif who == "phone":
            await told(running, rider, what)
        else:
            await reported(running, what)


async def take_back(running: City, voided: Sequence[str], told_names: set[str]) -> None:
    """Void these trips, which everybody has told by then. What is merged cannot be voided, and is left."""
    for name in sorted(set(voided) & told_names):
        await running.searched()
        headers = running.as_operator("op1")
        path = f"/v1/trips/{id_of(name)}/void"
        answer = await running.trips.client.post(path, json={"reason": "a test"}, headers=headers)
        assert answer.status_code in (200, 409), answer.text


async def outcome(running: City) -> tuple[Any, Any]:
    """The trips of all riders, and what counts by the log, by rider and start."""
    await running.searched()
    trips = {rider: await running.trips_of(rider) for rider in RIDERS}
    for each in (trip for of_rider in trips.values() for trip in of_rider):
        each.pop("said_as", None)
    last = {(each["trip_id"], each["rider_id"]): each for each in await running.said()}
    assert len({trip_id for trip_id, _ in last}) == len(last), "a trip became another rider's"
    counts = sorted(
        (each["rider_id"], each["started_at"], each.get("distance_m"))
        for each in last.values()
        if each["counts"]
    )
    return trips, counts


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(day=DAYS, data=st.data())
async def test_the_order_of_what_is_told_changes_no_trip(
    one_city: City, day: Any, data: st.DataObject
) -> None:
    events, tellings, voided = day
    events = agreeing(events)
    names = {name for name in VOIDED if any(what["trip_id"] == id_of(name) for _, _, what in tellings)}
    await forget(one_city)
    in_order: list[Step] = [("locks", "", {"events": events})] if events else []
    await tell(one_city, [*in_order, *tellings])
    await take_back(one_city, voided, names)
    expected = await outcome(one_city)

    await forget(one_city)
    again = data.draw(st.permutations([*events, *data.draw(st.lists(st.sampled_from(events or EVENTS[:1])))]))
    again = again if events else []
    cuts = sorted(data.draw(st.lists(st.integers(0, len(again)), max_size=3)))
    batches = [again[a:b] for a, b in zip([0, *cuts], [*cuts, len(again)], strict=True)]
    steps: list[Step] = [("locks", "", {"events": batch}) for batch in batches if batch]
    await tell(one_city, data.draw(st.permutations([*steps, *tellings])))
    await take_back(one_city, voided, names)
    assert await outcome(one_city) == expected
