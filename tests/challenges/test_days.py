"""What the game's operator declares of days: their tags and outages, as if it had always been known."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.challenges.recounts import actions as recounts
from shared.events.challenges import EntryJudged, EntryMoved
from tests.challenges.running_challenges import BEGIN, Running, again, trip

PATH = "/v1/days"
TAGS = {"where": {"day_tags_any": ["rain", "event"]}}
TRIPS = {"goal": {"kind": "sum", "measure": "trips", "target": 2}}
JUNE = {"ends_at": (BEGIN + timedelta(days=28)).isoformat()}
STREAK = {"goal": {"kind": "streak", "of": "days", "target": 3, "freezes": 0}, **JUNE}


def day(days: int) -> date:
    return BEGIN.date() + timedelta(days=days)


def tagged(days: int, *tags: str) -> dict[str, Any]:
    return {"local_on": day(days).isoformat(), "tags": list(tags)}


def on(rider_id: UUID, days: int) -> Any:
    return trip(rider_id, started_at=BEGIN + timedelta(days=days, hours=7))


def counts(**changes: int) -> dict[str, Any]:
    return {"new": 0, "changed": 0, "unchanged": 0, "failures": []} | changes


async def test_trips_that_come_later_have_the_tags_of_their_day(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    assert await challenges.asked("PUT", PATH, [tagged(0, "rain")]) == counts(new=1)
    await challenges.hear(on(rider, 0), on(rider, 0), on(rider, 1))
    assert await challenges.entry(challenge_id, rider) == (2, True)


async def test_trips_that_are_known_follow_their_day(challenges: Running) -> None:
    rider, other = uuid4(), uuid4()
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    await challenges.hear(on(rider, 0), on(rider, 2), on(other, 3))
    assert await challenges.entry(challenge_id, rider) is None
    await challenges.asked("PUT", PATH, [tagged(0, "hot", "rain"), tagged(2, "event")])
    assert await challenges.entry(challenge_id, rider) == (2, True)
    assert await challenges.entry(challenge_id, other) is None
    await challenges.asked("PUT", PATH, [tagged(2, "hot")])
    assert await challenges.entry(challenge_id, rider) == (1, False)
    await challenges.asked("PUT", PATH, [tagged(0)])
    assert await challenges.entry(challenge_id, rider) == (0, False)


async def test_what_a_tag_changes_is_said_of_each_rider(challenges: Running) -> None:
    """An event for each entry that it moves, and none for the others."""
    riders = [uuid4() for _ in range(5)]
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    other_id = await challenges.published(**TRIPS, **JUNE)
    await challenges.hear(*[on(rider, 0) for rider in riders])
    before = len(await challenges.entries_said())
    await challenges.asked("PUT", PATH, [tagged(0, "rain")])
    said = [each.event for each in (await challenges.entries_said())[before:]]
    assert {each.rider_id for each in said} == set(riders)
    assert [(str(each.challenge_id), each.progress) for each in said] == [(challenge_id, 1)] * 5
    assert all(isinstance(each, EntryMoved) for each in said)
    ids = [record.id for record in await challenges.said()]
    assert len(set(ids)) == len(ids)
    assert len(await challenges.entries_said(other_id)) == 5


async def test_a_completion_that_a_tag_brings_or_takes_is_said(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    await challenges.hear(on(rider, 0), on(rider, 0))
    for tags, completed in ((("rain",), True), ((), False)):
        await challenges.asked("PUT", PATH, [tagged(0, *tags)])
        last = (await challenges.entries_said(challenge_id))[-1]
        assert isinstance(last.event, EntryJudged)
        assert bool(last.event.given) is last.is_completed is completed


async def test_a_list_is_taken_item_by_item(challenges: Running) -> None:
    sent = [
        tagged(0, "rain"),
        {"local_on": "2026-02-30", "tags": []},
        tagged(0, "hot"),
        {"local_on": day(1).isoformat()},
        tagged(2, "a", "a"),
        "rain",
        {**tagged(3), "why": "x"},
        tagged(4),
    ]
    answer = await challenges.asked("PUT", PATH, sent)
    failures = [
        (each["index"], each.get("local_on"), each["problem"]["errors"][0]) for each in answer["failures"]
    ]
    assert (answer["new"], answer["changed"], answer["unchanged"]) == (1, 0, 1)
    assert failures == [
        (1, None, {"pointer": "/local_on", "code": "bad_format"}),
        (2, day(0).isoformat(), {"pointer": "/local_on", "code": "repeated"}),
        (3, day(1).isoformat(), {"pointer": "/tags", "code": "missing"}),
        (4, day(2).isoformat(), {"pointer": "/tags/1", "code": "repeated"}),
        (5, None, {"pointer": "", "code": "wrong_type"}),
        (6, day(3).isoformat(), {"pointer": "/why", "code": "unknown_field"}),
    ]


@pytest.mark.parametrize("sent", [[], {}, {"days": []}, "rain", 7])
async def test_what_is_no_list_of_something_is_malformed(challenges: Running, sent: Any) -> None:
    assert (await challenges.asked("PUT", PATH, sent, 400))["code"] == "malformed-json"


async def test_a_list_has_a_thousand_days_at_most(challenges: Running) -> None:
    refused = await challenges.asked("PUT", PATH, [tagged(0)] * 1_001, 422)
    assert refused["errors"] == [{"pointer": "", "code": "out_of_range", "maximum": 1_000}]


async def test_the_same_once_more_changes_nothing(challenges: Running) -> None:
    rider = uuid4()
    await challenges.published(**TRIPS, **TAGS, **JUNE)
    await challenges.hear(on(rider, 0))
    await challenges.asked("PUT", PATH, [tagged(0, "rain", "hot")])
    said = await challenges.said()
    assert await challenges.asked("PUT", PATH, [tagged(0, "hot", "rain")]) == counts(unchanged=1)
    assert await challenges.said() == said


async def test_a_dry_run_changes_nothing(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    await challenges.hear(on(rider, 0))
    dry = {"Prefer": "dry-run"}
    assert await challenges.asked("PUT", PATH, [tagged(0, "rain")], headers=dry) == counts(new=1)
    assert await challenges.entry(challenge_id, rider) is None
    assert (await challenges.asked("GET", PATH))["days"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", PATH), ("PUT", f"{PATH}/2026-05-05/outage"), ("DELETE", f"{PATH}/2026-05-05/outage")],
)
async def test_only_the_operator_of_the_game_declares(challenges: Running, method: str, path: str) -> None:
    for role in ("rider", "city", "auditor", "partner"):
        assert await challenges.asked(method, path, [tagged(0)], 403, challenges.signed_in(role))
    other = challenges.signed_in("operator", operator_id="other")
    assert (await challenges.asked(method, path, [tagged(0)], 403, other))["code"] == "not-the-games-operator"


async def test_days_are_listed_latest_first(challenges: Running) -> None:
    await challenges.asked("PUT", PATH, [tagged(each, "rain") for each in range(3)])
    await challenges.asked("PUT", f"{PATH}/{day(1)}/outage")
    await challenges.asked("PUT", f"{PATH}/{day(5)}/outage")
    rider = challenges.signed_in("rider", str(uuid4()))
    first = await challenges.asked("GET", f"{PATH}?limit=2", headers=rider)
    assert first["days"] == [tagged(5) | {"outage": True}, tagged(2, "rain")]
    second = await challenges.asked("GET", f"{PATH}?cursor={first['next_cursor']}", headers=rider)
    assert second == {"days": [tagged(1, "rain") | {"outage": True}, tagged(0, "rain")]}


async def test_a_day_of_outage_bridges_streaks(challenges: Running) -> None:
    rider, other = uuid4(), uuid4()
    challenge_id = await challenges.published(**STREAK)
    await challenges.hear(on(rider, 0), on(rider, 1), on(rider, 3), on(other, 0))
    assert await challenges.entry(challenge_id, rider) == (2, False)
    outage = await challenges.asked("PUT", f"{PATH}/{day(2)}/outage")
    assert outage == tagged(2) | {"outage": True}
    assert await challenges.entry(challenge_id, rider) == (3, True)
    assert await challenges.entry(challenge_id, other) == (1, False)
    assert isinstance((await challenges.entries_said(challenge_id))[-1].event, EntryJudged)
    await challenges.hear(on(rider, 4))
    assert await challenges.entry(challenge_id, rider) == (4, True)
    await challenges.asked("DELETE", f"{PATH}/{day(2)}/outage", status=204)
    assert await challenges.entry(challenge_id, rider) == (2, False)


async def test_an_outage_bridges_in_its_own_period(challenges: Running) -> None:
    rider = uuid4()
    monday = datetime(2026, 5, 3, 22, tzinfo=UTC)
    weeks = {"starts_at": monday.isoformat(), "ends_at": (monday + timedelta(days=28)).isoformat()}
    challenge_id = await challenges.published(**STREAK | weeks, period="week")
    await challenges.hear(*[on(rider, days) for days in (7, 8, 10)])
    await challenges.asked("PUT", f"{PATH}/{day(9)}/outage")
    assert await challenges.entry(challenge_id, rider) == (3, True)


async def test_an_outage_twice_and_none_at_all_are_answered_alike(challenges: Running) -> None:
    for _ in range(2):
        await challenges.asked("PUT", f"{PATH}/{day(2)}/outage")
    for _ in range(2):
        await challenges.asked("DELETE", f"{PATH}/{day(2)}/outage", status=204)
    assert (await challenges.asked("GET", PATH))["days"] == []
    for path in ("yesterday", "2026-02-30", "1999-12-31", "2026-5-4"):
        assert (await challenges.asked("PUT", f"{PATH}/{path}/outage", status=404))["code"] == "not-found"


async def test_who_has_left_is_not_counted_anew(challenges: Running) -> None:
    rider = uuid4()
    until = {"ends_at": datetime(2200, 1, 1, tzinfo=UTC).isoformat()}
    challenge_id = await challenges.published(**STREAK | until, who="joined")
    await challenges.join(challenge_id, rider)
    await challenges.hear(on(rider, 0), on(rider, 2))
    await challenges.leave(challenge_id, rider)
    await challenges.asked("PUT", f"{PATH}/{day(1)}/outage")
    assert await challenges.entry(challenge_id, rider) == (0, False)


async def test_an_outage_is_counted_when_a_challenge_is_published(challenges: Running) -> None:
    rider = uuid4()
    await challenges.hear(on(rider, 0), on(rider, 2))
    await challenges.asked("PUT", f"{PATH}/{day(1)}/outage")
    challenge_id = await challenges.published(**STREAK)
    assert await challenges.entry(challenge_id, rider) == (2, False)
    assert await challenges.rows("SELECT * FROM differences") == []


@pytest.fixture
def small_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounts, "LOT", 3)
    monkeypatch.setattr(recounts, "DAYS_AT_ONCE", 2)


async def test_many_trips_follow_lot_by_lot(challenges: Running, small_lots: None) -> None:
    riders = [uuid4() for _ in range(7)]
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    streak_id = await challenges.published(**STREAK)
    await challenges.hear(*[on(rider, days) for rider in riders for days in (0, 2, 4)])
    await challenges.asked("PUT", PATH, [tagged(each, "rain") for each in range(5)])
    await challenges.asked("PUT", f"{PATH}/{day(1)}/outage")
    for rider in riders:
        assert await challenges.entry(challenge_id, rider) == (3, True)
        assert await challenges.entry(streak_id, rider) == (2, False)
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_what_was_left_is_counted_by_itself(
    challenges: Running, small_lots: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request counts anew for a moment; a service that was killed goes on where it was."""
    rider = uuid4()
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    await challenges.hear(*[on(rider, 0) for _ in range(10)])
    monkeypatch.setattr("services.challenges.days.routes.ASKED_S", 0)
    await challenges.asked("PUT", PATH, [tagged(0, "rain")])
    assert await challenges.entry(challenge_id, rider) == (3, True)
    for _ in range(100):
        if await challenges.entry(challenge_id, rider) == (10, True):
            break
        await asyncio.sleep(0.1)
    assert await challenges.entry(challenge_id, rider) == (10, True)


async def test_trips_and_tags_at_once_miss_nothing(challenges: Running) -> None:
    """Whoever comes first, each trip has in the end the tags of its day, and is counted once."""
    riders = [uuid4() for _ in range(4)]
    challenge_id = await challenges.published(**TRIPS, **TAGS, **JUNE)
    streak_id = await challenges.published(**STREAK)
    known = [on(rider, days) for rider in riders for days in range(0, 8, 2)]
    await challenges.hear(*known[::2])

    async def hear_all() -> None:
        for each in known:
            await challenges.hear(each)
            await challenges.hear(again(each))

    async def declare() -> None:
        for round_ in range(8):
            tags = ("rain",) if round_ % 2 else ("hot",)
            await challenges.asked("PUT", PATH, [tagged(each, *tags) for each in range(8)])
            await challenges.asked("PUT", f"{PATH}/{day(round_)}/outage")

    await asyncio.gather(hear_all(), declare())
    for rider in riders:
        assert await challenges.entry(challenge_id, rider) == (4, True)
        assert await challenges.entry(streak_id, rider) == (4, True)
    assert await challenges.rows("SELECT * FROM differences") == []
