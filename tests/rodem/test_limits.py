"""What the command line puts into one request is what one request may have."""

import inspect
import json
from pathlib import Path

import pytest

from rodem.imports import bodies, sending
from services.gateway.door.forwarding.rules import FORWARDED
from shared.limits import STATIONS_MAX, ZONES_MAX

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
CHUNK = inspect.signature(sending.import_trips).parameters["chunk_size"].default


@pytest.mark.parametrize(
    ("schema", "items", "sent_max"),
    [
        ("Batch", "trips", CHUNK),
        ("Stations", "stations", STATIONS_MAX),
        ("ZoneCollection", "features", ZONES_MAX),
    ],
)
def test_a_request_has_as_many_items_as_the_document_allows(schema: str, items: str, sent_max: int) -> None:
    assert DOCUMENT["components"]["schemas"][schema]["properties"][items]["maxItems"] == sent_max


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/trips:batch"), ("PUT", "/v1/stations"), ("PUT", "/v1/zones")]
)
def test_a_request_fits_into_what_the_gateway_passes_on(method: str, path: str) -> None:
    [body_bytes_max] = [
        route.body_bytes_max for route in FORWARDED if (route.method, route.path) == (method, path)
    ]
    assert body_bytes_max is not None
    assert 0.8 * body_bytes_max < bodies.BODY_BYTES_MAX < 0.95 * body_bytes_max, "there is room around items"
