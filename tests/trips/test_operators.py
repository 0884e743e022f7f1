"""An operator sees and changes the trips of its own, as far as its token says whose it is."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from rodem.local.tokens import mint
from tests.reported_trips import reported_trip

from .running_trips import Trips

HOSTILE = "'); UPDATE trips SET verdict = 'accepted'; DROP TABLE trips; --"


def as_operator(trips: Trips, operator_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {mint(trips.folder, 'operator', operator_id=operator_id)}"}


async def report(trips: Trips, headers: dict[str, str], **changes: Any) -> dict[str, Any]:
    """A trip that is too fast to be sure of, and so waits for its operator."""
    return await trips.report(headers, distance_m=12_000, **changes)


async def queue(trips: Trips, headers: dict[str, str]) -> list[str]:
    answer = await trips.client.get("/v1/trips?verdict=held&limit=200", headers=headers)
    return [each["trip_id"] for each in answer.raise_for_status().json()["trips"]]


async def test_the_trips_of_another_operator_are_not_there(trips: Trips) -> None:
    own, other = as_operator(trips, "own"), as_operator(trips, "other")
    trip_id = (await report(trips, own))["trip_id"]
    assert await queue(trips, own) == [trip_id]
    assert await queue(trips, other) == []
    for step in ("void", "decision"):
        body = {"reason": "ours now", **({"verdict": "accepted"} if step == "decision" else {})}
        answers = [
            await trips.client.post(f"/v1/trips/{each}/{step}", json=body, headers=other)
            for each in (trip_id, uuid4())
        ]
        assert [(each.status_code, each.json()["detail"]) for each in answers] == [
            (404, "There is no such trip.")
        ] * 2
    assert await queue(trips, own) == [trip_id]


async def test_an_operator_whose_token_does_not_say_which_one_is_none(trips: Trips) -> None:
    answers: list[httpx.Response] = [
        await trips.client.get("/v1/trips", headers=as_operator(trips, operator_id))  # type: ignore[arg-type]
        for operator_id in (None, 7, ["own", "other"], "", "x" * 256)
    ]
    assert [answer.status_code for answer in answers] == [403] * 5


async def test_every_state_of_a_trip_tells_its_operator_and_that_it_is_history(trips: Trips) -> None:
    row, own = of_last_year(), as_operator(trips, "own")
    await batch(trips, row, history=True)
    void = await trips.client.post(f"/v1/trips/{row['trip_id']}/void", json={"reason": "a test"}, headers=own)
    assert void.json() == {"trip_id": row["trip_id"], "verdict": "voided", "reasons": ["voided"]}
    await report(trips, own)
    said = [
        (event["operator_id"], event["verdict"], event.get("history", False))
        for event in await trips.said("trip.judged.v1")
    ]
    assert said == [("own", "accepted", True), ("own", "voided", True), ("own", "held", False)]


async def batch(trips: Trips, row: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    """The answer to a batch of one trip."""
    headers = as_operator(trips, "own") | {"Idempotency-Key": str(uuid4())}
    answer = await trips.client.post("/v1/trips:batch", json={"trips": [row], **envelope}, headers=headers)
    return dict(answer.raise_for_status().json())


def of_last_year() -> dict[str, Any]:
    return reported_trip(timedelta(days=400), distance_m=4_200)


async def test_history_without_points_counts_and_is_said_to_be_unpaid_in_every_state(trips: Trips) -> None:
    row, paid = of_last_year(), of_last_year()
    assert (await batch(trips, row, history=True, points=False))["accepted"] == 1
    assert (await batch(trips, paid, history=True, points=True))["accepted"] == 1
    own = as_operator(trips, "own")
    for step, more in (("decision", {"verdict": "rejected"}), ("void", {})):
        body = {"reason": "a test", **more}
        answer = await trips.client.post(f"/v1/trips/{row['trip_id']}/{step}", json=body, headers=own)
        answer.raise_for_status()
    said = [
        (event["trip_id"], event["verdict"], event["counts"], event.get("unpaid", False))
        for event in await trips.said("trip.judged.v1")
    ]
    assert said == [
        (row["trip_id"], "accepted", True, True),
        (paid["trip_id"], "accepted", True, False),
        (row["trip_id"], "rejected", False, True),
        (row["trip_id"], "voided", False, True),
    ]


async def test_what_stands_for_a_rider_is_said_in_every_state(trips: Trips) -> None:
    row = of_last_year()
    await batch(trips, row, history=True, rider_key="bike")
    void = f"/v1/trips/{row['trip_id']}/void"
    own = as_operator(trips, "own")
    (await trips.client.post(void, json={"reason": "a test"}, headers=own)).raise_for_status()
    await batch(trips, of_last_year(), history=True)
    said = [event.get("rider_key", "rider") for event in await trips.said("trip.judged.v1")]
    assert said == ["bike", "bike", "rider"]


async def test_an_import_that_is_repeated_with_points_pays_nothing_more(trips: Trips) -> None:
    row = of_last_year()
    await batch(trips, row, history=True, points=False)
    again = await batch(trips, row, history=True)
    assert (again["accepted"], again["duplicates"], again["failures"]) == (0, 1, [])
    assert [event["unpaid"] for event in await trips.said("trip.judged.v1")] == [True]


async def test_an_operator_cannot_hold_the_trip_of_another(trips: Trips) -> None:
    """By a trip of the same rider at the same time: the one that comes later is held, and only that."""
    shared = {"rider_id": str(uuid4()), "distance_m": 4_200}
    first = await trips.report(as_operator(trips, "own"), **shared)
    second = await trips.report(as_operator(trips, "other"), **shared)
    of_own = await trips.report(as_operator(trips, "own"), **{**shared, "rider_id": str(uuid4())})
    also = await trips.report(as_operator(trips, "own"), **{**shared, "rider_id": of_own["rider_id"]})
    verdicts = dict(await trips.rows("SELECT trip_id::text, verdict FROM trips"))
    assert [verdicts[trip["trip_id"]] for trip in (first, second, of_own, also)] == [
        "accepted",
        "held",
        "held",
        "held",
    ]
    assert await queue(trips, as_operator(trips, "other")) == [second["trip_id"]]


async def test_sql_in_what_callers_send_is_text(trips: Trips) -> None:
    hostile = as_operator(trips, HOSTILE)
    words = {"vehicle_id": HOSTILE, "start_station_id": HOSTILE, "end_station_id": "x' OR 'x'='x"}
    trip_id = (await report(trips, hostile, **words))["trip_id"]
    assert await queue(trips, hostile) == [trip_id]
    body = {"verdict": "rejected", "reason": HOSTILE}
    decided = await trips.client.post(f"/v1/trips/{trip_id}/decision", json=body, headers=hostile)
    assert (decided.status_code, decided.json()["verdict"]) == (200, "rejected")
    for query in ("verdict=held' OR '1'='1", "cursor=' OR 1=1 --", f"limit={HOSTILE}"):
        assert (await trips.client.get(f"/v1/trips?{query}", headers=hostile)).status_code in (400, 422)
    kept = await trips.rows(
        "SELECT verdict, vehicle_id, start_station_id, end_station_id FROM trips WHERE operator_id = $1",
        HOSTILE,
    )
    assert kept == [("rejected", *words.values())]
