"""A rider's trace as GeoJSON (RFC 7946) and as GPX 1.1."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
import numpy as np
from pydantic import BaseModel

from services.trips.answers import TRIP_ID
from services.trips.own_traces.rules import OwnTrace
from services.trips.traces.rules import Points, Trace, degrees_of
from shared.http.documented import example
from shared.http.instants import as_written

GEOJSON = "application/geo+json"
GPX = "application/gpx+xml"
GPX_NAMESPACE = "http://www.topografix.com/GPX/1/1"
DEGREE_DIGITS = 7
"""Digits of a degree that are written of a place: a centimetre."""


class TracePlace(BaseModel):
    """A GeoJSON point: [lon, lat] in degrees."""

    type: Literal["Point"]
    coordinates: tuple[float, float]


class TracePlaceProperties(BaseModel):
    """When the vehicle was there; of points, what the phone said of them."""

    at: datetime
    accuracy_m: float | None = None
    mock: bool | None = None


class TraceFeature(BaseModel):
    """A place of a trace."""

    type: Literal["Feature"]
    geometry: TracePlace
    properties: TracePlaceProperties


class TracePace(BaseModel):
    """The pace of 20 s of the clock, in metres a second."""

    at: datetime
    mps: float


class OwnTraceRead(BaseModel):
    """A rider's trace, in order of time. `holds`: `points` as the phone has told them, until no more are
    taken, then `places`, one for each 10 s of the clock, with the `paces` of each 20 s. `trip_id` is the trip
    with which it was told: the one that was asked for, or one that is merged into that."""

    model_config = example(
        type="FeatureCollection",
        trip_id=TRIP_ID,
        holds="places",
        features=[
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [2.1702, 41.3901]},
                "properties": {"at": "2026-05-04T07:30:05Z"},
            }
        ],
        paces=[{"at": "2026-05-04T07:30:00Z", "mps": 4.2}],
    )

    type: Literal["FeatureCollection"]
    trip_id: UUID
    holds: Literal["points", "places"]
    features: list[TraceFeature]
    paces: list[TracePace]


class _Told(NamedTuple):
    """A place as it is written."""

    at: str
    lat: float
    lon: float
    more: dict[str, Any]


def as_geojson(read: OwnTrace) -> bytes:
    """The trace as an `OwnTraceRead`."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [each.lon, each.lat]},
            "properties": {"at": each.at, **each.more},
        }
        for each in _places(read)
    ]
    return msgspec.json.encode(
        {
            "type": "FeatureCollection",
            "trip_id": read.trip_id,
            "holds": "points" if read.points is not None else "places",
            "features": features,
            "paces": list(_paces(read.trace)) if read.trace is not None else [],
        }
    )


def as_gpx(read: OwnTrace) -> bytes:
    """The trace as a GPX track of one segment. GPX knows neither accuracy nor pace."""
    root = Element("gpx", {"version": "1.1", "creator": "Rodem", "xmlns": GPX_NAMESPACE})
    track = SubElement(root, "trk")
    SubElement(track, "name").text = str(read.trip_id)
    segment = SubElement(track, "trkseg")
    for each in _places(read):
        point = SubElement(segment, "trkpt", {"lat": _degrees(each.lat), "lon": _degrees(each.lon)})
        SubElement(point, "time").text = each.at
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _degrees(value: float) -> str:
    """Degrees as XML writes decimals: without an exponent."""
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _places(read: OwnTrace) -> Iterator[_Told]:
    if read.points is not None:
        yield from _of_points(read.points)
    elif read.trace is not None:
        degrees = zip(*(each.tolist() for each in degrees_of(read.trace)), strict=True)
        for at, (lat, lon) in zip(read.trace.at.tolist(), degrees, strict=True):
            yield _Told(_instant(at), round(lat, DEGREE_DIGITS), round(lon, DEGREE_DIGITS), {})


def _of_points(points: Points) -> Iterator[_Told]:
    for at, lat, lon, accuracy_m, mock in points[np.argsort(points["at"], kind="stable")].tolist():
        more: dict[str, Any] = {} if accuracy_m != accuracy_m else {"accuracy_m": accuracy_m}  # NaN: not told
        yield _Told(_instant(at), lat, lon, more | ({"mock": True} if mock else {}))


def _paces(trace: Trace) -> Iterator[dict[str, Any]]:
    for at, mps in zip(trace.pace_at.tolist(), trace.pace_mps.tolist(), strict=True):
        yield {"at": _instant(at), "mps": mps}


def _instant(seconds: float) -> str:
    return as_written(datetime.fromtimestamp(round(seconds, 6), UTC))
