"""Files of operators in each of their layouts, and files that only their operator knows."""

import json
from pathlib import Path

import pytest

from rodem.imports import formats
from rodem.imports.files import ImportRefused
from rodem.imports.trip_files import ImportedTrip, ImportFailure, identified, read_trips

Items = list[ImportedTrip | ImportFailure]


def read(file: Path, format: str = "auto", timezone: str | None = None) -> Items:
    return list(read_trips(identified(file, format, timezone)))


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "trips.csv"
    file.write_text(text, encoding=encoding)
    return file


def only_trip(items: Items) -> ImportedTrip:
    [trip] = items
    assert isinstance(trip, ImportedTrip), trip
    return trip


def only_reason(items: Items) -> str:
    [failure] = items
    assert isinstance(failure, ImportFailure), failure
    return failure.reason


PLACES = ("start_station_id", "end_station_id", "vehicle_type", "vehicle_id")
LYFT = (
    "ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,"
    "end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual"
)
TFL = (
    "Rental Id,Duration,Bike Id,End Date,EndStation Id,EndStation Name,Start Date,"
    "StartStation Id,StartStation Name"
)
TFL_2022 = (
    '"Number","Start date","Start station number","Start station","End date",'
    '"End station number","End station","Bike number","Bike model","Total duration",'
    '"Total duration (ms)"'
)
BIXI_2022 = (
    "STARTSTATIONNAME,STARTSTATIONARRONDISSEMENT,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,"
    "ENDSTATIONNAME,ENDSTATIONARRONDISSEMENT,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,"
    "ENDTIMEMS"
)
ECOBICI = (
    "Genero_Usuario,Edad_Usuario,Bici,Ciclo_Estacion_Retiro,Fecha_Retiro,Hora_Retiro,"
    "Ciclo_EstacionArribo,Fecha Arribo,Hora_Arribo"
)
BICIMAD = (
    "fecha;idBike;fleet;trip_minutes;geolocation_unlock;address_unlock;unlock_date;locktype;"
    "unlocktype;geolocation_lock;address_lock;lock_date;station_unlock;dock_unlock;"
    "unlock_station_name;station_lock;dock_lock;lock_station_name"
)
TORONTO = (
    "Trip Id,Trip  Duration,Start Station Id,Start Time,Start Station Name,End Station Id,"
    "End Time,End Station Name,Bike Id,User Type"
)
INDEGO = (
    "trip_id,duration,start_time,end_time,start_station,start_lat,start_lon,end_station,end_lat,"
    "end_lon,bike_id,plan_duration,trip_route_category,passholder_type,bike_type"
)


@pytest.mark.parametrize(
    ("format", "header", "row", "started_at", "duration_s", "places", "distance_m"),
    [
        pytest.param(
            *(
                "lyft",
                LYFT,
                "A1,electric_bike,2024-04-30 16:56:01.25,2024-04-30 17:06:01.25,A,JC1,B,,40.7,-74,,,x",
            ),
            *("2024-04-30T20:56:01.250000Z", 600, ("JC1", None, "ebike", None), 0),
            id="lyft, its end unknown",
        ),
        pytest.param(
            *("tfl", TFL, '53351716,840,3543,01/05/2016 00:14,374,"Waterloo, 1",01/05/2016 00:00,706,Snow'),
            *("2016-04-30T23:00:00Z", 840, ("706", "374", "bike", "3543"), 0),
            id="tfl until 2022",
        ),
        pytest.param(
            *(
                "tfl",
                TFL.replace("Duration", "Duration_Seconds").replace("Station Id", "Station Logical Terminal"),
            ),
            *("1,840,3543,01/05/2016 00:14,200077,A,01/05/2016 00:00,200237,B",),
            *("2016-04-30T23:00:00Z", 840, ("200237", "200077", "bike", "3543"), 0),
            id="tfl, other names",
        ),
        pytest.param(
            *(
                "tfl",
                TFL_2022,
                '"1","2022-09-12 00:00","001075","A","2022-09-12 02:08","200077","B","60","PBSC_EBIKE",'
                '"2h 7m 53s","7673456"',
            ),
            *("2022-09-11T23:00:00Z", 7673, ("001075", "200077", "ebike", "60"), 0),
            id="tfl since 2022",
        ),
        pytest.param(
            *("bixi", "start_date,start_station_code,end_date,end_station_code,duration_sec,is_member"),
            *("2014-04-15 00:01,6209,2014-04-15 00:18,6436,1061,1",),
            *("2014-04-15T04:01:00Z", 1061, ("6209", "6436", "bike", None), 0),
            id="bixi 2014",
        ),
        pytest.param(
            *("bixi", "start_date,emplacement_pk_start,end_date,emplacement_pk_end,is_member"),
            *("2021-06-29 17:46:28.653,10,2021-06-29 17:56:28.653,11,0",),
            *("2021-06-29T21:46:28.653000Z", 600, ("10", "11", "bike", None), 0),
            id="bixi 2021 without durations",
        ),
        pytest.param(
            *("bixi", BIXI_2022, "Métro A,X,45.50,-73.60,B,Y,45.51,-73.60,1656374400123.0,1656375000123"),
            *("2022-06-28T00:00:00.123000Z", 600, (None, None, "bike", None), 1112),
            id="bixi 2022",
        ),
        pytest.param(
            *(
                "indego",
                INDEGO,
                "3,7,4/1/2021 0:44,4/1/2021 0:51,3213,39.94,-75.16,3000,,,18928,30,A,B,electric",
            ),
            *("2021-04-01T04:44:00Z", 420, ("3213", "3000", "ebike", "18928"), 0),
            id="indego, a virtual station",
        ),
        pytest.param(
            *("indego", INDEGO.replace("_station,", "_station_id,").removesuffix(",bike_type")),
            *("3,420,7/1/2016 0:44,7/1/2016 0:51,3213,39.94,-75.16,3001,39.95,-75.16,1,30,One Way,Indego30",),
            *("2016-07-01T04:44:00Z", 420, ("3213", "3001", "bike", "1"), 1112),
            id="indego 2016, durations in seconds",
        ),
        pytest.param(
            *(
                "toronto",
                TORONTO,
                "1,126,7443,01/24/2022 00:02,A,7270,01/24/2022 00:05,NULL,3992,Annual Member",
            ),
            *("2022-01-24T05:02:00Z", 126, ("7443", "7270", "bike", "3992"), 0),
            id="toronto",
        ),
        pytest.param(
            *(
                "toronto",
                f"{TORONTO},Model",
                "1,126,7443,01/24/2024 00:02,A,NULL,01/24/2024 00:05,NULL,3992,A,EFIT G5",
            ),
            *("2024-01-24T05:02:00Z", 126, ("7443", None, "ebike", "3992"), 0),
            id="toronto with models",
        ),
        pytest.param(
            *("ecobici", ECOBICI, "M,32,1234,271,31/01/2022,9:08:07,107-108,31/01/2022,09:18:07"),
            *("2022-01-31T15:08:07Z", 600, ("271", "107-108", "bike", "1234"), 0),
            id="ecobici",
        ),
        pytest.param(
            *("bicimad", BICIMAD),
            "2021-06-01;2259;1;7.02;\"{'type': 'Point', 'coordinates': [-3.70, 40.41]}\";'Calle';"
            "2021-06-01T00:00:06;;;"
            "\"{'type': 'Point', 'coordinates': [-3.70, 40.42]}\";'Plaza';2021-06-01T00:07:07;43.0;7.0;A;;;",
            *("2021-05-31T22:00:06Z", 421, ("43", None, "ebike", "2259"), 1112),
            id="bicimad since 2021",
        ),
    ],
)
def test_each_layout_is_found_by_its_columns(
    tmp_path: Path,
    format: str,
    header: str,
    row: str,
    started_at: str,
    duration_s: int,
    places: tuple[str | None, ...],
    distance_m: int,
) -> None:
    file = written(tmp_path, f"{header}\n{row}\n")
    trip = only_trip(read(file, timezone=None if format != "lyft" else "America/New_York"))
    assert identified(file, "auto", "UTC").format.name == format
    assert (trip.trip["started_at"], trip.duration_s, trip.distance_m) == (started_at, duration_s, distance_m)
    assert tuple(trip.trip.get(name) for name in PLACES) == places
    assert ("distance_m" in trip.trip) == (distance_m > 0)


def bicimad_json(at: object) -> str:
    trip = {"_id": {"$oid": "5b1"}, "idplug_station": 35, "idunplug_station": 39, "travel_time": 154}
    return json.dumps(trip | {"unplug_hourTime": at, "zip_code": "", "track": {"features": []}})


@pytest.mark.parametrize("at", [{"$date": "2019-03-01T00:00:00.000+0100"}, "2019-02-28T23:00:00Z"])
def test_bicimads_first_files_have_an_object_in_each_line(tmp_path: Path, at: object) -> None:
    trip, failure, other = read(written(tmp_path, f"{bicimad_json(at)}\n{{\n\n{bicimad_json(at)}\n"))
    assert isinstance(trip, ImportedTrip)
    assert (trip.trip["started_at"], trip.duration_s) == ("2019-02-28T23:00:00Z", 154)
    assert [trip.trip.get(name) for name in PLACES] == ["39", "35", "ebike", None]
    assert isinstance(failure, ImportFailure)
    assert (failure.line, failure.reason) == (
        2,
        "'{' begins no JSON object: write one on each line",
    )
    assert isinstance(other, ImportedTrip)
    assert (other.line, other.trip["trip_id"]) == (4, trip.trip["trip_id"])


def test_of_json_lines_the_columns_are_those_of_all_and_order_makes_no_other_trip(tmp_path: Path) -> None:
    """A row is the same trip whatever its keys' order, whether it says that a value is unknown, and whatever
    keys other rows have."""
    row = {"started_at": "2022-01-01T08:00:00Z", "duration_s": 600, "bike": "7"}
    format = own(tmp_path, OWN_JSON)

    def ids(*objects: dict[str, object]) -> list[object]:
        file = tmp_path / "trips.jsonl"
        file.write_text("".join(f"{json.dumps(each)}\n" for each in objects))
        return [each.trip["trip_id"] for each in read(file, format) if isinstance(each, ImportedTrip)]

    short = {name: row[name] for name in ("started_at", "duration_s")}
    [of_short, of_row] = ids(short, row)
    assert of_short != of_row
    assert ids(dict(reversed(row.items())), row | {"bike": "8"})[0] == of_row
    assert ids({**short, "bike": None}, {**row, "more": 1})[0] == of_short


def test_no_file_of_one_operator_is_taken_for_anothers() -> None:
    """Each format's own columns fit no format of another name."""
    for each in formats.built_in():
        wanted = [getattr(each.columns, field) for field in formats.Cells._fields]
        header = [name if isinstance(name, str) else name[0] for name in wanted if name]
        fitting = {other.name for other in formats.built_in() if not formats.fit(other, header).missing}
        assert fitting == {each.name}


def test_every_format_and_every_word_of_one_is_documented() -> None:
    howto = Path(__file__).parents[2] / "docs" / "how-to"
    own_file = (howto / "import-your-own-file.md").read_text()
    words = (formats.Format.__struct_fields__, formats.Columns.__struct_fields__)
    assert [
        word for each in words for word in each if f"`{word}`" not in own_file.replace("[columns]", "columns")
    ] == []
    operators = (howto / "import-trips.md").read_text()
    assert [each.name for each in formats.built_in() if f"| `{each.name}` |" not in operators] == []


def test_a_trips_own_number_is_its_id(tmp_path: Path) -> None:
    row = "A1,classic_bike,2024-04-30 16:56:01,2024-04-30 17:06:01,A,1,B,2,40.7,-74.0,40.7,-74.0,casual"
    one = only_trip(read(written(tmp_path, f"{LYFT}\n{row}\n"), timezone="America/New_York"))
    same = only_trip(read(written(tmp_path, f"{LYFT}\n{row.replace('casual', 'member')}\n"), timezone="UTC"))
    other = only_trip(read(written(tmp_path, f"{LYFT}\n{row.replace('A1', 'A2')}\n"), timezone="UTC"))
    assert one.trip["trip_id"] == same.trip["trip_id"] != other.trip["trip_id"]


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        pytest.param(
            TFL,
            "1,,13400,,,,01/05/2016 00:04,9,A",
            "the bike was not returned: nothing stands in End Date and Duration",
            id="end",
        ),
        pytest.param(
            LYFT,
            "A1,electric_scooter,2024-04-30 16:56:01,2024-04-30 17:06:01,A,1,B,2,40.7,-74,40.7,-74,x",
            "rideable_type 'electric_scooter' is neither a bike nor an e-bike",
            id="a scooter",
        ),
        pytest.param(
            LYFT,
            "A1,classic_bike,2024-04-30 16:56:01,2024-04-30 16:06:01,A,1,B,2,40.7,-74.0,40.7,-74.0,casual",
            "it ends before it starts",
            id="back in time",
        ),
        pytest.param(
            TORONTO, "1,126,7443,24/01/2022 00:02,A,7270,x,B,1,C", "not in the order mdy", id="day first"
        ),
        pytest.param(
            TORONTO,
            "1,126,7443,01/24/2022 00:02,A",
            "a row of 5 cells, and there are 10 columns",
            id="cut off",
        ),
        pytest.param(
            TORONTO, '1,126,"7443,01/24/2022 00:02,A', "a quotation mark is opened", id="not closed"
        ),
    ],
)
def test_a_row_that_is_no_trip_says_why(tmp_path: Path, header: str, row: str, reason: str) -> None:
    assert reason in only_reason(read(written(tmp_path, f"{header}\n{row}\n"), timezone="America/New_York"))


OWN = """
name = "own"
timezone = "Europe/Madrid"
date_order = "dmy"
ebike = ["Eléctrica"]

[columns]
trip_id = "Nº"
started_on = "Día"
started_at = "Hora"
duration_min = "Minutos"
start_station_id = "Origen"
end_station_id = "Destino"
vehicle_type = "Tipo"
rider_id = "Abono"
"""
OWN_JSON = """
name = "own"
[columns]
started_at = "started_at"
duration_s = "duration_s"
bike_id = "bike"
rider_id = "bike"
"""
OWN_ROWS = "Nº;Día;Hora;Minutos;Origen;Destino;Tipo;Abono\n1;24.12.21;2:05 p. m.;7.5;1;2;Eléctrica;x\n"


def own(folder: Path, text: str = OWN) -> str:
    file = folder / "own.toml"
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_file_is_read_by_its_operators_own_format(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = written(tmp_path, OWN_ROWS.replace(";", delimiter), encoding)
    format = own(tmp_path, f'encoding = "{encoding}"\n{OWN}' if encoding == "latin-1" else OWN)
    trip = only_trip(read(file, format))
    assert (trip.trip["started_at"], trip.duration_s) == ("2021-12-24T13:05:00Z", 450)
    assert [trip.trip.get(name) for name in PLACES] == ["1", "2", "ebike", None]
    assert identified(file, format, None).format.rider_key == "rider"


def test_a_decimal_comma_is_not_taken_for_one_of_thousands(tmp_path: Path) -> None:
    [failure] = read(written(tmp_path, OWN_ROWS.replace("7.5", "0,500")), own(tmp_path))
    assert isinstance(failure, ImportFailure)
    assert failure.reason.startswith("Minutos '0,500' is not a number of minutes")


def test_a_file_of_stations_gives_places(tmp_path: Path) -> None:
    stations = [
        {"station_id": "a", "short_name": "1", "lat": 41.40, "lon": 2.2},
        {"station_id": "2", "name": "Far", "lat": 41.41, "lon": 2.2},
        {"station_id": "3", "lat": 0, "lon": 0},
    ]
    (tmp_path / "stations.json").write_text(json.dumps({"data": {"stations": stations}}))
    format = own(tmp_path, 'stations = "stations.json"\n' + OWN)
    trip = only_trip(read(written(tmp_path, OWN_ROWS), format))
    assert (trip.trip["start"], trip.trip["end"]) == ({"lat": 41.40, "lon": 2.2}, {"lat": 41.41, "lon": 2.2})
    assert trip.distance_m == 1112
    (tmp_path / "stations.json").write_text("id,nombre,latitud,longitud\n1,A,41.40,2.2\n3,B,,\n")
    trip = only_trip(read(written(tmp_path, OWN_ROWS), format))
    assert (trip.trip["start"], trip.trip.get("end")) == ({"lat": 41.40, "lon": 2.2}, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            OWN.replace('"Nº"', "7"), "own.toml is no format of trip files: Expected", id="a number"
        ),
        pytest.param(OWN + 'start = "x"\n', "contains unknown field `start`", id="an unknown column"),
        pytest.param(
            OWN.replace('duration_min = "Minutos"', ""), "neither ended_at nor a duration", id="no end"
        ),
        pytest.param(
            OWN.replace("Minutos", "Min"), "no column Min; it begins with Nº, Día", id="not in the file"
        ),
        pytest.param(OWN.replace("Europe", "Europa"), "no time zone 'Europa/Madrid'", id="an unknown zone"),
        pytest.param(f'encoding = "ebcdic"{OWN}', "no encoding 'ebcdic'", id="an unknown encoding"),
        pytest.param(f'stations = "none.json"{OWN}', "none.json cannot be read", id="no stations"),
        pytest.param(f"delimiter = '\"'{OWN}", "which CSV cannot have", id="an impossible delimiter"),
        pytest.param("name = ", "own.toml is no format of trip files", id="no TOML"),
    ],
)
def test_a_format_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        read(written(tmp_path, OWN_ROWS), own(tmp_path, text))


def test_a_files_columns_are_named_if_no_format_knows_them(tmp_path: Path) -> None:
    said = r"begins with Nº, Día, .*--format FILE.toml.*import-your-own-file"
    with pytest.raises(ImportRefused, match=said):
        read(written(tmp_path, OWN_ROWS))


def test_a_file_that_is_nearly_known_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"it is like 'tfl', but has no column EndStation Id\. Say in"):
        read(written(tmp_path, TFL.replace("EndStation Id,", "") + "\nx\n"))
