"""The city's districts as a map and as a table of the same rows. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rodem_client.api.city_figures import CityDistrict
from services.pages.frame import words
from services.pages.frame.svg import Drawing, Outline, draw, nice_steps
from shared.http.texts import translate

DISTRICTS_MAX = 25
"""So that the page stays below 40 kB."""
NAME_CHARACTERS_MAX = 40
SHADES = 5


@dataclass(frozen=True)
class Row:
    """A district. `number` marks it on the map, `bar` is 0 to 100, `shade` 1 to 5 or, where hidden, 0."""

    number: int
    name: str
    trips: str | None
    share: str
    bar: float
    shade: int
    outline: Outline | None


@dataclass(frozen=True)
class Districts:
    """Rows in the order of the table. `legend` tells which numbers of trips have which shade."""

    rows: tuple[Row, ...]
    map: Drawing | None
    legend: tuple[tuple[int, str], ...]
    hidden: bool
    left_out: int


def districts(given: Sequence[CityDistrict], language: str) -> Districts:
    """Most trips first, hidden ones after them by name, what lies outside every district last."""
    ordered = sorted(given, key=lambda each: (each.name is None, -(each.trips or 0), each.name or ""))
    shown = ordered[:DISTRICTS_MAX]
    drawing = draw([each.outline or () for each in shown])
    steps = nice_steps(max((each.trips or 0 for each in shown), default=0), SHADES)
    total = sum(each.trips or 0 for each in shown)
    outlines = drawing.outlines if drawing else (None,) * len(shown)
    spans = enumerate(pairwise(words.number(step, language) for step in steps), start=1)
    return Districts(
        rows=tuple(
            _row(i, each, outline, total, steps, language)
            for i, (each, outline) in enumerate(zip(shown, outlines, strict=True), start=1)
        ),
        map=drawing,
        legend=tuple((_shade(step, steps), f"{low}–{high}") for step, (low, high) in spans) if total else (),
        hidden=any(each.trips is None for each in shown),
        left_out=len(given) - len(shown),
    )


def _row(
    number: int,
    district: CityDistrict,
    outline: Outline | None,
    total: int,
    steps: Sequence[int],
    language: str,
) -> Row:
    name, trips = district.name or translate("Outside all districts", language), district.trips
    return Row(
        number=number,
        name=name if len(name) <= NAME_CHARACTERS_MAX else name[: NAME_CHARACTERS_MAX - 1] + "…",
        trips=None if trips is None else words.number(trips, language),
        share=words.percent(trips / total, language) if trips else "",
        bar=round(100 * (trips or 0) / steps[-1], 1),
        shade=0 if trips is None else _shade(bisect_right(steps, trips), steps),
        outline=outline,
    )


def _shade(step: int, steps: Sequence[int]) -> int:
    """1 to 5 for the first to the last step: few steps lie as far apart as many."""
    last = len(steps) - 1
    return round(1 + (SHADES - 1) * (min(step, last) - 1) / (last - 1)) if last > 1 else SHADES
