"""In which state a station is, and for how many minutes of a local day."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips.statuses.rules import (
    STATES,
    Reported,
    State,
    bounds_of,
    minutes_between,
    state_of,
)

MADRID = ZoneInfo("Europe/Madrid")
BEGIN, END = bounds_of(date(2026, 5, 4), MADRID)
MINUTE = timedelta(minutes=1)


def reports(*changes: tuple[float, State], begin: datetime = BEGIN) -> list[Reported]:
    """Reports at these minutes of a day, each of which no feed has repeated."""
    moments = [(begin + minute * MINUTE, state) for minute, state in changes]
    return [Reported(at, at, state) for at, state in moments]


def percent(minutes: int, of: int = 1440) -> float:
    """To four significant digits."""
    return float(f"{100 * minutes / of:.4g}")


@pytest.mark.parametrize(
    ("in_service", "vehicles", "docks", "state"),
    [
        pytest.param(True, 1, 1, "usable", id="one of each"),
        pytest.param(True, 0, 1, "empty", id="no vehicle"),
        pytest.param(True, 1, 0, "full", id="no dock"),
        pytest.param(True, 0, 0, "empty", id="neither"),
        pytest.param(True, 1, None, "usable", id="a place without docks"),
        pytest.param(True, 0, None, "empty", id="a place without docks or vehicles"),
        pytest.param(False, 1, 1, "out_of_service", id="out of service"),
        pytest.param(False, 0, 1, "out_of_service", id="out of service and empty"),
    ],
)
def test_the_state_of_a_station(in_service: bool, vehicles: int, docks: int | None, state: State) -> None:
    assert state_of(in_service, vehicles, docks) == state


def test_g17_a_day_of_a_station_with_twenty_docks() -> None:
    told = [(0, 5), (30, 0), (75, 2), (240, 10), (300, 20), (330, 18), (600, 0), (630, 1)]
    day = minutes_between(
        reports(*((minute, state_of(True, bikes, 20 - bikes)) for minute, bikes in told)), BEGIN, END
    )
    assert day.minutes == {"usable": 1335, "empty": 75, "full": 30, "out_of_service": 0, "unknown": 0}
    assert [percent(day.minutes[state]) for state in STATES[:3]] == [92.71, 5.208, 2.083]
    assert day.longest_outage_min == 45


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        pytest.param(date(2026, 10, 25), 1500, id="g31: of 25 hours"),
        pytest.param(date(2026, 3, 29), 1380, id="of 23 hours"),
        pytest.param(date(2026, 5, 4), 1440, id="of 24 hours"),
    ],
)
def test_a_day_has_the_minutes_that_the_clocks_give_it(day: date, minutes: int) -> None:
    begins_at, ends_at = bounds_of(day, MADRID)
    found = minutes_between(reports((0, "usable"), begin=begins_at), begins_at, ends_at)
    assert found.minutes["usable"] == sum(found.minutes.values()) == minutes


def test_what_no_report_tells_is_unknown() -> None:
    """Before the first report, and a day after the last one was said."""
    early, late = BEGIN - timedelta(hours=20), BEGIN + timedelta(hours=10)
    nothing = minutes_between([], BEGIN, END)
    assert nothing.minutes["unknown"] == 1440
    day = minutes_between([Reported(early, early, "empty"), Reported(late, late, "usable")], BEGIN, END)
    assert day.minutes == {"usable": 840, "empty": 300, "full": 0, "out_of_service": 0, "unknown": 300}
    assert day.longest_outage_min == 300


def test_a_state_that_feeds_repeat_stays_known() -> None:
    """A station that is planned has reported nothing for months, and its feed says so each minute."""
    planned = Reported(BEGIN - timedelta(days=60), BEGIN + timedelta(hours=1), "out_of_service")
    assert minutes_between([planned], BEGIN, END).minutes["out_of_service"] == 1440
    silent = planned._replace(said_at=BEGIN - timedelta(hours=25))
    assert minutes_between([silent], BEGIN, END).minutes["unknown"] == 1440


def test_an_outage_goes_on_from_empty_to_full_and_not_through_what_is_unknown() -> None:
    assert (
        minutes_between(reports((0, "empty"), (30, "full"), (50, "usable")), BEGIN, END).longest_outage_min
        == 50
    )
    gap = reports((-24 * 60, "empty"), (90, "full"))
    assert minutes_between(gap, BEGIN, BEGIN + timedelta(hours=2)).longest_outage_min == 60


SECONDS = st.lists(
    st.tuples(st.integers(-200_000, 86_400), st.sampled_from(STATES[:4])),
    max_size=12,
    unique_by=lambda each: each[0],
)


@given(told=SECONDS, cut=st.integers(1, 1439))
def test_no_minute_appears_or_is_lost(told: Sequence[tuple[int, State]], cut: int) -> None:
    ordered = reports(*((second / 60, state) for second, state in sorted(told)))
    day = minutes_between(ordered, BEGIN, END)
    assert sum(day.minutes.values()) == 1440
    assert day.longest_outage_min <= day.minutes["empty"] + day.minutes["full"] + 1
    middle = BEGIN + cut * MINUTE
    before = minutes_between([each for each in ordered if each.reported_at < middle], BEGIN, middle)
    after = minutes_between(ordered, middle, END)
    for state in STATES:
        assert abs(before.minutes[state] + after.minutes[state] - day.minutes[state]) <= 2


@pytest.mark.data
def test_bicings_polls_across_the_change_of_the_clocks_make_whole_days(data_dir: Path) -> None:
    """Four days of 2019, of which 31 March has 23 hours."""
    told: dict[str, dict[int, Reported]] = defaultdict(dict)
    with gzip.open(data_dir / "gbfs" / "bicing_2019-03_station_status_timeseries.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            counts = int(row["num_bikes_available"]), int(row["num_docks_available"])
            at, said = (
                datetime.fromtimestamp(int(row[name]), UTC) for name in ("last_reported", "last_updated")
            )
            told[row["station_id"]][int(row["last_reported"])] = Reported(at, said, state_of(True, *counts))
    assert len(told) == 399
    begins_at, ends_at = bounds_of(date(2019, 3, 31), MADRID)
    totals = dict.fromkeys(STATES, 0)
    for by_time in told.values():
        day = minutes_between([by_time[at] for at in sorted(by_time)], begins_at, ends_at)
        assert sum(day.minutes.values()) == 1380
        for state in STATES:
            totals[state] += day.minutes[state]
    # Of the polls 20 % found a station empty and 13 % full.
    assert 0.15 < totals["empty"] / (399 * 1380) < 0.25
    assert 0.10 < totals["full"] / (399 * 1380) < 0.16
