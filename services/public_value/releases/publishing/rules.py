"""What a release says of itself, and the hash of what it tells. Pure."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from services.public_value.plans.rules import PlanInForce
from services.public_value.releases.rules import Figure

RULE_VERSION = 1
"""Of all rules by which figures are told or hidden."""


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


def hash_of(
    number: int,
    made_at: datetime,
    content: dict[str, Any],
    figures: Iterable[Figure],
    previous: bytes | None,
) -> bytes:
    """SHA-256 over a release in canonical JSON, with all its figures in order and the hash of the release
    before. Nothing that is hidden goes in: small numbers could be tried out."""
    told = [[*figure[:2], figure.start.isoformat(), *figure[3:]] for figure in sorted(figures, key=_key)]
    whole = {
        "number": number,
        "made_at": made_at.astimezone(UTC).isoformat(),
        **content,
        "figures": told,
        "previous_hash": previous.hex() if previous else None,
    }
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).digest()


def _key(figure: Figure) -> tuple[Any, ...]:
    return figure.key
