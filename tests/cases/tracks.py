"""Tracks that people recorded: the points of a GPX or TCX file."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

from services.trips.traces.rules import TracePoint

TODAY = date(2026, 11, 16)
DAY_S = 86_400


def points_of_file(path: Path, today: date = TODAY) -> list[TracePoint]:
    """The points that have a place and a time, in the order of the file, moved by whole days so that the
    first instant is of `today` (UTC)."""
    points = list(_points(ElementTree.parse(path).getroot()))
    earliest = datetime.fromtimestamp(min(point.at for point in points), UTC).date()
    return [point._replace(at=point.at + (today - earliest).days * DAY_S) for point in points]


def _points(track: ElementTree.Element) -> Iterator[TracePoint]:
    for element in track.iter():
        name = _name(element)
        if name not in ("trkpt", "Trackpoint"):
            continue
        texts = {_name(each): (each.text or "").strip() for each in element.iter()}
        at = texts.get("time") or texts.get("Time")
        lat = element.get("lat") or texts.get("LatitudeDegrees")
        lon = element.get("lon") or texts.get("LongitudeDegrees")
        if at and lat and lon:
            yield TracePoint(datetime.fromisoformat(at).timestamp(), float(lat), float(lon))


def _name(element: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
