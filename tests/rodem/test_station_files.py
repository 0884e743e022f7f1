import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rodem.imports.station_files import StationFailure, read_stations
from rodem.imports.trip_files import ImportRefused

STATION = {"station_id": "1", "name": "Gran Via, 760", "lat": 41.39798, "lon": 2.18011}


def written(tmp_path: Path, *stations: object, last_updated: object = 1650348404) -> Path:
    file = tmp_path / "station_information.json"
    file.write_text(json.dumps({"last_updated": last_updated, "ttl": 1, "data": {"stations": stations}}))
    return file


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "stations", "as_of"),
    [
        ("bicing_2021-05-26_station_information.json", 509, datetime(2021, 5, 26, 17, 8, 24, tzinfo=UTC)),
        ("bicing_2022-04-19_station_information.json", 509, datetime(2022, 4, 19, 6, 6, 44, tzinfo=UTC)),
        ("bicing_2024_station_information_opendata.csv", 506, None),
    ],
)
def test_bicings_lists_are_read_whole(
    data_dir: Path, name: str, stations: int, as_of: datetime | None
) -> None:
    file = read_stations(data_dir / "gbfs" / name)
    assert (len(file.stations), file.failures, file.as_of) == (stations, [], as_of)
    assert file.stations[0]["station_id"] == "1"
    assert file.stations[0]["name"] == "GRAN VIA CORTS CATALANES, 760"


@pytest.mark.data
def test_bicings_capacity_of_2022_is_13735_docks(data_dir: Path) -> None:
    file = read_stations(data_dir / "gbfs" / "bicing_2022-04-19_station_information.json")
    assert sum(station["capacity"] for station in file.stations) == 13_735


@pytest.mark.data
def test_a_file_that_is_not_utf8_is_refused_with_the_way_out(data_dir: Path) -> None:
    with pytest.raises(
        ImportRefused, match=r"not UTF-8 \(byte 0xc0 at offset 628\).*iconv -f latin1 -t utf8"
    ):
        read_stations(data_dir / "gbfs" / "bicing_2022-05-09_station_information.latin1.json")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param({"station_id": 7}, {"station_id": "7"}, id="GBFS 1: a number for an id"),
        pytest.param(
            {"name": [{"text": "Gran Via", "language": "ca"}, {"text": "Main St", "language": "en"}]},
            {"name": "Gran Via"},
            id="GBFS 3: names in several languages",
        ),
        pytest.param({"is_charging_station": 1}, {"is_charging_station": True}, id="1 for true"),
        pytest.param({"is_charging_station": False}, {"is_charging_station": False}, id="false stays"),
        pytest.param({"capacity": "46"}, {"capacity": 46}, id="a number in quotes"),
        pytest.param({"capacity": 0}, {"capacity": 0}, id="no docks"),
        pytest.param({"capacity": None, "address": ""}, {}, id="null and empty are absent"),
        pytest.param({"post_code": "08013", "altitude": 16.0}, {"post_code": "08013"}, id="unused field"),
    ],
)
def test_every_version_becomes_one_shape(
    tmp_path: Path, raw: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert read_stations(written(tmp_path, STATION | raw)).stations == [STATION | expected]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param({"lat": float("nan")}, "lat is not between -90 and 90 degrees", id="NaN"),
        pytest.param({"lat": 90.1}, "lat is not between -90 and 90 degrees", id="beyond the pole"),
        pytest.param({"lon": -180.5}, "lon is not between -180 and 180 degrees", id="once around"),
        pytest.param({"lon": None}, "lon is not between -180 and 180 degrees", id="nowhere"),
        pytest.param({"lat": True}, "lat is not between -90 and 90 degrees", id="true is no number"),
        pytest.param({"station_id": None}, "station_id is missing or not a text", id="no id"),
        pytest.param({"station_id": True}, "station_id is missing or not a text", id="true is no id"),
        pytest.param({"name": " "}, "name is missing or not a text", id="blank name"),
        pytest.param({"name": []}, "name is missing or not a text", id="no name in any language"),
        pytest.param(
            {"name": "a\u0000b"}, "name holds a control character or half a surrogate pair", id="U+0000"
        ),
        pytest.param(
            {"name": "a\ud800"}, "name holds a control character or half a surrogate pair", id="surrogate"
        ),
        pytest.param({"capacity": -1}, "capacity is not a whole number of docks", id="negative docks"),
        pytest.param({"capacity": 1.5}, "capacity is not a whole number of docks", id="half a dock"),
        pytest.param({"station_id": 0}, "station_id 0 is already used at index 0", id="twice"),
    ],
)
def test_an_unusable_station_is_reported_and_the_others_are_kept(
    tmp_path: Path, raw: dict[str, Any], reason: str
) -> None:
    file = read_stations(written(tmp_path, STATION | {"station_id": "0"}, STATION | raw))
    assert [station["station_id"] for station in file.stations] == ["0"]
    assert file.failures == [StationFailure(1, reason)]


@pytest.mark.parametrize(
    "last_updated",
    [
        pytest.param(1650348404, id="GBFS 1 and 2"),
        pytest.param("1650348404", id="in quotes"),
        pytest.param("2022-04-19T06:06:44Z", id="GBFS 3"),
        pytest.param("2022-04-19T08:06:44+02:00", id="with an offset"),
    ],
)
def test_when_a_list_was_true(tmp_path: Path, last_updated: object) -> None:
    file = read_stations(written(tmp_path, STATION, last_updated=last_updated))
    assert file.as_of == datetime(2022, 4, 19, 6, 6, 44, tzinfo=UTC)


@pytest.mark.parametrize("last_updated", ["yesterday", "2022-04-19T06:06:44", 1e300, {}])
def test_a_time_that_is_none_is_refused(tmp_path: Path, last_updated: object) -> None:
    with pytest.raises(ImportRefused, match="last_updated"):
        read_stations(written(tmp_path, STATION, last_updated=last_updated))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("{", "not JSON", id="broken JSON"),
        pytest.param("[" * 100_000, "not JSON", id="100,000 levels deep"),
        pytest.param("[]", "no data.stations list", id="a bare list"),
        pytest.param('{"data": {"stations": []}}', "no usable station", id="empty list"),
        pytest.param("id,name\n1,x\n", "no column lat, lon, station_id", id="another CSV"),
        pytest.param("", "no column lat, lon, name, station_id", id="empty file"),
    ],
)
def test_what_is_no_station_list_is_refused(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "stations"
    file.write_text(content)
    with pytest.raises(ImportRefused, match=said):
        read_stations(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        read_stations(tmp_path / "none.json")
