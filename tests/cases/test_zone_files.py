"""Files of zones as they come from the field, each imported into a real service.

Laws that every file keeps, whatever it is: a zone is in the city or told with file, item and reason; what is
there is valid and in degrees; and a good zone is never lost for a bad one.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from tests.rodem.importing import Ended, Importing

from .folder import case_files

pytestmark = pytest.mark.cases

ZONES = case_files("imports/zones")


def features_of(file: Path) -> list[Any]:
    """The features of a file, as far as it is GeoJSON in some form."""
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return []
    try:
        found = json.loads(text)
    except ValueError:
        found = {"features": [json.loads(line) for line in text.splitlines() if line.startswith("{")]}
    return list(found.get("features", [found] if found.get("type") == "Feature" else []))


def good_ids(features: list[Any]) -> Iterator[str]:
    """The zone_ids of features that nothing is wrong with."""
    for feature in features:
        properties, geometry = feature.get("properties") or {}, feature.get("geometry")
        zone_id, name = properties.get("zone_id"), properties.get("name")
        if not (isinstance(zone_id, str) and isinstance(name, str) and 0 < len(name) <= 200 and geometry):
            continue
        if geometry["type"] in ("Polygon", "MultiPolygon"):
            shape = shapely.from_geojson(json.dumps(geometry), on_invalid="ignore")
            if shape is not None and shape.is_valid:
                yield zone_id


async def check_laws(city: Importing, file: Path, ended: Ended) -> None:
    """A whole refusal stores nothing, in one line with file, reason and remedy; else every zone is in the
    city or told."""
    features = features_of(file)
    stored = dict(await city.trips.rows("SELECT zone_id, shape FROM zones"))
    crs = re.search(r'"(urn:[^"]*|EPSG:\d+)"', file.read_bytes().decode("latin-1"))
    degrees = crs is None or "CRS84" in crs[1]
    if "{\n" not in ended.out:
        assert (ended.code, stored) == (1, {})
        [said] = ended.err
        assert file.name in said
        assert len(re.findall(r"[^.:]{8,}(?:[.:] |\.$)", said)) >= 2, f"no remedy: {said}"
        assert degrees or (crs and crs[1] in said and "ogr2ogr" in said)
        assert not (degrees and list(good_ids(features)))
        return
    report = ended.report
    assert report["zones"] == len(stored)
    assert len(features) in (0, len(stored) + len(report["failures"]))
    assert ended.code == (1 if report["failures"] else 0)
    assert set(good_ids(features)) <= stored.keys()
    for shape in map(shapely.from_wkb, stored.values()):
        assert isinstance(shape, shapely.Polygon | shapely.MultiPolygon)
        assert shape.is_valid
    of_this_file = re.escape(file.name)
    told = [
        line for line in ended.err if re.match(rf"{of_this_file}(, item \d+.*: .+| is not UTF-8: )", line)
    ]
    assert len(told) == len(report["failures"]) + len(report["warnings"])
    for line in told:
        assert "crosses itself" not in line or re.search(r"\[-?[\d.]+ -?[\d.]+\]$", line)


@pytest.mark.parametrize("file", ZONES)
async def test_whatever_the_file_is_a_zone_is_in_the_city_or_told(city: Importing, file: Path) -> None:
    await check_laws(city, file, await city.importing("zones", file, "--json"))


EXPECTED: dict[str, tuple[set[str], int]] = {
    "real_boston_19_touch.geojson": ({"boston-19"}, 1),
    "figure8_touch.geojson": ({"eight"}, 1),
    "spike.geojson": ({"spike"}, 1),
    "multipolygon_overlap.geojson": (set(), 0),
    "crs_25831.geojson": (set(), 0),
    "crs_4326_latlon.geojson": (set(), 0),
    "top_level_id.geojson": ({"7"}, 0),
    "single_feature.geojson": ({"single"}, 0),
    "ndjson.geojson": ({"n1", "n2"}, 0),
    "z_and_m_null.geojson": ({"zn"}, 0),
    "latin1.geojson": ({"l1"}, 1),
}
"""File -> the zones that are in the city afterwards, and the number of warnings."""


@pytest.mark.parametrize("file", [each for each in ZONES if each.id in EXPECTED])
async def test_the_zones_of_a_known_file_come_out_as_expected(city: Importing, file: Path) -> None:
    ended = await city.importing("zones", file, "--json")
    stored = {zone_id for (zone_id,) in await city.trips.rows("SELECT zone_id FROM zones")}
    warnings = ended.report["warnings"] if "{\n" in ended.out else []
    assert (stored, len(warnings)) == EXPECTED[file.name]


@pytest.mark.parametrize("file", [each for each in ZONES if each.id == "latin1.geojson"])
async def test_a_name_in_another_encoding_keeps_its_accents(city: Importing, file: Path) -> None:
    await city.importing("zones", file, "--json")
    assert await city.trips.rows("SELECT name FROM zones") == [("Gràcia",)]
