import gzip
import json
import math
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rodem.imports import trip_files
from rodem.imports.files import ImportRefused, estimate_rows
from rodem.imports.places import distance_between
from rodem.imports.times import start_instant
from rodem.imports.trip_files import ImportedTrip, ImportFailure, identified, read_trips

HEADER = (
    "Trip Duration,Start Time,Stop Time,Start Station ID,Start Station Name,Start Station Latitude,"
    "Start Station Longitude,End Station ID,End Station Name,End Station Latitude,"
    "End Station Longitude,Bike ID"
)
ROW = (
    "362,2016-01-01 00:02:52,2016-01-01 00:08:54,3186,Grove St,40.71958,-74.04312,3209,Brunswick,40.72418,"
    "-74.05066,24647"
)
OSLO = """started_at,ended_at,duration,start_station_id,start_station_latitude,start_station_longitude,\
end_station_id,end_station_latitude,end_station_longitude
2019-12-01 05:43:07.294000+00:00,2019-12-01 05:51:46.184000+00:00,518,421,59.928058,10.751397,493,59.92,10.76
2019-12-02 11:00:00+00:00,2019-12-02 11:10:00.500000+00:00,600,421,59.928058,10.751397,421,59.928058,10.751397
"""
NEW_YORK = ZoneInfo("America/New_York")


def read(file: Path, format: str, timezone: str | None = None) -> list[ImportedTrip | ImportFailure]:
    return list(read_trips(identified(file, format, timezone)))


def citibike(tmp_path: Path, *rows: str) -> list[ImportedTrip | ImportFailure]:
    file = tmp_path / "trips.csv"
    file.write_text("\n".join((HEADER, *rows)) + "\n")
    return read(file, "citibike", "America/New_York")


def only_trips(items: list[ImportedTrip | ImportFailure]) -> list[ImportedTrip]:
    trips = [item for item in items if isinstance(item, ImportedTrip)]
    assert len(trips) == len(items), [item for item in items if isinstance(item, ImportFailure)]
    return trips


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "format", "timezone"),
    [
        ("citibike_jc_2016-01.csv", "citibike", "America/New_York"),
        ("citibike_jc_2016-03.csv", "citibike", "America/New_York"),
        ("oslo_bysykkel_2019-12.csv", "oslo", "Europe/Oslo"),
    ],
)
def test_real_files_add_up_to_the_reference(data_dir: Path, name: str, format: str, timezone: str) -> None:
    expected = json.loads((data_dir / "reference_game.json").read_text())[name]
    trips = only_trips(read(data_dir / "trips" / name, format, timezone))
    assert len({trip.trip["trip_id"] for trip in trips}) == len(trips) == expected["rows"]
    assert sum(trip.duration_s for trip in trips) == expected["all_rows"]["duration_s"]
    assert sum(trip.distance_m for trip in trips) == expected["all_rows"]["distance_m"]
    exact_m = math.fsum(trip.distance_m_exact for trip in trips)
    assert exact_m == pytest.approx(expected["all_rows"]["distance_m_exact"], rel=1e-9)


@pytest.mark.data
def test_every_real_trip_lasts_as_long_as_its_file_says(data_dir: Path) -> None:
    """In March, three rows agree with the wall clock only once the change of the clocks is resolved."""
    file = data_dir / "trips" / "citibike_jc_2016-03.csv"
    for trip in only_trips(read(file, "citibike", "America/New_York")):
        started_at = datetime.fromisoformat(str(trip.trip["started_at"]))
        ended_at = datetime.fromisoformat(str(trip.trip["ended_at"]))
        assert (ended_at - started_at).total_seconds() == trip.duration_s


@pytest.mark.parametrize(
    ("started", "stopped", "duration_s", "expected"),
    [
        pytest.param("2016-03-12 13:11:30", "2016-03-15 07:14:31", 234181, "12 18:11:30", id="real, 3 days"),
        pytest.param("2016-03-12 17:29:47", "2016-03-13 10:17:35", 56867, "12 22:29:47", id="real, a night"),
        pytest.param("2016-03-12 20:34:43", "2016-03-14 19:00:07", 163524, "13 01:34:43", id="real, 2 days"),
        pytest.param("2016-03-13 01:50:00", "2016-03-13 03:10:00", 1200, "13 06:50:00", id="over the gap"),
        pytest.param(
            "2016-03-13 02:10:00", "2016-03-13 03:20:00", 600, "13 07:10:00", id="slow clock in the gap"
        ),
        pytest.param(
            "2016-11-06 01:50:00", "2016-11-06 01:10:00", 1200, "06 05:50:00", id="ends before it starts"
        ),
        pytest.param(
            "2016-11-06 01:10:00", "2016-11-06 01:20:00", 600, "06 05:10:00", id="both fit: the earlier"
        ),
        pytest.param("2016-11-06 01:10:00", "2016-11-06 02:20:00", 4200, "06 06:10:00", id="second hour"),
        pytest.param("2016-11-06 01:10:00", "2016-11-06 02:20:00", 7800, "06 05:10:00", id="first hour"),
        pytest.param(
            "2016-11-06 01:10:00", "2016-11-06 02:20:01", 4200, "06 06:10:00", id="1 s more is cut off"
        ),
        pytest.param(
            "2016-11-06 01:10:00", "2016-11-06 02:20:02", 4200, "06 05:10:00", id="2 s more fits neither"
        ),
        pytest.param(
            "2016-11-06 01:10:00", "2016-11-06 02:19:59", 4200, "06 05:10:00", id="1 s less fits neither"
        ),
    ],
)
def test_the_duration_tells_which_hour_is_meant(
    started: str, stopped: str, duration_s: int, expected: str
) -> None:
    start, stop = datetime.fromisoformat(started), datetime.fromisoformat(stopped)
    found = start_instant(start, stop, duration_s, NEW_YORK)
    assert found.isoformat() == f"{started[:7]}-{expected.replace(' ', 'T')}+00:00"


def test_a_row_becomes_a_trip(tmp_path: Path) -> None:
    (item,) = only_trips(citibike(tmp_path, ROW))
    trip = dict(item.trip)
    assert {len(str(trip.pop(name))) for name in ("trip_id", "rider_id")} == {36}
    assert trip == {
        "vehicle_type": "bike",
        "started_at": "2016-01-01T05:02:52Z",
        "ended_at": "2016-01-01T05:08:54Z",
        "start_station_id": "3186",
        "end_station_id": "3209",
        "distance_m": math.floor(item.distance_m_exact + 0.5),
        "distance_source": "station_pair",
        "start": {"lat": 40.71958, "lon": -74.04312},
        "end": {"lat": 40.72418, "lon": -74.05066},
        "vehicle_id": "24647",
    }
    assert (item.line, item.duration_s, item.distance_m) == (2, 362, trip["distance_m"])


def test_ids_never_change(tmp_path: Path) -> None:
    """An id that changed with a release would let every past import in a second time."""
    (item,) = only_trips(citibike(tmp_path, ROW))
    assert item.trip["trip_id"] == "e8bcfca8-672f-5adf-9ee5-f97db149a6fa"
    assert item.trip["rider_id"] == "3bf81ba0-601f-5f2f-accf-0c050ab2c0fb"


def test_the_bike_is_the_rider_in_jersey_city(tmp_path: Path) -> None:
    later = ROW.replace("362,", "363,")
    one, same, other = only_trips(citibike(tmp_path, ROW, later, ROW.replace("24647", "24648")))
    assert one.trip["rider_id"] == same.trip["rider_id"] != other.trip["rider_id"]
    assert one.trip["trip_id"] != same.trip["trip_id"]


def test_each_trip_is_its_own_rider_in_oslo_and_keeps_its_microseconds(tmp_path: Path) -> None:
    file = tmp_path / "oslo.csv"
    file.write_text(OSLO)
    one, round_trip = only_trips(read(file, "oslo", "Europe/Oslo"))
    assert one.trip["rider_id"] != round_trip.trip["rider_id"]
    assert (one.trip["started_at"], one.trip["ended_at"]) == (
        "2019-12-01T05:43:07.294000Z",
        "2019-12-01T05:51:45.294000Z",
    )
    assert round_trip.trip["started_at"] == "2019-12-02T11:00:00Z"
    assert (round_trip.distance_m, round_trip.distance_m_exact) == (0, 0.0)
    assert "vehicle_id" not in one.trip


def test_equal_rows_are_different_trips_and_stay_so(tmp_path: Path) -> None:
    twice = [trip.trip["trip_id"] for trip in only_trips(citibike(tmp_path, ROW, ROW, ROW))]
    again = [trip.trip["trip_id"] for trip in only_trips(citibike(tmp_path, ROW, ROW, ROW))]
    assert len(set(twice)) == 3
    assert twice == again


def test_rows_are_forgotten_after_a_bounded_number_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trip_files, "REMEMBERED_ROWS_MAX", 2)
    others = [ROW.replace("362,", f"{seconds},") for seconds in (400, 401, 402)]
    near = only_trips(citibike(tmp_path, ROW, others[0], ROW))
    far = only_trips(citibike(tmp_path, ROW, *others, ROW))
    assert near[0].trip["trip_id"] != near[-1].trip["trip_id"]
    assert far[0].trip["trip_id"] == far[-1].trip["trip_id"]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(ROW.replace("40.72418,-74.05066", "0.0,0"), id="0, 0: where no city is"),
        pytest.param(ROW.replace("40.71958,-74.04312", "0,0.0"), id="a start at 0, 0"),
        pytest.param(ROW.replace("40.72418,-74.05066", ","), id="empty"),
        pytest.param(ROW.replace("40.72418,-74.05066", "NULL,NULL"), id="NULL"),
        pytest.param(ROW.replace("40.72418,-74.05066", "nan,NaN"), id="NaN, as pandas writes it"),
        pytest.param(ROW.replace("40.72418,-74.05066", "NA,NA"), id="NA, as R writes it"),
        pytest.param(ROW.replace("40.72418,-74.05066", "#N/A,N/A"), id="N/A, as spreadsheets write it"),
        pytest.param(ROW.replace("40.72418", ""), id="half a position"),
    ],
)
def test_a_trip_without_a_position_has_an_unknown_distance_of_0_metres(tmp_path: Path, row: str) -> None:
    """The way to 0, 0 would be 8,668 km."""
    (item,) = only_trips(citibike(tmp_path, row))
    assert (item.distance_m, item.distance_m_exact) == (0, 0.0)
    assert "distance_m" not in item.trip
    assert "distance_source" not in item.trip
    assert len({"start", "end"} & set(item.trip)) == 1
    assert item.trip["end_station_id"] == "3209"


def test_a_position_may_have_decimal_commas(tmp_path: Path) -> None:
    """As Excel writes CSV wherever the decimal point is a comma: with semicolons between the cells."""
    file = tmp_path / "trips.csv"
    file.write_text(f"{HEADER}\n{ROW}\n".replace(",", ";").replace(".", ","))
    assert only_trips(read(file, "auto", "America/New_York"))[0].trip["start"] == {
        "lat": 40.71958,
        "lon": -74.04312,
    }


def test_a_position_on_the_equator_is_one(tmp_path: Path) -> None:
    (item,) = only_trips(citibike(tmp_path, ROW.replace("40.71958,", "0,").replace("40.72418,", "0.01,")))
    assert item.trip["distance_m"] == item.distance_m > 1_000


@pytest.mark.parametrize("unknown", ["NULL", "nan", "NA", "None"])
def test_a_station_that_is_null_is_none_and_seconds_may_be_written_as_floats(
    tmp_path: Path, unknown: str
) -> None:
    row = ROW.replace("362,", "362.0,").replace("3209,", f"{unknown},")
    (item,) = only_trips(citibike(tmp_path, row))
    assert item.duration_s == 362
    assert "end_station_id" not in item.trip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(ROW.replace("362,", "362.5,"), "'362.5' is not a whole number", id="half a second"),
        pytest.param(
            ROW.removesuffix(",24647"), "a row of 11 cells, and there are 12 columns", id="a cell too few"
        ),
        pytest.param(ROW + ",x", "a row of 13 cells, and there are 12 columns", id="a cell too many"),
        pytest.param(
            ROW.replace("362,", "-3,"), "Trip Duration '-3' is not a whole number of seconds", id="minus"
        ),
        pytest.param(
            ROW.replace("362,", "3e2,"), "Trip Duration '3e2' is not a whole number of seconds", id="float"
        ),
        pytest.param(
            ROW.replace("2016-01-01 00:02:52", "soon"),
            "Start Time 'soon' is not a date and time",
            id="no time",
        ),
        pytest.param(
            ROW.replace("2016-01-01 00:08:54", "2016-01-01"),
            "Stop Time '2016-01-01' is not a date and time",
            id="a bare date",
        ),
        pytest.param(
            ROW.replace("40.71958", "inf"),
            "Start Station Latitude 'inf' is not between -90 and 90 degrees",
            id="inf",
        ),
        pytest.param(
            ROW.replace("-74.05066", "-180.1"),
            "End Station Longitude '-180.1' is not between -180 and 180 degrees",
            id="off the map",
        ),
        pytest.param(
            ROW.replace("24647", ""), "Bike ID is empty, and the bike stands for the rider", id="no bike"
        ),
        pytest.param(
            ROW.replace("362,", "99999999999999,"), "ends after 9999", id="ends after the year 9999"
        ),
        pytest.param(
            ROW.replace("Grove St", '"Grove St'),
            "a quotation mark is opened and not closed",
            id="a stray quote",
        ),
        pytest.param(ROW.replace("Grove St", "x" * 140_000), "field larger", id="an endless cell"),
    ],
)
def test_a_broken_row_costs_itself_only(tmp_path: Path, row: str, reason: str) -> None:
    before, failure, after = citibike(tmp_path, ROW, row, ROW)
    assert isinstance(before, ImportedTrip)
    assert isinstance(after, ImportedTrip)
    assert isinstance(failure, ImportFailure)
    assert failure.line == 3
    assert reason in failure.reason


def late_latin1(*rows: str) -> bytes:
    """A file whose beginning is UTF-8."""
    return "\n".join((HEADER, *[ROW] * 1_000, *rows)).encode("latin1")


def test_a_name_that_is_not_utf8_is_not_used_and_costs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_bytes(late_latin1(ROW.replace("Grove", "Gr\xf6ve")))
    assert len(only_trips(read(file, "citibike", "America/New_York"))) == 1_001


def test_an_id_that_is_not_utf8_costs_its_row_only(tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_bytes(late_latin1(ROW.replace("3186", "\xf6"), ROW))
    *_, failure, trip = read(file, "citibike", "America/New_York")
    assert isinstance(failure, ImportFailure)
    assert failure.line == 1_002
    assert failure.reason == (
        r"Start Station ID '\xf6' is not UTF-8: say the file's encoding, as in `--encoding latin2`"
    )
    assert isinstance(trip, ImportedTrip)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"\ufeff{HEADER}\n{ROW}\n", id="byte order mark"),
        pytest.param(f"{HEADER}\r\n{ROW}\r\n\r\n", id="CRLF, empty last line"),
        pytest.param(f"{HEADER}\n{ROW}", id="no last newline"),
        pytest.param(HEADER + "\n" + ROW.replace("362,", '"362",').replace("3186", '"3186"'), id="quoted"),
        pytest.param(f"{HEADER.lower().replace(' ', '')}\n{ROW}\n", id="the header of other years"),
    ],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_the_same_row_in_another_dress_is_the_same_trip(tmp_path: Path, content: str, packed: bool) -> None:
    (expected,) = citibike(tmp_path, ROW)
    file = tmp_path / ("dressed.csv.gz" if packed else "dressed.csv")
    file.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    assert read(file, "citibike", "America/New_York") == [expected]


@pytest.mark.parametrize(
    ("content", "format", "timezone", "said"),
    [
        pytest.param(
            OSLO,
            "citibike",
            "UTC",
            "it has no column Start Time, Stop Time, Trip Duration",
            id="other format",
        ),
        pytest.param("", "oslo", "UTC", "trips.csv is empty: fetch it again", id="empty file"),
        pytest.param(OSLO, "lift", "UTC", "The formats are bicimad, bixi, citibike", id="unknown format"),
        pytest.param(OSLO, "oslo", "Europe/Osolo", "no time zone 'Europe/Osolo'", id="unknown zone"),
        pytest.param(OSLO, "oslo", "../etc", "no time zone", id="a path for a zone"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(
    tmp_path: Path, content: str, format: str, timezone: str, said: str
) -> None:
    file = tmp_path / "trips.csv"
    file.write_text(content)
    with pytest.raises(ImportRefused, match=said):
        read(file, format, timezone)


def test_a_damaged_or_missing_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cut.csv.gz"
    file.write_bytes(gzip.compress(OSLO.encode())[:-20])
    with pytest.raises(ImportRefused, match="damaged"):
        read(file, "oslo", "UTC")
    with pytest.raises(ImportRefused, match="cannot be read"):
        read(tmp_path / "none.csv", "oslo", "UTC")


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_between((0, 0), (1, 0)) == pytest.approx(111_195.08, abs=0.01)
    assert distance_between((41.4, 2.2), (41.4, 2.2)) == 0


def test_the_number_of_rows_is_estimated_from_the_start_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_text("\n".join([HEADER, *[ROW] * 30_000]) + "\n")
    assert estimate_rows(file) == pytest.approx(30_000, rel=0.01)
