"""Whose zones are, and how everybody reads them."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely

from rodem.gateways import Gateway
from rodem.imports.zone_files import Properties, import_zones
from rodem.local.tokens import mint

from .running_trips import Trips
from .test_zones import CITY, EAST, OLD_TOWN, WEST, collection, operator_token, zone


async def put_as(trips: Trips, role: str, *features: object, **more: str) -> httpx.Response:
    """The answer to zones that somebody of this role puts."""
    headers = trips.signed_in(role) | more
    return await trips.client.put("/v1/zones", json=collection(*features), headers=headers)


async def test_zones_are_the_citys_once_it_has_put_some(trips: Trips) -> None:
    assert (await put_as(trips, "operator", CITY, WEST)).json()["new"] == 2
    # Neither a dry run nor zones of which none is taken are zones of the city.
    assert (await put_as(trips, "city", CITY, Prefer="dry-run")).status_code == 200
    assert (await put_as(trips, "city", zone("bad", None))).status_code == 200
    assert (await put_as(trips, "operator", EAST)).status_code == 200
    # It changes nothing of what the operator has put, and takes it over all the same.
    assert (await put_as(trips, "city", WEST)).json()["unchanged"] == 1
    for more in ({}, {"Prefer": "dry-run"}):
        answer = await put_as(trips, "operator", OLD_TOWN, **more)
        assert (answer.status_code, answer.json()["code"]) == (403, "zones-of-the-city")
    assert (await put_as(trips, "city", OLD_TOWN)).json()["new"] == 1
    said = [event["zone_id"] for event in await trips.said("zone.reported.v1")]
    assert said == ["city", "west", "east", "old-town"]


async def test_another_operator_than_the_games_puts_no_zones(trips: Trips) -> None:
    token = mint(trips.folder, "operator", operator_id="rival")
    answer = await trips.client.put(
        "/v1/zones", json=collection(CITY), headers={"Authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not-the-games-operator")


async def listed_zones(trips: Trips, query: str = "") -> dict[str, Any]:
    """As somebody without a token."""
    request = trips.client.build_request("GET", f"/v1/zones{query}")
    del request.headers["authorization"]
    return dict((await trips.client.send(request)).raise_for_status().json())


async def test_everybody_reads_the_zones_as_geojson(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(CITY, OLD_TOWN))
    found = await listed_zones(trips)
    assert (found["type"], len(found["features"])) == ("FeatureCollection", 2)
    city, old_town = found["features"]
    assert city["properties"] == {"zone_id": "city", "name": "CITY"}
    assert old_town == {
        "type": "Feature",
        "id": "old-town",
        "properties": {"zone_id": "old-town", "name": "OLD-TOWN", "parent_id": "city"},
        "geometry": old_town["geometry"],
    }
    drawn = shapely.from_geojson(json.dumps(old_town["geometry"]))
    asked = shapely.from_geojson(json.dumps(OLD_TOWN["geometry"]))
    assert drawn.symmetric_difference(asked).area < 1e-9
    assert all(polygon.exterior.is_ccw for polygon in shapely.get_parts(drawn)), "RFC 7946, section 3.1.6"
    first = await listed_zones(trips, "?limit=1")
    second = await listed_zones(trips, f"?limit=1&cursor={first['next_cursor']}")
    assert [*first["features"], *second["features"]] == found["features"]
    assert "next_cursor" not in second


async def test_who_has_the_zones_is_told_so_until_they_change(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(CITY))
    etag = (await trips.client.get("/v1/zones")).headers["etag"]
    again = await trips.client.get("/v1/zones", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    await trips.put("/v1/zones", collection(zone("city", CITY["geometry"], name="Renamed")))
    changed = await trips.client.get("/v1/zones", headers={"If-None-Match": etag})
    assert changed.json()["features"][0]["properties"]["name"] == "Renamed"


@pytest.mark.data
async def test_the_listed_outlines_of_barcelona_are_good_enough_to_draw(trips: Trips, data_dir: Path) -> None:
    file = data_dir / "geo" / "bcn_districtes.geojson"
    await import_zones(file, Properties(), Gateway(trips.url, lambda: operator_token(trips)))
    features = json.loads(file.read_text())["features"]
    exact = {
        "D" + each["properties"]["DISTRICTE"]: shapely.from_geojson(json.dumps(each["geometry"]))
        for each in features
    }
    listed = await listed_zones(trips)
    assert {feature["id"] for feature in listed["features"]} == exact.keys()
    for feature in listed["features"]:
        shown = shapely.from_geojson(json.dumps(feature["geometry"]))
        area = exact[feature["id"]].area
        assert shown.symmetric_difference(exact[feature["id"]]).area < 0.03 * area
