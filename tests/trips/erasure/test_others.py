"""What others are judged to be does not change by an erasure, not even when it is looked at anew."""

from collections.abc import Mapping

import pytest

from tests.cases.trip_histories import Trips, id_of
from tests.trips.cross_checks.test_order_beside import COPIES, DEVICE, LOOP, Told
from tests.trips.erasure.erasing import OPERATOR, WORDS, erase, look_at_all, post, rows, seen

HELD = {
    "loop": LOOP,
    "many_accounts": DEVICE,
    "replayed": COPIES,
    "vehicle_shared": [Told("phone", "r1", 0, "v1"), Told("phone", "r2", 0, "v1")],
    "vehicle_shared by reports": [Told("operator", "r1", 0, "v1"), Told("operator", "r2", 0, "v1")],
}


async def _tell(trips: Trips, told: Mapping[str, Told]) -> None:
    for name, each in told.items():
        who = OPERATOR if each.by == "operator" else ("rider", each.rider)
        await post(trips, who, "/v1/trips", each.body(id_of(name)))
    await look_at_all(trips)


async def _look_again(trips: Trips) -> None:
    """Let all trips be looked at anew, of everybody who is still known."""
    for (trip_id,) in await rows(trips, "SELECT trip_id FROM trips WHERE NOT erased ORDER BY 1"):
        body = {"verdict": "accepted", "reason": WORDS}
        await post(trips, OPERATOR, f"/v1/trips/{trip_id}/decision", body)
    await look_at_all(trips)


@pytest.mark.parametrize("held_for", HELD)
@pytest.mark.parametrize("gone", ["r1", "r2", "r3"])
async def test_others_stay_held_for_what_they_were_held_for(trips: Trips, held_for: str, gone: str) -> None:
    await _tell(trips, {f"t{number}": each for number, each in enumerate(HELD[held_for])})
    before, others = await seen(trips), await _others(trips)
    assert any(verdict == "held" for verdict, _ in before.values())
    await erase(trips, gone)
    await look_at_all(trips)
    assert (await seen(trips), await _others(trips)) == (before, others)
    await _look_again(trips)
    assert await _others(trips) == others
    # One more of the same vehicles and phones, of somebody else.
    await _tell(trips, {"more": Told("phone", "r9", 40, "v1", device="d1")})
    after = await _others(trips)
    assert {trip_id: after[trip_id] for trip_id in others} == others


async def _others(trips: Trips) -> dict[str, str | None]:
    found = await rows(trips, "SELECT trip_id, others::text FROM trips")
    return {str(trip_id): others for trip_id, others in found}


async def test_who_is_told_now_beside_an_erased_riders_trip_is_judged_beside_it(trips: Trips) -> None:
    await _tell(trips, {"a": Told("operator", "r1", 0, "v1")})
    await erase(trips, "r1")
    await _tell(trips, {"b": Told("phone", "r2", 0, "v1"), "c": Told("operator", "r3", 0, "v1")})
    found = await seen(trips)
    # Of trips that operators told all are held, but what an erased rider rode is final.
    assert found[str(id_of("a"))] == ("accepted", [])
    assert found[str(id_of("b"))] == ("held", ["vehicle_shared"])
