"""The real Barcelona, from its open data if they lie in a folder beside the project."""

from pathlib import Path

from rodem.demo.city import City, stations_of
from rodem.demo.made_up_city import make_city
from rodem.imports.station_files import read_stations
from rodem.imports.times import rfc3339
from rodem.imports.zone_files import Properties, body_of, read_zones

REAL_NAME = "Barcelona"
OPEN_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ZONE_FILES = ("geo/bcn_districtes.geojson", "geo/bcn_barris.geojson")
STATION_FILE = "gbfs/bicing_2022-04-19_station_information.json"


def is_real(open_data: Path = OPEN_DATA) -> bool:
    """Whether `open_data` holds all that real Barcelona needs."""
    return all((open_data / name).is_file() for name in (*ZONE_FILES, STATION_FILE))


def find_city(open_data: Path = OPEN_DATA) -> City:
    """Barcelona if `open_data` holds all its files, else the made-up city."""
    if not is_real(open_data):
        return make_city()
    files = [open_data / name for name in ZONE_FILES]
    zones = [body_of(read_zones(file, Properties()).features, file) for file in files]
    station_file = read_stations(open_data / STATION_FILE)
    assert station_file.as_of is not None
    feed = {"last_updated": rfc3339(station_file.as_of), "data": {"stations": station_file.stations}}
    return City(REAL_NAME, zones, feed, stations_of(feed))
