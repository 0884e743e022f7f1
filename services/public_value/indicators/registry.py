"""Every indicator: its texts, which are data (`texts/<id>.json`), and how it is computed: from a figure of a
period and place (`rules.py`), or by a formula from plain numbers (`formulas.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec

from services.public_value.indicators.climate.rules import Counterfactual
from services.public_value.indicators.climate.store import data_sets
from services.public_value.indicators.formulas import Constants, Formula, formulas
from services.public_value.indicators.health.store import health_factors
from services.public_value.indicators.liveability.store import cost_factors
from services.public_value.indicators.rules import COMPUTATIONS, Computation, IndicatorId

FOLDER = Path(__file__).parent / "texts"


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Inputs of a formula, and what it gives to four digits: a number, bounds, or numbers by part."""

    inputs: dict[str, Any]
    gives: float | dict[str, float]


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of an indicator, `name` and `definition` by language. `version` grows with every change after
    which the same data give another figure.

    `method` is the formula, `sources` say where it and its constants come from. `inputs` are the events and
    other data that it needs. `value_id` is the public value that it measures, V1 to V14.
    """

    unit: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    name: dict[str, str]
    definition: dict[str, str]
    method: str
    sources: Annotated[list[str], msgspec.Meta(min_length=1)]
    inputs: Annotated[list[str], msgspec.Meta(min_length=1)]
    value_id: Annotated[str, msgspec.Meta(pattern="^V([1-9]|1[0-4])$")] | None = None
    example: Example | None = None


@dataclass(frozen=True)
class Indicator:
    """An indicator that has figures: its texts, and how it is computed."""

    id: IndicatorId
    texts: Texts
    computation: Computation

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns in answers: its id, then one for each bound of its interval."""
        return self.id, *(f"{self.id}.{bound}" for bound in self.computation.bounds)


@dataclass(frozen=True)
class Defined:
    """An indicator that is defined and has no figures yet, because nothing sends what it needs: its texts,
    and its formula."""

    id: str
    texts: Texts
    formula: Formula


class IncompleteIndicator(Exception):
    """An indicator lacks its texts or its computation, so the service does not start."""


def read_registry(folder: Path, computations: Mapping[str, Computation]) -> dict[IndicatorId, Indicator]:
    """The indicators of `computations`, in that order, with their texts from `folder`.

    Raises IncompleteIndicator unless each has both.
    """
    not_computed = {path.stem for path in folder.glob("*.json")} - set(computations) - set(FORMULAS)
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


def _constants() -> Constants:
    """The newest of the sets that are a part of the program."""
    replaced = [each for each in data_sets() if isinstance(each, Counterfactual)]
    return Constants(health_factors()[-1], cost_factors()[-1], replaced[-1])


FORMULAS = formulas(_constants())
INDICATORS = read_registry(FOLDER, COMPUTATIONS)
DEFINED = {id_: Defined(id_, _read_texts(FOLDER, id_), formula) for id_, formula in FORMULAS.items()}
