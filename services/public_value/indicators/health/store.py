"""The folder of health factors, files that are a part of the program and never change."""

import hashlib
from functools import cache
from pathlib import Path

import msgspec

from services.public_value.indicators.health.rules import HealthFactors

FOLDER = Path(__file__).parent / "factor_sets"


@cache
def health_factors() -> tuple[HealthFactors, ...]:
    """Every set of health factors, oldest first."""
    decode = msgspec.json.Decoder(HealthFactors).decode
    sets = [decode(path.read_bytes()) for path in FOLDER.glob("*.json")]
    return tuple(sorted(sets, key=lambda factors: (factors.valid_from, factors.id)))


@cache
def content_hash(set_id: str) -> str:
    """SHA-256 of the file, by which anybody can tell that a set was never changed."""
    return hashlib.sha256((FOLDER / f"{set_id}.json").read_bytes()).hexdigest()
