"""What the city page shows, in a reader's language: from the figures to the words and marks. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from services.gateway import city_svg, city_words
from services.gateway.city_figures import CityFigures, District, Measure
from shared.texts import translate

CLIMATE = "climate.net_kgco2e"
SHOWN_AS = {
    "distance_m": (1_000, "km"),
    "duration_s": (3_600, "hours"),
    "energy_kcal": (1, "kcal"),
    CLIMATE: (1, "kg CO₂e"),
}
"""Measure -> what it is divided by, and the unit it then has. The others are counts."""
GIVEN = ("distance_m", "duration_s", "energy_kcal", CLIMATE)
PER_POINTS = 1_000
DISTRICTS_MAX = 40
NAME_CHARACTERS_MAX = 40
DAYS_BETWEEN_LABELS = 7
BEFORE = {"P1D": "the day before", "P1W": "the week before", "P1M": "the month before"}


@dataclass(frozen=True)
class Tile:
    """One indicator. `value` is None where it is hidden; `change` says how it was before."""

    id: str
    name: str
    definition: str
    unit: str
    version: str
    value: str | None
    change: str
    low: str | None = None
    high: str | None = None
    factors: str = ""


@dataclass(frozen=True)
class Balance:
    """Where the climate balance lies: 0 to 100 from left to right, and what it means in words."""

    low: float
    value: float
    high: float
    zero: float
    verdict: str


@dataclass(frozen=True)
class Bars:
    """The trips a day as a picture: bars with titles, labelled axes."""

    chart: city_svg.Chart
    titles: tuple[str, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Row:
    """A district in the table. `number` marks it on the map; `share` is of the largest, 0 to 100."""

    number: int
    name: str
    trips: str | None
    share: str
    bar: float
    shade: int
    outline: city_svg.Outline | None


@dataclass(frozen=True)
class Given:
    """Something that riders and city got, in all and for 1,000 points. None is hidden."""

    name: str
    unit: str
    total: str | None
    per_points: str | None


@dataclass(frozen=True)
class Page:
    """All that the template needs besides its own sentences."""

    language: str
    empty: bool
    period: str
    span: str
    updated: str
    k: int
    tiles: tuple[Tile, ...]
    climate: Tile | None
    balance: Balance | None
    points: str | None
    given: tuple[Given, ...]
    days: tuple[tuple[str, str | None], ...]
    days_span: str
    wide: Bars
    narrow: Bars
    districts: tuple[Row, ...]
    not_shown: int
    map: city_svg.Drawing | None
    legend: tuple[tuple[int, str], ...]
    anything_hidden: bool


def is_empty(figures: CityFigures) -> bool:
    """Nothing can be published: a city of nine riders looks like one of none."""
    values = [measure.value for measure in figures.measures]
    trips = [each.trips for each in (*figures.days, *figures.districts)]
    return all(value is None for value in (*values, *trips))


def page(figures: CityFigures, language: str, timezone: str) -> Page:
    """The figures in words and marks."""
    tiles = {each.id: _tile(each, figures, language) for each in figures.measures}
    measures = {each.id: each for each in figures.measures}
    climate = measures.get(CLIMATE)
    ordered = _ordered(figures.districts)
    drawing = city_svg.draw([each.outline for each in ordered])
    steps = city_svg.nice_steps(max((each.trips or 0 for each in ordered), default=0), 5)
    points = tiles.get("points")
    return Page(
        language=language,
        empty=is_empty(figures),
        period=_capital(city_words.period(figures.period, language)),
        span=city_words.span(figures.period.start_date, figures.period.end_date, language),
        updated=city_words.moment(figures.as_of.astimezone(ZoneInfo(timezone)), language) if figures.as_of else "",
        k=figures.k_value,
        tiles=tuple(tile for id_, tile in tiles.items() if id_ != CLIMATE),
        climate=tiles.get(CLIMATE),
        balance=_balance(climate, language) if climate else None,
        points=points.value if points else None,
        given=tuple(_given(measures[id_], measures.get("points"), language) for id_ in GIVEN if id_ in measures),
        days=tuple(
            (city_words.day(each.start_date, language), _count(each.trips, language)) for each in figures.days
        ),
        days_span=city_words.span(figures.days[0].start_date, figures.days[-1].start_date, language)
        if figures.days
        else "",
        wide=_bars(figures, 760, 270, language),
        narrow=_bars(figures, 360, 250, language),
        districts=tuple(_rows(ordered, drawing, steps, language)),
        not_shown=len(figures.districts) - len(ordered),
        map=drawing,
        legend=_legend(steps, language) if any(each.trips for each in ordered) else (),
        anything_hidden=any(each.trips is None for each in (*figures.days, *figures.districts)),
    )


def _count(value: int | None, language: str) -> str | None:
    return None if value is None else city_words.number(value, language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language, texts["en"])


def _scaled(measure: Measure, value: float) -> float:
    return value / SHOWN_AS.get(measure.id, (1, ""))[0]


def _written(measure: Measure) -> Callable[[float, str], str]:
    return city_words.signed if measure.id == CLIMATE else city_words.number


def _tile(measure: Measure, figures: CityFigures, language: str) -> Tile:
    def written(value: float | None) -> str | None:
        return None if value is None else _written(measure)(_scaled(measure, value), language)

    factors = [each for each in (measure.factor_set_id, measure.counterfactual_id) if each]
    return Tile(
        id=measure.id,
        name=_in(measure.name, language),
        definition=_in(measure.definition, language),
        unit=translate(SHOWN_AS.get(measure.id, (1, ""))[1], language),
        version=str(measure.version),
        value=written(measure.value),
        change=_change(measure, figures, written, language),
        low=written(measure.low),
        high=written(measure.high),
        factors=", ".join(factors),
    )


def _change(
    measure: Measure, figures: CityFigures, written: Callable[[float | None], str | None], language: str
) -> str:
    """In per cent; where values may be negative that would mean nothing, so the value itself."""
    before = translate(BEFORE[figures.previous_period.interval], language)
    value, previous = measure.value, measure.previous_value
    if value is None:
        return ""
    if previous is None:
        return translate("No comparison: {before} is hidden.", language).format(before=before)
    if measure.id == CLIMATE or previous <= 0:
        return translate("{before}: {value}", language).format(before=_capital(before), value=written(previous))
    change = city_words.signed_percent((value - previous) / previous, language)
    return translate("{change} compared with {before}", language).format(change=change, before=before)


def _balance(measure: Measure, language: str) -> Balance | None:
    if measure.value is None:
        return None
    low = measure.value if measure.low is None else measure.low
    high = measure.value if measure.high is None else measure.high
    if low > 0:
        verdict = "The trips avoided more emissions than they caused."
    elif high < 0:
        verdict = "The trips caused more emissions than they avoided."
    elif measure.value < 0:
        verdict = "The trips probably caused more emissions than they avoided; the interval leaves it open."
    else:
        verdict = "The trips probably avoided more emissions than they caused; the interval leaves it open."
    left, right = min(low, 0), max(high, 0)
    width = (right - left) or 1

    def place(value: float) -> float:
        return round(5 + 90 * (value - left) / width, 1)

    return Balance(place(low), place(measure.value), place(high), place(0), translate(verdict, language))


def _given(measure: Measure, points: Measure | None, language: str) -> Given:
    total = per_points = None
    if measure.value is not None:
        value = _scaled(measure, measure.value)
        total = _written(measure)(value, language)
        if points is not None and points.value:
            per_points = _written(measure)(value * PER_POINTS / points.value, language)
    unit = translate(SHOWN_AS[measure.id][1], language)
    return Given(_in(measure.name, language), unit, total, per_points)


def _bars(figures: CityFigures, width: int, height: int, language: str) -> Bars:
    chart = city_svg.chart([day.trips for day in figures.days], width, height)
    hidden = translate("hidden", language)
    titles = tuple(
        f"{city_words.day(day.start_date, language)}: {_count(day.trips, language) or hidden}"
        for day in figures.days
    )
    across = tuple(
        (chart.middle(i), city_words.short_day(figures.days[i].start_date, language))
        for i in range(len(figures.days) - 1, -1, -DAYS_BETWEEN_LABELS)
    )
    up = tuple((y, city_words.number(value, language)) for y, value in chart.ticks)
    return Bars(chart, titles, across, up)


def _ordered(districts: Sequence[District]) -> list[District]:
    """Most trips first, hidden ones by name, what lies outside every district last."""
    ordered = sorted(districts, key=lambda each: (not each.outline, -(each.trips or 0), each.name or ""))
    return ordered[:DISTRICTS_MAX]


def _rows(
    districts: Sequence[District], drawing: city_svg.Drawing | None, steps: list[int], language: str
) -> list[Row]:
    total = sum(each.trips or 0 for each in districts)
    outside = translate("Outside all districts", language)
    rows = []
    for i, each in enumerate(districts):
        trips = each.trips or 0
        rows.append(
            Row(
                number=i + 1,
                name=_shortened(each.name or outside),
                trips=_count(each.trips, language),
                share=city_words.percent(trips / total, language) if trips else "",
                bar=round(100 * trips / steps[-1], 1),
                shade=0 if each.trips is None else max(1, min(bisect_right(steps, trips), len(steps) - 1)),
                outline=drawing.outlines[i] if drawing else None,
            )
        )
    return rows


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_CHARACTERS_MAX else name[: NAME_CHARACTERS_MAX - 1] + "…"


def _legend(steps: list[int], language: str) -> tuple[tuple[int, str], ...]:
    """Shade -> the numbers of trips that have it."""
    spans = enumerate(pairwise(city_words.number(step, language) for step in steps), start=1)
    return tuple((shade, f"{low}–{high}") for shade, (low, high) in spans)
