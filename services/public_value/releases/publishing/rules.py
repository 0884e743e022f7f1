"""What a release tells, as one document; the hash of that document; and the events that tell of it. Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from services.public_value.indicators.rules import COMPUTATIONS
from services.public_value.plans.rules import PlanInForce
from services.public_value.releases.places.rules import CITY, NOT_ZONES
from services.public_value.releases.rules import Figure
from shared.events.public_value import IndicatorReleased
from shared.http.instants import as_written

RULE_VERSION = 1
"""Of all rules by which figures are told or hidden."""
DISTRICT = "district/"


def content_of(
    figures: Sequence[Figure], closed: Iterable[date], plans: Iterable[PlanInForce]
) -> dict[str, Any]:
    """What is listed of a release: its periods, the number of its figures, months that closed, the plans."""
    periods = sorted({(figure.interval, figure.start) for figure in figures})
    return {
        "rule_version": RULE_VERSION,
        "periods": [{"interval": interval, "start_date": start.isoformat()} for interval, start in periods],
        "figures": len(figures),
        "closed_months": [f"{month:%Y-%m}" for month in closed],
        "plans": [plan.told() for plan in plans],
    }


def ends_of_document(
    number: int, made_at: datetime, content: dict[str, Any], previous: bytes | None
) -> tuple[bytes, bytes]:
    """The release as canonical JSON (RFC 8785), as far as it comes before its figures, and what comes after
    them. The figures stand in the order of their keys, with commas between them. Nothing that is hidden is in
    it: small numbers could be tried out."""
    whole = {
        **content,
        "number": number,
        "made_at": as_written(made_at.astimezone(UTC)),
        "figures": [],
        **({"previous_hash": previous.hex()} if previous else {}),
    }
    start, figures, end = _canonical(whole).partition('"figures":[')
    return f"{start}{figures}".encode(), end.encode()


def listed(figure: Figure) -> dict[str, Any]:
    """A figure as a release lists it."""
    row = {
        "measure": figure.measure,
        "interval": figure.interval,
        "start_date": figure.start.isoformat(),
        "place": figure.place,
        "vehicle_type": figure.vehicle_type or None,
        "value": _number(figure.value),
        "low": _number(figure.low),
        "high": _number(figure.high),
        "days": figure.days,
    }
    return {name: value for name, value in row.items() if value is not None}


def written(figures: Iterable[Figure]) -> Iterator[bytes]:
    """Each figure in canonical JSON."""
    return (_canonical(listed(figure)).encode() for figure in figures)


def _number(value: float | None) -> float | None:
    """A whole number without a fraction, as the canonical form has it and the database gives it."""
    return int(value) if value is not None and value == int(value) else value


def _canonical(value: object) -> str:
    # The numbers of releases are whole or have three digits: Python writes these as RFC 8785 wants them.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(
    number: int,
    made_at: datetime,
    content: dict[str, Any],
    figures: Iterable[Figure],
    previous: bytes | None,
) -> bytes:
    """SHA-256 of a release's document: of all its figures, and the hash of the release before."""
    start, end = ends_of_document(number, made_at, content, previous)
    digest = sha256(start)
    for row, figure in enumerate(written(sorted(figures, key=lambda figure: figure.key))):
        digest.update(b"," + figure if row else figure)
    digest.update(end)
    return digest.digest()


def events_of(city_id: str, release: int, figures: Iterable[Figure]) -> list[IndicatorReleased]:
    """An event for each figure of an indicator that the release tells of a month of the city or a district.
    Of two tellings of a month the newer release is true."""
    return [
        IndicatorReleased(
            city_id=city_id,
            revision=release,
            indicator_id=figure.measure,
            release=release,
            period=f"{figure.start:%Y-%m}",
            place_id=figure.place.removeprefix(DISTRICT) if figure.place != CITY else None,
            value=_number(figure.value),
            low=_number(figure.low),
            high=_number(figure.high),
        )
        for figure in sorted(figures, key=lambda figure: figure.key)
        if _is_said(figure)
    ]


def _is_said(figure: Figure) -> bool:
    is_of_district = (
        figure.place.startswith(DISTRICT) and figure.place.removeprefix(DISTRICT) not in NOT_ZONES
    )
    is_of_month = figure.interval == "P1M" and not figure.vehicle_type
    return is_of_month and figure.measure in COMPUTATIONS and (figure.place == CITY or is_of_district)
