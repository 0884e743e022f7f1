"""What challenges have come to, as everybody reads it, and what they have changed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.challenges.app import Settings
from services.challenges.matching.windows import open_window
from services.challenges.results.actions import make_results
from services.challenges.results.rules import Numbers, Sample, told, uplift
from services.challenges.tree.joining import is_held_out
from services.challenges.tree.trees import tree_of
from shared.events.challenges import UpliftMeasured
from shared.events.registry import decode
from tests.challenges.running_challenges import BEGIN, LATER, Running, body, trip
from tests.challenges.test_erasure import erase

NAMES = UUID("0190aaaa-0000-7000-8000-0000000000c8")
SETTINGS = Settings.model_validate({"DATABASE_URL": "postgresql://nobody@127.0.0.1/nowhere"})
WEEKS = {"starts_at": "2026-05-04T00:00:00+02:00", "ends_at": "2026-06-01T00:00:00+02:00", "period": "week"}
TRIPS = {"goal": {"kind": "sum", "measure": "trips", "target": 2}}


def riders(number: int, first: int = 0) -> list[UUID]:
    return [uuid5(NAMES, f"rider {first + each}") for each in range(number)]


async def ride(challenges: Running, who: Iterable[UUID], at: datetime, times: int = 1) -> None:
    batch = [trip(rider, started_at=at + timedelta(hours=each)) for rider in who for each in range(times)]
    for begin in range(0, len(batch), 200):
        await challenges.hear(*batch[begin : begin + 200])


async def made(challenges: Running, challenge_id: str, now: datetime) -> dict[str, Any]:
    """The results as they are read after the work of this moment."""
    await make_results(challenges.engine, SETTINGS, now)
    return await challenges.asked("GET", f"/v1/challenges/{challenge_id}/results")


async def measured(challenges: Running) -> list[UpliftMeasured]:
    events = [decode(each.type, each.data) for each in await challenges.said()]
    return [each for each in events if isinstance(each, UpliftMeasured)]


async def completed_long_ago(challenges: Running) -> None:
    """Completions are known from when their trips came, which in tests is now."""
    await challenges.rows_of_a_change("UPDATE entries SET completed_at = '2026-05-06' RETURNING 1")


NIGHT = datetime(2026, 6, 3, 2, tzinfo=UTC)
"""Four o'clock in Madrid, two days after the last day of WEEKS."""


async def test_each_period_is_told_to_the_nearest_ten_riders(challenges: Running) -> None:
    challenge_id = await challenges.published(**TRIPS, **WEEKS, points=7)
    await ride(challenges, riders(26), BEGIN + timedelta(hours=8), times=2)
    await ride(challenges, riders(20, 50), BEGIN + timedelta(hours=8))
    await ride(challenges, riders(14), BEGIN + timedelta(days=7))
    await completed_long_ago(challenges)
    found = await made(challenges, challenge_id, NIGHT)
    assert found["until"] == "2026-06-01"
    assert found["periods"] == [
        {"period_start": "2026-05-04", "active": 50, "completed": 30, "points": 210},
        {"period_start": "2026-05-11"},
        {"period_start": "2026-05-18"},
        {"period_start": "2026-05-25"},
    ]
    assert "uplift" not in found


async def test_results_change_at_four_oclock_and_tell_of_the_day_before_yesterday(
    challenges: Running,
) -> None:
    challenge_id = await challenges.published(**TRIPS, **WEEKS)
    await ride(challenges, riders(20), datetime(2026, 5, 4, 8, tzinfo=UTC))
    await ride(challenges, riders(20, 20), datetime(2026, 5, 5, 8, tzinfo=UTC))
    before = datetime(2026, 5, 6, 1, 59, tzinfo=UTC)
    assert (await made(challenges, challenge_id, before))["periods"] == []
    first = await made(challenges, challenge_id, before + timedelta(minutes=1))
    assert (first["until"], first["periods"][0]["active"]) == ("2026-05-04", 20)
    await ride(challenges, riders(20, 40), datetime(2026, 5, 4, 9, tzinfo=UTC))
    assert await made(challenges, challenge_id, before + timedelta(hours=23)) == first
    later = await made(challenges, challenge_id, before + timedelta(days=1, minutes=1))
    assert (later["until"], later["periods"][0]["active"]) == ("2026-05-05", 60)


async def test_who_has_joined_is_told_where_riders_join(challenges: Running) -> None:
    challenge_id = await challenges.published(**TRIPS, who="joined")
    for rider in riders(16):
        await challenges.join(challenge_id, rider)
    await challenges.rows_of_a_change("UPDATE joins SET since = '2026-05-05' RETURNING 1")
    await ride(challenges, riders(40), BEGIN + timedelta(hours=8))
    found = await made(challenges, challenge_id, datetime(2026, 5, 20, tzinfo=UTC))
    assert found["periods"] == [{"period_start": "2026-05-04", "joined": 20, "active": 20}]


async def test_what_was_never_published_has_no_results(challenges: Running) -> None:
    draft = await challenges.draft(**TRIPS)
    await challenges.asked("GET", f"/v1/challenges/{draft}/results", None, 404)


HELD = TRIPS | {"holdout_percent": 20}
SETTLED = BEGIN + timedelta(days=15)


async def offered(challenges: Running, everybody: list[UUID], **changes: Any) -> tuple[str, list[UUID]]:
    """A challenge that makes all to whom it is offered ride once more. Returns also who is held out."""
    challenge_id = await challenges.published(**HELD | changes)
    held_out = [each for each in everybody if is_held_out(UUID(challenge_id), each, 20)]
    await ride(challenges, everybody, BEGIN - timedelta(days=89))
    await ride(challenges, everybody, BEGIN + timedelta(hours=8))
    await ride(challenges, set(everybody) - set(held_out), BEGIN + timedelta(hours=12))
    await ride(challenges, riders(30, 900), BEGIN + timedelta(hours=12), times=3)  # who never rode before
    await ride(challenges, riders(30, 950), BEGIN - timedelta(days=91))
    return challenge_id, held_out


async def test_what_it_has_changed_is_said_once_and_14_days_after_its_end(challenges: Running) -> None:
    everybody = riders(150)
    challenge_id, held_out = await offered(challenges, everybody)
    assert len(held_out) >= 15
    assert "uplift" not in await made(challenges, challenge_id, SETTLED - timedelta(seconds=1))
    for _ in range(2):
        found = await made(challenges, challenge_id, SETTLED)
    told = {name: value for name, value in found["uplift"].items() if name != "measured_at"}
    treated = {"n": len(everybody) - len(held_out), "mean": 2.0, "sd": 0.0}
    compared = {"n": len(held_out), "mean": 1.0, "sd": 0.0}
    assert told == {"treated": treated, "held_out": compared, "difference": 1.0, "low": 1.0, "high": 1.0}
    [event] = await measured(challenges)
    assert (str(event.challenge_id), event.treated.n, event.held_out.mean) == (challenge_id, treated["n"], 1)


async def test_of_few_riders_nothing_is_said(challenges: Running) -> None:
    challenge_id, held_out = await offered(challenges, riders(30))
    assert len(held_out) < 15
    assert "uplift" not in await made(challenges, challenge_id, SETTLED)
    assert await measured(challenges) == []


async def test_a_sum_is_measured_in_its_measure_and_all_else_in_trips(challenges: Running) -> None:
    everybody = riders(150)
    by_goal = {
        6_000.0: {"kind": "sum", "measure": "distance_m", "target": 1},
        1.0: {"kind": "distinct", "of": "days", "target": 1},
    }
    for difference, goal in by_goal.items():
        challenge_id, _ = await offered(challenges, everybody, goal=goal)
        found = (await made(challenges, challenge_id, SETTLED))["uplift"]
        assert found["difference"] == difference
        await challenges.rows_of_a_change("DELETE FROM trips RETURNING 1")


async def test_who_was_erased_is_compared_no_more(challenges: Running) -> None:
    everybody = riders(150)
    challenge_id, _ = await offered(challenges, everybody)
    await erase(challenges, *everybody[:10])
    found = (await made(challenges, challenge_id, SETTLED))["uplift"]
    assert found["treated"]["n"] + found["held_out"]["n"] == 140


def test_points_are_those_of_the_riders_who_are_told_of() -> None:
    levels = [{"target": 1, "points": 10}, {"target": 2, "points": 30}]
    goal = {"kind": "sum", "measure": "trips"}
    sent = {name: value for name, value in body(goal=goal, levels=levels).items() if name != "reward"}
    tree = tree_of(sent | {"ends_at": LATER.isoformat()})
    of_one = Numbers(0, 40, 14, [26, 14])
    window = open_window(tree.window(UTC), None)
    [found] = told(tree, window, {date(2026, 5, 4): of_one}, date(2026, 6, 1))
    assert (found.joined, found.active, found.completed, found.points) == (None, 40, None, 300)


@pytest.mark.parametrize(("treated", "held_out"), [(14, 400), (400, 14), (0, 0)])
def test_nothing_is_told_of_fewer_than_fifteen(treated: int, held_out: int) -> None:
    assert uplift(Sample(treated, 3, 1), Sample(held_out, 2, 1)) is None
    assert uplift(Sample(15, 3, 1), Sample(15, 2, 1)) is not None
