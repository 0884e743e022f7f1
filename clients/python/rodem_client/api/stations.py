"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key


class ListedStatus(Model, frozen=True, kw_only=True):
    """What a station has reported last. `state`: `usable`, `empty` (no vehicle), `full` (no dock) or
    `out_of_service`."""

    reported_at: datetime
    state: str
    vehicles_available: int
    docks_available: int | None = None


class ListedStation(Model, frozen=True, kw_only=True):
    """A station that is in service. Without a status it has reported none; `distance_m` is from the point
    that was asked for, as the crow flies."""

    station_id: str
    operator_id: str | None = None
    name: str
    lat: float
    lon: float
    capacity: int | None = None
    elevation_m: int | None = None
    until: datetime | None = None
    zone_id: str | None = None
    distance_m: int | None = None
    status: ListedStatus | None = None


class StationList(Model, frozen=True, kw_only=True):
    """Stations that are in service now, with the newest status of each."""

    stations: list[ListedStation]
    next_cursor: str | None = None


class StationInformation(Model, frozen=True, kw_only=True):
    """A station of GBFS `station_information`, any version. What we do not use is passed over. Trips may name
    the station by `short_name`, `legacy_id` (as Lyft's feeds have it) and `external_id` too. Beside GBFS it
    tells how high it lies (`elevation_m`), and from when on it is out of service for good (`until`)."""

    station_id: str
    name: str
    short_name: str | None = None
    legacy_id: str | None = None
    external_id: str | None = None
    lat: float
    lon: float
    capacity: int | None = None
    elevation_m: int | None = None
    until: datetime | None = None


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


class StationStatus(Model, frozen=True, kw_only=True):
    """A station of GBFS `station_status`, any version. What we do not use is passed over. Without
    `last_reported` it holds as of the feed's `last_updated`; a station that does not say otherwise is in
    service."""

    station_id: str
    num_vehicles_available: int | None = None
    num_bikes_available: int | None = None
    num_docks_available: int | None = None
    is_installed: bool = True
    is_renting: bool = True
    is_returning: bool = True
    last_reported: int | str | None = None


class Statuses(Model, frozen=True, kw_only=True):
    """`data` of the feed. Each station is read by itself, so that a bad one is a failure of its own."""

    stations: list[StationStatus]


class StatusFeed(Model, frozen=True, kw_only=True):
    """GBFS `station_status`, 1.0 to 3.1. `last_updated` tells when the feed was made."""

    last_updated: int | str | None = None
    data: Statuses


class StatusCounts(Model, frozen=True, kw_only=True):
    """The number of reports that were new, that were told otherwise before, and that were known, and those
    that were not taken."""

    new: int
    changed: int
    unchanged: int
    failures: list[StationFailure]


class Transfer(Model, frozen=True, kw_only=True):
    """All stations of one operator become another's."""

    from_operator_id: str
    to_operator_id: str


class StationsGiven(Model, frozen=True, kw_only=True):
    """How many stations another operator has now."""

    stations: int


async def list_stations(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    bbox: str | None = None,
    near: str | None = None,
    zone_id: str | None = None,
) -> StationList:
    """Stations that are in service now, by their ids. `bbox=west,south,east,north`: those in this part of the
    map. `near=lat,lon`: the nearest first. `zone_id`: those in this zone and in the zones inside it. Needs no
    token."""
    return decoded(
        await rodem.send(
            "GET",
            "/v1/stations",
            query={"limit": limit, "cursor": cursor, "bbox": bbox, "near": near, "zone_id": zone_id},
        ),
        StationList,
    )


async def put_stations(rodem: Rodem, body: Feed | Raw, *, dry_run: bool = False) -> StationCounts:
    """Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
    one is a failure with its own problem. A station belongs to the operator that has put it first: in
    another's feed it is a failure too. Stations that the feed does not name stay as they are, because a feed
    may lose a station for an hour: what ends one is its `until`. `Prefer: dry-run` changes nothing."""
    return decoded(await rodem.send("PUT", "/v1/stations", body=body, dry_run=dry_run), StationCounts)


async def put_station_statuses(
    rodem: Rodem, body: StatusFeed | Raw, *, dry_run: bool = False
) -> StatusCounts:
    """Report what stations have reported, each by its `last_reported`: in any order, late and repeated, a
    report has one effect. Good reports land; each bad one is a failure with its own problem, of a station
    that is unknown or another operator's too. `Prefer: dry-run` changes nothing."""
    return decoded(await rodem.send("PUT", "/v1/stations/status", body=body, dry_run=dry_run), StatusCounts)


async def import_stations(rodem: Rodem, body: Feed | Raw, *, dry_run: bool = False) -> StationCounts:
    """Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
    one is a failure with its own problem. A station belongs to the operator that has put it first: in
    another's feed it is a failure too. Stations that the feed does not name stay as they are, because a feed
    may lose a station for an hour: what ends one is its `until`. `Prefer: dry-run` changes nothing."""
    return decoded(await rodem.send("POST", "/v1/stations:import", body=body, dry_run=dry_run), StationCounts)


async def transfer_stations(
    rodem: Rodem, body: Transfer | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> StationsGiven:
    """Give all stations of one operator to another, as when a concession ends. From then on only the other
    one can put them. Trips stay with the operator that has reported them."""
    return decoded(
        await rodem.send(
            "POST",
            "/v1/stations:transfer",
            body=body,
            idempotency_key=idempotency_key or new_key(),
            dry_run=dry_run,
        ),
        StationsGiven,
    )
