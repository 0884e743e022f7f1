"""The page on indicators tells each as the code has it: meaning, formula, source, and an example that is
true."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from services.public_value.indicators.estimates import Estimate
from services.public_value.indicators.formulas import Bounds
from services.public_value.indicators.registry import DEFINED, INDICATORS, Defined, Indicator

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "indicators.md").read_text()
EVERY: dict[str, Indicator | Defined] = {**INDICATORS, **DEFINED}
TOLD = dict(re.findall(r"^### `(.+?)`\n\n(.+?)(?=^##|\Z)", PAGE, re.M | re.S))


def test_the_page_has_every_indicator_and_no_other() -> None:
    assert sorted(TOLD) == sorted(EVERY)


@pytest.mark.parametrize("id_", EVERY)
def test_an_indicator_is_told_as_it_is(id_: str) -> None:
    texts, told = EVERY[id_].texts, TOLD[id_]
    for text in (texts.name["en"], f"({texts.unit})", texts.definition["en"], *texts.inputs):
        assert text in told
    assert f"- Formula: {texts.method}" in told
    assert re.findall(r"^- Source: (.+)$", told, re.M) == texts.sources
    assert ("(*no data* yet)" in told) is (id_ in DEFINED)


def four_digits(outcome: Any) -> Any:
    if isinstance(outcome, Estimate | Bounds):
        outcome = outcome._asdict()
    if isinstance(outcome, dict):
        return {name: four_digits(value) for name, value in outcome.items()}
    return float(f"{outcome:.4g}")


@pytest.mark.parametrize("id_", DEFINED)
def test_the_example_on_the_page_is_what_the_code_gives(id_: str) -> None:
    inputs, gives = re.findall(r"^- Example: `(.+)` gives `(.+)`$", TOLD[id_], re.M)[0]
    assert four_digits(DEFINED[id_].formula(**json.loads(inputs))) == json.loads(gives)
