"""Made from the OpenAPI document by `make clients`: do not change it here."""

from typing import Any

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class StationInformation(Model, frozen=True, kw_only=True):
    """A station of GBFS `station_information`, any version. What we do not use is passed over. Trips may name
    the station by `short_name`, `legacy_id` (as Lyft's feeds have it) and `external_id` too."""

    station_id: str
    name: str
    short_name: str | None = None
    legacy_id: str | None = None
    external_id: str | None = None
    lat: float
    lon: float
    capacity: int | None = None


class Stations(Model, frozen=True, kw_only=True):
    """`data` of the feed. Each station is read by itself, so that a bad one is a failure of its own."""

    stations: list[StationInformation]


class Feed(Model, frozen=True, kw_only=True):
    """GBFS `station_information`, 1.1 to 3.0. `last_updated` tells since when the positions hold."""

    last_updated: int | str | None = None
    data: Stations


class StationFailure(Model, frozen=True, kw_only=True):
    """A station that was not taken. `station_id` is left out where it could not be read."""

    index: int
    station_id: str | None = None
    problem: dict[str, Any]


class StationCounts(Model, frozen=True, kw_only=True):
    """The number of stations that were new, moved, changed and unchanged, and those that were not taken."""

    new: int
    moved: int
    changed: int
    unchanged: int
    failures: list[StationFailure]


async def put_stations(rodem: Rodem, body: Feed | Raw, *, dry_run: bool = False) -> StationCounts:
    """Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
    one is a failure with its own problem. Stations that the feed does not name stay as they are, because a
    feed may lose a station for an hour. `Prefer: dry-run` changes nothing."""
    return decoded(await rodem.send("PUT", "/v1/stations", body=body, dry_run=dry_run), StationCounts)


async def import_stations(rodem: Rodem, body: Feed | Raw, *, dry_run: bool = False) -> StationCounts:
    """Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
    one is a failure with its own problem. Stations that the feed does not name stay as they are, because a
    feed may lose a station for an hour. `Prefer: dry-run` changes nothing."""
    return decoded(await rodem.send("POST", "/v1/stations:import", body=body, dry_run=dry_run), StationCounts)
