"""The city's districts as a map and a table, both of the same rows. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rodem_client.api.city_figures import CityDistrict
from services.pages.frame import words
from services.pages.frame.svg import Drawing, Outline, draw, nice_steps
from shared.http.texts import translate

DISTRICTS_MAX = 25
"""With at most so many, the page stays below 40 kB."""
NAME_CHARACTERS_MAX = 40
SHADES = 5
REST = "rest"
"""The id of all districts together that are too small to be told one by one."""


@dataclass(frozen=True)
class Row:
    """A district. `number` marks it on the map; `bar` is the length of its bar, 0 to 100; `shade` is 1 to 5,
    or 0 where the trips are hidden."""

    number: int
    name: str
    trips: str | None
    share: str
    bar: float
    shade: int
    outline: Outline | None


@dataclass(frozen=True)
class Districts:
    """Rows in the order of the table. `legend` pairs each shade with its span of trips."""

    rows: tuple[Row, ...]
    map: Drawing | None
    legend: tuple[tuple[int, str], ...]
    hidden: bool
    left_out: int


def districts(figures: Sequence[CityDistrict], language: str) -> Districts:
    """The districts with most trips first, then those with hidden trips by name. Trips outside every district
    and the rest of them come last."""
    ordered = sorted(
        figures, key=lambda district: (district.name is None, -(district.trips or 0), district.name or "")
    )
    shown = ordered[:DISTRICTS_MAX]
    drawing = draw([district.outline or () for district in shown])
    steps = nice_steps(max((district.trips or 0 for district in shown), default=0), SHADES)
    total = sum(district.trips or 0 for district in shown)
    outlines = drawing.outlines if drawing else (None,) * len(shown)
    spans = enumerate(pairwise(words.number(step, language) for step in steps), start=1)
    return Districts(
        rows=tuple(
            _row(number, district, outline, total, steps, language)
            for number, (district, outline) in enumerate(zip(shown, outlines, strict=True), start=1)
        ),
        map=drawing,
        legend=tuple((_shade(step, steps), f"{low}–{high}") for step, (low, high) in spans) if total else (),
        hidden=any(district.trips is None for district in shown),
        left_out=len(figures) - len(shown),
    )


def _row(
    number: int,
    district: CityDistrict,
    outline: Outline | None,
    total: int,
    steps: Sequence[int],
    language: str,
) -> Row:
    unnamed = "The rest, told together" if district.district_id == REST else "Outside all districts"
    name, trips = district.name or translate(unnamed, language), district.trips
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
    """The shade of a step: 1 for the first to 5 for the last, evenly spread when there are fewer steps."""
    last = len(steps) - 1
    return round(1 + (SHADES - 1) * (min(step, last) - 1) / (last - 1)) if last > 1 else SHADES
