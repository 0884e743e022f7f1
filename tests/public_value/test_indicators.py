"""The registry of indicators: texts that are data, paired with how each is computed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from services.public_value.indicators.answers import discovery
from services.public_value.indicators.estimates import Estimate
from services.public_value.indicators.formulas import Bounds
from services.public_value.indicators.registry import (
    DEFINED,
    FOLDER,
    FORMULAS,
    INDICATORS,
    Defined,
    IncompleteIndicator,
    Indicator,
    read_registry,
)
from services.public_value.indicators.rules import COMPUTATIONS, DIMENSIONS, INTERVALS
from shared.http.texts import LANGUAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the texts."""
    return Path(shutil.copytree(FOLDER, tmp_path / "texts"))


@pytest.mark.parametrize(
    "indicator", [*INDICATORS.values(), *DEFINED.values()], ids=lambda indicator: indicator.id
)
def test_every_language_of_the_product_names_and_defines_the_indicator(
    indicator: Indicator | Defined,
) -> None:
    for texts in (indicator.texts.name, indicator.texts.definition):
        assert set(texts) == set(LANGUAGES)
        assert all(text.strip() for text in texts.values())


def test_discovery_says_of_each_indicator_what_its_file_says_and_in_the_order_of_the_code() -> None:
    expected = []
    for id_ in [*COMPUTATIONS, *FORMULAS]:
        texts = json.loads((FOLDER / f"{id_}.json").read_text())
        order = ("value_id", "name", "unit", "definition", "method", "sources", "inputs", "version")
        said = {name: texts[name] for name in order if name in texts}
        has_figures = id_ in COMPUTATIONS
        places = {
            "dimensions": list(DIMENSIONS) if has_figures else [],
            "intervals": list(INTERVALS) if has_figures else [],
            "k": 10,
            "no_data": not has_figures,
        }
        expected.append({"id": id_, **said, **places})
    # As text, because the ETag also changes when the same members come in another order.
    assert json.dumps(discovery()["indicators"]) == json.dumps(expected)


def plain(outcome: Any) -> Any:
    """What a formula gives, as an example has it: to four digits."""
    if isinstance(outcome, Estimate | Bounds):
        outcome = outcome._asdict()
    if isinstance(outcome, dict):
        return {name: plain(value) for name, value in outcome.items()}
    return float(f"{outcome:.4g}")


@pytest.mark.parametrize("indicator", DEFINED.values(), ids=lambda indicator: indicator.id)
def test_a_formula_gives_what_the_example_in_its_texts_says(indicator: Defined) -> None:
    example = indicator.texts.example
    assert example
    assert plain(indicator.formula(**example.inputs)) == example.gives


@pytest.mark.parametrize("indicator", DEFINED.values(), ids=lambda indicator: indicator.id)
def test_an_interval_holds_its_value(indicator: Defined) -> None:
    assert indicator.texts.example
    outcome = indicator.formula(**indicator.texts.example.inputs)
    if isinstance(outcome, Estimate):
        assert outcome.low <= outcome.value <= outcome.high


def test_every_public_value_has_an_indicator() -> None:
    texts = [each.texts for each in INDICATORS.values()] + [each.texts for each in DEFINED.values()]
    values = {each.value_id for each in texts}
    assert values - {None} == {f"V{number}" for number in range(1, 15)}


def test_texts_without_a_computation_are_refused_with_the_remedy(folder: Path) -> None:
    (folder / "stray.json").write_bytes((folder / "trips.json").read_bytes())
    with pytest.raises(
        IncompleteIndicator, match=r"Indicator stray .* add it to COMPUTATIONS in .*rules\.py"
    ):
        read_registry(folder, COMPUTATIONS)


def test_a_computation_without_texts_is_refused_with_the_remedy(folder: Path) -> None:
    (folder / "riders.json").unlink()
    with pytest.raises(IncompleteIndicator, match=r"Indicator riders .* write .*riders\.json"):
        read_registry(folder, COMPUTATIONS)


@pytest.mark.parametrize(
    ("found", "replacement", "reason"),
    [
        pytest.param('"unit"', '"units"', "units", id="a field that is misspelt"),
        pytest.param('"version": 1', '"version": 0', ">= 1", id="a version below 1"),
        pytest.param('"method"', "method", "malformed", id="no JSON"),
    ],
)
def test_texts_that_cannot_be_read_are_refused_by_name(
    folder: Path, found: str, replacement: str, reason: str
) -> None:
    path = folder / "trips.json"
    path.write_text(path.read_text().replace(found, replacement))
    with pytest.raises(IncompleteIndicator, match=rf"indicator trips .*{reason}.* Correct .*trips\.json"):
        read_registry(folder, COMPUTATIONS)
