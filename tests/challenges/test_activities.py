"""Activities: what riders do that is no trip, as operators report it and other services tell it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from rodem.care.replay import DERIVED
from services.challenges.activities.handlers import on_activities_reported
from shared.events.heard import Heard
from shared.events.registry import decode
from shared.events.several import ActivityReported
from tests.challenges.running_challenges import BEGIN, Running
from tests.events import activity_reported

PATH = "/v1/activities:batch"
PARKING = {
    "goal": {"kind": "sum", "measure": "trips", "target": 2},
    "where": {"services": ["parking"]},
    "ends_at": (BEGIN + timedelta(days=28)).isoformat(),
}
SEVEN = BEGIN + timedelta(hours=7)


def activity(rider_id: UUID, activity_id: UUID | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "activity_id": str(activity_id or uuid4()),
        "rider_id": str(rider_id),
        "service": "parking",
        "at": SEVEN.isoformat(),
    } | changes


async def report(
    challenges: Running, *sent: Any, status: int = 200, operator_id: str = "operator", key: str | None = None
) -> dict[str, Any]:
    headers = {"Idempotency-Key": key or str(uuid4())}
    headers |= challenges.signed_in("operator", operator_id=operator_id)
    return await challenges.asked("POST", PATH, list(sent), status, headers)


async def void(challenges: Running, activity_id: str, status: int = 200, **caller: str) -> dict[str, Any]:
    headers = challenges.signed_in("operator", **caller)
    return await challenges.asked("POST", f"/v1/activities/{activity_id}/void", None, status, headers)


async def said(challenges: Running) -> list[ActivityReported]:
    events = [decode(each.type, each.data) for each in await challenges.said()]
    return [each for each in events if isinstance(each, ActivityReported)]


def counts(accepted: int = 0, duplicates: int = 0) -> dict[str, Any]:
    return {"accepted": accepted, "duplicates": duplicates, "failures": []}


def failures(answer: dict[str, Any]) -> list[tuple[int, str | None, str]]:
    return [(each["index"], each.get("activity_id"), each["problem"]["code"]) for each in answer["failures"]]


async def test_activities_count_where_their_service_is_named(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**PARKING)
    trips_id = await challenges.published(**PARKING | {"where": {}})
    later = activity(rider, at=(SEVEN + timedelta(days=1)).isoformat())
    answer = await report(challenges, activity(rider), later, activity(rider, service="car_share"))
    assert answer == counts(accepted=3)
    assert await challenges.entry(challenge_id, rider) == (2, True)
    assert await challenges.entry(trips_id, rider) is None
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_an_activity_brings_one_to_trips_and_nothing_to_all_else(challenges: Running) -> None:
    rider = uuid4()
    made = {
        measure: await challenges.published(
            **PARKING | {"goal": {"kind": "sum", "measure": measure, "target": 1}}
        )
        for measure in ("trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g")
    }
    await report(challenges, activity(rider))
    found = {measure: await challenges.entry(challenge_id, rider) for measure, challenge_id in made.items()}
    assert found.pop("trips") == (1, True)
    assert set(found.values()) <= {None, (0, False)}


async def test_an_activity_is_of_the_citys_local_time(challenges: Running) -> None:
    """22:30 in UTC is half past midnight of Tuesday in Madrid."""
    rider = uuid4()
    where = {"services": ["parking"], "weekdays": [2], "local_hours": [{"from": 0, "to": 1}]}
    challenge_id = await challenges.published(**PARKING | {"where": where})
    await report(challenges, activity(rider, at="2026-05-04T22:30:00Z"))
    assert await challenges.entry(challenge_id, rider) == (1, False)
    assert [str(each.local_on) for each in await said(challenges)] == ["2026-05-05"]


async def test_an_activity_has_the_tags_of_its_day(challenges: Running) -> None:
    rider = uuid4()
    where = {"services": ["parking"], "day_tags_any": ["rain"]}
    challenge_id = await challenges.published(**PARKING | {"where": where})
    rain = [{"local_on": "2026-05-04", "tags": ["rain"]}]
    await report(challenges, activity(rider))
    assert await challenges.entry(challenge_id, rider) is None
    await challenges.asked("PUT", "/v1/days", rain)
    assert await challenges.entry(challenge_id, rider) == (1, False)
    await report(challenges, activity(rider))
    assert await challenges.entry(challenge_id, rider) == (2, True)


async def test_activities_are_said_as_states(challenges: Running) -> None:
    rider, sent = uuid4(), activity(uuid4())
    sent["rider_id"] = str(rider)
    await report(challenges, sent)
    await void(challenges, sent["activity_id"])
    first, second = await said(challenges)
    assert (first.activity_id, first.rider_id, first.service) == (UUID(sent["activity_id"]), rider, "parking")
    assert (first.at, first.revision, first.counts) == (SEVEN, 1, True)
    assert (second.activity_id, second.revision, second.counts) == (first.activity_id, 2, False)


async def test_a_voided_activity_is_taken_back_and_stays_so(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**PARKING)
    sent = [activity(rider), activity(rider)]
    await report(challenges, *sent)
    known_id = sent[0]["activity_id"]
    for _ in range(2):
        assert await void(challenges, known_id) == {"activity_id": known_id, "counts": False}
        assert await challenges.entry(challenge_id, rider) == (1, False)
    assert await report(challenges, sent[0]) == counts(duplicates=1)
    assert await challenges.entry(challenge_id, rider) == (1, False)
    assert len(await said(challenges)) == 3
    last = (await challenges.entries_said(challenge_id))[-1]
    assert not last.is_completed


async def test_the_same_twice_counts_once(challenges: Running) -> None:
    rider, sent = uuid4(), activity(uuid4())
    sent["rider_id"] = str(rider)
    challenge_id = await challenges.published(**PARKING)
    assert await report(challenges, sent, sent, key="one") == counts(accepted=1, duplicates=1)
    assert await report(challenges, sent, sent, key="one") == counts(accepted=1, duplicates=1)
    assert await report(challenges, sent, key="two") == counts(duplicates=1)
    assert await challenges.entry(challenge_id, rider) == (1, False)
    assert len(await said(challenges)) == 1


async def test_an_id_names_one_activity_of_one_operator(challenges: Running) -> None:
    rider = uuid4()
    known = activity(rider)
    await report(challenges, known)
    others = [
        known | {"rider_id": str(uuid4())},
        known | {"service": "car_share"},
        known | {"at": (SEVEN + timedelta(seconds=1)).isoformat()},
        activity(rider),
    ]
    answer = await report(challenges, *others)
    taken = [(index, known["activity_id"], "activity-id-conflict") for index in range(3)]
    assert (answer["accepted"], failures(answer)) == (1, taken)
    answer = await report(challenges, known, operator_id="other")
    assert (answer["accepted"], failures(answer)) == (0, taken[:1])
    assert str(rider) not in str(answer)


async def test_a_bad_activity_is_a_failure_and_the_good_ones_stay(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**PARKING)
    ahead = (datetime.now(UTC) + timedelta(minutes=6)).isoformat()
    sent: Sequence[Any] = [
        activity(rider),
        *[
            activity(rider, service=service)
            for service in ("bike_share", "report_confirmed", "survey_answered", "rebalanced")
        ],
        activity(rider, at=ahead),
        activity(rider, at="2026-05-04T07:00:00"),
        activity(rider) | {"activity_id": "x"},
        activity(rider, points=5),
        activity(rider, service=None),
        None,
        activity(rider),
    ]
    answer = await report(challenges, *sent)
    codes = [code for _, _, code in failures(answer)]
    assert codes == ["validation-error"] * 4 + ["clock-ahead"] + ["validation-error"] * 5
    faults = [each["problem"]["errors"][0] for each in answer["failures"]]
    assert faults[:4] == [{"pointer": "/service", "code": "not_allowed"}] * 4
    assert [each["code"] for each in faults[4:]] == [
        "in_the_future",
        "bad_format",
        "bad_format",
        "unknown_field",
        "null",
        "wrong_type",
    ]
    assert answer["accepted"] == 2
    assert await challenges.entry(challenge_id, rider) == (2, True)


async def test_who_has_not_reported_an_activity_cannot_void_it(challenges: Running) -> None:
    sent = activity(uuid4())
    await void(challenges, sent["activity_id"], 404)
    await report(challenges, sent)
    assert (await void(challenges, sent["activity_id"], 404, operator_id="other"))["code"] == "not-found"
    await void(challenges, "no-uuid", 404)
    rider = challenges.signed_in("rider", sent["rider_id"])
    await challenges.asked("POST", f"/v1/activities/{sent['activity_id']}/void", None, 403, rider)


async def test_another_operators_activities_count_in_its_challenges_and_in_the_game(
    challenges: Running,
) -> None:
    rider = uuid4()
    of_game = await challenges.published(**PARKING)
    other = challenges.signed_in("operator", operator_id="other") | {"Idempotency-Key": str(uuid4())}
    made = await challenges.asked("POST", "/v1/challenges", {**BODY, **PARKING}, 201, other)
    path = f"/v1/challenges/{made['challenge_id']}/publish"
    await challenges.asked("POST", path, {"reason": "A test wants it."}, headers=other)
    await report(challenges, activity(rider), operator_id="other")
    await report(challenges, activity(rider))
    assert await challenges.entry(of_game, rider) == (2, True)
    assert await challenges.entry(made["challenge_id"], rider) == (1, False)


BODY = {
    "name": {"en": "Parking"},
    "who": {"kind": "all"},
    "reward": {"points": 100},
    "starts_at": BEGIN.isoformat(),
}


def heard(rider_id: UUID, activity_id: UUID, revision: int, counts: bool) -> Heard[ActivityReported]:
    event = activity_reported(
        rider_id=rider_id,
        activity_id=activity_id,
        revision=revision,
        counts=counts,
        at=SEVEN,
        service="rebalanced",
    )
    return Heard(uuid4(), BEGIN, event)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 1, 0)])
async def test_what_another_service_reports_counts_by_its_newest_state(
    challenges: Running, order: Sequence[int]
) -> None:
    """A void that overtakes its report, and all told twice."""
    rider, activity_id = uuid4(), uuid4()
    challenge_id = await challenges.published(**PARKING | {"where": {"services": ["rebalanced"]}})
    states = [
        heard(rider, activity_id, 1, True),
        heard(rider, activity_id, 2, False),
        heard(rider, activity_id, 3, True),
    ]
    handler = on_activities_reported(ZoneInfo("Europe/Madrid"), "operator")
    for place in order:
        async with challenges.engine.begin() as tx:
            await handler(tx, [states[place]])
    entry = await challenges.entry(challenge_id, rider)
    assert entry == (1, False) if 2 in order else entry in (None, (0, False))


async def test_an_activity_of_another_service_is_none_of_an_operator(challenges: Running) -> None:
    """Who reports under its id changes nothing of it."""
    rider, activity_id = uuid4(), uuid4()
    where = {"where": {"services": ["rebalanced", "parking"]}}
    challenge_id = await challenges.published(**PARKING | where)
    handler = on_activities_reported(ZoneInfo("Europe/Madrid"), "operator")
    async with challenges.engine.begin() as tx:
        await handler(tx, [heard(rider, activity_id, 1, True)])
    await report(challenges, activity(rider, activity_id))
    await void(challenges, str(activity_id))
    assert await challenges.entry(challenge_id, rider) == (1, False)


async def test_own_activities_are_counted_again_after_a_reset(challenges: Running) -> None:
    """A service that begins anew does not hear what it has said itself."""
    rider = uuid4()
    challenge_id = await challenges.published(**PARKING)
    await report(challenges, activity(rider), activity(rider))
    connection = await asyncpg.connect(challenges.dsn)
    derived = [row[0] for row in await connection.fetch(DERIVED)]
    await connection.execute(f"TRUNCATE {', '.join(derived)}")
    await connection.close()
    await challenges.asked("PUT", "/v1/days", [{"local_on": "2026-05-09", "tags": ["rain"]}])
    assert await challenges.entry(challenge_id, rider) == (2, True)
