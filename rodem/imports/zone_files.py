"""Zone files in GeoJSON, including Barcelona's districts and neighbourhoods as the city publishes them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from rodem.gateways import Gateway
from rodem.imports.bodies import BODY_BYTES_MAX
from rodem.imports.connecting import connection
from rodem.imports.failures import Failure, reason, rejected_file, sendable
from rodem.imports.files import UTF8, Encoding, ImportRefused, whole_text
from rodem_client import Problem
from rodem_client.api.zones import ZoneFailure, put_zones
from shared.limits import ZONES_MAX

GRID = 1e-6  # degrees: 11 cm
TOLERANCE = 1e-5  # degrees: 1.1 m

SAVE_AS = "export the zones as GeoJSON, e.g. by `ogr2ogr -f GeoJSON zones.geojson FILE`, and import that"

Feature = dict[str, Any]


@dataclass(frozen=True)
class Properties:
    """The names of a feature's properties with a zone's id, name and parent. Without a name for the id it is
    the property `zone_id`, else `id`, else the feature's own `id` (RFC 7946)."""

    zone_id: str | None = None
    name: str = "name"
    parent_id: str = "parent_id"


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """A GeoJSON file of zones: all of it, and its features in the form of the API (None where there is no
    such form), by which the gateway names what is wrong with each. `warnings` say what was guessed.
    `encoding` is that of the file."""

    collection: Feature
    features: list[Feature | None]
    warnings: tuple[str, ...] = ()
    encoding: Encoding = UTF8


async def import_zones(
    path: Path,
    properties: Properties,
    gateway: Gateway,
    rejected: Path | None = None,
    encoding: str | None = None,
) -> dict[str, Any]:
    """Send a file's zones. Returns `{zones, failures, warnings, answer}`, `zones` being those that are in the
    system. Those that are not are written to the file `rejected`, if one is named. `encoding` is that of the
    file, if it is not to be found. Raises ImportRefused."""
    file = read_zones(path, properties, encoding)
    if len(file.features) > ZONES_MAX:
        raise ImportRefused(
            f"{path.name} has {len(file.features):,} zones, and a file may have {ZONES_MAX:,}: it is not "
            "sent in parts, because zones name their parents. Divide it, and import the parents first."
        )
    crs = file.collection.get("crs")
    body = msgspec.Raw(body_of(file.features, path, crs))
    with rejected_file(rejected, path, file.encoding) as write:
        async with connection(f"The import of {path.name}", gateway) as rodem:
            try:
                answer = await put_zones(rodem, body)
            except Problem as problem:
                if any(fault.pointer == "/crs" for fault in problem.errors):
                    raise ImportRefused(f"{path.name}: {crs_text(crs, path.name)}") from problem
                raise
        refused = [file.collection["features"][each.index] for each in answer.failures]
        write(json.dumps({**file.collection, "features": refused}, indent=2))
    failures = [failure_of(each, file, path) for each in answer.failures]
    counts = {name: getattr(answer, name) for name in ("new", "changed", "unchanged")}
    warnings = list(file.warnings) + [
        f"{path.name}, item {each.index + 1} ({each.zone_id}): {WARNINGS.get(each.code, each.code)}."
        for each in answer.warnings
    ]
    return {"zones": sum(counts.values()), "failures": failures, "warnings": warnings, "answer": counts}


def failure_of(failed: ZoneFailure, file: ZoneFile, path: Path) -> Failure:
    """What is said of a zone that is not in the system."""
    sent, original = file.features[failed.index], file.collection["features"][failed.index]
    why = reason(failed.problem, original if sent is None else sent)
    zone_id = {"zone_id": failed.zone_id} if failed.zone_id else {}
    return {
        "index": failed.index,
        **zone_id,
        "reason": why + hint(failed.problem, original, sent, path.name),
    }


WARNINGS = {"repaired": "its outline touched itself, and was repaired: its area stays"}
"""Code of a warning -> what was done."""


def crs_text(crs: Any, file_name: str) -> str:
    """Why this member `crs` is refused, and what to do. The commands were tried with GDAL 3.6."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name", properties.get("code")) if isinstance(properties, dict) else crs
    name = str(named)[:80]
    convert, files = "ogr2ogr -f GeoJSON -lco RFC7946=YES -t_srs EPSG:4326", f"lonlat.geojson {file_name}"
    if not name.endswith("4326"):
        return (
            f"its CRS is {name}, and zones are taken in longitude and latitude only. "
            f"Convert it by `{convert} {files}` and import what that writes."
        )
    return (
        f"its CRS {name} has the latitude first, and zones are taken with the longitude first. If the file "
        "has that order in spite of its CRS, import the stations first: they tell the order. Else swap it by "
        f'`{convert} -ct "+proj=axisswap +order=2,1" {files}` and import what that writes.'
    )


def hint(problem: Mapping[str, Any], original: Any, sent: Feature | None, file_name: str) -> str:
    """What else helps to mend a feature: its properties, if it lacks one, where it crosses itself, or how its
    coordinates are converted."""
    faults = {(fault["pointer"], fault["code"]) for fault in problem.get("errors", ())}
    if isinstance(original, str):
        return "; it is not JSON"
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
    for place, code in faults:
        if code == "not_lon_lat" and sent is not None:
            crs = sent["geometry"]["crs"] if place == "/geometry/crs" else sent["crs"]
            hints.append(f"; {crs_text(crs, file_name)}")
    return "".join(hints)


def read_zones(path: Path, properties: Properties, encoding: str | None = None) -> ZoneFile:
    """The file's features with the properties `zone_id`, `name` and `parent_id`, as far as it has them. Its
    text is in the encoding that is named or found.

    Raises ImportRefused if it has no zones.
    """
    content, read_as = whole_text(path, SAVE_AS, encoding)
    collection = collection_of(content, path)
    if not collection["features"]:
        raise ImportRefused(f"{path.name} has no features: nothing was changed. Fetch or export it again.")
    features = [sendable(feature(raw, properties)) for raw in collection["features"]]
    return ZoneFile(collection, features, (read_as.warning(path),) if read_as.guessed else (), read_as)


def collection_of(content: str, path: Path) -> Feature:
    """The FeatureCollection in a file: itself, one feature, a feature in each line, or GBFS geofencing_zones.
    Raises ImportRefused, which says what the file is instead."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as broken:
        if features := features_by_line(content):
            return {"type": "FeatureCollection", "features": features}
        raise ImportRefused(f"{path.name} is not JSON: {broken}. Export it as GeoJSON again.") from broken
    data = found.get("data") if isinstance(found, dict) else None
    fenced = data.get("geofencing_zones") if isinstance(data, dict) else None
    found = fenced if isinstance(fenced, dict) else found
    if isinstance(found, dict) and isinstance(found.get("features"), list):
        return found
    kind = found.get("type") if isinstance(found, dict) else None
    if kind == "Feature":
        return {"type": "FeatureCollection", "crs": found.pop("crs", None), "features": [found]}
    converted = f"`ogr2ogr -f GeoJSON zones.geojson {path.name}`"
    remedies = {
        "Topology": f"It is TopoJSON: convert it by {converted} and import what that writes.",
        **dict.fromkeys(
            ("Polygon", "MultiPolygon", "GeometryCollection"),
            f"It is a bare {kind}: make it the geometry of a feature with the properties zone_id and name.",
        ),
    }
    remedy = remedies.get(str(kind), "Export the zones as GeoJSON.")
    raise ImportRefused(f"{path.name} is not a GeoJSON FeatureCollection with features. {remedy}")


def features_by_line(content: str) -> list[Any]:
    """The features of newline-delimited GeoJSON, or of a text sequence (RFC 8142): none if the first line is
    no feature. A line that is not JSON stays a text, to be a failure of its own."""
    features: list[Any] = []
    for line in content.splitlines():
        text = line.strip("\x1e \t")
        if not text:
            continue
        try:
            features.append(json.loads(text))
        except (ValueError, RecursionError):
            features.append(text)
        if not (isinstance(features[0], dict) and features[0].get("type") == "Feature"):
            return []
    return features


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
            "zone_id": zone_id_of(raw, values, properties),
            "name": text_or_value(values.get(properties.name)),
            "parent_id": text_of(values.get(properties.parent_id)),
        }
    return {
        "type": "Feature",
        "properties": {name: value for name, value in named.items() if value is not None},
        "geometry": raw.get("geometry"),
        **({"crs": raw["crs"]} if "crs" in raw else {}),
    }


def zone_id_of(raw: Feature, values: Feature, properties: Properties) -> Any:
    """The id of a feature: of the property that is named, else of the first that has one."""
    if properties.zone_id is not None:
        return text_or_value(values.get(properties.zone_id))
    told = [each for each in (values.get("zone_id"), values.get("id"), raw.get("id")) if each is not None]
    return next(filter(None, map(text_of, told)), told[0] if told else None)


def text_or_value(value: Any) -> Any:
    """The value as a text; as it is where it is none, for the gateway to refuse."""
    text = text_of(value)
    return value if text is None else text


def of_barcelona(values: Feature) -> dict[str, str | None]:
    """Id, name and parent of a zone of Open Data BCN. It numbers both districts and neighbourhoods from 01,
    so their ids begin with D and B."""
    district = f"D{values.get('DISTRICTE')}"
    if values["TIPUS_UA"] == "DISTRICTE":
        return {"zone_id": district, "name": values.get("NOM"), "parent_id": None}
    return {"zone_id": f"B{values.get('BARRI')}", "name": values.get("NOM"), "parent_id": district}


def text_of(value: Any) -> str | None:
    """The value as a text on one line: a text, the first of `[{text, language}]` that is not empty, or a
    number, of which 1.0 is 1. None for anything else, and for an empty text."""
    if isinstance(value, list):
        texts = (text_of(each.get("text")) for each in value if isinstance(each, dict))
        return next((text for text in texts if text is not None), None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return " ".join(str(value).split()) or None


def body_of(features: Sequence[Feature | None], path: Path, crs: Any = None) -> bytes:
    """The request's body. If it is too large, outlines are rounded to 11 cm, and then simplified by 1 m.

    Raises ImportRefused when it is still too large.
    """
    for tolerance in (None, 0.0, TOLERANCE):
        sent = features if tolerance is None else coarser(features, tolerance)
        body = msgspec.json.encode({"type": "FeatureCollection", "features": sent, "crs": crs})
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
