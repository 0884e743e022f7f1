"""Imports: named batches of trips, which their operator can undo."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.reported_trips import reported_trip
from tests.trips.running_trips import Trips
from tests.trips.test_operators import as_operator

REASON = {"reason": "The wrong time zone."}


async def begun(trips: Trips, name: str = "may.csv") -> str:
    answer = await trips.client.post("/v1/imports", json={"name": name}, headers=keyed())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["import_id"])


def keyed() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def sent(trips: Trips, import_id: str | None, *rows: dict[str, Any]) -> httpx.Response:
    batch = {"trips": rows, "history": True, **({"import_id": import_id} if import_id else {})}
    return await trips.client.post("/v1/trips:batch", json=batch, headers=keyed())


async def undone(trips: Trips, import_id: str) -> dict[str, Any]:
    answer = await trips.client.post(f"/v1/imports/{import_id}/undo", json=REASON)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_an_import_that_is_undone_takes_back_its_trips_and_no_other(trips: Trips) -> None:
    first, second = await begun(trips), await begun(trips, "june.csv")
    rows = [reported_trip(timedelta(hours=2)) for _ in range(3)]
    assert (await sent(trips, first, *rows[:2])).json()["accepted"] == 2
    # A row that came already stays with the import that brought it.
    assert (await sent(trips, second, *rows[1:])).json()["duplicates"] == 1
    listed = (await trips.client.get("/v1/imports")).json()["imports"]
    assert [(each["name"], each["trips"]) for each in listed] == [("june.csv", 1), ("may.csv", 2)]

    assert await undone(trips, first) == {"import_id": first, "voided": 2, "left": 0}
    assert await undone(trips, first) == {"import_id": first, "voided": 0, "left": 0}
    verdicts = {
        str(trip_id): (verdict, reason, revision)
        for trip_id, verdict, reason, revision in await trips.rows(
            "SELECT trip_id, verdict, reasons[1], revision FROM trips"
        )
    }
    assert [verdicts[row["trip_id"]] for row in rows] == [
        ("voided", "import_undone", 2),
        ("voided", "import_undone", 2),
        ("accepted", None, 1),
    ]
    said = [
        (each["trip_id"], each["verdict"], each.get("reasons")) for each in await trips.said("trip.judged.v1")
    ]
    assert said.count((rows[0]["trip_id"], "voided", ["import_undone"])) == 1
    [of_june, of_may] = (await trips.client.get("/v1/imports")).json()["imports"]
    assert "undone_at" in of_may
    assert "undone_at" not in of_june


async def test_an_import_is_undone_in_slices(trips: Trips, monkeypatch: Any) -> None:
    monkeypatch.setattr("services.trips.imports.rules.UNDONE_AT_ONCE_MAX", 2)
    import_id = await begun(trips)
    await sent(trips, import_id, *(reported_trip(timedelta(hours=2)) for _ in range(5)))
    assert [
        (each["voided"], each["left"]) for each in [await undone(trips, import_id) for _ in range(3)]
    ] == [
        (2, 3),
        (2, 1),
        (1, 0),
    ]
    assert await trips.rows("SELECT DISTINCT verdict, revision FROM trips") == [("voided", 2)]


async def test_what_was_undone_comes_again_under_another_id_and_is_not_held_for_the_old_one(
    trips: Trips,
) -> None:
    import_id, row = await begun(trips), reported_trip(timedelta(hours=2))
    await sent(trips, import_id, row)
    await undone(trips, import_id)
    [failure] = (await sent(trips, await begun(trips), row)).json()["failures"]
    assert (failure["trip_id"], failure["problem"]["code"]) == (row["trip_id"], "trip-undone")
    alone = await trips.client.post("/v1/trips", json=row, headers=keyed())
    assert (alone.status_code, alone.json()["code"]) == (409, "trip-undone")
    decision = {"verdict": "accepted", "reason": "a test"}
    decided = await trips.client.post(f"/v1/trips/{row['trip_id']}/decision", json=decision)
    assert (decided.status_code, decided.json()["code"]) == (409, "trip-undone")
    voided = await trips.client.post(f"/v1/trips/{row['trip_id']}/void", json=REASON)
    assert voided.json()["reasons"] == ["import_undone"]  # as its rider reads
    again = await sent(trips, await begun(trips), row | {"trip_id": str(uuid4())})
    assert again.json()["accepted"] == 1


async def test_no_trip_comes_with_an_import_that_was_undone_or_is_anothers(trips: Trips) -> None:
    import_id = await begun(trips)
    await undone(trips, import_id)
    refused = await sent(trips, import_id, reported_trip(timedelta(hours=2)))
    assert (refused.status_code, refused.json()["code"]) == (409, "import-undone")
    assert (await sent(trips, str(uuid4()), reported_trip())).status_code == 404
    mine = await begun(trips)
    rival = as_operator(trips, "rival")
    batch = {"trips": [reported_trip()], "import_id": mine}
    for path, body in (("/v1/trips:batch", batch), (f"/v1/imports/{mine}/undo", REASON)):
        assert (await trips.client.post(path, json=body, headers=rival | keyed())).status_code == 404
    assert (await trips.client.get("/v1/imports", headers=rival)).json()["imports"] == []
    assert await trips.rows("SELECT count(*) FROM trips") == [(0,)]
