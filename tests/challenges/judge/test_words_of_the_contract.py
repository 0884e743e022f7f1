"""Sentences of the contract that no golden case reaches, and what the judge takes them to say where they say
too little. Each is a case in the words of the golden ones."""

from typing import Any

import pytest

from services.trips.rules import energy_kcal

from .comparing import differences
from .short_cases import C0, TEAMS, TOGETHER, VERSUS, WORLD, body, entry, member, on, paired, trips

CASES = [
    pytest.param(
        {
            "challenge": body(1, who=TEAMS),
            "trips": trips(("ana", 4), ("ben", 4)),
            "memberships": [member("red", "ana", 1, 10), member("large", "ana", 10), member("red", "ben")],
            "expected": [entry(2, 1, ("ben",), team="red")],
        },
        id="A later team moves the reward also where it is too large to take part",
    ),
    pytest.param(
        {
            "challenge": body(1, who=TEAMS),
            "trips": trips(("ana", 4), ("ana", 12), ("ben", 4)),
            "memberships": [
                *(member("red", "ana", 1, 6), member("blue", "ana", 6, 10), member("red", "ana", 10)),
                member("red", "ben"),
            ],
            "expected": [entry(3, 1, ("ana", "ben"), team="red")],
        },
        id="Who came back to a team has no later one",
    ),
    pytest.param(
        {
            "challenge": body(1, who=TEAMS),
            "trips": trips(("ana", 4), ("ben", 4)),
            "memberships": [member("red", "ana", 1, 10), member("blue", "ana", 20), member("red", "ben")],
            "now": on(15, 0),
            "expected": [entry(2, 1, ("ana", "ben"), team="red")],
        },
        id="A later team that lies ahead is not known yet",
    ),
    pytest.param(
        {
            "challenge": body(2, "distance_m", who=TEAMS),
            "trips": [*trips(("ana", 4), distance_m=2), {**trips(("ben", 5))[0], "trip_id": "t2"}],
            "memberships": [member("red", "ana"), member("red", "ben")],
            "expected": [entry(2, 2, ("ana", "ben"), team="red")],
        },
        id="Where no minimum is said one trip will do, whatever its distance",
    ),
    pytest.param(
        {
            "challenge": body(2, "distance_m", who={**TEAMS, "member_min": 1}),
            "trips": [*trips(("ana", 4), distance_m=2), {**trips(("ben", 5))[0], "trip_id": "t2"}],
            "memberships": [member("red", "ana"), member("red", "ben")],
            "expected": [entry(2, 2, ("ana",), team="red")],
        },
        id="A minimum of one is of the measure",
    ),
    pytest.param(
        {
            "challenge": body(
                goal={"kind": "sum", "measure": "trips"},
                who=TEAMS,
                reward=None,
                levels=[{"target": 1, "points": 10}, {"target": 2, "points": 20}],
            ),
            "trips": trips(("ana", 4), ("ana", 5)),
            "memberships": [member("red", "ana"), member("red", "ben")],
            "expected": [entry(2, 2, team="red", level=0)],
        },
        id="A team of one reaches no level",
    ),
    pytest.param(
        {
            "challenge": body(1, who=TEAMS, requires=["c0"]),
            "others": [body(challenge_id="c0", goal=C0)],
            "trips": trips(("ana", 4), ("ben", 4)),
            "memberships": [member("red", "ana"), member("red", "ben")],
            "expected": [entry(2, 1, (), team="red")],
        },
        id="A team's own entry stays completed where nobody has what is required",
    ),
    pytest.param(
        {
            "challenge": body(2, who=VERSUS, requires=["c0"]),
            "others": [body(challenge_id="c0", goal=C0)],
            "trips": [
                *trips(("ana", 4), ("ana", 5), ("ana", 6)),
                {**trips(("ben", 4), distance_m=5000)[0], "trip_id": "t4"},
                {**trips(("ben", 5))[0], "trip_id": "t5"},
            ],
            "memberships": [paired("p1", "ana"), paired("p1", "ben")],
            "expected": [entry(3, 2, rider="ana"), entry(2, 2, rider="ben")],
        },
        id="Versus: who lacks what is required does not win, but is not beaten for it",
    ),
    pytest.param(
        {
            "challenge": body(1, who=TOGETHER, period="week"),
            "trips": trips(("ana", 4), ("ben", 4), ("ana", 11), ("ben", 11)),
            "memberships": [paired("p1", "ana", 1), paired("p1", "ben", 13)],
            "expected": [entry(2, 1, ("ana", "ben"), pair="p1", period_start="2026-05-11")],
            "not_counted": {"t1": "not_taking_part", "t2": "not_taking_part"},
        },
        id="A pair to which the other came after a week takes no part in it",
    ),
    pytest.param(
        {
            "challenge": body(1, who=TOGETHER),
            "trips": trips(("ana", 4), ("ben", 4)),
            "memberships": [paired("p1", "ana"), paired("p1", "ben", 1, 20)],
            "expected": [entry(1, 1, pair="p1")],
            "not_counted": {"t2": "not_taking_part"},
        },
        id="Who leaves before the end takes their trips along, and one alone completes nothing",
    ),
    pytest.param(
        {
            "challenge": body(1, who=TOGETHER),
            "trips": trips(("ana", 4), ("ben", 4), ("cleo", 4)),
            "memberships": [
                *(paired("p1", "ana", 1, 10), paired("p1", "ben", 1, 10)),
                *(paired("p2", "ana", 12), paired("p2", "cleo", 12)),
                *({**paired("p3", each), "challenge_id": "c0"} for each in ("ana", "ben")),
            ],
            "expected": [entry(2, 1, ("ana", "cleo"), pair="p2")],
            "not_counted": {"t2": "not_taking_part"},
        },
        id="A pair is of its own challenge, and the last one counts",
    ),
    pytest.param(
        {
            "challenge": body(2, who={"kind": "joined"}),
            "trips": trips(("ana", 4), ("ana", 5)),
            "joins": [{"challenge_id": "c0", "rider": "ana", "from": on(1, 0)}],
            "expected": [],
            "not_counted": {"t1": "not_taking_part", "t2": "not_taking_part"},
        },
        id="To have joined another challenge is not to have joined this one",
    ),
    pytest.param(
        {
            "challenge": body(1, who={"kind": "joined"}),
            "trips": trips(("ana", 4)),
            "joins": [{"challenge_id": "c1", "rider": "ana", "from": on(1, 0), "until": on(10, 0)}],
            "now": on(9, 23),
            "expected": [entry(1, 1, ("ana",), rider="ana")],
        },
        id="While the period runs who is in now takes part",
    ),
    pytest.param(
        {
            "challenge": body(1, who={"kind": "joined"}),
            "trips": trips(("ana", 4)),
            "joins": [{"challenge_id": "c1", "rider": "ana", "from": on(1, 0), "until": on(1, 0, month=6)}],
            "now": on(1, 0, month=6),
            "expected": [entry(1, 1, ("ana",), rider="ana")],
        },
        id="At the instant of the end it has ended, and who leaves then has stayed",
    ),
    pytest.param(
        {
            "challenge": body(1, closed_at=on(20, 0)),
            "trips": trips(("ana", 21)),
            "now": on(10, 0),
            "expected": [entry(1, 1, ("ana",), rider="ana")],
        },
        id="A closing that lies ahead is not known yet",
    ),
    pytest.param(
        {
            "challenge": body(1, period="week", closed_at=on(1, 0, month=6)),
            "trips": [
                {
                    **trips(("ana", 1))[0],
                    "started_at": on(1, 2, month=6),
                    "timezone": "America/New_York",
                }
            ],
            "expected": [entry(1, 1, ("ana",), rider="ana", period_start="2026-05-25")],
        },
        id="A closing at the very end changes nothing",
    ),
    pytest.param(
        {
            "challenge": body(
                goal={
                    "kind": "steps",
                    "need": 1,
                    "steps": [
                        {"kind": "sum", "measure": "trips", "target": 1, "where": {"station_ids": ["s3"]}},
                        {"kind": "distinct", "of": "stations", "target": 2, "where": {"station_ids": ["s1"]}},
                    ],
                },
                where={"zone_ids": ["centre"]},
            ),
            "trips": [
                *trips(("ana", 4), start_station_id="s1", end_station_id="s3"),
                {**trips(("ana", 5), start_station_id="s1", end_station_id="s2")[0], "trip_id": "t2"},
            ],
            "expected": [entry(0, 1, rider="ana", steps=[[0, 1, False], [1, 2, False]])],
        },
        id="Body and step speak of one and the same end, and only it is a different place",
    ),
    pytest.param(
        {
            "challenge": body(
                goal={"kind": "steps", "need": 1, "steps": [body()["goal"], body()["goal"]]},
                where={"services": ["bike_share"], "weekdays": [1]},
            ),
            "trips": [
                {**trips(("ana", 5))[0], "service": "parking"},
                {**trips(("ana", 5))[0], "trip_id": "t2"},
            ],
            "expected": [],
            "not_counted": {"t1": "steps", "t2": "weekdays"},
        },
        id="With steps an activity whose service the body does not name is told `steps`, whatever else fails",
    ),
    pytest.param(
        {
            "challenge": body(where={"services": ["parking"], "start_zone_ids": ["old"]}),
            "trips": [{**trips(("ana", 4), start_station_id="s1")[0], "service": "parking"}],
            "expected": [],
            "not_counted": {"t1": "start_zone_ids"},
        },
        id="An activity is at no place",
    ),
    pytest.param(
        {
            "challenge": body(goal={"kind": "distinct", "of": "districts", "target": 2}),
            "trips": trips(("ana", 4), start_zone_id="gone", end_zone_id="old"),
            "expected": [entry(1, 2, rider="ana")],
        },
        id="The district of a zone that is not on the map is not known",
    ),
    pytest.param(
        {
            "challenge": body(
                goal={
                    **{"kind": "improve", "measure": "trips", "percent": 10, "baseline_weeks": 1},
                    **{"target_min": 2, "target_max": 3},
                },
                starts_at=on(4, 0),
                ends_at=on(11, 0),
                period="week",
            ),
            "trips": trips(("ana", 4), ("ben", 4))
            + [
                {"trip_id": f"b{i}", "rider": "ben", "started_at": f"2026-04-2{i}T08:00:00+02:00"}
                for i in range(7, 10)
            ],
            "expected": [
                entry(1, 2, rider="ana", period_start="2026-05-04"),
                entry(1, 3, rider="ben", period_start="2026-05-04"),
            ],
            "not_counted": {f"b{i}": "outside_window" for i in range(7, 10)},
        },
        id="A baseline is the rider's own",
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_the_contract_says(case: dict[str, Any]) -> None:
    given = {"name": "", "because": "", **case}
    assert not differences(given, WORLD, energy_kcal)
