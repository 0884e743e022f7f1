"""The registry of indicators: texts that are data, paired with how each is computed."""

import json
import shutil
from pathlib import Path

import pytest

from services.public_value.disclosure.rules import Figure
from services.public_value.indicators.answers import discovery
from services.public_value.indicators.climate.store import data_sets
from services.public_value.indicators.registry import (
    FOLDER,
    INDICATORS,
    IncompleteIndicator,
    Indicator,
    read_registry,
)
from services.public_value.indicators.rules import COMPUTATIONS, DIMENSIONS, INTERVALS
from services.public_value.rollups.rules import Sums
from shared.http.texts import LANGUAGES
from tests.public_value.events import DAY_ONE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the texts."""
    return Path(shutil.copytree(FOLDER, tmp_path / "texts"))


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda indicator: indicator.id)
def test_every_language_of_the_product_names_and_defines_the_indicator(indicator: Indicator) -> None:
    for texts in (indicator.texts.name, indicator.texts.definition):
        assert set(texts) == set(LANGUAGES)
        assert all(text.strip() for text in texts.values())


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda indicator: indicator.id)
def test_the_indicator_has_as_many_values_as_columns_and_lies_within_its_bounds(indicator: Indicator) -> None:
    figure = Figure(Sums(12, 30_000, 6_000, 7_200, 1_800, 420), riders=11)
    value, *bounds = indicator.computation.values(figure, DAY_ONE, data_sets())
    assert len(indicator.columns) == 1 + len(bounds)
    assert sorted([value, *bounds]) == ([bounds[0], value, bounds[1]] if bounds else [value])


def test_discovery_says_of_each_indicator_what_its_file_says_and_in_the_order_of_the_computations() -> None:
    expected = []
    for id_ in COMPUTATIONS:
        texts = json.loads((FOLDER / f"{id_}.json").read_text())
        said = {name: texts[name] for name in ("name", "unit", "definition", "method", "version")}
        places = {"dimensions": list(DIMENSIONS), "intervals": list(INTERVALS), "k": 10}
        expected.append({"id": id_, **said, **places})
    # As text, because the ETag also changes when the same members come in another order.
    assert json.dumps(discovery()["indicators"]) == json.dumps(expected)


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
    path = folder / "points.json"
    path.write_text(path.read_text().replace(found, replacement))
    with pytest.raises(IncompleteIndicator, match=rf"indicator points .*{reason}.* Correct .*points\.json"):
        read_registry(folder, COMPUTATIONS)
