"""The folder of factor sets and counterfactuals, files that are a part of the program.

A file is never changed; a file with a later `valid_from` follows it. So each is read once.
"""

import hashlib
from functools import cache
from pathlib import Path

import msgspec

from services.public_value.indicators.climate.rules import Counterfactual, DataSets, FactorSet

FOLDER = Path(__file__).parent / "factor_sets"


@cache
def data_sets() -> DataSets:
    """Every factor set and counterfactual there is, oldest first."""
    decode = msgspec.json.Decoder(FactorSet | Counterfactual).decode
    sets = [decode(path.read_bytes()) for path in FOLDER.glob("*.json")]
    return tuple(sorted(sets, key=lambda data_set: (data_set.valid_from, data_set.id)))


@cache
def content_hash(set_id: str) -> str:
    """SHA-256 of the file, by which anybody can tell that a set was never changed."""
    return hashlib.sha256((FOLDER / f"{set_id}.json").read_bytes()).hexdigest()
