"""Made from the OpenAPI document by `make clients`: do not change it here."""

from typing import Any

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class ListedZoneProperties(Model, frozen=True, kw_only=True):
    """A zone. `parent_id` is the zone that it is a part of."""

    zone_id: str
    name: str
    parent_id: str | None = None


class ZoneOutline(Model, frozen=True, kw_only=True):
    """Outer rings of [lon, lat] in degrees, simplified, counterclockwise and without holes."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


class ListedZoneFeature(Model, frozen=True, kw_only=True):
    """A zone as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    properties: ListedZoneProperties
    geometry: ZoneOutline


class ZoneList(Model, frozen=True, kw_only=True):
    """A GeoJSON FeatureCollection (RFC 7946) of zones."""

    type: Literal["FeatureCollection"]
    features: list[ListedZoneFeature]
    next_cursor: str | None = None


class ZoneProperties(Model, frozen=True, kw_only=True):
    """What we read of a feature's properties. `parent_id` names the zone that this one is a part of."""

    zone_id: str
    name: str
    parent_id: str | None = None


class ZoneFeature(Model, frozen=True, kw_only=True):
    """A GeoJSON feature whose geometry is a Polygon or MultiPolygon of [lon, lat]. Without the property
    `zone_id` the feature's `id` is the zone's."""

    type: Literal["Feature"]
    properties: ZoneProperties
    geometry: Any = None
    crs: Any = None


class ZoneCollection(Model, frozen=True, kw_only=True):
    """A GeoJSON FeatureCollection (RFC 7946) of zones. Each is read by itself, so that a bad one is a failure
    of its own. A member `crs`, of GeoJSON before RFC 7946, must name WGS 84 with the longitude first."""

    type: Literal["FeatureCollection"]
    crs: Any = None
    features: list[ZoneFeature]


class ZoneFailure(Model, frozen=True, kw_only=True):
    """A zone that was not taken. `zone_id` is left out where it could not be read."""

    index: int
    zone_id: str | None = None
    problem: dict[str, Any]


class ZoneWarning(Model, frozen=True, kw_only=True):
    """A zone that was taken, but not as it was sent. `code`: `repaired` (its outline touched itself)."""

    index: int
    zone_id: str
    code: str


class ZoneCounts(Model, frozen=True, kw_only=True):
    """The number of zones that were new, changed and unchanged, those that were not taken, and those that
    were not taken as they were sent."""

    new: int
    changed: int
    unchanged: int
    failures: list[ZoneFailure]
    warnings: list[ZoneWarning]


async def list_zones(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> ZoneList:
    """The zones of the city by their ids, as GeoJSON with outlines that are simplified for drawing: without
    holes, and with about 150 points. Needs no token."""
    return decoded(await rodem.send("GET", "/v1/zones", query={"limit": limit, "cursor": cursor}), ZoneList)


async def put_zones(rodem: Rodem, body: ZoneCollection | Raw, *, dry_run: bool = False) -> ZoneCounts:
    """Add or replace zones of the city, as a city official; as the operator of the game while no official
    has. Good zones land; each bad one is a failure with its own problem, one far from every station too. An
    outline that touches itself is repaired if its area stays, with a warning. Zones that are not named stay.
    The zones of stations are updated; the zones of a trip were fixed when it was judged. `Prefer: dry-run`
    changes nothing."""
    return decoded(await rodem.send("PUT", "/v1/zones", body=body, dry_run=dry_run), ZoneCounts)
