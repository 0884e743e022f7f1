"""Request models: the zones of the city, as GeoJSON."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.http import bodies, cursors
from shared.http.documented import example
from shared.limits import NAME_LENGTH_MAX, ZONES_MAX

ZoneId = Annotated[bodies.Code, BeforeValidator(bodies.as_id)]


class ZoneProperties(BaseModel):
    """What we read of a feature's properties. `parent_id` names the zone that this one is a part of."""

    model_config = ConfigDict(extra="ignore")

    zone_id: ZoneId
    name: Annotated[
        bodies.Text,
        BeforeValidator(bodies.in_one_language),
        Field(min_length=1, max_length=NAME_LENGTH_MAX),
    ]
    parent_id: ZoneId | None = None


class ZoneFeature(BaseModel):
    """A GeoJSON feature whose geometry is a Polygon or MultiPolygon of [lon, lat]. Without the property
    `zone_id` the feature's `id` is the zone's."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["Feature"]
    properties: ZoneProperties
    geometry: Any = None
    crs: Any = None

    @model_validator(mode="before")
    @classmethod
    def _with_the_features_id(cls, value: Any) -> Any:
        properties = value.get("properties") if isinstance(value, dict) else None
        if not isinstance(properties, dict) or "zone_id" in properties or value.get("id") is None:
            return value
        return {**value, "properties": {**properties, "zone_id": value["id"]}}


class ZoneCollection(BaseModel):
    """A GeoJSON FeatureCollection (RFC 7946) of zones. Each is read by itself, so that a bad one is a failure
    of its own. A member `crs`, of GeoJSON before RFC 7946, must name WGS 84 with the longitude first."""

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
    crs: Any = None
    features: Annotated[
        list[Annotated[ZoneFeature, bodies.UNREAD]], Field(min_length=1, max_length=ZONES_MAX)
    ]


class ZonesQuery(cursors.Page):
    """The query of the list of zones. They are drawn together: a page is as long as it may be, unless the
    caller wants it shorter."""

    limit: int = Field(default=200, ge=1, le=200)
