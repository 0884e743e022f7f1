"""What a budget gives, and how long it lasts: the rules alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.rewards.campaigns.rules import (
    Budget,
    Days,
    Figures,
    Forecast,
    Pace,
    ask,
    built_in_guards,
    days_of,
    forecast,
    paced_points,
    promise,
    said_state,
    shown_state,
    spend,
)

MADRID = ZoneInfo("Europe/Madrid")
NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))
NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)


def budget(points: int = 300, pace: Pace = "free", **changes: Any) -> Budget:
    fields = {"gives": True, "is_spent": False, "spent_points": 0, "promised_points": 0} | changes
    return Budget(uuid4(), MADRID, NOVEMBER, points, pace, **fields)


@pytest.mark.parametrize(
    ("points", "changes", "refusal"),
    [
        pytest.param(300, {}, None, id="exactly the budget"),
        pytest.param(301, {}, "budget_spent", id="one more"),
        pytest.param(0, {"is_spent": True}, None, id="nothing is always given"),
        pytest.param(1, {"is_spent": True}, "budget_spent", id="a spent one gives nothing that would fit"),
        pytest.param(1, {"gives": False}, "budget_spent", id="nor one that is not published"),
        pytest.param(50, {"spent_points": 200, "promised_points": 50}, None, id="what is left"),
        pytest.param(51, {"spent_points": 200, "promised_points": 50}, "budget_spent", id="and one more"),
        pytest.param(100, {"pace": "even"}, None, id="ten of thirty days"),
        pytest.param(101, {"pace": "even"}, "budget_paced", id="beyond ten of thirty days"),
        pytest.param(301, {"pace": "even"}, "budget_spent", id="the budget is told before the pace"),
    ],
)
def test_what_a_budget_gives(points: int, changes: dict[str, Any], refusal: str | None) -> None:
    asked = budget(**changes)
    was_spent = asked.is_spent
    assert ask(asked, points, NOON, uuid4()) == refusal
    assert asked.is_spent is (was_spent or (refusal == "budget_spent" and asked.gives))


def test_a_promise_is_not_paced() -> None:
    assert ask(budget(pace="even"), 300, NOON, uuid4(), is_paced=False) is None


def test_an_even_pace_goes_by_the_local_days_that_are_over_or_run() -> None:
    asked = budget(100)
    days = [NOVEMBER.first_on - timedelta(days=9), NOVEMBER.first_on, date(2026, 11, 15), NOVEMBER.last_on]
    assert [paced_points(asked, day) for day in [*days, date(2027, 1, 1)]] == [3, 3, 50, 100, 100]


def test_a_day_of_pace_begins_at_local_midnight() -> None:
    eve = datetime(2026, 11, 10, 23, tzinfo=UTC)  # midnight in Madrid
    assert ask(budget(pace="even"), 110, eve - timedelta(seconds=1), uuid4()) == "budget_paced"
    assert ask(budget(pace="even"), 110, eve, uuid4()) is None


def test_a_window_touches_the_days_between_its_ends() -> None:
    begin, end = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert days_of(begin, end, MADRID) == NOVEMBER
    assert days_of(begin, end + timedelta(seconds=1), MADRID).number == 31


def test_what_is_spent_is_kept_by_local_day() -> None:
    asked = budget()
    spend(asked, 20, NOON)
    spend(asked, -5, NOON + timedelta(days=1))
    promise(asked, 7)
    assert (asked.spent_points, asked.promised_points) == (15, 7)
    assert asked.spent_on == {date(2026, 11, 10): 20, date(2026, 11, 11): -5}


@pytest.mark.parametrize(
    ("today", "spent_on", "expected"),
    [
        pytest.param(date(2026, 11, 1), {date(2026, 11, 1): 30}, Forecast(40, None), id="no full day yet"),
        pytest.param(date(2026, 11, 2), {date(2026, 11, 1): 10}, Forecast(300, date(2026, 11, 27)), id="one"),
        pytest.param(
            date(2026, 11, 20),
            {date(2026, 11, 12): 99, date(2026, 11, 13): 7, date(2026, 11, 20): 99},
            Forecast(51, None),
            id="seven full days, neither today nor those before",
        ),
        pytest.param(date(2026, 11, 20), {date(2026, 11, 19): -7}, Forecast(40, None), id="only taken back"),
        pytest.param(date(2026, 12, 1), {date(2026, 11, 30): 7}, Forecast(40, None), id="after the end"),
    ],
)
def test_a_forecast_goes_by_the_last_full_days(
    today: date, spent_on: dict[date, int], expected: Forecast
) -> None:
    assert forecast(NOVEMBER, today, 300, Figures(30, 10, 0), spent_on) == expected


def test_a_budget_that_is_used_up_ends_today() -> None:
    found = forecast(NOVEMBER, date(2026, 11, 20), 40, Figures(30, 10, 0), {date(2026, 11, 19): 7})
    assert found == Forecast(40, date(2026, 11, 20))


def test_a_budget_that_lasts_longer_than_the_campaign_is_not_used_up() -> None:
    given = NOVEMBER, date(2026, 11, 20)
    for budget_points, ends_on in ((51, date(2026, 11, 30)), (52, None), (10**9, None)):
        found = forecast(*given, budget_points, Figures(30, 10, 0), {date(2026, 11, 19): 7})
        assert found.ends_on == ends_on


def test_days_before_the_calendars_last_one_are_days() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert days_of(NOON, last, ZoneInfo("Pacific/Kiritimati")).first_on == date(2026, 11, 11)


def test_what_readers_see_of_a_state() -> None:
    end, before = NOON, NOON - timedelta(seconds=1)
    states = [shown_state(each, False, end, before) for each in ("draft", "submitted", "approved")]
    assert states == ["draft"] * 3
    assert shown_state("published", False, end, before) == "open"
    assert shown_state("published", False, end, end) == "over"
    assert said_state("published", False) == "open"
    assert [said_state("published", True), said_state("paused", False)] == ["spent", "spent"]
    assert said_state("closed", False) == shown_state("closed", False, end, before) == "over"


def test_only_production_has_a_guard_of_its_own() -> None:
    assert built_in_guards("development", 200_000) == ()
    [guard] = built_in_guards("production", 200_000)
    assert (guard.when[0].fact, guard.when[0].over, guard.second) == ("budget_points", 200_000, "city")
