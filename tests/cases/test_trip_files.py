"""Files of trips as they come from the field, each imported into a real service.

KNOWN says what becomes of a file, by its name. Every file, known or not, keeps the laws: whatever it is, the
import does not crash, its exit code agrees with what is in the city, and whatever is refused is told with the
file, the row, the reason and what to do.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from rodem.imports.failures import SHOWN_MAX
from tests.rodem.importing import Ended, Importing

from .folder import case_files

pytestmark = pytest.mark.cases

NEW_YORK = "America/New_York"
TRIPS = case_files("imports/trips")

MAPS = {
    "capitalbikeshare_2018.csv": """
        name = "capital"
        timezone = "America/New_York"
        columns.duration_s = "Duration"
        columns.started_at = "Start date"
        columns.ended_at = "End date"
        columns.start_station_id = "Start station number"
        columns.end_station_id = "End station number"
        columns.bike_id = "Bike number"
    """,
    "bcycle_2022-01.csv": """
        name = "bcycle"
        timezone = "America/Chicago"
        date_order = "mdy"
        columns.trip_id = "TripId"
        columns.bike_id = "Bike"
        columns.started_on = "CheckoutDateLocal"
        columns.started_at = "CheckoutTimeLocal"
        columns.duration_min = "DurationMins"
        columns.start_station_id = "CheckoutKioskID"
        columns.end_station_id = "ReturnKioskID"
    """,
    "mibici_2014-12_head.csv": """
        name = "mibici"
        timezone = "America/Mexico_City"
        columns.trip_id = "Viaje_Id"
        columns.rider_id = "Usuario_Id"
        columns.started_at = "Inicio_del_viaje"
        columns.ended_at = "Fin_del_viaje"
        columns.start_station_id = "Origen_Id"
        columns.end_station_id = "Destino_Id"
    """,
    "cb_semicolon.csv": """
        name = "citibike"
        header = [
            "tripduration", "starttime", "stoptime",
            "from", "from name", "from lat", "from lon", "to", "to name", "to lat", "to lon",
            "bikeid", "usertype", "birth year", "gender",
        ]
        columns.duration_s = "tripduration"
        columns.started_at = "starttime"
        columns.ended_at = "stoptime"
        columns.start_station_id = "from"
        columns.start_lat = "from lat"
        columns.start_lon = "from lon"
        columns.end_station_id = "to"
        columns.end_lat = "to lat"
        columns.end_lon = "to lon"
        columns.bike_id = "bikeid"
    """,
}
"""Columns of files that no format of ours knows, as their operator says them."""


class Trip(NamedTuple):
    """A trip in the city: its start in UTC, seconds, stations, metres (None: unknown) and vehicle type."""

    started_at: str
    duration_s: int
    stations: tuple[str | None, str | None]
    distance_m: int | None
    vehicle_type: str = "bike"


class Known(NamedTuple):
    """What becomes of a file: its trips in order of start, the lines of which no trip is made and why, and
    who stands for the riders."""

    trips: tuple[Trip, ...] = ()
    failures: tuple[tuple[int, str], ...] = ()
    riders: str = "bike"


STATIONS = ("3183", "3186")


def like_citibike(*starts: str, metres: int | None = 895) -> Known:
    """Trips of 634 s from Exchange Place to Grove Street."""
    return Known(tuple(Trip(start, 634, STATIONS, metres) for start in starts))


KNOWN = {
    "JC-201507-citibike-tripdata.csv.zip": like_citibike("2015-07-14 04:01:00"),
    "bcycle_2022-01.csv": Known((Trip("2022-01-02 20:26:00", 840, ("4938", "3798"), None),)),
    "bixi_2014.csv": Known((Trip("2014-04-15 04:01:00", 1061, ("6209", "6436"), None),), riders="trip"),
    "bixi_2021.csv": Known((Trip("2021-06-29 21:46:28.653", 6417, ("10", "10"), None),), riders="trip"),
    "bluebikes201501.csv": Known((Trip("2015-01-01 05:21:44", 542, ("115", "96"), 1753),)),
    "bluebikes202404.csv": Known(
        (Trip("2024-04-30 20:56:01", 8207, ("V32003", "V32016"), 837),),
        riders="trip",
    ),
    "capitalbikeshare_2018.csv": Known((Trip("2018-01-01 05:05:06", 552, ("31104", "31400"), None),)),
    "cb_1970.csv": Known(failures=((2, "started_at"),)),
    "cb_bom.csv": like_citibike("2015-07-09 04:01:00"),
    "cb_escaped_quotes.csv": like_citibike("2015-07-12 04:01:00"),
    "cb_float_and_null.csv": Known(
        (
            Trip("2015-07-01 04:01:00", 634, STATIONS, 895),
            Trip("2015-07-01 05:01:00", 634, ("3183", None), None),
            Trip("2015-07-01 06:01:00", 634, ("3183", "3650"), None),
            Trip("2015-07-01 07:01:00", 634, ("3183", None), None),
        ),
        ((6, "tripduration '-5' is not a whole number of seconds"),),
    ),
    "cb_future.csv": Known(failures=((2, "lies in the future"),)),
    "cb_latin1_station.csv": like_citibike("2015-07-10 04:01:00"),
    "cb_mac_cr.csv": like_citibike("2015-07-13 04:01:00"),
    "cb_quoted_newline.csv": like_citibike("2015-07-11 04:01:00"),
    "cb_semicolon.csv": like_citibike("2015-07-01 04:01:00"),
    "cb_us_dates.csv": like_citibike("2014-09-01 04:00:25", "2014-09-13 04:00:25"),
    "cb_wrong_tz_first.csv": Known((Trip("2015-02-02 04:21:44", 542, ("115", "96"), 1753),)),
    "cb_zone_bridge.csv": like_citibike("2017-07-09 04:01:00"),
    "indego_2021-q2.csv": Known(
        (
            Trip("2021-04-01 04:44:00", 420, ("3213", "3000"), None, "ebike"),
            Trip("2021-04-01 04:45:00", 600, ("3213", "3035"), 3547),
        )
    ),
    "mibici_2014-12_head.csv": Known(
        (
            Trip("2014-12-01 06:33:47", 187, ("47", "47"), None),
            Trip("2014-12-01 07:06:54", 111, ("5", "5"), None),
            Trip("2014-12-01 15:47:20", 27, ("79", "79"), None),
        ),
        riders="rider",
    ),
    "tfl_2016.csv": Known(
        (
            Trip("2016-04-30 23:00:00", 840, ("706", "374"), None),
            Trip("2016-04-30 23:04:00", 540, ("321", "202"), None),
        ),
        ((3, "the bike was not returned"),),
    ),
    "toronto_2022-01.csv": Known(
        (
            Trip("2022-01-01 05:02:00", 4335, ("7334", "7269"), None),
            Trip("2022-01-24 05:02:00", 126, ("7443", "7270"), None),
        )
    ),
    "citibike_jc_2021-02_head.csv": Known(
        (
            Trip("2021-02-04 04:11:28", 420, ("JC105", "JC034"), 297),
            Trip("2021-02-24 21:51:50", 1459, ("JC105", "JC105"), 0),
            Trip("2021-02-25 01:44:16", 30, ("JC105", "JC105"), 0),
            Trip("2021-02-27 04:16:04", 381, ("JC103", "JC020"), 1122),
            Trip("2021-02-27 21:34:05", 1355, ("JC008", "JC013"), 1815),
        ),
        riders="trip",
    ),
}
EMPTY = "empty.csv"


async def imported(city: Importing, file: Path) -> Ended:
    """Import the file as its operator would: with a format of its own where it needs one."""
    own = MAPS.get(file.name)
    format = ("--format", str(city.write("own.toml", own))) if own else ()
    unknown = ("--timezone", NEW_YORK)
    zone = unknown if own is None or "timezone" not in own else ()
    if file.name.startswith(("bixi", "tfl", "toronto", "indego")):
        zone = ()
    return await city.importing("trips", file, *format, *zone, "--json")


async def stored(city: Importing) -> tuple[Trip, ...]:
    rows = await city.trips.rows(
        "SELECT started_at, duration_s, start_station_id, end_station_id, distance_m, vehicle_type"
        " FROM trips ORDER BY started_at"
    )
    return tuple(
        Trip(
            row[0].isoformat(" ").removesuffix("+00:00").removesuffix("000"),
            row[1],
            (row[2], row[3]),
            *row[4:],
        )
        for row in rows
    )


async def check_laws(city: Importing, file: Path, ended: Ended) -> None:
    """A whole refusal stores nothing, in one line with the file, the reason and what to do; else every row is
    in the city or told."""
    trips = len(await stored(city))
    if "{\n" not in ended.out:
        assert (ended.code, trips) == (1, 0)
        [said] = ended.err
        assert file.name in said
        assert len(re.findall(r"[^.:]{8,}(?:[.:;] |\.$)", said)) >= 2, f"no remedy: {said}"
        return
    report = ended.report
    in_the_city = report["accepted"] + report["duplicates"]
    in_the_city += sum(report["held"].values()) + sum(report["rejected"].values())
    assert in_the_city + report["failures"] == report["rows"]
    assert trips == in_the_city - report["duplicates"]
    assert ended.code == (1 if report["failures"] else 0)
    if report["failures"]:
        assert len(told(file, ended)) == min(report["failures"], SHOWN_MAX)
        assert f"{report['failures']} of {file.name} not in the system: correct " in ended.err[-1]


def told(file: Path, ended: Ended) -> dict[int, str]:
    """The rows that were refused: line -> why."""
    found = [re.match(rf"{re.escape(file.name)}, line (\d+)[^:]*: (.+)", line) for line in ended.err]
    return {int(each[1]): each[2] for each in found if each}


@pytest.mark.parametrize("file", TRIPS)
async def test_whatever_the_file_is_what_is_lost_is_told(city: Importing, file: Path) -> None:
    ended = await imported(city, file)
    await check_laws(city, file, ended)
    known = KNOWN.get(file.name)
    if known:
        assert await stored(city) == known.trips
        failures = told(file, ended)
        assert list(failures) == [line for line, _ in known.failures]
        assert all(why in failures[line] for line, why in known.failures)
        assert ended.report["rider_key"] == known.riders
    if file.name == EMPTY:
        assert ended.err == ["empty.csv is empty: fetch it again."]
