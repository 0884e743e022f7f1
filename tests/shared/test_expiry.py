"""When points expire: boundaries, the notice before them, and what is due at each."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.expiry.rules import (
    Expiring,
    Moves,
    Start,
    Terms,
    boundaries,
    expired,
    expiring,
    term_of,
    upcoming,
)

MADRID = ZoneInfo("Europe/Madrid")


def local(*numbers: int) -> datetime:
    year, month, day, hour = (*numbers, *[0] * (4 - len(numbers)))
    return datetime(year, month, day, hour, tzinfo=MADRID)


def terms(*starts: tuple[datetime, int | None]) -> Terms:
    return Terms(tuple(Start(*each) for each in starts), MADRID)


def first_days(of: Terms, until: datetime) -> list[date]:
    return [each.on for each in boundaries(of, until)]


def test_a_boundary_is_the_first_instant_of_a_local_month() -> None:
    of_year = terms((local(2026, 1, 1), 12))
    [*_, last] = boundaries(of_year, local(2027, 12, 1))
    assert (last.on, last.at, last.cut) == (date(2027, 12, 1), local(2027, 12, 1), date(2026, 12, 1))
    assert boundaries(of_year, local(2027, 12, 1) - timedelta(microseconds=1))[-1].on == date(2027, 11, 1)


@pytest.mark.parametrize(
    ("since", "first"),
    [
        pytest.param(local(2027, 12, 2), date(2028, 1, 1), id="30 local days before"),
        pytest.param(local(2027, 12, 2) + timedelta(microseconds=1), date(2028, 2, 1), id="less than 30"),
        pytest.param(local(2027, 3, 2), date(2027, 4, 1), id="the days are local: one has 23 hours"),
    ],
)
def test_nothing_expires_within_30_days_of_the_setting(since: datetime, first: date) -> None:
    assert first_days(terms((since, 12)), local(2028, 3, 1))[0] == first


def test_a_boundary_counts_by_the_value_in_force_then() -> None:
    of_both = terms((local(2026, 1, 1), 12), (local(2026, 6, 15), 6), (local(2026, 9, 1), None))
    assert [(each.on.month, each.cut) for each in boundaries(of_both, local(2026, 12, 31))] == [
        (2, date(2025, 2, 1)),
        (3, date(2025, 3, 1)),
        (4, date(2025, 4, 1)),
        (5, date(2025, 5, 1)),
        (6, date(2025, 6, 1)),
        (8, date(2026, 2, 1)),
    ]


def test_points_never_expire_unless_it_is_said() -> None:
    assert boundaries(terms(), local(2100, 1, 1)) == upcoming(terms(), local(2100, 1, 1)) == []


def test_what_has_expired_does_not_come_back_when_less_is_due_later() -> None:
    passed = boundaries(terms((local(2026, 1, 1), 12)), local(2028, 1, 1))[-2:]
    moves = Moves({date(2026, 11, 1): 100, date(2026, 12, 1): 100}, [(local(2027, 12, 15), 200)], [])
    assert expired(moves, passed) == [100, 100]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param(local(2027, 11, 1), 100, id="30 local days before"),
        pytest.param(local(2027, 11, 1) + timedelta(microseconds=1), 0, id="later"),
    ],
)
def test_what_is_refunded_is_good_for_30_days(at: datetime, due: int) -> None:
    [*_, boundary] = boundaries(terms((local(2026, 1, 1), 12)), local(2027, 12, 1))
    moves = Moves({date(2026, 11, 1): 100}, [(local(2027, 10, 1), 100)], [(at, 100)])
    assert expired(moves, [boundary]) == [due]


def test_what_is_spent_at_the_boundary_is_spent_after_it() -> None:
    [*_, boundary] = boundaries(terms((local(2026, 1, 1), 12)), local(2027, 12, 1))
    for at, due in ((boundary.at, 100), (boundary.at - timedelta(microseconds=1), 0)):
        assert expired(Moves({date(2026, 11, 1): 100}, [(at, 100)], []), [boundary]) == [due]


def test_riders_are_told_of_the_boundaries_of_the_next_30_days() -> None:
    of_year = terms((local(2026, 1, 1), 12))
    assert [each.on for each in upcoming(of_year, local(2027, 11, 1))] == [date(2027, 12, 1)]
    assert upcoming(of_year, local(2027, 10, 31, 23)) == [
        each for each in boundaries(of_year, local(2027, 11, 1)) if each.on == date(2027, 11, 1)
    ]
    next_ones = upcoming(of_year, local(2028, 1, 31, 12))
    moves = Moves({date(2027, 1, 1): 30, date(2027, 2, 1): 20, date(2027, 3, 1): 5}, [], [])
    assert expiring(moves, 0, next_ones) == [
        Expiring(date(2028, 1, 31), 30),
        Expiring(date(2028, 2, 29), 20),
    ]
    assert expiring(moves, 30, next_ones) == [Expiring(date(2028, 2, 29), 20)]


@pytest.mark.parametrize(
    ("kind", "points", "term"),
    [
        *((kind, points, "earned") for kind in ("trip", "cap", "challenge", "bonus") for points in (5, -5)),
        ("migration", 5, "earned"),
        ("adjustment", 5, "earned"),
        ("adjustment", -5, "spent"),
        *((kind, -5, "spent") for kind in ("reservation", "redemption", "draw_ticket", "donation")),
        ("refund", 5, "refunded"),
        *((kind, points, None) for kind in ("debt", "repayment", "expiry") for points in (5, -5)),
        ("adjustment", 0, None),
    ],
)
def test_what_a_line_is_for_expiry(kind: str, points: int, term: str | None) -> None:
    assert term_of(kind, points) == term
