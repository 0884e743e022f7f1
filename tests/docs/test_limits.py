"""The page on limits names each limit as the code has it: value, unit, bounds and meaning."""

import re
from pathlib import Path
from typing import get_args

import pytest

from services.trips.limits.rules import BIKE, EBIKE, TYPES, meanings

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "limits.md").read_text()
ROWS = {
    name: cells
    for name, *cells in re.findall(r"^\| `(\w+)` \| (.+?) \| ?(.*?) ?\| (.+?) \| (.+) \|$", PAGE, re.M)
}


def test_the_page_has_every_limit_and_no_other() -> None:
    assert list(ROWS) == list(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_a_limit_is_told_as_it_is(name: str) -> None:
    value, unit, bounds, meaning = ROWS[name]
    bike, ebike = getattr(BIKE, name), getattr(EBIKE, name)
    assert value == (f"`{bike}`" if bike == ebike else f"`{bike}`, e-bike `{ebike}`")
    assert meaning == " ".join(meanings()[name].split())
    kind = TYPES[name]
    if hasattr(kind, "__metadata__"):
        [within] = kind.__metadata__
        whole = ", whole" if kind.__origin__ is int else ""
        assert (unit, bounds) == (within.unit, f"{within.least:,} to {within.most:,}{whole}")
        ends = {"_m": "m", "_s": "s", "_mps": "m/s", "_p95": "km/h", "_days": "days"}
        for end, of_end in ends.items():
            assert not name.endswith(end) or unit == of_end
    else:
        assert (unit, bounds) == ("", ", ".join(f"`{word}`" for word in get_args(kind)))
