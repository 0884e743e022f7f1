"""Periods of a window in the city's time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.challenges.tree import periods
from services.challenges.tree.periods import Longest, Period, Window
from services.challenges.tree.words import PeriodKind

from .writing import MADRID

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def window(kind: PeriodKind, starts_at: str, ends_at: str, zone: ZoneInfo = MADRID) -> Window:
    return Window(at(starts_at), at(ends_at), kind, zone)


def test_a_window_that_is_one_period_has_no_first_day() -> None:
    once = window("once", "2026-05-05T08:13+02:00", "2026-05-05T08:14+02:00")
    assert list(periods.periods(once)) == [Period(None, once.starts_at, once.ends_at)]
    assert periods.count(once) == 1
    assert periods.longest(once) == Longest(1, 1)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "hours"),
    [
        ("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00", 23),
        ("2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00", 25),
        ("2026-05-04T00:00+02:00", "2026-05-05T00:00+02:00", 24),
    ],
)
def test_a_day_in_which_clocks_change_is_one_day(starts_at: str, ends_at: str, hours: int) -> None:
    day = window("day", starts_at, ends_at)
    [period] = periods.periods(day)
    assert period.ends_at - period.starts_at == hours * HOUR
    assert periods.count(day) == 1
    assert period.settles_at == period.ends_at + 336 * HOUR


def test_a_week_may_have_an_hour_less_and_is_settled_14_times_24_hours_later() -> None:
    [week] = periods.periods(window("week", "2026-03-23T00:00+01:00", "2026-03-30T00:00+02:00"))
    assert week.ends_at - week.starts_at == 167 * HOUR
    [later] = periods.periods(window("week", "2026-03-16T00:00+01:00", "2026-03-23T00:00+01:00"))
    assert later.settles_at == at("2026-04-06T01:00+02:00")


def test_week_53_goes_over_the_new_year() -> None:
    weeks = window("week", "2026-12-21T00:00+01:00", "2027-01-11T00:00+01:00")
    assert [each.starts_on for each in periods.periods(weeks)] == [
        date(2026, 12, 21),
        date(2026, 12, 28),
        date(2027, 1, 4),
    ]
    assert date(2026, 12, 28).isocalendar().week == 53
    found = periods.period_of_day(weeks, date(2027, 1, 3))
    assert found is not None
    assert (found.starts_on, found.ends_at) == (date(2026, 12, 28), at("2027-01-04T00:00+01:00"))


def test_months_are_as_long_as_they_are() -> None:
    months = window("month", "2028-01-01T00:00+01:00", "2028-04-01T00:00+02:00")
    starts = [each.starts_on for each in periods.periods(months)]
    assert starts == [date(2028, 1, 1), date(2028, 2, 1), date(2028, 3, 1)]
    assert periods.count(months) == 3
    # January 2028 begins on a Saturday and ends on a Monday: W52, W1 to W5.
    assert periods.longest(months) == Longest(31, 6)


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("Europe/Madrid", date(2026, 3, 29), "2026-03-29T00:00+01:00"),
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-29T01:00+03:00"),
        # Clocks go back at midnight to 23:00: the day begins when midnight comes for the second time.
        ("Asia/Beirut", date(2026, 10, 25), "2026-10-25T00:00+02:00"),
        # Clocks go back at one to midnight: the day begins when midnight comes for the first time.
        ("America/Havana", date(2026, 11, 1), "2026-11-01T00:00-04:00"),
        # Clocks went forward from 23:30 to 00:30.
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T00:30-04:00"),
        # The day that Samoa left out: it begins when the next one does.
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-31T00:00+14:00"),
    ],
)
def test_the_first_instant_of_a_day(zone: str, day: date, first: str) -> None:
    instant = periods.first_instant(day, ZoneInfo(zone))
    assert instant == at(first)
    assert (instant - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() < day


def test_a_trip_belongs_to_its_own_day_or_once_to_its_instant() -> None:
    """A trip of 4 May 23:30 in London is of 5 May in Madrid."""
    started_at, local_on = at("2026-05-04T23:30+01:00"), date(2026, 5, 4)
    days = window("day", "2026-05-04T00:00+02:00", "2026-05-05T00:00+02:00")
    found = periods.period_of_trip(days, started_at, local_on)
    assert found is not None
    assert found.starts_on == local_on
    once = window("once", "2026-05-04T00:00+02:00", "2026-05-05T00:00+02:00")
    assert periods.period_of_trip(once, started_at, local_on) is None
    assert periods.period_of_trip(days, at("2026-05-04T12:00+02:00"), date(2026, 5, 5)) is None


def test_the_running_period_is_that_of_the_instant() -> None:
    weeks = window("week", "2026-05-04T00:00+02:00", "2026-05-18T00:00+02:00")
    starts = [
        (found := periods.period_at(weeks, instant)) and found.starts_on
        for instant in (
            weeks.starts_at - timedelta(seconds=1),
            weeks.starts_at,
            at("2026-05-10T23:59:59+02:00"),
            at("2026-05-11T00:00+02:00"),
            weeks.ends_at,
        )
    ]
    assert starts == [None, date(2026, 5, 4), date(2026, 5, 4), date(2026, 5, 11), None]


def test_closing_moves_the_end_of_what_has_not_ended() -> None:
    weeks = list(periods.periods(window("week", "2026-05-04T00:00+02:00", "2026-05-25T00:00+02:00")))
    closed_at = at("2026-05-13T12:00+02:00")
    closed = [periods.closed(each, closed_at) for each in weeks]
    assert [each.ends_at for each in closed] == [weeks[0].ends_at, closed_at, closed_at]
    assert closed[1].settles_at == closed_at + 336 * HOUR
    assert [periods.closed(each, None) for each in weeks] == weeks


def test_days_and_weeks_that_are_only_touched_count() -> None:
    edges = (at("2026-05-10T23:59:59+02:00"), at("2026-05-11T00:00:00.000001+02:00"), MADRID)
    assert (periods.days_touched(*edges), periods.weeks_touched(*edges)) == (2, 2)
    edges = (at("2026-05-04T00:00+02:00"), at("2026-05-11T00:00+02:00"), MADRID)
    assert (periods.days_touched(*edges), periods.weeks_touched(*edges)) == (7, 1)


def test_a_baseline_ends_before_the_week_in_which_the_period_begins() -> None:
    once = Period(None, at("2026-05-06T12:00+02:00"), at("2026-05-20T00:00+02:00"))
    assert periods.baseline(once, MADRID, 4) == (date(2026, 4, 6), date(2026, 5, 4))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Madrid"])
@pytest.mark.parametrize("kind", ["once", "day", "week", "month"])
def test_the_end_of_the_calendar_is_no_error(kind: PeriodKind, zone: str) -> None:
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    edges = Window(datetime(2000, 1, 1, tzinfo=UTC), end, kind, ZoneInfo(zone))
    assert periods.count(edges) >= 1
    assert periods.longest(edges).days >= 1
    assert not periods.begins_a_period(kind, end, ZoneInfo(zone)) or kind == "once"
    assert periods.settles_at(end) <= end
    assert periods.period_at(edges, end - HOUR) is not None or kind != "once"
