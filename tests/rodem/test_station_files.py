import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rodem.imports.files import ImportRefused
from rodem.imports.station_files import read_stations

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
    assert (len(file.stations), file.warnings, file.as_of) == (stations, (), as_of)
    first: Any = file.stations[0]
    assert (first["station_id"], first["name"]) == ("1", "GRAN VIA CORTS CATALANES, 760")


@pytest.mark.data
def test_bicings_capacity_of_2022_is_13735_docks(data_dir: Path) -> None:
    file = read_stations(data_dir / "gbfs" / "bicing_2022-04-19_station_information.json")
    stations: list[Any] = file.stations
    assert sum(station["capacity"] for station in stations) == 13_735


@pytest.mark.data
def test_the_encoding_of_a_file_that_is_not_utf8_is_guessed_and_named(data_dir: Path) -> None:
    file = read_stations(data_dir / "gbfs" / "bicing_2022-05-09_station_information.latin1.json")
    assert [each for each in file.warnings if "not UTF-8: it was read as cp1252, which is a guess" in each]
    assert "C/ NÀPOLS, 82" in {each["name"] for each in file.stations if isinstance(each, dict)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"%PDF-1.7 \xe2", "is a PDF: fetch the GBFS feed", id="PDF"),
        pytest.param(b"<!DOCTYPE html><html>", "is a web page: download the file itself", id="a page"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "is an Excel workbook .XLS.: fetch", id="a workbook"),
        pytest.param(b"", "is empty: fetch it again", id="nothing"),
    ],
)
def test_what_a_file_is_that_has_no_stations_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "stations.csv"
    file.write_bytes(content)
    with pytest.raises(ImportRefused, match=said):
        read_stations(file)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param({"station_id": 7}, {"station_id": "7"}, id="GBFS 1: a number for an id"),
        pytest.param(
            {"name": [{"text": "Gran Via", "language": "ca"}, {"text": "Main St", "language": "en"}]},
            {"name": "Gran Via"},
            id="GBFS 3: names in several languages",
        ),
        pytest.param({"capacity": "46"}, {"capacity": 46}, id="a number in quotes"),
        pytest.param({"capacity": 46.0}, {"capacity": 46}, id="docks as a float"),
        pytest.param({"name": " Calle\tMayor\n2 "}, {"name": "Calle Mayor 2"}, id="white space in a name"),
        pytest.param({"capacity": 0}, {"capacity": 0}, id="no docks"),
        pytest.param({"capacity": None}, {}, id="null is absent"),
        pytest.param({"post_code": "08013", "address": "a\0"}, {}, id="unused fields"),
        pytest.param({"altitude": 16.5}, {"elevation_m": 17}, id="Bicing's altitude"),
        pytest.param({"altitude": "16.0"}, {"elevation_m": 16}, id="an altitude in quotes"),
        pytest.param({"altitude": -0.5}, {"elevation_m": 0}, id="half a metre below the sea"),
        pytest.param({"altitude": "high"}, {}, id="an altitude that is none"),
        pytest.param({"altitude": 9_001.0}, {}, id="an altitude beyond all mountains"),
        pytest.param({"altitude": 16.0, "elevation_m": "12"}, {"elevation_m": 12}, id="an elevation"),
        pytest.param({"until": " 2026-01-01T00:00:00Z"}, {"until": "2026-01-01T00:00:00Z"}, id="an end"),
    ],
)
def test_every_version_becomes_one_shape(
    tmp_path: Path, raw: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert read_stations(written(tmp_path, STATION | raw)).stations == [STATION | expected]


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        pytest.param({"lat": float("nan")}, {"lat": None}, id="NaN"),
        pytest.param({"lat": 1e400}, {"lat": None}, id="1e400"),
        pytest.param({"lat": "north"}, {"lat": "north"}, id="a word for a number"),
        pytest.param({"lat": True}, {"lat": True}, id="true is no number"),
        pytest.param({"station_id": 1.5}, {"station_id": 1.5}, id="half an id"),
        pytest.param({"station_id": {}}, {"station_id": None}, id="an object for an id"),
        pytest.param({"name": []}, {"name": None}, id="no name in any language"),
        pytest.param({"capacity": 1.5}, {"capacity": 1.5}, id="half a dock"),
        pytest.param({"elevation_m": 1.5}, {"elevation_m": 1.5}, id="half a metre"),
    ],
)
def test_what_has_no_meaning_is_left_for_the_gateway_to_refuse(
    tmp_path: Path, raw: dict[str, Any], sent: dict[str, Any]
) -> None:
    assert read_stations(written(tmp_path, STATION | raw)).stations == [STATION | sent]


@pytest.mark.parametrize("raw", [7, STATION | {"name": "a\ud800"}])
def test_a_station_that_cannot_be_sent_is_sent_as_null(tmp_path: Path, raw: object) -> None:
    assert read_stations(written(tmp_path, STATION, raw)).stations == [STATION, None]


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


@pytest.mark.parametrize(
    "last_updated",
    ["yesterday", "2022-04-19T06:06:44", 1e300, {}, True, 1650348404000, 4102444800, 0, "1e9"],
)
def test_a_time_that_cannot_be_meant_is_now_with_a_warning(tmp_path: Path, last_updated: object) -> None:
    file = read_stations(written(tmp_path, STATION, last_updated=last_updated))
    assert (file.as_of, file.stations) == (None, [STATION])
    assert [warning.startswith("station_information.json: last_updated") for warning in file.warnings] == [
        True
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("{", "not JSON", id="broken JSON"),
        pytest.param("[" * 100_000, "not JSON", id="100,000 levels deep"),
        pytest.param("[]", "no data.stations list", id="a bare list"),
        pytest.param('{"data": {"stations": []}}', "has no stations: nothing was changed", id="empty list"),
        pytest.param("id,name\n1,x\n", "no column lat, lon, station_id", id="another CSV"),
        pytest.param("", "is empty: fetch it again", id="empty file"),
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


CSV = "station_id,name,lat,lon,capacity\n1,Łódź,51.77,19.45,20\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CSV, id="commas"),
        pytest.param(f"sep=,\r\n{CSV}", id="commas, named for Excel"),
        pytest.param("sep=;\n" + CSV.replace(",", ";"), id="semicolons, named for Excel"),
        pytest.param("SEP=^\n" + CSV.replace(",", "^"), id="what only the first line names"),
        pytest.param(CSV.replace(",", ";"), id="semicolons"),
        pytest.param(CSV.replace(",", ";").replace(".", ","), id="semicolons and decimal commas"),
        pytest.param(CSV.replace(",", "\t"), id="tabs"),
        pytest.param(CSV.replace("\n", ",\r"), id="old Mac, with a comma more in each line"),
        pytest.param(CSV.replace(",", " , "), id="spaces around"),
        pytest.param(CSV.replace("Łódź", '"Łódź"'), id="quoted"),
    ],
)
def test_a_station_in_a_csv_of_another_dress_is_the_same(tmp_path: Path, content: str) -> None:
    file = tmp_path / "stations.csv"
    file.write_text(content)
    station = {"station_id": "1", "name": "Łódź", "lat": 51.77, "lon": 19.45, "capacity": 20}
    assert read_stations(file).stations == [station]


def test_a_row_that_is_no_station_is_told_and_written_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    rows = ("2;Other", '3;"Third;51.7;19.4;9', f"4;{'x' * 140_000};51.7;19.4;9")
    content = "sep=;\n" + "\n".join((CSV.replace(",", ";"), *rows))
    file.write_text(content)
    found = read_stations(file)
    assert found.places == [{"line": 3}, {"line": 5}, {"line": 6}, {"line": 7}]
    assert list(found.unread) == [1, 2, 3]
    assert found.unread[1].startswith("'2;Other' begins a row of 2 cells, and there are 5 columns")
    lines = content.splitlines()
    assert found.only({1, 3}).splitlines() == [lines[0], lines[1], lines[4], lines[6]]


def test_an_encoding_that_is_said_is_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    file.write_bytes(CSV.encode("latin2"))
    [warning] = read_stations(file).warnings
    assert warning.endswith("If names look wrong, say the file's encoding, as in `--encoding latin2`.")
    found = read_stations(file, "latin2")
    assert (found.warnings, found.listed[0]["name"], found.encoding.name) == ((), "Łódź", "iso8859-2")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("utf-8", "stations.csv is no text in utf-8: line 2 has a byte 0xa3. Name another encoding, or none"),
        ("ebcdic", "There is no encoding 'ebcdic' of texts. One is latin-1, another utf-16."),
    ],
)
def test_an_encoding_that_cannot_be_is_refused(tmp_path: Path, named: str, said: str) -> None:
    file = tmp_path / "stations.csv"
    file.write_bytes(CSV.encode("latin2"))
    with pytest.raises(ImportRefused, match=said):
        read_stations(file, named)
