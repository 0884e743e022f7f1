"""Request models: the zones of the city, as GeoJSON."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.http import bodies
from shared.http.documented import example
from shared.limits import NAME_LENGTH_MAX, ZONES_MAX


class ZoneProperties(BaseModel):
    """What we read of a feature's properties. `parent_id` names the zone that this one is a part of."""

    model_config = ConfigDict(extra="ignore")

    zone_id: bodies.Code
    name: Annotated[bodies.Text, Field(min_length=1, max_length=NAME_LENGTH_MAX)]
    parent_id: bodies.Code | None = None


class ZoneFeature(BaseModel):
    """A GeoJSON feature whose geometry is a Polygon or MultiPolygon of [lon, lat]."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["Feature"]
    properties: ZoneProperties
    geometry: Any = None


class ZoneCollection(BaseModel):
    """A GeoJSON FeatureCollection (RFC 7946) of zones. Each is read by itself, so that a bad one is a failure
    of its own."""

    model_config = ConfigDict(extra="ignore") | example(
        type="FeatureCollection",
        features=[
            {
                "type": "Feature",
                "properties": {"zone_id": "eixample", "name": "Eixample"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[2.15, 41.38], [2.18, 41.38], [2.18, 41.4], [2.15, 41.38]]],
                },
            }
        ],
    )

    type: Literal["FeatureCollection"]
    features: Annotated[
        list[Annotated[ZoneFeature, bodies.UNREAD]], Field(min_length=1, max_length=ZONES_MAX)
    ]
