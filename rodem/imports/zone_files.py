"""Zone files in GeoJSON, including Barcelona's districts and neighbourhoods as the city publishes them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from rodem.imports.failures import reason, rejected_file, sendable
from rodem.imports.files import ImportRefused
from rodem.imports.sending import BODY_BYTES_MAX, TokenProvider, connection
from rodem.imports.station_files import utf8_content
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


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """A GeoJSON file of zones: all of it, and its features in the form of the API (None where there is no
    such form), by which the gateway names what is wrong with each."""

    collection: Feature
    features: list[Feature | None]


async def import_zones(
    path: Path,
    properties: Properties,
    gateway_url: str,
    token_provider: TokenProvider,
    rejected: Path | None = None,
) -> dict[str, Any]:
    """Send a file's zones. Returns `{zones, failures, answer}`, `zones` being those that are in the system.
    Those that are not are written to the file `rejected`, if one is named. Raises ImportRefused."""
    file = read_zones(path, properties)
    body = msgspec.Raw(body_of(file.features, path))
    with rejected_file(rejected, path) as write:
        async with connection(f"The import of {path.name}", gateway_url, token_provider) as rodem:
            answer = await put_zones(rodem, body)
        refused = [file.collection["features"][each.index] for each in answer.failures]
        write(json.dumps({**file.collection, "features": refused}, indent=2))
    failures = []
    for each in answer.failures:
        sent = file.features[each.index]
        why = reason(each.problem, sent) + hint(each.problem, file.collection["features"][each.index], sent)
        zone_id = {"zone_id": each.zone_id} if each.zone_id else {}
        failures.append({"index": each.index, **zone_id, "reason": why})
    counts = {name: getattr(answer, name) for name in ("new", "changed", "unchanged")}
    return {"zones": sum(counts.values()), "failures": failures, "answer": counts}


def hint(problem: Mapping[str, Any], original: Any, sent: Feature | None) -> str:
    """What else helps to mend a feature: its properties, if it lacks one, or where it crosses itself."""
    faults = {(fault["pointer"], fault["code"]) for fault in problem.get("errors", ())}
    values = original.get("properties") if isinstance(original, dict) else None
    hints = [
        f"; its properties are {', '.join(list(values or ())[:20])}: tell which of them it is with {option}"
        for name, option in (("zone_id", "--id-property"), ("name", "--name-property"))
        if (f"/properties/{name}", "missing") in faults
    ]
    if ("/geometry/coordinates", "crossing") in faults and sent is not None:
        import shapely  # takes long to import, and most files do not need it

        shape = shapely.from_geojson(json.dumps(sent["geometry"]), on_invalid="ignore")
        hints.append(f"; {shapely.is_valid_reason(shape)}" if shape is not None else "")
    return "".join(hints)


def read_zones(path: Path, properties: Properties) -> ZoneFile:
    """The file's features with the properties `zone_id`, `name` and `parent_id`, as far as it has them.

    Raises ImportRefused if it is no GeoJSON of zones.
    """
    try:
        collection = json.loads(utf8_content(path))
    except (ValueError, RecursionError) as broken:
        raise ImportRefused(f"{path.name} is not JSON: {broken}.") from broken
    listed = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(listed, list) or not listed:
        raise ImportRefused(f"{path.name} is not a GeoJSON FeatureCollection with features.")
    return ZoneFile(collection, [sendable(feature(raw, properties)) for raw in listed])


def feature(raw: Any, properties: Properties) -> Feature | None:
    """One zone with the properties of the API, as far as it has them."""
    if not isinstance(raw, dict):
        return None
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


def body_of(features: Sequence[Feature | None], path: Path) -> bytes:
    """The request's body. If it is too large, outlines are rounded to 11 cm, and then simplified by 1 m.

    Raises ImportRefused when it is still too large.
    """
    for tolerance in (None, 0.0, TOLERANCE):
        sent = features if tolerance is None else coarser(features, tolerance)
        body = msgspec.json.encode({"type": "FeatureCollection", "features": sent})
        if len(body) <= BODY_BYTES_MAX:
            return body
    raise ImportRefused(
        f"{path.name} has more outline than one request takes ({len(body)} of {BODY_BYTES_MAX} bytes): "
        "divide it into files of fewer zones."
    )


def coarser(features: Sequence[Feature | None], tolerance: float) -> list[Feature | None]:
    """The features with outlines simplified by `tolerance` degrees, on a grid of 11 cm. They stay valid; what
    was not valid before stays as it was."""
    import shapely  # takes long to import, and most files do not need it

    simplified: list[Feature | None] = []
    for original in features:
        try:
            shape = shapely.from_geojson(json.dumps(original["geometry"])) if original else None
        except shapely.errors.ShapelyError:
            shape = None
        if original is None or shape is None or not shape.is_valid:
            simplified.append(original)
            continue
        shape = shapely.set_precision(shapely.simplify(shape, tolerance), GRID)
        simplified.append({**original, "geometry": json.loads(shapely.to_geojson(shape))})
    return simplified
