"""An operator decides trips by hand: many at once, each with a reason that its rider reads."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.trips.review.reviewing import MONDAY, REASON, Review

RIDER = "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11"


def decision(trip_id: object, verdict: str = "rejected", **more: Any) -> dict[str, Any]:
    return {"trip_id": str(trip_id), "verdict": verdict, "reason": REASON} | more


async def test_each_of_many_decisions_is_answered(review: Review) -> None:
    fast = [await review.told(str(uuid4()), distance_m=12_000) for _ in range(2)]
    others = await review.told(str(uuid4()), headers=review.operator("rival"))
    told = await review.decide_all(
        decision(fast[0], "accepted"),
        decision(others),
        decision(fast[1], strike=True),
        {"trip_id": fast[1], "verdict": "held", "reason": REASON},
        decision(fast[0]),
        decision(uuid4()),
        decision("no id"),
        "nothing",
    )
    assert told["decided"] == [
        {"index": 0, "trip_id": fast[0], "verdict": "accepted", "reasons": []},
        {"index": 2, "trip_id": fast[1], "verdict": "rejected", "reasons": ["decided"]},
    ]
    assert [(each["index"], each["problem"]["code"]) for each in told["failures"]] == [
        (1, "not-found"),
        (3, "validation-error"),
        (4, "validation-error"),
        (5, "not-found"),
        (6, "validation-error"),
        (7, "validation-error"),
    ]
    assert [each.get("trip_id") for each in told["failures"][:3]] == [others, fast[1], fast[0]]
    assert "trip_id" not in told["failures"][4]


@pytest.mark.parametrize("count", [0, 201])
async def test_how_many_can_be_decided_at_once(review: Review, count: int) -> None:
    answer = await review.post("/v1/trips:decide", {"decisions": [decision(uuid4())] * count})
    assert answer.status_code == 422


async def test_decisions_need_a_key_and_are_made_once(review: Review) -> None:
    trip_id = await review.told(RIDER)
    body = {"decisions": [decision(trip_id, strike=True)]}
    assert (await review.client.post("/v1/trips:decide", json=body)).status_code == 400
    key = {"Idempotency-Key": "once"}
    first, again = [await review.post("/v1/trips:decide", body, key) for _ in range(2)]
    assert first.content == again.content


async def test_a_strike_is_for_who_is_rejected(review: Review) -> None:
    trip_id = await review.told(RIDER)
    [fault] = (await review.decide(trip_id, "accepted", 422, strike=True))["errors"]
    assert fault == {"pointer": "/strike", "code": "not_allowed"}
    [failure] = (await review.decide_all(decision(trip_id, "accepted", strike=True)))["failures"]
    assert failure["problem"]["errors"][0]["pointer"] == "/strike"


async def test_its_rider_reads_who_decided_and_why(review: Review) -> None:
    trip_id = await review.told(RIDER)
    assert "decision" not in await review.mine(RIDER, trip_id)
    await review.decide(trip_id, "rejected", strike=True)
    decided_at = review.clock.now
    read = (await review.mine(RIDER, trip_id))["decision"]
    assert read == {
        "verdict": "rejected",
        "reason": REASON,
        "role": "operator",
        "organisation": "operator",
        "decided_at": decided_at.isoformat().replace("+00:00", "Z"),
        "strike": True,
    }
    [queued] = await review.queue("verdict=rejected")
    assert queued["decision"] == read
    review.clock.now += timedelta(days=90, seconds=1)
    assert "strike" not in (await review.mine(RIDER, trip_id))["decision"]


async def test_a_correction_or_a_void_does_not_take_the_place_of_the_reason(review: Review) -> None:
    trip_id = await review.told(RIDER)
    await review.decide(trip_id, "rejected")
    path = f"/v1/trips/{trip_id}"
    corrected = await review.post(f"{path}/correct", {"distance_m": 3_000, "reason": "The odometer."})
    assert corrected.status_code == 200
    assert (await review.mine(RIDER, trip_id))["decision"]["reason"] == REASON
    await review.post(f"{path}/void", {"reason": "Told by mistake."})
    assert "decision" not in await review.mine(RIDER, trip_id), "a voided trip has no decision that stands"
    await review.decide(trip_id, "accepted")
    assert (await review.mine(RIDER, trip_id))["verdict"] == "accepted"


async def test_the_same_decision_again_changes_nothing(review: Review) -> None:
    trip_id = await review.told(RIDER)
    await review.decide(trip_id, "rejected", strike=True)
    before = await review.mine(RIDER, trip_id)
    review.clock.now += timedelta(days=3)
    await review.decide(trip_id, "rejected", strike=True)
    assert await review.mine(RIDER, trip_id) == before
    await review.decide(trip_id, "rejected", strike=True, reason="Another reason.")
    assert (await review.mine(RIDER, trip_id))["decision"]["decided_at"] > before["decision"]["decided_at"]


async def struck(review: Review, count: int = 3) -> list[str]:
    """The trips of one day for which the rider was given this many strikes, all decided the next morning."""
    trips = [await review.told(RIDER, MONDAY + timedelta(hours=hour)) for hour in range(count)]
    review.clock.now = MONDAY + timedelta(days=1)
    assert (
        len((await review.decide_all(*(decision(each, strike=True) for each in trips)))["decided"]) == count
    )
    return trips


async def test_strikes_hold_what_began_after_the_third_also_if_it_was_told_before(review: Review) -> None:
    trips = [await review.told(RIDER, MONDAY + timedelta(hours=hour)) for hour in range(3)]
    later = await review.told(RIDER, MONDAY + timedelta(days=29))
    over = await review.told(RIDER, MONDAY + timedelta(days=32))
    review.clock.now = MONDAY + timedelta(days=1)
    await review.decide_all(*(decision(each, strike=True) for each in trips))
    read = await review.mine(RIDER, later)
    assert (read["verdict"], read["reasons"]) == ("held", ["strikes"])
    assert (await review.mine(RIDER, over))["verdict"] == "accepted"


@pytest.mark.parametrize("way", ["accepted", "no strike", "void"])
async def test_a_strike_goes_with_its_decision(review: Review, way: str) -> None:
    trips = await struck(review)
    later = await review.told(RIDER, MONDAY + timedelta(days=20))
    assert (await review.mine(RIDER, later))["reasons"] == ["strikes"]
    if way == "void":
        await review.post(f"/v1/trips/{trips[1]}/void", {"reason": REASON})
    else:
        await review.decide(trips[1], "accepted" if way == "accepted" else "rejected")
    assert (await review.mine(RIDER, later))["verdict"] == "accepted"
    await review.decide(trips[1], "rejected", strike=True)
    assert (await review.mine(RIDER, later))["verdict"] == "accepted", "the third strike came later"


async def test_strikes_of_more_than_90_days_ago_hold_nothing(review: Review) -> None:
    await struck(review, 2)
    third = await review.told(RIDER, MONDAY + timedelta(days=92))
    await review.decide(third, "rejected", strike=True)
    after = await review.told(RIDER, MONDAY + timedelta(days=94))
    assert (await review.mine(RIDER, after))["verdict"] == "accepted"


async def test_strikes_hold_no_imported_trip(review: Review) -> None:
    await struck(review)
    begins = MONDAY + timedelta(days=10)
    row = {"trip_id": str(uuid4()), "rider_id": RIDER, "vehicle_type": "bike", "distance_m": 2_000}
    row |= {"started_at": begins.isoformat(), "ended_at": (begins + timedelta(minutes=20)).isoformat()}
    review.clock.now = MONDAY + timedelta(days=11)
    told = await review.post("/v1/trips:batch", {"trips": [row], "history": True})
    assert told.json()["accepted"] == 1


async def test_trips_far_apart_are_judged_each_beside_its_own_day(review: Review) -> None:
    days = [MONDAY + timedelta(days=30 * month) for month in range(3)]
    pairs = [[await review.told(RIDER, day), await review.told(RIDER, day)] for day in days]
    await review.decide_all(*(decision(first) for first, _ in pairs))
    for _, other in pairs:
        assert (await review.mine(RIDER, other))["verdict"] == "accepted"


async def test_of_two_decisions_at_once_the_last_stands_whole(review: Review) -> None:
    trips = [await review.told(str(uuid4())) for _ in range(20)]
    ways = [decision(each, "accepted", reason="yes") for each in trips]
    others = [decision(each, reason="no", strike=True) for each in reversed(trips)]
    one, other = await asyncio.gather(review.decide_all(*ways), review.decide_all(*others))
    assert len(one["decided"]) == len(other["decided"]) == 20
    rows = await review.rows(
        "SELECT DISTINCT decided_verdict, decided_by->>'reason', trips.strike, cardinality(riders.strikes)"
        " FROM trips JOIN riders USING (rider_id)"
    )
    assert rows in ([("accepted", "yes", False, 0)], [("rejected", "no", True, 1)])


async def test_decisions_are_counted_by_month_and_by_the_first_reasons(review: Review) -> None:
    fast, fine = await review.told(str(uuid4()), distance_m=12_000), await review.told(str(uuid4()))
    await review.decide_all(decision(fast), decision(fine))
    await review.decide_all(decision(fast, "accepted"))
    others = await review.told(str(uuid4()), headers=review.operator("rival"))
    await review.decide(others, "accepted", headers=review.operator("rival"))

    async def figures(headers: dict[str, str]) -> dict[str, Any]:
        answer = await review.client.get("/v1/trips:review-figures", headers=headers)
        operators = answer.raise_for_status().json()["operators"]
        return {each["operator_id"]: each for each in operators}

    of_all = await figures(review.signed_in("city"))
    assert of_all == await figures(review.signed_in("auditor"))
    assert set(of_all) == {"operator", "rival"}
    own = await figures(review.operator())
    assert own == {"operator": of_all["operator"]}
    [month] = own["operator"]["months"]
    assert (month["month"], month["decided"], month["accepted"], month["rejected"]) == ("2026-05", 3, 1, 2)
    by_reason = {each["reason"]: (each["accepted"], each["rejected"]) for each in month["by_reason"]}
    assert by_reason == {"suspicious_speed": (1, 1), "none": (0, 1)}
    for role in ("rider", "partner"):
        answer = await review.client.get("/v1/trips:review-figures", headers=review.signed_in(role))
        assert answer.status_code == 403
