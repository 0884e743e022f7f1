"""An operator finds the trips that it is to review, and nobody else's."""

from datetime import timedelta
from uuid import uuid4

from tests.trips.review.reviewing import MONDAY, Review

RIDER = "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11"


async def test_what_waits_for_a_person_is_in_the_queue(review: Review) -> None:
    held = await review.told(str(uuid4()), distance_m=12_000)
    fine = await review.told(str(uuid4()))
    rejected, voided = await review.told(RIDER), await review.told(RIDER, MONDAY + timedelta(hours=2))
    await review.decide(rejected, "rejected")
    await review.post(f"/v1/trips/{voided}/void", {"reason": "Not ours."})
    assert await review.listed() == {held}
    await review.appeal(RIDER, rejected)
    await review.appeal(RIDER, voided)
    assert await review.listed() == {held, rejected, voided}
    assert await review.listed("appealed=true") == {rejected, voided}
    assert await review.listed("appealed=false") == {held}
    assert await review.listed("verdict=rejected") == {rejected}
    assert await review.listed("verdict=accepted") == {fine}
    await review.decide(rejected, "accepted")
    assert await review.listed() == {held, voided}


async def test_each_filter_finds_what_it_names(review: Review) -> None:
    fast = await review.told(str(uuid4()), distance_m=12_000)
    pair = {await review.told(RIDER), await review.told(RIDER)}
    short_end = (MONDAY + timedelta(seconds=59)).isoformat()
    short = await review.told(str(uuid4()), ended_at=short_end)
    later = await review.told(str(uuid4()), MONDAY + timedelta(days=1), distance_m=12_000)
    assert await review.listed("reason=overlapping") == pair
    assert await review.listed("reason=suspicious_speed&verdict=held") == {fast, later}
    assert await review.listed("reason=suspicious_speed&verdict=rejected") == set()
    assert await review.listed("reason=too_short&verdict=rejected") == {short}
    assert await review.listed("reason=too_short&verdict=accepted") == set()
    tuesday = (MONDAY + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert await review.listed(f"since={tuesday}") == {later}
    assert await review.listed(f"until={tuesday}") == {fast, *pair}
    assert await review.listed("confirmed_by=operator") == {fast, later, *pair}
    assert await review.listed("confirmed_by=phone") == set()
    for bad in (
        "verdict=nice",
        "reason=A%20b",
        "reason=motorized",
        "appealed=perhaps",
        "confirmed_by=me",
        "since=monday",
    ):
        assert (await review.client.get(f"/v1/trips?{bad}")).status_code == 422, bad


async def test_a_trip_in_the_queue_names_its_partners_and_the_limits(review: Review) -> None:
    one, other = await review.told(RIDER), await review.told(RIDER)
    queue = {each["trip_id"]: each for each in await review.queue()}
    assert queue[one]["beside"] == {"overlapping": [other]}
    assert (queue[one]["limits_version"], queue[one]["rider_id"]) == (1, RIDER)


async def test_a_trip_in_the_queue_shows_figures_of_its_trace_and_no_place(review: Review) -> None:
    trace = [
        {"at": (MONDAY + timedelta(seconds=second)).isoformat(), "lat": 41.39, "lon": 2.17}
        for second in range(0, 1_200, 5)
    ]
    trip_id = str(uuid4())
    body = {"trip_id": trip_id, "vehicle_type": "bike", "trace": trace, "started_at": MONDAY.isoformat()}
    body["ended_at"] = (MONDAY + timedelta(minutes=20)).isoformat()
    review.clock.now = MONDAY + timedelta(hours=1)
    answer = await review.post("/v1/trips", body, review.signed_in("rider", RIDER))
    assert answer.status_code == 202, answer.text
    [queued] = await review.queue("confirmed_by=phone")
    assert queued["trip_id"] == trip_id
    assert (queued["figures"]["distance_m"], queued["figures"]["moving"]) == (0, 0)
    assert "41.39" not in str(queued)


async def test_pages_of_a_filter_are_whole_and_its_cursor_serves_no_other(review: Review) -> None:
    trips = [await review.told(str(uuid4()), distance_m=12_000) for _ in range(5)]
    seen: list[str] = []
    path = "/v1/trips?reason=suspicious_speed&limit=2"
    page = (await review.client.get(path)).json()
    cursor = page["next_cursor"]
    assert (await review.client.get(f"/v1/trips?limit=2&cursor={cursor}")).status_code == 400
    while True:
        seen += [each["trip_id"] for each in page["trips"]]
        if "next_cursor" not in page:
            break
        page = (await review.client.get(f"{path}&cursor={page['next_cursor']}")).json()
    assert sorted(seen) == sorted(trips)


async def test_the_queue_is_told_again_only_when_it_has_changed(review: Review) -> None:
    await review.told(str(uuid4()), distance_m=12_000)
    etag = (await review.client.get("/v1/trips")).headers["etag"]
    assert (await review.client.get("/v1/trips", headers={"If-None-Match": etag})).status_code == 304


async def test_the_trips_and_appeals_of_another_operator_are_not_there(review: Review) -> None:
    rival = review.operator("rival")
    trip_id = await review.told(RIDER, headers=rival, distance_m=12_000)
    await review.appeal(RIDER, trip_id)
    for query in ("", "appealed=true", "reason=suspicious_speed", "verdict=held", "confirmed_by=operator"):
        assert await review.listed(query) == set(), query
        assert await review.listed(query, rival) == {trip_id}, query
    await review.decide(trip_id, "accepted", 404)
    [failure] = (await review.decide_all({"trip_id": trip_id, "verdict": "accepted", "reason": "Ours now."}))[
        "failures"
    ]
    assert failure["problem"]["detail"] == "There is no such trip."
    assert (await review.mine(RIDER, trip_id))["appeal"]["state"] == "waiting"
