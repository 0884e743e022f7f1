"""Response models of zones."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec
from pydantic import BaseModel

from services.trips.zones.store import ListedZone
from shared.http import cursors
from shared.http.bodies import Word
from shared.http.documented import example


class ZoneFailure(BaseModel):
    """A zone that was not taken. `zone_id` is left out where it could not be read."""

    index: int
    zone_id: str | None = None
    problem: dict[str, Any]


class ZoneWarning(BaseModel):
    """A zone that was taken, but not as it was sent. `code`: `repaired` (its outline touched itself)."""

    index: int
    zone_id: str
    code: Word


class ZoneCounts(BaseModel):
    """The number of zones that were new, changed and unchanged, those that were not taken, and those that
    were not taken as they were sent."""

    model_config = example(
        new=10,
        changed=0,
        unchanged=0,
        failures=[],
        warnings=[{"index": 3, "zone_id": "eixample", "code": "repaired"}],
    )

    new: int
    changed: int
    unchanged: int
    failures: list[ZoneFailure]
    warnings: list[ZoneWarning]


class ListedZoneProperties(BaseModel):
    """A zone. `parent_id` is the zone that it is a part of."""

    zone_id: str
    name: str
    parent_id: str | None = None


class ZoneOutline(BaseModel):
    """Outer rings of [lon, lat] in degrees, simplified, counterclockwise and without holes."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


class ListedZoneFeature(BaseModel):
    """A zone as a GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    properties: ListedZoneProperties
    geometry: ZoneOutline


class ZoneList(BaseModel):
    """A GeoJSON FeatureCollection (RFC 7946) of zones."""

    model_config = example(
        type="FeatureCollection",
        features=[
            {
                "type": "Feature",
                "id": "eixample",
                "properties": {"zone_id": "eixample", "name": "Eixample"},
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[[[2.15, 41.38], [2.18, 41.38], [2.18, 41.4], [2.15, 41.38]]]],
                },
            }
        ],
    )

    type: Literal["FeatureCollection"]
    features: list[ListedZoneFeature]
    next_cursor: str | None = None


def zones_answer(rows: Iterable[ListedZone], more: Mapping[str, Any]) -> bytes:
    """A ZoneList. The outlines are passed on as they are stored."""
    features = [
        {
            "type": "Feature",
            "id": row.zone_id,
            "properties": {
                "zone_id": row.zone_id,
                "name": row.name,
                **({} if row.parent_id is None else {"parent_id": row.parent_id}),
            },
            "geometry": {"type": "MultiPolygon", "coordinates": msgspec.Raw(row.outline.encode())},
        }
        for row in rows
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features, **more})


def place(row: ListedZone) -> cursors.Place:
    """Where a zone is in the list."""
    return (row.zone_id,)
