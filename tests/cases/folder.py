"""Where the cases lie: `RODEM_CASES`, or ../shared/data/cases beside the checkout."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared"
CASES = Path(os.environ.get("RODEM_CASES", BESIDE / "data" / "cases"))


def case_files(folder: str, names: str = "*") -> Sequence[Any]:
    """A parameter for each file of a folder of the cases with such a name, its id being the name.

    Where the folder is absent there is one parameter, which is skipped with a warning. With
    RODEM_REQUIRE_ALL=1 that is an error, but not where nothing lies beside the checkout and nobody named a
    folder, as on every user's machine.
    """
    files = sorted(each for each in (CASES / folder).glob(names) if each.is_file())
    if files:
        return [pytest.param(file, id=file.name) for file in files]
    reason = f"there are no cases in {CASES / folder}: RODEM_CASES names their folder"
    expected = "RODEM_CASES" in os.environ or BESIDE.is_dir()
    if expected and os.environ.get("RODEM_REQUIRE_ALL") == "1":
        pytest.fail(f"RODEM_REQUIRE_ALL=1, but {reason}")
    warnings.warn(f"Tests on cases are skipped: {reason}", stacklevel=1)
    return [pytest.param(CASES / folder, id="absent", marks=pytest.mark.skip(reason=reason))]
