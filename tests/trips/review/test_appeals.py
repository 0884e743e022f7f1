"""A rider appeals against a verdict, and is answered by the next decision."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.trips.review.reviewing import MONDAY, REASON, Review

RIDER = "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11"


async def from_phone(review: Review, **facts: Any) -> str:
    """A trip that only its phone tells, without a trace: it waits for the dock."""
    trip_id = str(uuid4())
    body = {"trip_id": trip_id, "vehicle_type": "bike", "distance_m": 2_000}
    body |= {"started_at": MONDAY.isoformat(), "ended_at": (MONDAY + timedelta(minutes=20)).isoformat()}
    review.clock.now = max(review.clock.now, MONDAY + timedelta(hours=1))
    answer = await review.post("/v1/trips", body | facts, review.signed_in("rider", RIDER))
    assert answer.json()["reasons"] == ["unconfirmed"], answer.text
    return trip_id


@pytest.mark.parametrize(("verdict", "state"), [("accepted", "upheld"), ("rejected", "dismissed")])
async def test_an_appeal_waits_and_is_answered_by_the_reason_of_a_decision(
    review: Review, verdict: str, state: str
) -> None:
    trip_id = await review.told(RIDER, distance_m=12_000)
    asked_at = review.clock.now
    received = await review.appeal(RIDER, trip_id, "It was all downhill.")
    read = await review.mine(RIDER, trip_id)
    told = {
        "text": "It was all downhill.",
        "appealed_at": asked_at.isoformat().replace("+00:00", "Z"),
        "answer_by": (asked_at + timedelta(days=14)).isoformat().replace("+00:00", "Z"),
    }
    assert read["appeal"] == {"state": "waiting", **told}
    assert (read["verdict"], read["waits_for"]) == ("held", "appeal")
    assert received == {"trip_id": trip_id, "status": "waiting", "answer_by": told["answer_by"]}
    await review.decide(trip_id, verdict)
    assert (await review.mine(RIDER, trip_id))["appeal"] == {"state": state, "answer": REASON, **told}
    await review.decide(trip_id, verdict, reason="Said later.")
    assert (await review.mine(RIDER, trip_id))["appeal"]["answer"] == REASON


async def test_the_same_decision_again_answers_a_new_appeal(review: Review) -> None:
    trip_id = await review.told(RIDER)
    await review.decide(trip_id, "rejected")
    await review.appeal(RIDER, trip_id)
    await review.decide(trip_id, "rejected")
    assert (await review.mine(RIDER, trip_id))["appeal"]["state"] == "dismissed"
    await review.appeal(RIDER, trip_id, "Once more.")
    assert (await review.mine(RIDER, trip_id))["appeal"]["text"] == "Once more."


async def test_while_an_appeal_waits_there_is_no_other(review: Review) -> None:
    trip_id = await review.told(RIDER, distance_m=12_000)
    await review.appeal(RIDER, trip_id)
    assert (await review.appeal(RIDER, trip_id, status=409))["code"] == "nothing-to-appeal"


async def test_against_a_void_one_may_appeal_but_not_against_a_merged_part(review: Review) -> None:
    phone = await from_phone(review)
    docked = await review.told(RIDER)
    assert (await review.mine(RIDER, phone))["reasons"] == ["merged"]
    assert (await review.appeal(RIDER, phone, status=409))["code"] == "nothing-to-appeal"
    await review.post(f"/v1/trips/{docked}/void", {"reason": "Not ours."})
    await review.appeal(RIDER, docked)
    assert docked in await review.listed()


async def test_a_trip_does_not_lapse_while_an_appeal_waits(review: Review) -> None:
    trip_id = await from_phone(review)
    await review.appeal(RIDER, trip_id)
    review.clock.now = MONDAY + timedelta(days=20)
    await review.told(RIDER, MONDAY + timedelta(hours=3))  # judges the day again
    read = await review.mine(RIDER, trip_id)
    assert (read["verdict"], read["reasons"], read["waits_for"]) == ("held", ["unconfirmed"], "appeal")
    await review.decide(trip_id, "accepted")
    assert (await review.mine(RIDER, trip_id))["verdict"] == "accepted"


@pytest.mark.parametrize("late", [False, True])
async def test_a_lapsed_trip_may_be_appealed_for_14_days_from_its_lapse(review: Review, late: bool) -> None:
    trip_id = await from_phone(review)
    review.clock.now = MONDAY + timedelta(days=28, minutes=20, seconds=late)
    if late:
        assert (await review.appeal(RIDER, trip_id, status=409))["code"] == "appeal-too-late"
    else:
        await review.appeal(RIDER, trip_id)
        assert (await review.mine(RIDER, trip_id))["verdict"] == "held"


async def test_an_appeal_that_nobody_answers_is_overdue_in_the_queue_and_in_public(review: Review) -> None:
    riders = [str(uuid4()) for _ in range(11)]
    trips = [await review.told(rider_id, distance_m=12_000) for rider_id in riders]
    for rider_id, trip_id in zip(riders, trips, strict=True):
        await review.appeal(rider_id, trip_id)
    review.clock.now += timedelta(days=14)
    assert await overdue(review) == (0, 0)
    assert not any("overdue" in each["appeal"] for each in await review.queue())
    review.clock.now += timedelta(seconds=1)
    assert await overdue(review) == (10, 11)
    assert all(each["appeal"]["overdue"] for each in await review.queue("appealed=true"))
    await review.decide_all(
        *({"trip_id": each, "verdict": "accepted", "reason": REASON} for each in trips[:2])
    )
    assert await overdue(review) == (0, 9), "a number under ten is told to nobody outside"
    assert (await review.mine(riders[2], trips[2]))["appeal"]["overdue"]


async def test_nobody_owes_an_answer_while_a_trip_is_part_of_another(review: Review) -> None:
    """Nobody may decide about such a trip, so its appeal would be overdue for ever."""
    alone = await from_phone(review)
    await review.appeal(RIDER, alone)
    assert await review.listed("appealed=true") == {alone}
    dock = await review.told(RIDER)
    assert (await review.mine(RIDER, alone))["merged_into"] == [dock]
    review.clock.now += timedelta(days=15)
    assert await overdue(review) == (0, 0)
    assert await review.listed("appealed=true") == await review.listed() == set()
    await review.post(f"/v1/trips/{dock}/void", {"reason": "Another rider's."})
    assert await overdue(review) == (0, 1), "it is a trip again"
    assert await review.listed("appealed=true") == await review.listed() == {alone}


async def test_the_appeal_of_a_trip_that_is_part_of_another_is_settled_by_that_one(review: Review) -> None:
    """Nobody may answer it, so it does not read as if somebody would."""
    alone = await from_phone(review)
    await review.appeal(RIDER, alone)
    dock = await review.told(RIDER)
    review.clock.now += timedelta(days=15)
    read = await review.mine(RIDER, alone)
    assert (read["merged_into"], read["appeal"]["state"], "overdue" in read["appeal"]) == (
        [dock],
        "upheld",
        False,
    )
    [queued] = await review.queue("verdict=voided&reason=merged&appealed=false")
    assert queued["appeal"] == read["appeal"]
    await review.decide(dock, "rejected")
    assert (await review.mine(RIDER, alone))["appeal"]["state"] == "dismissed"
    assert await waiting(review) == 0
    await review.post(f"/v1/trips/{dock}/void", {"reason": "Another rider's."})
    appeal = (await review.mine(RIDER, alone))["appeal"]
    assert (appeal["state"], appeal["overdue"], await waiting(review)) == ("waiting", True, 1)


async def waiting(review: Review) -> int:
    """How many appeals its operator is told to answer."""
    figures = await review.client.get("/v1/trips:review-figures")
    own = figures.raise_for_status().json()["operators"]
    return sum(each["waiting_appeals"] for each in own)


async def overdue(review: Review) -> tuple[int, int]:
    """What everybody is told, and what its operator is told."""
    async with httpx.AsyncClient(base_url=review.url, trust_env=False) as anybody:
        public = (await anybody.get("/v1/trips:overdue-appeals")).raise_for_status().json()
    figures = await review.client.get("/v1/trips:review-figures")
    own = figures.raise_for_status().json()["operators"]
    return public["overdue_at_least"], sum(each["overdue_appeals"] for each in own)


async def test_upheld_appeals_are_counted_by_what_had_held_the_trip(review: Review) -> None:
    trip_id = await review.told(RIDER, distance_m=12_000)
    await review.decide(trip_id, "rejected")
    await review.appeal(RIDER, trip_id)
    await review.decide(trip_id, "accepted")
    figures = (await review.client.get("/v1/trips:review-figures")).json()
    [month] = figures["operators"][0]["months"]
    [reason] = month["by_reason"]
    assert (reason["reason"], reason["decided"], reason["appeals"]) == ("suspicious_speed", 2, 1)
    assert (reason["upheld"], reason["dismissed"], month["upheld"]) == (1, 0, 1)


async def test_an_appeal_and_a_decision_at_once_leave_nothing_that_nobody_answers(review: Review) -> None:
    """Whichever comes first: it is answered, it waits in the queue, or there is nothing to appeal."""
    for _ in range(10):
        rider = str(uuid4())
        trip_id = await review.told(rider, distance_m=12_000)
        headers = review.signed_in("rider", rider)
        appealed, _ = await asyncio.gather(
            review.post(f"/v1/trips/{trip_id}/appeal", {"text": "Why?"}, headers),
            review.decide(trip_id, "accepted"),
        )
        read = await review.mine(rider, trip_id)
        assert read["verdict"] == "accepted"
        if appealed.status_code == 201:
            assert read["appeal"]["state"] == "upheld"
        else:
            assert (appealed.json()["code"], "appeal" in read) == ("nothing-to-appeal", False)
    flags = await review.rows("SELECT count(*) FROM trips WHERE appeal_waits")
    assert flags == [(0,)]


async def test_two_appeals_at_once_are_one(review: Review) -> None:
    trip_id = await review.told(RIDER, distance_m=12_000)
    headers = review.signed_in("rider", RIDER)
    answers = await asyncio.gather(
        *(review.post(f"/v1/trips/{trip_id}/appeal", {"text": text}, headers) for text in ("a", "b"))
    )
    assert sorted(each.status_code for each in answers) == [201, 409]
