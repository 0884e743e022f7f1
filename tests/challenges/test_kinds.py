"""Levels, steps, what is settled, personal targets and required challenges: what is said of their entries,
and what riders are given."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.challenges.app import Settings
from services.challenges.entries.actions import settle
from tests.challenges.running_challenges import BEGIN, Running, again, body, trip
from tests.challenges.test_stops_and_replays import points_given, replayed, restated
from tests.conftest import MakeDatabase

LEVELS = [
    {"target": 6_000, "points": 10, "badge_id": "first"},
    {"target": 12_000, "points": 20},
    {"target": 18_000, "points": 30, "badge_id": "last"},
]
WEEKS = {"starts_at": "2026-05-04T00:00:00+02:00", "ends_at": "2026-06-01T00:00:00+02:00", "period": "week"}


async def agree(challenges: Running) -> None:
    """The doctor finds nothing."""
    assert await challenges.rows("SELECT what, id, found, expected FROM differences") == []


async def of_goal(challenges: Running, goal: Mapping[str, Any], **changes: Any) -> str:
    return await challenges.published(goal=goal, **changes)


async def with_levels(challenges: Running, **changes: Any) -> str:
    goal = {"kind": "sum", "measure": "distance_m"}
    written = {name: value for name, value in body(goal=goal, levels=LEVELS, **changes).items()}
    del written["reward"]
    key = {"Idempotency-Key": str(uuid4())}
    created = await challenges.asked("POST", "/v1/challenges", written, 201, key)
    await challenges.step(created["challenge_id"], "publish")
    return str(created["challenge_id"])


async def levels_said(challenges: Running, challenge_id: str) -> list[tuple[int, int, int | None, int]]:
    """Progress, shown target, level and given points, in the order in which they were said; 0 points where
    only progress moved."""
    return [
        (
            each.event.progress,
            each.event.target,
            each.event.level,
            sum(given.points for given in getattr(each.event, "given", ())),
        )
        for each in await challenges.entries_said(challenge_id)
    ]


async def test_each_level_that_is_reached_gives_its_points_and_badge_and_is_taken_back(
    challenges: Running,
) -> None:
    rider_id, challenge_id = uuid4(), await with_levels(challenges)
    trips = [trip(rider_id, distance_m=metres) for metres in (3_000, 9_000, 6_000)]
    for heard in (*trips, again(trips[1], verdict="voided")):
        await challenges.hear(heard)
        await agree(challenges)
    assert await levels_said(challenges, challenge_id) == [
        (3_000, 6_000, 0, 0),
        (12_000, 18_000, 2, 30),
        (18_000, 18_000, 3, 60),
        (9_000, 12_000, 1, 10),
    ]
    reached, completed, taken_back = await challenges.entries_judged(challenge_id)
    assert [(each.level, each.badge_id) for each in reached.given] == [(1, "first"), (2, None)]
    assert reached.completed_at is None
    assert completed.completed_at == completed.judged_at
    assert completed.given[:2] == reached.given
    assert [each.level for each in taken_back.given] == [1]
    assert taken_back.completed_at is None


async def test_levels_that_are_reached_in_a_pause_wait_and_what_is_taken_back_is_said(
    challenges: Running,
) -> None:
    rider_id, challenge_id = uuid4(), await with_levels(challenges)
    first, second = trip(rider_id), trip(rider_id)
    await challenges.hear(first)
    await challenges.step(challenge_id, "pause")
    for heard in (second, trip(rider_id), again(first, verdict="voided"), again(second, verdict="voided")):
        await challenges.hear(heard)
    last = trip(rider_id)
    await challenges.hear(last)
    await challenges.hear(again(last, verdict="voided"))
    await challenges.step(challenge_id, "publish")
    await agree(challenges)
    assert [level for _, _, level, _ in await levels_said(challenges, challenge_id)] == [
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
    ]


async def test_a_replay_takes_back_by_level_what_is_no_longer_derived(
    challenges: Running, make_database: MakeDatabase
) -> None:
    rider_id, challenge_id = uuid4(), await with_levels(challenges)
    trips = [trip(rider_id) for _ in range(3)]
    for heard in trips:
        await challenges.hear(heard)
    assert await points_given(challenges, make_database) == 60
    await replayed(challenges)
    await challenges.hear(trips[0])
    assert await restated(challenges) == 1
    assert await points_given(challenges, make_database) == 10
    [*_, last] = await challenges.entries_judged(challenge_id)
    assert (last.target, last.level, [each.level for each in last.given]) == (12_000, 1, [1])
    assert await restated(challenges) == 0


async def test_an_entry_of_steps_shows_each_and_is_completed_with_as_many_as_it_needs(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    steps = [
        {"kind": "sum", "measure": "distance_m", "target": 10_000},
        {"kind": "distinct", "of": "days", "target": 2},
        {"kind": "best", "measure": "distance_m", "target": 6_000, "where": {"distance_m": {"max": 5_999}}},
    ]
    challenge_id = await of_goal(challenges, {"kind": "steps", "steps": steps, "need": 2}, who="joined")
    await challenges.join(challenge_id, rider_id)
    second = trip(rider_id, started_at=BEGIN + timedelta(days=1))
    for heard in (trip(rider_id), second):
        await challenges.hear(heard)
        await agree(challenges)
    shown = await challenges.join(challenge_id, rider_id)
    assert (shown["progress"], shown["target"], shown["unit"], shown["state"]) == (2, 2, "steps", "completed")
    assert shown["steps"] == [
        {"progress": 12_000, "target": 10_000, "done": True},
        {"progress": 2, "target": 2, "done": True},
        {"progress": 0, "target": 6_000, "done": False},
    ]
    await challenges.hear(again(second, verdict="voided"))
    await agree(challenges)
    assert await challenges.entry(challenge_id, rider_id) == (0, False)


def settings_of(challenges: Running) -> Settings:
    values = {
        "DATABASE_URL": challenges.dsn,
        "internal_secret": "s",
        "jwks_file": challenges.folder / "jwks.json",
    }
    return Settings.model_validate({**values, "sources": {"trips": challenges.dsn}})


async def test_at_most_is_decided_when_its_period_is_settled_and_a_late_trip_still_moves_it(
    challenges: Running,
) -> None:
    """The service's own sweep decides it; here it is asked by a given clock."""
    rider_id = uuid4()
    goal = {"kind": "at_most", "measure": "trips", "target": 2, "trips_min": 2}
    ends_at = datetime.now(UTC) + timedelta(days=1)
    challenge_id = await of_goal(challenges, goal, ends_at=ends_at.isoformat())
    await challenges.hear(trip(rider_id), trip(rider_id))
    assert await challenges.entry(challenge_id, rider_id) == (2, False)
    settled_at = ends_at + timedelta(days=14)
    settings = settings_of(challenges)
    await settle(challenges.engine, settings, settled_at - timedelta(seconds=1))
    assert await challenges.entry(challenge_id, rider_id) == (2, False)
    await settle(challenges.engine, settings, settled_at)
    await settle(challenges.engine, settings, settled_at)
    assert await challenges.entry(challenge_id, rider_id) == (2, True)
    await agree(challenges)
    moved, judged = await challenges.entries_said(challenge_id)
    assert (moved.is_completed, judged.is_completed, judged.event.judged_at) == (False, True, settled_at)


async def test_a_trip_that_comes_after_the_settling_takes_back_at_most(challenges: Running) -> None:
    rider_id = uuid4()
    goal = {"kind": "at_most", "measure": "trips", "target": 2, "trips_min": 2}
    challenge_id = await of_goal(challenges, goal)
    late = trip(rider_id)
    for heard, expected in (
        (trip(rider_id), (1, False)),
        (trip(rider_id), (2, True)),
        (late, (3, False)),
        (again(late, verdict="voided"), (2, True)),
    ):
        await challenges.hear(heard)
        assert await challenges.entry(challenge_id, rider_id) == expected
        await agree(challenges)


async def test_late_and_voided_trips_of_the_weeks_before_move_a_riders_target(challenges: Running) -> None:
    rider_id = uuid4()
    goal = {
        "kind": "improve",
        "measure": "distance_m",
        "percent": 10,
        "baseline_weeks": 2,
        "target_min": 1_000,
        "target_max": 50_000,
    }
    challenge_id = await of_goal(challenges, goal, **WEEKS)
    first = trip(rider_id, started_at=BEGIN - timedelta(days=3), distance_m=6_001)
    second = trip(rider_id, started_at=BEGIN - timedelta(days=10), distance_m=20_000)
    own = trip(rider_id, started_at=BEGIN + timedelta(days=1))
    targets = []
    for heard in (own, first, second, again(second, verdict="voided")):
        await challenges.hear(heard)
        await agree(challenges)
        said = await challenges.entries_said(challenge_id)
        targets.append((said[-1].event.progress, said[-1].event.target, said[-1].is_completed))
    assert targets == [
        (6_000, 1_000, True),
        (6_000, 3_301, True),
        (6_000, 14_301, False),
        (6_000, 3_301, True),
    ]
    # The week after compares with the own trip too.
    await challenges.hear(trip(rider_id, started_at=BEGIN + timedelta(days=8)))
    await agree(challenges)
    assert (await challenges.entries_said(challenge_id))[-1].event.target == 6_601
    await challenges.step(challenge_id, "publish")
    await agree(challenges)
    assert [each.event.target for each in (await challenges.entries_said(challenge_id))[-2:]] == [
        3_301,
        6_601,
    ]


async def chain(challenges: Running, length: int) -> list[str]:
    """Challenges of which each requires the one before."""
    found = [await challenges.published(target=6_000)]
    while len(found) < length:
        found.append(await challenges.published(target=3_000, requires=[found[-1]]))
    return found


@pytest.mark.parametrize("length", [2, 4])
async def test_what_requires_an_entry_is_completed_and_taken_back_with_it(
    challenges: Running, length: int
) -> None:
    rider_id, other_id = uuid4(), uuid4()
    ids = await chain(challenges, length)
    short, long = trip(rider_id, distance_m=3_000), trip(rider_id)
    await challenges.hear(short, trip(other_id, distance_m=3_000))
    for each in ids:
        await challenges.step(each, "publish")
    assert [await challenges.entry(each, rider_id) for each in ids] == [(3_000, False)] * length
    for heard, completed in (
        (long, True),
        (again(long, verdict="voided"), False),
        (again(again(long)), True),
    ):
        await challenges.hear(heard)
        assert [(await challenges.entry(each, rider_id) or (0, None))[1] for each in ids] == [
            completed
        ] * length
        await agree(challenges)
    assert [(await challenges.entry(each, other_id) or (0, None))[1] for each in ids] == [False] * length
    said = await challenges.entries_said(ids[-1])
    assert len({each.event.revision for each in said if each.event.rider_id == rider_id}) == len(
        [each for each in said if each.event.rider_id == rider_id]
    )


async def test_a_new_version_of_what_is_required_gives_what_requires_it(challenges: Running) -> None:
    rider_id = uuid4()
    first, last = await chain(challenges, 2)
    await challenges.hear(trip(rider_id, distance_m=3_000))
    await challenges.rewrite(first, body(target=3_000))
    await challenges.step(first, "publish")
    assert await challenges.entry(last, rider_id) == (3_000, True)
    await agree(challenges)


async def test_a_level_is_given_only_while_all_that_is_required_is_completed(challenges: Running) -> None:
    rider_id = uuid4()
    first = await challenges.published(measure="trips", target=2)
    challenge_id = await with_levels(challenges, requires=[first])
    second = trip(rider_id, distance_m=1)
    for heard in (trip(rider_id), second, again(second, verdict="voided")):
        await challenges.hear(heard)
        await agree(challenges)
    levels = [level for _, _, level, _ in await levels_said(challenges, challenge_id)]
    assert (levels[0], 1 in levels, levels[-1]) == (0, True, 0)


@pytest.mark.parametrize(
    ("required", "code"), [(str(uuid4()), "unknown"), (None, "unknown")], ids=["nothing", "a draft"]
)
async def test_what_was_never_published_cannot_be_required(
    challenges: Running, required: str | None, code: str
) -> None:
    challenge_id = await challenges.draft(requires=[required or await challenges.draft()])
    refused = await challenges.step(challenge_id, "publish", 422)
    assert refused["errors"] == [{"pointer": "/requires/0", "code": code}]


async def test_a_replay_finds_again_what_is_compared_settled_and_required(challenges: Running) -> None:
    rider_id = uuid4()
    ids = await chain(challenges, 3)
    improve = {"kind": "improve", "measure": "trips", "percent": 10, "baseline_weeks": 1}
    ids.append(await of_goal(challenges, {**improve, "target_min": 1, "target_max": 9}, **WEEKS))
    goal = {"kind": "at_most", "measure": "trips", "target": 2, "trips_min": 1}
    ids.append(await of_goal(challenges, goal, requires=ids[:1]))
    trips = [trip(rider_id), trip(rider_id, started_at=BEGIN - timedelta(days=5))]
    await challenges.hear(*trips)
    before = [await challenges.entry(each, rider_id) for each in ids]
    assert before[-1] == (1, True)
    await replayed(challenges)
    for heard in trips:
        await challenges.hear(heard)
    assert [await challenges.entry(each, rider_id) for each in ids] == before
    await agree(challenges)
    await restated(challenges)
    assert await restated(challenges) == 0


@pytest.mark.parametrize(
    ("kind", "change", "what"),
    [
        ("levels", "levels_at = '{}'", "entries.levels_at"),
        ("levels", "target = target + 1", "entries.target"),
        ("steps", "steps = array_replace(steps, steps[1], steps[1] + 1)", "entries.steps"),
        ("at_most", "completed_at = NULL", "entries.completed_at"),
        ("at_most", "is_decided = false", "entries.is_decided"),
        ("improve", "target = target + 1", "entries.target"),
        ("requires", "is_allowed = false", "entries.is_allowed"),
        ("requires", "completed_at = NULL", "entries.completed_at"),
    ],
)
async def test_the_doctor_sees_an_entry_that_is_not_what_it_is_derived_from(
    challenges: Running, kind: str, change: str, what: str
) -> None:
    ids = {"levels": await with_levels(challenges)}
    days = {"kind": "distinct", "of": "days", "target": 1}
    ids["steps"] = await of_goal(challenges, {"kind": "steps", "steps": [days, days], "need": 1})
    at_most = {"kind": "at_most", "measure": "trips", "target": 2, "trips_min": 1}
    ids["at_most"] = await of_goal(challenges, at_most)
    improve = {"kind": "improve", "measure": "trips", "percent": 10, "baseline_weeks": 1}
    ids["improve"] = await of_goal(challenges, {**improve, "target_min": 1, "target_max": 9})
    ids["requires"] = await challenges.published(target=6_000, requires=[ids["at_most"]])
    await challenges.hear(trip(uuid4()))
    await agree(challenges)
    async with challenges.engine.connect() as tx:
        await tx.execute(
            sa.text(f"UPDATE entries SET {change} WHERE challenge_id = :id"), {"id": UUID(ids[kind])}
        )
        found = [row[0] for row in await tx.execute(sa.text("SELECT what FROM differences"))]
        await tx.rollback()
    assert what in found


async def test_riders_read_levels_steps_and_what_is_missing(challenges: Running) -> None:
    rider_id, with_level = uuid4(), await with_levels(challenges)
    steps = [
        {"kind": "sum", "measure": "trips", "target": 1},
        {"kind": "distinct", "of": "days", "target": 2},
    ]
    of_steps = await of_goal(challenges, {"kind": "steps", "need": 2, "steps": steps}, requires=[with_level])
    settled = await of_goal(challenges, {"kind": "at_most", "measure": "trips", "target": 9, "trips_min": 1})
    await challenges.hear(trip(rider_id, distance_m=7_000))
    headers = challenges.signed_in("rider", str(rider_id))
    read = await challenges.asked("GET", "/v1/me/entries", headers=headers)
    entries = {each["challenge_id"]: each for each in read["entries"]}
    assert (entries[with_level]["level"], entries[with_level]["target"]) == (1, 12_000)
    assert entries[of_steps]["steps"] == [
        {"progress": 1, "target": 1, "done": True},
        {"progress": 1, "target": 2, "done": False},
    ]
    assert entries[of_steps]["missing"] == [with_level]
    assert datetime.fromisoformat(entries[settled]["settles_at"]) > datetime.fromisoformat(body()["ends_at"])
    assert not {"level", "steps", "missing"} & entries[settled].keys()
