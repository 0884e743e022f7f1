"""A challenge that is tried on the past brings what publishing it brings, and writes nothing."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa

from services.challenges.simulations.rules import (
    Entry,
    Part,
    Resampling,
    Ridden,
    Row,
    Simulation,
    shown,
)
from services.challenges.tree.trees import tree_of
from shared.events.heard import Heard
from tests.challenges.running_challenges import BEGIN, Running, body
from tests.challenges.test_activities import activity, report
from tests.events import trip_judged
from tests.waiting import eventually

NAMES = UUID("0190aaaa-0000-7000-8000-0000000000c7")
SIMULATE = "/v1/challenges:simulate"
SINCE, UNTIL = "2026-05-04T00:00:00+02:00", "2026-06-01T00:00:00+02:00"
WEEKS = {"starts_at": SINCE, "ends_at": UNTIL, "period": "week"}
LEVELS = [{"target": 1, "points": 10}, {"target": 2, "points": 20}, {"target": 3, "points": 40}]
TWO_STEPS = {
    "kind": "steps",
    "need": 2,
    "steps": [
        {"kind": "sum", "measure": "trips", "target": 2, "where": {"vehicle_types": ["bike"]}},
        {"kind": "distinct", "of": "stations", "target": 3},
    ],
}
IMPROVE = {
    "kind": "improve",
    "measure": "trips",
    "percent": 20,
    "baseline_weeks": 2,
    "target_min": 1,
    "target_max": 6,
}
KINDS: dict[str, dict[str, Any]] = {
    "sum": {"goal": {"kind": "sum", "measure": "distance_m", "target": 8_000}},
    "sum once, in the morning": {
        "goal": {"kind": "sum", "measure": "trips", "target": 2},
        "where": {"local_hours": [{"from": 6, "to": 12}]},
        "period": "once",
    },
    "distinct": {"goal": {"kind": "distinct", "of": "days", "target": 2}},
    "streak": {"goal": {"kind": "streak", "of": "days", "target": 3, "freezes": 1}},
    "best": {"goal": {"kind": "best", "measure": "distance_m", "target": 9_000}},
    "at most": {"goal": {"kind": "at_most", "measure": "distance_m", "target": 9_000, "trips_min": 2}},
    "improve": {"goal": IMPROVE},
    "steps": {"goal": TWO_STEPS},
    "levels": {"goal": {"kind": "distinct", "of": "days"}, "levels": LEVELS, "reward": None},
    "activities": {
        "goal": {"kind": "sum", "measure": "trips", "target": 1},
        "where": {"services": ["parking", "bike_share"], "weekdays": [1, 2, 3]},
    },
}


def written(**changes: Any) -> dict[str, Any]:
    """A challenge of weeks, as an operator writes it."""
    found = body(**WEEKS | changes)
    return {name: value for name, value in found.items() if value is not None}


def a_history(seed: int, riders: int = 30, trips: int = 400) -> list[Heard[Any]]:
    """Trips from mid-April to the end of May of two operators, some of which do not count."""
    luck = Random(seed)
    events = []
    for number in range(trips):
        started_at = datetime(2026, 4, 15, tzinfo=UTC) + timedelta(minutes=luck.randrange(47 * 1_440))
        facts = {
            "rider_id": uuid5(NAMES, f"rider {luck.randrange(riders)}"),
            "trip_id": uuid5(NAMES, f"{seed} trip {number}"),
            "operator_id": luck.choice(["rival", "rival", "rival", "operator"]),
            "started_at": started_at,
            "vehicle_type": luck.choice(["bike", "bike", "ebike"]),
            "distance_m": luck.choice([None, 0, 900, 4_200, 9_500]),
            "start_station_id": luck.choice(["a", "b", "c", None]),
            "end_station_id": luck.choice(["a", "b", "d", None]),
            "start_zone_id": luck.choice(["gracia", "gracia", "sants", None]),
            "verdict": luck.choice(["accepted"] * 6 + ["held"]),
        }
        events.append(Heard(uuid4(), BEGIN + timedelta(days=40), trip_judged(**facts)))
    return events


async def ask(
    challenges: Running, asked: Mapping[str, Any], status: int = 202, operator_id: str = "rival"
) -> dict[str, Any]:
    headers = challenges.signed_in("operator", operator_id=operator_id)
    headers["Idempotency-Key"] = str(uuid4())
    return await challenges.asked("POST", SIMULATE, asked, status, headers)


async def read(challenges: Running, job_id: str, status: int = 200, **caller: str) -> dict[str, Any]:
    headers = challenges.signed_in("operator", **{"operator_id": "rival"} | caller)
    return await challenges.asked("GET", f"/v1/jobs/challenges/{job_id}", None, status, headers)


async def simulated(challenges: Running, challenge: Any, **asked: Any) -> dict[str, Any]:
    """What a simulation has found, once it is over."""
    sent = {"challenge": challenge, "since": SINCE, "until": UNTIL} | asked
    job_id = (await ask(challenges, sent))["job_id"]

    async def state() -> object:
        return (await read(challenges, job_id))["state"]

    await eventually(state, "done", within_s=30)
    found = await read(challenges, job_id)
    return {name: value for name, value in found.items() if name not in ("job_id", "state")}


async def publish(challenges: Running, challenge: dict[str, Any]) -> str:
    headers = challenges.signed_in("operator", operator_id="rival")
    key = {"Idempotency-Key": str(uuid4())}
    made = await challenges.asked("POST", "/v1/challenges", challenge, 201, headers | key)
    await challenges.step(made["challenge_id"], "publish", headers=headers)
    return str(made["challenge_id"])


async def riders_of(challenges: Running, challenge_id: str, levels: list[dict[str, int]]) -> dict[str, int]:
    """What a published challenge has brought."""
    query = """
        SELECT rider_id, completed_at IS NOT NULL, level_given FROM entries WHERE challenge_id = :id
    """
    entries = await challenges.rows(query, id=UUID(challenge_id))
    completed = [rider for rider, is_completed, _ in entries if is_completed]
    points = sum(each["points"] for *_, level in entries for each in levels[:level])
    return {
        "completions": len(completed),
        "points": points if levels else 100 * len(completed),
        "newly_winning": len(set(completed)),
    }


@pytest.fixture
async def history(challenges: Running) -> Running:
    """A service that knows a past."""
    await challenges.hear(*a_history(7))
    done = [
        activity(uuid5(NAMES, f"rider {number % 9}"), at=(BEGIN + timedelta(days=number)).isoformat())
        for number in range(20)
    ]
    await report(challenges, *done, operator_id="rival")
    return challenges


@pytest.mark.parametrize("kind", KINDS)
async def test_a_simulation_says_what_publishing_brings(history: Running, kind: str) -> None:
    challenge = written(**KINDS[kind])
    found = await simulated(history, challenge)
    expected = await riders_of(history, await publish(history, challenge), challenge.get("levels", []))
    assert {name: found[name] for name in expected} == expected
    assert found["completions"] > 0
    for split in ("by_zone", "by_vehicle_type"):
        assert sum(row["points"] for row in found[split]) in (found["points"], 0)


async def test_who_has_to_join_is_counted_as_if_everybody_had(history: Running) -> None:
    for_all = await simulated(history, written())
    assert await simulated(history, written(who="joined")) == for_all
    assert for_all["completions"] > 0


async def test_nothing_is_written(history: Running) -> None:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (:of_jobs)"
    # What was declared for activities may be marked as counted meanwhile.
    others = ["jobs", "idempotency", "counted_days"]
    tables = [row[0] for row in await history.rows(query, of_jobs=others)]
    before = {table: await history.rows(f"SELECT md5(row::text) FROM {table} AS row") for table in tables}
    await simulated(history, written(goal=IMPROVE))
    for table in tables:
        assert await history.rows(f"SELECT md5(row::text) FROM {table} AS row") == before[table], table


async def test_only_trips_of_the_own_operator_are_counted(history: Running) -> None:
    """The game's operator counts everybody's once it publishes, and its own when it tries."""
    asked = {"challenge": written(), "since": SINCE, "until": UNTIL}
    job_id = (await ask(history, asked, operator_id="operator"))["job_id"]
    await eventually(lambda: _state(history, job_id, "operator"), "done")
    found = await read(history, job_id, operator_id="operator")
    query = "SELECT count(DISTINCT rider_id) FROM trips WHERE counts AND operator_id = 'operator'"
    own = f"{query} AND local_on >= '2026-05-04' AND local_on < '2026-06-01'"
    assert [(found["riders_reached"],)] == await history.rows(own)
    await read(history, job_id, 404)  # another operator's


async def _state(challenges: Running, job_id: str, operator_id: str) -> object:
    return (await read(challenges, job_id, operator_id=operator_id))["state"]


async def test_another_window_than_its_own_is_tried(history: Running) -> None:
    week = await simulated(history, written(), until="2026-05-11T00:00:00+02:00")
    assert 0 < week["completions"] < (await simulated(history, written()))["completions"]
    later = written(starts_at="2027-05-03T00:00:00+02:00", ends_at="2027-05-31T00:00:00+02:00")
    assert await simulated(history, later, until="2026-05-11T00:00:00+02:00") == week


async def test_what_is_required_must_be_completed(history: Running) -> None:
    required = await publish(history, written(goal={"kind": "sum", "measure": "trips", "target": 4}))
    challenge = written(requires=[required])
    found = await simulated(history, challenge)
    alone = await simulated(history, written())
    assert 0 < found["completions"] < alone["completions"]
    assert found["riders_reached"] == alone["riders_reached"]
    expected = await riders_of(history, await publish(history, challenge), [])
    assert found["completions"] == expected["completions"]


async def test_who_has_completed_something_in_these_days_does_not_win_newly(history: Running) -> None:
    first = await simulated(history, written())
    other = await publish(history, written(goal={"kind": "sum", "measure": "trips", "target": 4}))
    assert (await simulated(history, written()))["newly_winning"] == first["newly_winning"]
    async with history.engine.begin() as tx:
        in_may = "UPDATE entries SET completed_at = '2026-05-20' WHERE completed_at IS NOT NULL"
        await tx.execute(sa.text(in_may))
    winners = "SELECT DISTINCT rider_id FROM entries WHERE completed_at IS NOT NULL"
    won = {row[0] for row in await history.rows(winners)}
    found = await simulated(history, written())
    assert 0 < found["newly_winning"] < first["newly_winning"]
    assert found["newly_winning"] >= first["newly_winning"] - len(won)
    assert found["completions"] == first["completions"], other


async def test_what_was_written_last_is_compared_with_what_is_in_force(history: Running) -> None:
    challenge_id = await publish(history, written())
    in_force = await simulated(history, written())
    easier = written(target=4_000) | {"reason": "A test wants it."}
    headers = history.signed_in("operator", operator_id="rival")
    await history.asked("PUT", f"/v1/challenges/{challenge_id}", easier, 200, headers)
    found = await simulated(history, challenge_id)
    names = ("riders_reached", "completions", "points")
    assert found["compared_with"] == {"version": 1} | {name: in_force[name] for name in names}
    assert found["completions"] > in_force["completions"]
    assert found["completions"] == (await simulated(history, written(target=4_000)))["completions"]


async def test_points_are_told_by_value_and_the_interval_by_its_seed(history: Running) -> None:
    challenge = written(value_tags={"health": 67, "climate": 33}, points=7)
    found = await simulated(history, challenge, seed=3)
    assert found == await simulated(history, challenge, seed=3)
    assert found["points_by_value"].keys() == {"health", "climate"}
    assert sum(found["points_by_value"].values()) == found["points"]
    low, high = found["points_interval"]["low"], found["points_interval"]["high"]
    assert low < found["points"] < high
    assert (await simulated(history, challenge, seed=4))["points_interval"] != found["points_interval"]
    untagged = await simulated(history, written(points=7))
    assert untagged["points_by_value"] == {"untagged": untagged["points"]}


async def test_an_operator_is_warned_as_when_it_is_validated(history: Running) -> None:
    found = await simulated(history, written(goal={"kind": "sum", "measure": "co2e_saved_g", "target": 1}))
    assert [(each["pointer"], each["code"]) for each in found["warnings"]] == [
        ("/goal/measure", "no_progress")
    ]


PAIRS = {"who": {"kind": "pairs", "mode": "together"}}
REFUSED: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "pairs": ({"challenge": written() | PAIRS}, [("/challenge/who/kind", "not_allowed")]),
    "a fault of the challenge": (
        {"challenge": written() | {"goal": {"kind": "sum", "measure": "trips", "target": 0}}},
        [("/challenge/goal/target", "out_of_range")],
    ),
    "no object": ({"challenge": 7}, [("/challenge", "wrong_type")]),
    "null": ({"challenge": None}, [("/challenge", "null")]),
    "an id of nobody's": ({"challenge": str(UUID(int=7))}, [("/challenge", "unknown")]),
    "a text": ({"challenge": "spring"}, [("/challenge", "unknown")]),
    "no start of a week": ({"since": "2026-05-05T00:00:00+02:00"}, [("/since", "not_period_start")]),
    "an end before the start": ({"until": SINCE}, [("/until", "not_after_start")]),
    "an end that is to come": ({"until": "2199-12-30T00:00:00+01:00"}, [("/until", "in_the_future")]),
    "too many periods": ({"since": "2015-01-05T00:00:00+01:00"}, [("/until", "out_of_range")]),
    "a seed below 0": ({"seed": -1}, [("/seed", "out_of_range")]),
    "a field that nobody knows": ({"loud": True}, [("/loud", "unknown_field")]),
    "both": (
        {"challenge": written() | PAIRS, "since": "2026-05-05T00:00:00+02:00"},
        [("/challenge/who/kind", "not_allowed")],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_cannot_be_tried_is_refused(challenges: Running, case: str) -> None:
    changes, expected = REFUSED[case]
    refusal = await ask(challenges, {"challenge": written(), "since": SINCE, "until": UNTIL} | changes, 422)
    assert [(each["pointer"], each["code"]) for each in refusal["errors"]] == expected
    assert await challenges.count("jobs") == 0


async def test_a_challenge_of_another_operator_is_tried_by_nobody_else(history: Running) -> None:
    challenge_id = await publish(history, written())
    refusal = await ask(
        history, {"challenge": challenge_id, "since": SINCE, "until": UNTIL}, 422, operator_id="operator"
    )
    assert refusal["errors"] == [{"pointer": "/challenge", "code": "unknown"}]


async def test_a_job_that_waits_is_cancelled_and_one_that_is_over_stays(challenges: Running) -> None:
    over = (await ask(challenges, {"challenge": written(), "since": SINCE, "until": UNTIL}))["job_id"]
    await eventually(lambda: _state(challenges, over, "rival"), "done")
    waiting = uuid4()
    async with challenges.engine.begin() as tx:
        await tx.execute(
            sa.text("""
                INSERT INTO jobs (job_id, city_id, operator_id, kind, state, asked, asked_at)
                SELECT :job_id, city_id, operator_id, kind, 'waiting', asked, 'infinity' FROM jobs
            """),
            {"job_id": waiting},
        )
        headers = challenges.signed_in("operator", operator_id="rival")
        path = f"/v1/jobs/challenges/{over}"
        await challenges.asked("DELETE", path, None, 204, headers)
    await challenges.asked("DELETE", f"/v1/jobs/challenges/{waiting}", None, 404)  # of the game's operator
    await challenges.asked("DELETE", f"/v1/jobs/challenges/{waiting}", None, 204, headers)
    assert (await read(challenges, over))["state"] == "done"
    assert (await read(challenges, str(waiting)))["state"] in ("cancelled", "done")


def rider(number: int) -> UUID:
    return uuid5(NAMES, f"rider {number}")


def part(riders: int, first: int = 0, points: int = 5) -> Part:
    return Part(riders, riders, points, {rider(first + number) for number in range(min(riders, 15))})


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        pytest.param({"a": part(15)}, [Row("a", 15, 15, 5)], id="just enough"),
        pytest.param({"a": part(14)}, [], id="one too few"),
        pytest.param({"a": part(15), "b": part(14, 20)}, [], id="the rest would tell of 14"),
        pytest.param(
            {"a": part(20), "b": part(15, 30), "c": part(3, 60)},
            [Row("a", 20, 20, 5), Row(None, None, 18, 10)],
            id="the smallest joins the rest",
        ),
        pytest.param(
            {"a": part(20), "b": part(8, 30), "c": part(7, 60)},
            [Row("a", 20, 20, 5), Row(None, None, 15, 10)],
            id="few ones together are enough",
        ),
        pytest.param(
            {"a": part(20), "b": part(8, 30), "c": part(8, 30)}, [], id="few ones that are the same riders"
        ),
        pytest.param(
            {"a": part(20), None: part(15, 30)},
            [Row("a", 20, 20, 5), Row(None, None, 15, 5)],
            id="unknown zones are never named",
        ),
    ],
)
def test_which_parts_of_a_split_are_shown(split: dict[str | None, Part], expected: list[Row]) -> None:
    assert shown(split) == expected


def test_the_interval_is_as_wide_as_chance_makes_it() -> None:
    """400 riders, of whom half win 10 points: the sum's standard deviation is 10 x sqrt(400 / 4) = 100."""
    resampling = Resampling({0: 200, 10: 200}, seed=1)
    while not resampling.draw():
        pass
    low, high = resampling.interval()
    assert 1_780 <= low <= 1_830
    assert 2_170 <= high <= 2_220


def test_points_are_shared_out_among_the_zones_of_the_trips_of_their_own_period() -> None:
    simulation = Simulation(tree_of(written(points=9)))
    first, second = date(2026, 5, 4), date(2026, 5, 11)
    ridden = [
        Ridden(rider(1), first, "gracia", "bike", 2),
        Ridden(rider(1), first, "sants", "bike", 1),
        Ridden(rider(1), second, "poblenou", "ebike", 5),
    ]
    entries = [Entry(rider(1), first, True, 0), Entry(rider(1), second, False, 0)]
    simulation.add(rider(1), entries, ridden, gives=True, has_won=False)
    assert {name: (each.points, each.trips) for name, each in simulation.zones.items()} == {
        "gracia": (6, 2),
        "sants": (3, 1),
        "poblenou": (0, 5),
    }
    assert {name: each.points for name, each in simulation.vehicle_types.items()} == {"bike": 9, "ebike": 0}
    assert (simulation.points, simulation.completions, simulation.newly_winning) == (9, 1, 1)
