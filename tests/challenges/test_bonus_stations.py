"""Bonus stations: which they are at the moment of each end of a trip, whenever that is declared."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.challenges.bonus_stations.rules import Change, Key, days_touched
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import BEGIN, Running
from tests.challenges.running_challenges import trip as trip_of
from tests.events import trip_judged

PATH = "/v1/bonus-stations"
EIGHT = BEGIN + timedelta(hours=8)
BONUS = {
    "goal": {"kind": "sum", "measure": "trips", "target": 2},
    "where": {"bonus_stations": True},
    "ends_at": (BEGIN + timedelta(days=28)).isoformat(),
}


def flag(station_id: str, begins: datetime = EIGHT, hours: float = 1) -> dict[str, Any]:
    until = begins + timedelta(hours=hours)
    return {"station_id": station_id, "from": begins.isoformat(), "until": until.isoformat()}


def trip(
    rider_id: UUID, start: str | None, end: str | None, at: datetime = EIGHT, duration_s: int = 600
) -> Heard[TripJudged]:
    event = trip_judged(
        rider_id=rider_id,
        started_at=at,
        ended_at=at + timedelta(seconds=duration_s),
        duration_s=duration_s,
        local_on=at.date(),
        start_station_id=start,
        end_station_id=end,
    )
    return Heard(uuid4(), BEGIN, event)


def counts(**changes: int) -> dict[str, Any]:
    return {"new": 0, "changed": 0, "removed": 0, "unchanged": 0, "failures": []} | changes


@pytest.mark.parametrize("is_known", [False, True], ids=["before the trips", "after the trips"])
async def test_each_end_counts_by_its_own_moment(challenges: Running, is_known: bool) -> None:
    """Flagged from 8 to 9: starting then at 8, not at 9; ending then at 8:10 and at 8:59:59, not at 9."""
    riders = {name: uuid4() for name in ("at 8", "at 9", "to 8:10", "to 8:59:59", "to 9", "elsewhere")}
    trips = [
        trip(riders["at 8"], "s1", "s2"),
        trip(riders["at 9"], "s1", "s2", EIGHT + timedelta(hours=1)),
        trip(riders["to 8:10"], "s2", "s1", EIGHT - timedelta(minutes=10), 1_200),
        trip(riders["to 8:59:59"], "s2", "s1", EIGHT + timedelta(minutes=50), 599),
        trip(riders["to 9"], None, "s1", EIGHT + timedelta(minutes=50), 600),
        trip(riders["elsewhere"], "s2", None),
    ]
    challenge_id = await challenges.published(**BONUS)
    if is_known:
        await challenges.hear(*trips)
    assert await challenges.asked("PUT", PATH, [flag("s1")]) == counts(new=1)
    if not is_known:
        await challenges.hear(*trips)
    counted = {name for name, rider in riders.items() if await challenges.entry(challenge_id, rider)}
    assert counted == {"at 8", "to 8:10", "to 8:59:59"}
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_a_bonus_station_ends_otherwise_and_is_removed(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**BONUS)
    await challenges.hear(*[trip(rider, "s1", "s2", EIGHT + timedelta(hours=hours)) for hours in (0, 2, 200)])
    for hours, outcome, entry in (
        (1, counts(new=1), (1, False)),
        (3, counts(changed=1), (2, True)),
        (201, counts(changed=1), (3, True)),
        (201, counts(unchanged=1), (3, True)),
        (1.5, counts(changed=1), (1, False)),
        (0, counts(removed=1), (0, False)),
        (0, counts(unchanged=1), (0, False)),
    ):
        assert await challenges.asked("PUT", PATH, [flag("s1", hours=hours)]) == outcome
        assert await challenges.entry(challenge_id, rider) == entry


async def test_spans_of_a_station_may_overlap(challenges: Running) -> None:
    """Removing one leaves what the other covers."""
    rider = uuid4()
    challenge_id = await challenges.published(**BONUS)
    earlier = EIGHT - timedelta(hours=1)
    await challenges.asked("PUT", PATH, [flag("s1"), flag("s1", earlier, hours=4)])
    await challenges.hear(trip(rider, "s1", "s2"))
    await challenges.asked("PUT", PATH, [flag("s1", earlier, hours=0)])
    assert await challenges.entry(challenge_id, rider) == (1, False)
    listed = await challenges.asked("GET", PATH)
    assert listed == {
        "bonus_stations": [
            {"station_id": "s1", "from": "2026-05-04T08:00:00Z", "until": "2026-05-04T09:00:00Z"}
        ]
    }


async def test_a_trip_that_moves_to_another_station_moves_its_entry(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**BONUS)
    await challenges.asked("PUT", PATH, [flag("s1")])
    first = trip(rider, "s1", "s2")
    known = first.event
    await challenges.hear(first)
    corrected = trip_judged(
        **{name: getattr(known, name) for name in ("trip_id", "rider_id", "started_at", "ended_at")},
        local_on=known.local_on,
        start_station_id="s3",
        revision=2,
    )
    await challenges.hear(Heard(uuid4(), BEGIN, corrected))
    assert await challenges.entry(challenge_id, rider) == (0, False)


async def test_a_list_is_taken_item_by_item(challenges: Running) -> None:
    backwards = flag("s2", hours=-1)
    answer = await challenges.asked(
        "PUT", PATH, [flag("s1"), backwards, flag("s1", hours=2), {"station_id": "s3"}, flag("s4"), 7]
    )
    failures = [
        (each["index"], each.get("station_id"), each["problem"]["errors"][0]["pointer"])
        for each in answer["failures"]
    ]
    assert answer["new"] == 2
    assert failures == [(1, "s2", "/until"), (2, "s1", "/from"), (3, "s3", "/from"), (5, None, "")]


async def test_only_the_operator_of_the_game_declares(challenges: Running) -> None:
    other = challenges.signed_in("operator", operator_id="other")
    refused = await challenges.asked("PUT", PATH, [flag("s1")], 403, other)
    assert refused["code"] == "not-the-games-operator"
    await challenges.asked("PUT", PATH, [flag("s1")], 403, challenges.signed_in("city"))


async def test_bonus_stations_are_listed_in_pages(challenges: Running) -> None:
    flags = [flag("s1"), flag("s2"), flag("s1", EIGHT + timedelta(days=1))]
    await challenges.asked("PUT", PATH, flags)
    first = await challenges.asked("GET", f"{PATH}?limit=2")
    second = await challenges.asked("GET", f"{PATH}?cursor={first['next_cursor']}")
    assert [each["station_id"] for each in first["bonus_stations"]] == ["s1", "s2"]
    assert [each["station_id"] for each in second["bonus_stations"]] == ["s1"]
    assert "next_cursor" not in second


def test_only_days_around_what_changes_are_looked_at() -> None:
    now = BEGIN + timedelta(days=10)
    key = Key("s1", BEGIN)
    later = BEGIN + timedelta(days=5)
    assert sorted(days_touched({key: Change(None, BEGIN + timedelta(hours=1))}, now)) == [
        date(2026, 5, 2) + timedelta(days=day) for day in range(5)
    ]
    assert min(days_touched({key: Change(later, later + timedelta(hours=1))}, now)) == date(2026, 5, 7)
    assert max(days_touched({key: Change(None, now + timedelta(days=9_000))}, now)) == date(2026, 5, 17)


async def test_trips_without_stations_are_no_matter(challenges: Running) -> None:
    rider = uuid4()
    challenge_id = await challenges.published(**BONUS)
    await challenges.hear(trip_of(rider))
    await challenges.asked("PUT", PATH, [flag("s1", BEGIN - timedelta(days=1), hours=72)])
    assert await challenges.entry(challenge_id, rider) is None
