"""What is told of a rider who was erased is refused, and everything else is taken."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.cases.trip_histories import Trips, id_of, settle
from tests.trips.erasure.erasing import (
    DEVICE,
    GONE,
    NOW,
    OPERATOR,
    RIDE_OF_LOCKS,
    STAYS,
    WORDS,
    at,
    chunk,
    erase,
    erase_in,
    event,
    found,
    life_of,
    locks,
    names_of,
    points,
    post,
    report,
    rows,
    said,
    seen,
    trip,
)


async def test_the_rider_tells_nothing_more(trips: Trips) -> None:
    await life_of(trips, GONE)
    await erase(trips, GONE)
    before, events = await seen(trips), await said(trips)
    start = {"trip_id": str(id_of("new")), "vehicle_type": "bike", "started_at": at(700)}
    more = {"seq": 1, "points": points(0)}
    for path, body in (
        ("", trip("new", device_id=DEVICE)),
        ("", trip("whole", 30, 36, device_id=DEVICE, trace=points(30))),  # as it was told before
        (":start", start),
        *((f"/{id_of(name)}/trace", more) for name in ("new", "open", "live", "without start")),
        *((f"/{id_of(name)}/end", {"ended_at": at(706)}) for name in ("new", "open", "live")),
        *((f"/{id_of(name)}/cancel", {}) for name in ("new", "open", "live")),
        *((f"/{id_of(name)}/appeal", {"text": WORDS}) for name in ("new", "judged")),
    ):
        answer = await post(trips, ("rider", GONE), f"/v1/trips{path}", body, 409)
        assert answer["code"] == "erased-rider", path
    deleted = await trips.send("DELETE", f"/v1/me/trips/{id_of('live')}/trace", "rider", GONE)
    assert (deleted.status_code, deleted.json()["code"]) == (409, "erased-rider")
    assert (await trips.send("GET", "/v1/me/trips", "rider", GONE)).json()["trips"] == []
    assert (await seen(trips), await said(trips)) == (before, events)
    assert await found(trips, *names_of(GONE)) == []


async def test_an_operators_item_fails_alone(trips: Trips) -> None:
    told = [report("a", GONE), report("b", STAYS)]
    await post(trips, OPERATOR, "/v1/trips:batch", {"trips": told[:1]})
    await erase(trips, GONE)
    assert (await post(trips, OPERATOR, "/v1/trips", told[0], 409))["code"] == "erased-rider"
    batch = [*told, report("c", GONE, 60, 66), report("d", STAYS, 90, 96)]
    for imported in {}, {"history": True}:
        answer = await post(trips, OPERATOR, "/v1/trips:batch", {"trips": batch, **imported})
        failures = {each["index"]: each["problem"]["code"] for each in answer["failures"]}
        assert failures == {0: "erased-rider", 2: "erased-rider"}
        assert answer["failures"][0]["trip_id"] == str(id_of("a"))
        assert (answer["accepted"], answer["duplicates"]) == ((0, 2) if imported else (2, 0))
    assert (await seen(trips)).keys() == {str(id_of(name)) for name in "abd"}
    assert await found(trips, *names_of(GONE)) == []


async def test_locks_that_name_the_rider_name_nobody(trips: Trips) -> None:
    await locks(trips, event("unlock", 150, GONE), event("lock", 156), event("unlock", 180, GONE))
    await erase(trips, GONE)
    before, events = await seen(trips), await said(trips)
    # As it was told before, and one with more: the ride stays as it was judged.
    again = await locks(trips, event("unlock", 150, GONE))
    assert (again["duplicates"], again["failures"], again["rides"]) == (1, [], 0)
    await locks(trips, event("lock", 156) | {"odometer_m": 5}, event("unlock", 150) | {"odometer_m": 1})
    await locks(trips, event("lock", 153, GONE))
    assert (await seen(trips), await said(trips)) == (before, events)
    # The unlock that waited, and new ones: rides without rider.
    assert (await locks(trips, event("lock", 186)))["rides"] == 1
    assert (await locks(trips, event("unlock", 200, GONE), event("lock", 206, GONE)))["rides"] == 1
    assert await said(trips) == events
    nobodys = await rows(trips, "SELECT count(*) FROM trips WHERE rider_id = :nobody", nobody=UUID(int=0))
    assert nobodys == [(2,)]
    assert await found(trips, *names_of(GONE)) == []


async def test_a_ride_that_the_riders_phone_tells_of_is_given_to_nobody(trips: Trips) -> None:
    """Nor does it become another's whose phone tells of it too: it was neither's before, and stays so."""
    for rider in (GONE, STAYS):
        body = trip(f"phone of {rider}", 150, 156, trace=points(150), vehicle_id="locked")
        await post(trips, ("rider", rider), "/v1/trips", body)
    await settle(trips, NOW)
    await erase(trips, GONE)
    before = await seen(trips)
    await locks(trips, event("unlock", 150), event("lock", 156))
    await settle(trips, NOW)
    assert await seen(trips) == before | {RIDE_OF_LOCKS: ("voided", ["not_told"])}


async def test_a_ride_that_only_the_riders_phone_tells_of_is_given_to_nobody(trips: Trips) -> None:
    body = trip("phone", 150, 156, trace=points(150), vehicle_id="locked")
    await post(trips, ("rider", GONE), "/v1/trips", body)
    await settle(trips, NOW)
    await erase(trips, GONE)
    await locks(trips, event("unlock", 150), event("lock", 156))
    await settle(trips, NOW)
    assert (await seen(trips))[RIDE_OF_LOCKS] == ("voided", ["not_told"])
    assert await rows(trips, "SELECT count(*) FROM riders") == [(0,)]


async def test_a_ride_that_is_the_riders_by_a_phone_stays_in_sums(trips: Trips) -> None:
    await locks(trips, event("unlock", 150), event("lock", 156))
    body = trip("phone", 150, 156, trace=points(150), vehicle_id="locked")
    await post(trips, ("rider", GONE), "/v1/trips", body)
    await settle(trips, NOW)
    before = await seen(trips)
    assert before[RIDE_OF_LOCKS] == ("accepted", [])
    await erase(trips, GONE)
    await post(trips, ("rider", STAYS), "/v1/trips", body | {"trip_id": str(id_of("another"))})
    await settle(trips, NOW)
    after = await seen(trips)
    assert {trip_id: after[trip_id] for trip_id in before} == before


async def test_a_ride_that_was_the_riders_by_an_open_trip_stays_in_sums(trips: Trips) -> None:
    await locks(trips, event("unlock", 150), event("lock", 156))
    await chunk(trips, GONE, "open", 150)
    start = {"trip_id": str(id_of("open")), "vehicle_type": "bike", "started_at": at(150)}
    await post(trips, ("rider", GONE), "/v1/trips:start", start | {"vehicle_id": "locked"})
    await settle(trips, NOW)
    before = await seen(trips)
    assert before == {RIDE_OF_LOCKS: ("accepted", []), str(id_of("open")): ("voided", ["merged"])}
    await erase(trips, GONE)
    await settle(trips, NOW)
    assert await seen(trips) == before
    assert await found(trips, *names_of(GONE)) == []


async def test_a_request_that_waited_for_the_erasure_is_refused(
    trips: Trips, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that come before the row of the rider is deleted, which they find, and those that come after."""
    is_locked, go_on = asyncio.Event(), asyncio.Event()

    async def forget_answers(*_: Any) -> None:
        is_locked.set()
        await go_on.wait()

    await post(trips, OPERATOR, "/v1/trips", report("known", GONE))
    monkeypatch.setattr("services.trips.erasure.actions.forget_answers", forget_answers)
    async with trips.engine.begin() as tx:
        erasing = asyncio.create_task(erase_in(tx, trips, GONE))
        await is_locked.wait()
        before = await _waiting(trips, "before", 200)
        go_on.set()
        await erasing
        after = await _waiting(trips, "after", 300)
    for asked in before, after:
        batch, own, told = [(await each).json() for each in asked]
        assert [each["problem"]["code"] for each in batch["failures"]] == ["erased-rider"]
        assert (own["code"], told["failures"]) == ("erased-rider", [])
    monkeypatch.undo()
    assert await found(trips, *names_of(GONE)) == []


async def _waiting(trips: Trips, name: str, minutes: float) -> list[asyncio.Task[httpx.Response]]:
    """Requests that tell of the rider, and wait."""
    batch = [
        report(f"late {name}", GONE, minutes, minutes + 6),
        report(f"other {name}", STAYS, minutes, minutes + 6),
    ]
    asked = [
        asyncio.create_task(trips.send("POST", path, *who, body))
        for who, path, body in (
            (OPERATOR, "/v1/trips:batch", {"trips": batch}),
            (("rider", GONE), "/v1/trips", trip(f"own {name}", minutes, minutes + 3)),
            (OPERATOR, "/v1/vehicle-events:batch", {"events": [event("unlock", minutes, GONE)]}),
        )
    ]
    await asyncio.sleep(0.3)
    assert not any(each.done() for each in asked)
    return asked


@pytest.mark.parametrize("turn", range(5))
async def test_who_is_erased_while_others_tell_is_erased(trips: Trips, turn: int) -> None:
    async def tell(number: int) -> None:
        since = 10 * number
        batch = [report(f"o{number}", STAYS, since, since + 6), report(f"g{number}", GONE, since, since + 6)]
        await _patiently(trips, "/v1/trips:batch", {"trips": batch})
        own = trip(f"own {number}", since, since + 3, device_id=DEVICE)
        await trips.send("POST", "/v1/trips", "rider", GONE, own)
        events = [event("unlock", since, GONE), event("lock", since + 2), event("unlock", since + 3, GONE)]
        await _patiently(trips, "/v1/vehicle-events:batch", {"events": events})

    async def erase_soon() -> None:
        await asyncio.sleep(0.05 * turn)
        await erase(trips, GONE)

    await asyncio.gather(*(tell(number) for number in range(4)), erase_soon(), erase_soon())
    assert await found(trips, *names_of(GONE)) == []
    assert len([each for each in await seen(trips) if each in {str(id_of(f"o{n}")) for n in range(4)}]) == 4


async def _patiently(trips: Trips, path: str, body: Any) -> None:
    """Send again while another request is in the way."""
    for _ in range(20):
        answer = await trips.send("POST", path, *OPERATOR, body)
        if answer.status_code != 503:
            assert answer.is_success, answer.text
            return
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)
