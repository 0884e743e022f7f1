"""What the gateway decides without a database: lines of a statement, and what can be spent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.gateway.riders.statement import rules
from services.gateway.riders.statement.rules import Account, Source
from services.gateway.riders.summary.rules import balance_points
from shared.events.heard import Heard
from shared.events.rewards import PointsPosted
from tests.events import points_posted

RIDER = UUID("0190aaaa-0000-7000-8000-000000000001")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TARIFF = {"distance_m": 1_234, "distance_points": 12, "energy_kcal": 79, "energy_points": 7}


def posting(**changes: Any) -> Heard[PointsPosted]:
    """A posting of 19 points for a trip, unless changed."""
    fields: dict[str, Any] = {"rider_id": RIDER, "points": 19, "posted_at": NOON, "params": TARIFF}
    return Heard(uuid4(), NOON, points_posted(**(fields | changes)))


EMPTY = Account(account_points=0, debt_points=0, lifetime_points=0, lines=0, as_of=None)


@pytest.mark.parametrize(
    ("sources", "batch", "points"),
    [
        pytest.param({}, [posting()], [19], id="first heard"),
        pytest.param({}, [posting(), posting()], [19], id="heard twice"),
        pytest.param({(RIDER, "trip:a"): Source(1, 19)}, [posting()], [], id="known"),
        pytest.param({}, [posting(points=0, total_points=0)], [0], id="first heard with 0 points says why"),
        pytest.param(
            {(RIDER, "trip:a"): Source(1, 0)},
            [posting(revision=2, points=0, total_points=0)],
            [],
            id="still 0 adds no line",
        ),
        pytest.param(
            {(RIDER, "trip:a"): Source(1, 0)},
            [posting(revision=2, points=0, total_points=0, rule="budget_spent")],
            [0],
            id="what a campaign has refused is told",
        ),
        pytest.param(
            {}, [posting(), posting(revision=2, points=-19, total_points=0)], [19, -19], id="taken back"
        ),
        pytest.param(
            {},
            [posting(revision=2, points=-19, total_points=0), posting()],
            [0],
            id="taken back before it was heard of",
        ),
        pytest.param(
            {(RIDER, "trip:a"): Source(1, 10)},
            [posting(revision=3, points=2, total_points=19)],
            [9],
            id="a gap is closed by the total",
        ),
    ],
)
def test_a_line_is_the_difference_to_what_was_known(
    sources: dict[rules.SourceKey, Source], batch: list[Heard[PointsPosted]], points: list[int]
) -> None:
    lines, _, _ = rules.book(batch, {RIDER: EMPTY}, sources)
    assert [line.points for line in lines] == points


def test_lines_are_numbered_and_run_the_account() -> None:
    account = replace(EMPTY, account_points=100, lifetime_points=150, lines=7)
    batch = [posting(), posting(source="cap:x:2026-05-04", kind="cap", points=-4, total_points=-4)]
    lines, accounts, _ = rules.book(batch, {RIDER: account}, {})
    assert [(line.number, line.balance_after) for line in lines] == [(8, 119), (9, 115)]
    assert accounts == {RIDER: Account(115, 0, 165, 9, NOON)}


def test_what_is_taken_is_gone_at_once_and_what_is_left_waits_on() -> None:
    """A correction has lowered a trip, and moved its end."""
    end, later = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    lowered = posting(revision=2, points=-9, total_points=10, available_at=later)
    lines, _, newest = rules.book([posting(available_at=end), lowered], {RIDER: EMPTY}, {})
    assert [(line.points, line.available_at) for line in lines] == [(19, end), (-9, NOON)]
    assert newest[RIDER, "trip:a"].available_at == later


def test_what_is_not_pending_can_be_spent() -> None:
    assert balance_points(account_points=10, pending_points=10) == 0
    assert balance_points(account_points=10, pending_points=3) == 7
