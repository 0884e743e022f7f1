"""Every indicator: its texts, which are data (`texts/<id>.json`), and how it is computed (`rules.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from services.public_value.indicators.rules import COMPUTATIONS, Computation, IndicatorId

FOLDER = Path(__file__).parent / "texts"


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of an indicator, `name` and `definition` by language. `version` grows with every change after
    which the same trips give another figure."""

    unit: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    name: dict[str, str]
    definition: dict[str, str]
    method: str


@dataclass(frozen=True)
class Indicator:
    """An indicator: its texts, and how it is computed."""

    id: IndicatorId
    texts: Texts
    computation: Computation

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns in answers: its id, then one for each bound of its interval."""
        return self.id, *(f"{self.id}.{bound}" for bound in self.computation.bounds)


class IncompleteIndicator(Exception):
    """An indicator lacks its texts or its computation, so the service does not start."""


def read_registry(folder: Path, computations: Mapping[str, Computation]) -> dict[IndicatorId, Indicator]:
    """The indicators of `computations`, in that order, with their texts from `folder`.

    Raises IncompleteIndicator unless each has both.
    """
    not_computed = {path.stem for path in folder.glob("*.json")} - set(computations)
    if not_computed:
        id_ = min(not_computed)
        raise IncompleteIndicator(
            f"Indicator {id_} has texts but is not computed: add it to COMPUTATIONS in"
            f" services/public_value/indicators/rules.py, or delete {folder / id_}.json."
        )
    return {
        id_: Indicator(id_, _read_texts(folder, id_), computation)
        for id_, computation in computations.items()
    }


def _read_texts(folder: Path, id_: str) -> Texts:
    path = folder / f"{id_}.json"
    if not path.exists():
        raise IncompleteIndicator(
            f"Indicator {id_} is computed but has no texts: write {path}, as its neighbours are written."
        )
    try:
        return msgspec.json.decode(path.read_bytes(), type=Texts)
    except msgspec.MsgspecError as error:
        raise IncompleteIndicator(
            f"The texts of indicator {id_} cannot be read: {error}. Correct {path}."
        ) from error


INDICATORS = read_registry(FOLDER, COMPUTATIONS)
