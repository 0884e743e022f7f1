"""Every row that is no trip is refused with what stands there and what to do about it."""

from pathlib import Path

import pytest

from rodem.imports.failures import MEANINGS, fault_in_words, sentences
from rodem.imports.files import ImportRefused
from rodem.imports.station_files import read_stations
from rodem.imports.trip_files import ImportFailure, identified, read_trips

from .test_trip_files import HEADER, ROW

COLUMNS = """
name = "own"
[columns]
started_at = "start"
ended_at = "end"
duration_min = "minutes"
start_point = "from"
vehicle_type = "type"
"""
OWN_HEADER = "start,end,minutes,from,type"


def said_of(tmp_path: Path, header: str, row: str, own_format: str | None = None) -> str:
    """The sentence on a file of a header and a row that is no trip."""
    file = tmp_path / "trips.csv"
    file.write_text(f"{header}\n{row}\n")
    format = "citibike"
    if own_format is not None:
        format = str(tmp_path / "own.toml")
        Path(format).write_text(own_format)
    [failure] = read_trips(identified(file, format, "America/New_York"))
    assert isinstance(failure, ImportFailure)
    return next(sentences(file, [{"line": failure.line, "reason": failure.reason}], 1, None))


@pytest.mark.parametrize(
    ("wrong", "value", "remedy"),
    [
        (ROW.replace("2016-01-01 00:02:52", "soon"), "Start Time 'soon'", "write it as 2026-05-04 08:30:00"),
        (ROW.replace("2016-01-01 00:02", "2016-13-01 00:02"), "'2016-13-01 00:02:52'", "write it as 2026-"),
        (ROW.replace("362,", "3e2,"), "Trip Duration '3e2'", "correct it, or write 12m 34s"),
        (ROW.replace("362,", "9362,"), "Stop Time '2016-01-01 00:08:54'", "correct one of them"),
        (ROW.replace("362,", "99999999999999,"), "Trip Duration '99999999999999'", "correct it"),
        (ROW.replace("40.71958", "inf"), "Latitude 'inf'", "correct it, or leave it empty"),
        (ROW.replace("24647", ""), "Bike ID", "fill it in"),
        (ROW.removesuffix(",24647"), "'362,2016-01-01 00:02:52", "write as many cells"),
        (ROW.replace("Grove St", '"Grove St'), '"Grove St', "close it"),
        (ROW.replace("Grove St", "x" * 140_000), "'362,2016-01-01 00:02:52", "correct it"),
    ],
)
def test_a_row_is_refused_with_what_stands_there_and_what_to_do(
    tmp_path: Path, wrong: str, value: str, remedy: str
) -> None:
    said = said_of(tmp_path, HEADER, wrong)
    assert said.startswith("trips.csv, line 2: ")
    assert value in said
    assert remedy in said.partition(value)[2]


@pytest.mark.parametrize(
    ("wrong", "value", "remedy"),
    [
        ("1/2/2022 08:00,,5,,bike", "start '1/2/2022 08:00'", "date_order"),
        ("2022-05-04 08:00,2022-05-04 07:00,,,bike", "2022-05-04 07:00", "correct one of both"),
        ("2022-05-04 08:00,,,,bike", "end and minutes", "fill one in"),
        ("2022-05-04 08:00,,five,,bike", "minutes 'five'", "correct it, or write 12m 34s"),
        ("2022-05-04 08:00,,5,here,bike", "from 'here'", "correct it, or leave it empty"),
        ("2022-05-04 08:00,,5,2 95,bike", "from '95'", "correct it, or leave it empty"),
        ("2022-05-04 08:00,,5,,scooter", "type 'scooter'", "a format of your own names its words"),
    ],
)
def test_a_row_of_a_format_of_ones_own_too(tmp_path: Path, wrong: str, value: str, remedy: str) -> None:
    format = COLUMNS.replace("[columns]", 'bike = ["bike"]\n[columns]')
    said = said_of(tmp_path, OWN_HEADER, wrong, format)
    assert said.startswith("trips.csv, line 2: ")
    assert value in said
    assert remedy in said.partition(value)[2]


@pytest.mark.parametrize("code", [*MEANINGS, "a_code_that_comes_later"])
@pytest.mark.parametrize("pointer", ["", "/some_field"])
def test_every_fault_has_a_remedy(pointer: str, code: str) -> None:
    said = fault_in_words(pointer, code, {"some_field": 7})
    assert ": " in said.partition(MEANINGS.get(code, code).partition(":")[0])[2]


@pytest.mark.parametrize(
    ("content", "value", "remedy"),
    [
        ('{"data": ', "line 1 column 10", "Fetch the feed again."),
        ("id,name\n1,x\n", "no column lat, lon, station_id", "Name the columns as GBFS does."),
        ("[]", "no data.stations list", "Fetch the feed of that name"),
    ],
)
def test_a_list_of_stations_that_is_none_is_refused_with_what_to_do(
    tmp_path: Path, content: str, value: str, remedy: str
) -> None:
    file = tmp_path / "stations.txt"
    file.write_text(content)
    with pytest.raises(ImportRefused) as refused:
        read_stations(file)
    assert str(refused.value).startswith("stations.txt")
    assert remedy in str(refused.value).partition(value)[2]


def test_a_list_of_stations_that_is_not_there_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"none\.json cannot be read: No such file.*Look at its name"):
        read_stations(tmp_path / "none.json")
