"""When a trip of a file began, and how long it lasted: clocks, durations and stops in their many forms."""

from pathlib import Path

import pytest

from rodem.imports.files import ImportRefused
from rodem.imports.trip_files import ImportFailure

from .test_trip_formats import LYFT, OWN_ROWS, TFL, only_trip, own, read, written


def test_times_without_an_offset_need_a_zone(tmp_path: Path) -> None:
    row = "A1,classic_bike,2024-04-30 16:56:01{0},2024-04-30 17:06:01{0},A,1,B,2,40.7,-74.0,40.7,-74.0,casual"
    naive = written(tmp_path, f"{LYFT}\n{row.format('')}\n")
    with pytest.raises(ImportRefused, match=r"without a time zone: .*--timezone America/New_York"):
        read(naive)
    assert only_trip(read(naive, timezone="America/New_York")).trip["started_at"] == "2024-04-30T20:56:01Z"
    aware = written(tmp_path, f"{LYFT}\n{row.format('+02:00')}\n")
    assert only_trip(read(aware)).trip["started_at"] == "2024-04-30T14:56:01Z"


def test_a_zone_that_is_said_comes_before_the_formats(tmp_path: Path) -> None:
    file = written(tmp_path, OWN_ROWS)
    assert only_trip(read(file, own(tmp_path), "UTC")).trip["started_at"] == "2021-12-24T14:05:00Z"


@pytest.mark.parametrize(
    ("started", "ended", "at", "duration_s"),
    [
        ("2024-11-03 01:50:00", "2024-11-03 01:10:00", "05:50:00", 1_200),
        ("2024-11-03 01:10:00", "2024-11-03 01:20:00", "05:10:00", 600),
        ("2024-11-03 01:10:00", "2024-11-03 02:20:00", "06:10:00", 4_200),
        ("2024-03-10 01:50:00", "2024-03-10 03:10:00", "06:50:00", 1_200),
    ],
)
def test_without_a_duration_the_shortest_ride_is_meant_where_clocks_change(
    tmp_path: Path, started: str, ended: str, at: str, duration_s: int
) -> None:
    row = f"A1,classic_bike,{started},{ended},A,1,B,2,40.7,-74.0,40.7,-74.0,casual"
    trip = only_trip(read(written(tmp_path, f"{LYFT}\n{row}\n"), timezone="America/New_York"))
    assert (str(trip.trip["started_at"])[11:19], trip.duration_s) == (at, duration_s)


@pytest.mark.parametrize(("duration_s", "at"), [(4_230, "01:10"), (4_171, "01:10"), (7_770, "00:10")])
def test_whole_minutes_tell_which_hour_is_meant_as_well(tmp_path: Path, duration_s: int, at: str) -> None:
    """On 30 October 2022 London had the hour from 01:00 twice: the second began at 01:00 UTC."""
    row = f"1,{duration_s},3543,30/10/2022 02:20,374,A,30/10/2022 01:10,706,B"
    trip = only_trip(read(written(tmp_path, f"{TFL}\n{row}\n")))
    assert str(trip.trip["started_at"])[11:16] == at


def with_columns(*columns: str) -> str:
    """A format whose columns have our names."""
    return "\n".join(
        ['name = "own"', 'timezone = "UTC"', *(f'columns.{name} = "{name}"' for name in columns)]
    )


@pytest.mark.parametrize(
    ("column", "cell", "duration_s"),
    [
        ("duration_s", "2h 7m 53s", 7_673),
        ("duration_s", "53 min", 3_180),
        ("duration_s", "2:07:53", 7_673),
        ("duration_s", '"1,061.0"', 1_061),
        ("duration_min", "7", 420),
        ("duration_min", "7.02", 421),
        ("duration_ms", "7673456", 7_673),
    ],
)
def test_a_duration_has_many_forms(tmp_path: Path, column: str, cell: str, duration_s: int) -> None:
    format = own(tmp_path, with_columns("started_at", column))
    trip = only_trip(read(written(tmp_path, f"started_at,{column}\n2022-01-01 00:00,{cell}\n"), format))
    assert trip.duration_s == duration_s


@pytest.mark.parametrize(
    ("stopped", "said"),
    [
        ("2022-01-01 00:12", None),
        ("2022-01-01 00:13", "is 780 s after the start, and the duration says 600 s"),
        ("2022-01-02 00:10", "is 87000 s after the start, and the duration says 600 s"),
    ],
)
def test_a_stop_that_contradicts_the_duration_is_not_believed(
    tmp_path: Path, stopped: str, said: str | None
) -> None:
    format = own(tmp_path, with_columns("started_at", "ended_at", "duration_s"))
    text = f"started_at,ended_at,duration_s\n2022-01-01 00:00,{stopped},600\n"
    [row] = read(written(tmp_path, text), format)
    reason = row.reason if isinstance(row, ImportFailure) else None
    assert reason == (said and f"ended_at {stopped!r} {said}: correct one of them")
