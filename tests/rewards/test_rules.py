"""The tariff, the day's limit, levels and what is said of them, to the unit."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rewards.ledger import rules as ledger
from services.rewards.ledger.rules import BEFORE_FIRST, Account, Line
from services.rewards.levels.rules import LEVELS_1, level
from services.rewards.tariffs.rules import TARIFF_1, Tariffs, earned
from services.rewards.trips import rules
from services.rewards.trips.rules import EMPTY, Paid, Sum, SumChange, TripChange
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.events import trip_judged

RIDER = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ON = date(2026, 5, 4)
PENDING = timedelta(hours=24)


def judged(**changes: Any) -> TripJudged:
    return trip_judged(**({"rider_id": RIDER, "started_at": NOON - timedelta(minutes=20)} | changes))


def account() -> Account:
    """A rider's account before the first line."""
    return Account(RIDER, uuid4(), 0, 0, 0, 0, 0, 0, BEFORE_FIRST)


def change(points: int, before: int = 0, revision_before: int = 0, **facts: Any) -> TripChange:
    trip = judged(**({"revision": revision_before + 1} | facts))
    of_trip = earned(TARIFF_1, trip)._replace(full_points=points)
    paid = Paid(Heard(uuid4(), NOON, trip), account(), TARIFF_1, of_trip, 0, trip.ended_at + PENDING)
    return TripChange(trip.trip_id, paid, before, 0, revision_before)


def a_day(points: int, revision: int) -> Sum:
    """A day before the batch, with the default limit."""
    return Sum(points, 400, revision)


def day_of(changes: Sequence[TripChange], before: Sum = EMPTY) -> list[Line]:
    gained = rules.day_changes(changes)
    days = {
        key: SumChange(before, a_day(before.points + day.points, before.revision + day.revision))
        for key, day in gained.items()
    }
    return rules.lines_of(Tariffs(), gained, days, {})


@pytest.mark.data
def test_what_the_boundary_cases_of_the_default_game_earn(data_dir: Path) -> None:
    cases = json.loads((data_dir / "game_cases.json").read_text())["trips"]
    assert cases
    for case in cases:
        facts = {name: case[name] for name in ("vehicle_type", "duration_s", "distance_m", "energy_kcal")}
        counts = case["verdict"] == "accepted"
        assert earned(TARIFF_1, judged(counts=counts, **facts)).full_points == case["points"], case


@pytest.mark.data
def test_days_over_the_limit_in_any_order_and_after_a_void(data_dir: Path) -> None:
    cases = json.loads((data_dir / "game_cases.json").read_text())["rider_days"]["cases"]
    assert cases
    for case in cases:
        points = case["full_points"]
        for order in permutations(points):
            assert sum(line.points for line in day_of([change(each) for each in order])) == case["points"]
        voided = change(0, before=points[case["void"]], revision_before=1, counts=False, verdict="voided")
        taken_back = day_of([voided], a_day(sum(points), len(points)))
        assert case["points"] + sum(line.points for line in taken_back) == case["points_after"], case


@pytest.mark.data
def test_the_points_from_which_levels_begin(data_dir: Path) -> None:
    cases = json.loads((data_dir / "game_cases.json").read_text())["levels"]["cases"]
    assert cases
    assert [level(LEVELS_1, points) for points, _ in cases] == [expected for _, expected in cases]


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        pytest.param({"distance_m": 99, "energy_kcal": 9}, 0, id="nothing is full"),
        pytest.param({"distance_m": 100, "energy_kcal": 10}, 2, id="a hundred metres and ten kcal"),
        pytest.param({"distance_m": 20_100, "energy_kcal": 0}, 200, id="at most twenty kilometres"),
        pytest.param({"distance_m": 0, "energy_kcal": 476}, 0, id="sitting on an unlocked bike"),
        pytest.param({"distance_m": None, "energy_kcal": 476}, 0, id="an unknown distance"),
        pytest.param({"counts": False, "verdict": "held"}, 0, id="a trip that does not count"),
        pytest.param({"unpaid": True, "history": True}, 0, id="an import without points"),
    ],
)
def test_what_a_trip_earns(facts: dict[str, Any], points: int) -> None:
    assert earned(TARIFF_1, judged(**facts)).full_points == points


@pytest.mark.parametrize(
    ("changed", "rule", "params"),
    [
        pytest.param(
            change(57),
            "tariff",
            {"distance_m": 4_200, "distance_points": 42, "energy_kcal": 159, "energy_points": 15},
            id="counted",
        ),
        pytest.param(
            change(247, distance_m=20_000, duration_s=3_600, energy_kcal=476),
            "tariff",
            {"distance_m": 20_000, "distance_points": 200, "energy_kcal": 476, "energy_points": 47},
            id="as far and as long as counts",
        ),
        pytest.param(
            change(247, distance_m=20_001, duration_s=3_601, energy_kcal=476),
            "tariff",
            {
                "distance_m": 20_001,
                "distance_points": 200,
                "energy_kcal": 476,
                "energy_points": 47,
                "distance_m_max": 20_000,
                "energy_s_max": 3_600,
            },
            id="a metre farther and a second longer",
        ),
        pytest.param(change(0, distance_m=None), "distance_unknown", {}, id="no distance"),
        pytest.param(change(0, unpaid=True), "unpaid", {}, id="an import without points"),
        pytest.param(
            change(0, counts=False, verdict="held", reasons=("overlapping",)),
            "not_counted",
            {"verdict": "held", "reason": "overlapping"},
            id="held",
        ),
        pytest.param(
            change(0, before=57, revision_before=1, counts=False, verdict="voided", reasons=("voided",)),
            "taken_back",
            {"verdict": "voided", "reason": "voided"},
            id="voided",
        ),
    ],
)
def test_every_line_says_why(changed: TripChange, rule: str, params: dict[str, int | str]) -> None:
    [line] = day_of([changed], a_day(changed.points_before, changed.revision_before))
    assert (line.rule, line.version, dict(line.params)) == (rule, 1, params)


def test_a_trip_is_pending_until_a_day_after_its_end_and_a_limit_never() -> None:
    lines = day_of([change(401)])
    assert [(line.source, line.points, line.total_points, line.available_at) for line in lines] == [
        (lines[0].source, 401, 401, NOON + PENDING),
        ("cap:2026-05-04", -1, -1, NOON),
    ]
    corrected = change(40, before=57, revision_before=1, started_at=NOON, duration_s=1_800)
    [lowered] = day_of([corrected], a_day(57, 1))
    assert (lowered.points, lowered.available_at) == (-17, NOON + timedelta(minutes=30) + PENDING)
    [void] = day_of([change(0, before=57, revision_before=1, counts=False)], a_day(57, 1))
    assert (void.points, void.available_at) == (-57, NOON)


def test_what_is_taken_back_moves_the_other_way_at_once() -> None:
    lowered = day_of([change(40, before=57, revision_before=1)], a_day(57, 1))
    booked = ledger.post("city", lowered, [])
    row = dict(zip(ledger.POSTING_COLUMNS, booked.postings[-1], strict=True))
    assert (row["destination"], row["points"], row["available_at"]) == ("issued", 17, NOON)
    assert booked.events[-1].available_at == NOON + PENDING
    given_row, cap_row = ledger.post("city", day_of([change(401)]), []).postings
    columns = ledger.POSTING_COLUMNS
    assert dict(zip(columns, given_row, strict=True))["source"] == "issued"
    assert dict(zip(columns, cap_row, strict=True))["destination"] == "issued"


def test_a_posting_has_the_same_id_whenever_it_follows_from_the_same_event() -> None:
    changed = change(401)
    first, again = day_of([changed]), day_of([changed])
    assert [line.posting_id for line in first] == [line.posting_id for line in again]
    assert len({line.posting_id for line in first}) == 2


full_points = st.lists(st.integers(0, 300), min_size=1, max_size=8)


@given(points=full_points, cut=st.integers(0, 8))
def test_a_day_gives_the_same_in_one_batch_and_in_two(points: list[int], cut: int) -> None:
    """And the cap line says the same total and revision at the end."""
    changes = [change(each, trip_id=uuid5(RIDER, str(i))) for i, each in enumerate(points)]
    whole = day_of(changes)
    first = day_of(changes[:cut])
    second = day_of(changes[cut:], a_day(sum(points[:cut]), len(points[:cut])))
    assert sum(line.points for line in whole) == sum(line.points for line in [*first, *second])
    assert sum(line.points for line in whole) == min(400, sum(points))
    totals = [{line.source: line.total_points for line in lines} for lines in (whole, [*first, *second])]
    assert totals[0] == totals[1]


@given(points=full_points)
def test_a_day_in_one_batch_has_one_line_of_its_limit(points: list[int]) -> None:
    lines = day_of([change(each) for each in points])
    over = sum(points) - 400
    assert [line.points for line in lines if line.kind == "cap"] == ([-over] if over > 0 else [])


@pytest.mark.parametrize(("awards", "lifetime"), [(-1, 0), (0, 0), (7, 7)])
def test_lifetime_points_are_never_below_zero(awards: int, lifetime: int) -> None:
    assert ledger.lifetime(awards) == lifetime
