"""Lines by which points expire: all from the rider, or one back, so that the newest total is the last."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.rewards.expiry.rules import Mark, Step, lines_of
from services.rewards.ledger.rules import BEFORE_FIRST, EPOCH, Account

RIDER = UUID(int=1)
FIRST = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param(0, [], [], id="nothing is due"),
        pytest.param(0, [40, 40, 60], [(-40, -40), (-20, -60)], id="at two of three boundaries"),
        pytest.param(60, [60, 60], [], id="nothing more"),
        pytest.param(60, [60, 0], [(60, 0)], id="it was never earned"),
        pytest.param(0, [47, 0], [], id="it was due, and is taken back before it was booked"),
        pytest.param(0, [47, 30], [(-30, -30)], id="a part of what was due is taken back before"),
        pytest.param(100, [40, 60], [(40, -60)], id="less than before, in the end"),
        pytest.param(50, [40, 60], [(-10, -60)], id="more than before, in the end"),
    ],
)
def test_lines_never_go_both_ways(before: int, after: list[int], lines: list[tuple[int, int]]) -> None:
    account = Account(RIDER, RIDER, 0, 0, 0, 0, 0, 0, BEFORE_FIRST)
    steps = [Step(FIRST + timedelta(days=30 * n), points, 12) for n, points in enumerate(after)]
    made = lines_of(account, Mark(before, EPOCH), steps, ZoneInfo("UTC"))
    assert [(line.points, line.total_points) for line in made] == lines
    assert len({line.posting_id for line in made}) == len(made)
