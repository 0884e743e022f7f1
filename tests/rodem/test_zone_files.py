"""Zone files as the city publishes them, and as others do."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely

from rodem.imports import zone_files
from rodem.imports.files import ImportRefused
from rodem.imports.zone_files import Feature, Properties, body_of, read_zones

SQUARE = {"type": "Polygon", "coordinates": [[[2.0, 41.0], [2.1, 41.0], [2.1, 41.1], [2.0, 41.0]]]}


BOW = {"type": "Polygon", "coordinates": [[[2, 41], [3, 42], [3, 41], [2, 42], [2, 41]]]}


def features_of(file: Path, properties: Properties | None = None) -> list[Feature]:
    """The features of a file, all of which are some."""
    features = read_zones(file, properties or Properties()).features
    assert all(features)
    return [feature for feature in features if feature]


def written(folder: Path, *properties: object, geometry: object = SQUARE) -> Path:
    file = folder / "zones.geojson"
    features = [{"type": "Feature", "properties": each, "geometry": geometry} for each in properties]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


@pytest.mark.data
def test_barcelonas_districts_and_neighbourhoods_are_kept_apart(data_dir: Path) -> None:
    districts = features_of(data_dir / "geo" / "bcn_districtes.geojson")
    neighbourhoods = features_of(data_dir / "geo" / "bcn_barris.geojson")
    assert (len(districts), len(neighbourhoods)) == (10, 73)
    assert districts[0]["properties"] == {"zone_id": "D01", "name": "Ciutat Vella"}
    expected = {"zone_id": "B01", "name": "el Raval", "parent_id": "D01"}
    assert neighbourhoods[0]["properties"] == expected
    ids = {zone["properties"]["zone_id"] for zone in districts}
    assert len({zone["properties"]["zone_id"] for zone in neighbourhoods} | ids) == 83
    assert {zone["properties"]["parent_id"] for zone in neighbourhoods} == ids


@pytest.mark.data
@pytest.mark.parametrize("limit", [1_000_000, 200_000])
def test_outlines_that_do_not_fit_are_made_coarser_and_stay_valid(
    data_dir: Path, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain rounding makes one neighbourhood cross itself."""
    monkeypatch.setattr(zone_files, "BODY_BYTES_MAX", limit)
    file = data_dir / "geo" / "bcn_barris.geojson"
    zones = features_of(file)
    body = body_of(zones, file)
    assert len(body) <= limit
    for sent, zone in zip(json.loads(body)["features"], zones, strict=True):
        exact = shapely.from_geojson(json.dumps(zone["geometry"]))
        coarser = shapely.from_geojson(json.dumps(sent["geometry"]))
        assert coarser.is_valid
        assert coarser.symmetric_difference(exact).area < 0.005 * exact.area


def test_what_does_not_fit_at_all_is_to_be_divided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone_files, "BODY_BYTES_MAX", 100)
    file = written(tmp_path, {"zone_id": "1", "name": "One"})
    with pytest.raises(ImportRefused, match="divide it"):
        body_of(features_of(file), file)


def test_an_outline_that_crosses_itself_stays_as_it_is_beside_coarser_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone_files, "BODY_BYTES_MAX", 500)
    fine = shapely.Point(2, 41).buffer(0.1, quad_segs=64)
    for geometry in (BOW, None, {"type": "Polygon", "coordinates": [[[2, 41]]]}):
        features = [
            {"type": "Feature", "properties": {}, "geometry": geometry},
            {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(fine))},
        ]
        broken, coarser = zone_files.coarser(features, 0.05)
        assert (broken, len(json.dumps(coarser)) < 500) == (features[0], True)


@pytest.mark.parametrize(
    ("found", "properties", "expected"),
    [
        pytest.param(
            {"id": 7, "name": " Nord "},
            Properties(),
            {"zone_id": "7", "name": "Nord"},
            id="a number for an id",
        ),
        pytest.param(
            {"zone_id": "a", "id": "b", "name": "Nord", "parent_id": None, "colour": "red"},
            Properties(),
            {"zone_id": "a", "name": "Nord"},
            id="other properties are left out",
        ),
        pytest.param(
            {"KOD": "01", "NAVN": "Sentrum", "BY": "0301"},
            Properties("KOD", "NAVN", "BY"),
            {"zone_id": "01", "name": "Sentrum", "parent_id": "0301"},
            id="names of one's own",
        ),
    ],
)
def test_generic_geojson(
    tmp_path: Path, found: dict[str, Any], properties: Properties, expected: dict[str, str]
) -> None:
    [zone] = features_of(written(tmp_path, found), properties)
    assert zone == {"type": "Feature", "properties": expected, "geometry": SQUARE}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("{", "not JSON", id="broken"),
        pytest.param("[" * 100_000, "not JSON", id="100,000 levels deep"),
        pytest.param("[]", "not a GeoJSON FeatureCollection", id="a list"),
        pytest.param('{"features": []}', "no features: nothing was changed", id="no features"),
        pytest.param('{"type": "Topology"}', "TopoJSON: convert it by `ogr2ogr", id="TopoJSON"),
        pytest.param('{"type": "Polygon"}', "bare Polygon: make it the geometry", id="a geometry"),
        pytest.param('{"a": 1}\n{"a": 2}', "not JSON", id="lines that are no features"),
    ],
)
def test_what_is_no_zone_file_is_refused(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "zones.geojson"
    file.write_text(content)
    with pytest.raises(ImportRefused, match=said):
        read_zones(file, Properties())


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
@pytest.mark.parametrize("padding", [0, 100_000])
def test_another_encoding_is_told_or_guessed(tmp_path: Path, encoding: str, padding: int) -> None:
    """Wherever the first letter stands that tells it."""
    properties = {"zone_id": "s", "name": "Sarrià - Sant Gervasi", "more": "x" * padding}
    content = {"features": [{"properties": dict(sorted(properties.items())), "geometry": None}]}
    file = tmp_path / "zones.geojson"
    file.write_bytes(json.dumps(content, ensure_ascii=False).encode(encoding))
    found = read_zones(file, Properties())
    assert found.features[0] is not None
    assert found.features[0]["properties"]["name"] == "Sarrià - Sant Gervasi"
    guess = "zones.geojson is not UTF-8: it was read as cp1252, which is a guess."
    assert [warning[: len(guess)] for warning in found.warnings] == [guess] * (encoding == "latin-1")


def test_an_encoding_that_is_said_is_not_guessed(tmp_path: Path) -> None:
    content = {"features": [{"properties": {"zone_id": "l", "name": "Łódź"}, "geometry": None}]}
    file = tmp_path / "zones.geojson"
    file.write_bytes(json.dumps(content, ensure_ascii=False).encode("latin2"))
    found = read_zones(file, Properties(), "latin2")
    assert found.features[0] is not None
    assert (found.features[0]["properties"]["name"], found.warnings) == ("Łódź", ())
    with pytest.raises(ImportRefused, match=r"zones.geojson is no text in utf-8: line 1 has a byte 0xa3"):
        read_zones(file, Properties(), "utf-8")


def zipped(*names: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name in names:
            archive.writestr(name, '{"features": []}')
    return raw.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"%PDF-1.7", "is a PDF: export the zones as GeoJSON", id="PDF"),
        pytest.param(b"<html>", "is a web page: download the file itself", id="a page"),
        pytest.param(b"SQLite format 3\0", "is an SQLite database: .*ogr2ogr", id="GeoPackage"),
        pytest.param(b"\0\0\x27\x0a\0", "is a shapefile: .*ogr2ogr", id="a shapefile"),
        pytest.param(zipped("a.shp", "a.dbf"), "is a shapefile: .*ogr2ogr", id="a shapefile in a ZIP"),
        pytest.param(zipped("xl/workbook.xml"), "is an Excel workbook .XLSX.: export", id="a workbook"),
        pytest.param(zipped("a.geojson", "b.geojson"), "is a ZIP of 2 files", id="a ZIP of two"),
        pytest.param(zipped("a.geojson", "licence.pdf"), "no features", id="a ZIP of one is read"),
    ],
)
def test_what_a_file_is_that_has_no_zones_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "zones.geojson"
    file.write_bytes(content)
    with pytest.raises(ImportRefused, match=said):
        read_zones(file, Properties())
