"""Zone files in GeoJSON, including Barcelona's districts and neighbourhoods as the city publishes them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from rodem.imports.sending import BODY_BYTES_MAX, TokenProvider, connection
from rodem.imports.station_files import utf8_content
from rodem.imports.trip_files import ImportRefused
from rodem_client.api.zones import put_zones

GRID = 1e-6  # degrees: 11 cm
TOLERANCE = 1e-5  # degrees: 1.1 m

Feature = dict[str, Any]


@dataclass(frozen=True)
class Properties:
    """The names of a feature's properties with a zone's id (None: `zone_id` or `id`), name and parent."""

    zone_id: str | None = None
    name: str = "name"
    parent_id: str = "parent_id"


async def import_zones(
    path: Path, properties: Properties, gateway_url: str, token_provider: TokenProvider
) -> dict[str, Any]:
    """Send a file's zones. Returns `{zones, answer}`. Raises ImportRefused."""
    features = read_zones(path, properties)
    ids = {feature["properties"]["zone_id"] for feature in features}
    outer_parents = {feature["properties"].get("parent_id") for feature in features} - ids - {None}
    body = msgspec.Raw(body_of(features, path))
    try:
        async with connection(gateway_url, token_provider) as rodem:
            answer = await put_zones(rodem, body)
    except ImportRefused as refused:
        if not outer_parents:
            raise
        first = ", ".join(sorted(outer_parents)[:3])
        raise ImportRefused(
            f"{refused} Zones of the file lie in others that it does not hold ({first}): "
            "if those are not known yet, import them first."
        ) from refused
    return {"zones": len(features), "answer": msgspec.structs.asdict(answer)}


def read_zones(path: Path, properties: Properties) -> list[Feature]:
    """The file's zones with the properties `zone_id`, `name` and, if the file has it, `parent_id`.

    Raises ImportRefused if it is no GeoJSON of zones.
    """
    try:
        collection = json.loads(utf8_content(path))
    except (ValueError, RecursionError) as broken:
        raise ImportRefused(f"{path.name} is not JSON: {broken}.") from broken
    listed = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(listed, list) or not listed or not all(isinstance(item, dict) for item in listed):
        raise ImportRefused(f"{path.name} is not a GeoJSON FeatureCollection with features.")
    return [feature(raw, i, path, properties) for i, raw in enumerate(listed)]


def feature(raw: Feature, index: int, path: Path, properties: Properties) -> Feature:
    """One zone with the properties of the API. Raises ImportRefused when it has no id or name."""
    values = raw.get("properties")
    values = values if isinstance(values, dict) else {}
    if values.get("TIPUS_UA") in ("DISTRICTE", "BARRI"):
        named = of_barcelona(values)
    else:
        named = {
            "zone_id": text_of(values, properties.zone_id or ("zone_id" if "zone_id" in values else "id")),
            "name": text_of(values, properties.name),
            "parent_id": text_of(values, properties.parent_id),
        }
    for name, option in (("zone_id", "--id-property"), ("name", "--name-property")):
        if named[name] is None:
            raise ImportRefused(
                f"Feature {index} of {path.name} has no {name}; its properties are "
                f"{', '.join(list(values)[:20])}: tell which of them it is with {option}."
            )
    return {
        "type": "Feature",
        "properties": {name: value for name, value in named.items() if value is not None},
        "geometry": raw.get("geometry"),
    }


def of_barcelona(values: Feature) -> dict[str, str | None]:
    """Id, name and parent of a zone of Open Data BCN. It numbers both districts and neighbourhoods from 01,
    so their ids begin with D and B."""
    district = f"D{values.get('DISTRICTE')}"
    if values["TIPUS_UA"] == "DISTRICTE":
        return {"zone_id": district, "name": values.get("NOM"), "parent_id": None}
    return {"zone_id": f"B{values.get('BARRI')}", "name": values.get("NOM"), "parent_id": district}


def text_of(values: Feature, name: str) -> str | None:
    """The property's value, a number as text; None if it is missing, empty or of another type."""
    value = values.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    return str(value).strip() or None


def body_of(features: list[Feature], path: Path) -> bytes:
    """The request's body. If it is too large, outlines are rounded to 11 cm, and then simplified by 1 m.

    Raises ImportRefused when it is still too large.
    """
    for tolerance in (None, 0.0, TOLERANCE):
        sent = features if tolerance is None else coarser(features, path, tolerance)
        body = msgspec.json.encode({"type": "FeatureCollection", "features": sent})
        if len(body) <= BODY_BYTES_MAX:
            return body
    raise ImportRefused(
        f"{path.name} has more outline than one request takes ({len(body)} of {BODY_BYTES_MAX} bytes): "
        "divide it into files of fewer zones."
    )


def coarser(features: list[Feature], path: Path, tolerance: float) -> list[Feature]:
    """The features with outlines simplified by `tolerance` degrees, on a grid of 11 cm. They stay valid.

    Raises ImportRefused for a geometry that was not valid before.
    """
    import shapely  # takes long to import, and most files do not need it

    simplified = []
    for index, original in enumerate(features):
        try:
            shape = shapely.from_geojson(json.dumps(original["geometry"]))
        except shapely.errors.ShapelyError as wrong:
            raise ImportRefused(f"Feature {index} of {path.name} has no usable geometry: {wrong}.") from wrong
        if shape is None or not shape.is_valid:
            reason = shapely.is_valid_reason(shape) if shape is not None else "it has none"
            raise ImportRefused(f"Feature {index} of {path.name} is not a valid polygon: {reason}.")
        shape = shapely.set_precision(shapely.simplify(shape, tolerance), GRID)
        simplified.append({**original, "geometry": json.loads(shapely.to_geojson(shape))})
    return simplified
