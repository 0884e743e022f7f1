"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any

from msgspec import Raw, field

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class ListedBonusStation(Model, frozen=True, kw_only=True):
    """A station is a bonus station from `from` until before `until`."""

    station_id: str
    from_: datetime = field(name="from")
    until: datetime


class BonusStationList(Model, frozen=True, kw_only=True):
    """The latest to begin first."""

    bonus_stations: list[ListedBonusStation]
    next_cursor: str | None = None


class BonusStation(Model, frozen=True, kw_only=True):
    """A station is a bonus station from `from` until before `until`. Station and `from` are the key; `until`
    that equals `from` removes it."""

    station_id: str
    from_: datetime = field(name="from")
    until: datetime


BonusStations = list[BonusStation]
"""Bonus stations, each station and `from` once. Those that are not named stay as they are."""


class BonusStationFailure(Model, frozen=True, kw_only=True):
    """A bonus station that was not taken. `station_id` is left out where it could not be read."""

    index: int
    station_id: str | None = None
    problem: dict[str, Any]


class BonusStationCounts(Model, frozen=True, kw_only=True):
    """The number of bonus stations that came, that end otherwise than before, that were removed and that are
    as they were, and those that were not taken."""

    new: int
    changed: int
    removed: int
    unchanged: int
    failures: list[BonusStationFailure]


async def list_bonus_stations(
    rodem: Rodem, *, limit: int | None = None, cursor: str | None = None
) -> BonusStationList:
    """Bonus stations of all times, the latest to begin first."""
    return decoded(
        await rodem.send("GET", "/v1/bonus-stations", query={"limit": limit, "cursor": cursor}),
        BonusStationList,
    )


async def put_bonus_stations(
    rodem: Rodem, body: BonusStations | Raw, *, dry_run: bool = False
) -> BonusStationCounts:
    """Declare when stations are bonus stations, in the past too: challenges with `bonus_stations` count as if
    it had always been known. Good ones are taken; each bad one is a failure. Those not named stay."""
    return decoded(
        await rodem.send("PUT", "/v1/bonus-stations", body=body, dry_run=dry_run), BonusStationCounts
    )
