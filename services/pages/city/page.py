"""The content of the city page in a reader's language: the figures as words, numbers and marks. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile
from zoneinfo import ZoneInfo

from rodem_client.api.city_figures import CityDay, CityFigure, CityFigures, CityPeriods, CityTile
from services.pages.city.districts import Districts, districts
from services.pages.frame import words
from services.pages.frame.svg import Chart, chart
from shared.http.texts import translate

CLIMATE = "climate.net_kgco2e"
SHOWN_AS = {
    "m": (1_000, "km"),
    "s": (3_600, "hours"),
    "kcal": (1, "kcal"),
    "kg CO2e": (1, "kg CO₂e"),
}
"""Unit of a measure -> its divisor, and the unit that is shown. Measures in other units are counts."""
COUNTED = (1, "")
FEW = "fewer than {k} riders, or it would give away such a figure"
LATER = "Told when the month is complete."
FEW_UNNAMED = "too few made it, or it would give away such a figure"
UNNAMED = "A source of these trips names no riders."
BIKES = ("Bikes", "Different bikes with a trip that counts.")
MIXED = (
    "Riders and what stands for them",
    "Different riders with a trip that counts; of trips without a rider, each bike, or each trip, counts as"
    " one.",
)
EXAMPLE = (
    "This is an example: what riders would have taken instead is invented and comes from no survey. So it"
    " shows how the balance is made, not what it is here."
)
GIVEN = ("distance_m", "duration_s", "energy_kcal", CLIMATE)
OF_DAYS = ("trips", "distance_m", "duration_s", "points")
"""What is told of each day. All else is told of whole months."""
PER_POINTS = 1_000
BALANCE_WIDTH = 400
DAYS_BETWEEN_LABELS = 7
WIDE = (760, 270)
NARROW = (360, 250)


@dataclass(frozen=True)
class Tile:
    """One indicator. `value` is None where it is hidden, or where there is none: `change` says why, or else
    compares it with the month before."""

    name: str
    definition: str
    method: str
    unit: str
    value: str | None
    change: str
    low: str | None
    high: str | None
    factors: str


@dataclass(frozen=True)
class Balance:
    """The climate balance as places from 0 (left) to BALANCE_WIDTH (right), and its meaning in words.
    `caution` says so where no survey stands behind it."""

    low: float
    value: float
    high: float
    zero: float
    negative: bool
    verdict: str
    caution: str


@dataclass(frozen=True)
class Bars:
    """The chart of trips a day: a title for each bar, and (place, label) of the marks on both axes."""

    chart: Chart
    titles: tuple[str, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Given:
    """The month's figure of one measure: in all, and per PER_POINTS points that riders were given. A figure
    that is hidden, or cannot be computed from what is shown, is None."""

    name: str
    unit: str
    total: str | None
    per_points: str | None


@dataclass(frozen=True)
class Page:
    """All that the template needs besides its own sentences."""

    month: str
    span: str
    updated: str
    k: int
    few: str
    unnamed: str
    tiles: tuple[Tile, ...]
    climate: Tile | None
    balance: Balance | None
    points: str | None
    given: tuple[Given, ...]
    days: tuple[tuple[str, str | None], ...]
    days_span: str
    days_hidden: bool
    wide: Bars
    narrow: Bars
    districts: Districts
    districts_month: str


def page(figures: CityFigures, language: str, timezone: str) -> Page | None:
    """The figures in words and marks. None when all are hidden or missing, so that a city of nine riders
    looks like one without riders."""
    values = [measure.month.value for measure in figures.tiles]
    values += [day.trips for day in figures.series] + [district.trips for district in figures.districts]
    periods = figures.periods
    if periods is None or all(value is None for value in values):
        return None
    measures = {measure.id: measure for measure in figures.tiles}
    given = [measures[id_] for id_ in GIVEN if id_ in measures]
    over = figures.last_day is None or periods.month.end_date <= figures.last_day
    names_riders = "riders" not in measures or not rider_keys(measures["riders"].month)
    few = translate(FEW if names_riders else FEW_UNNAMED, language).format(k=figures.riders_min)
    tiles: dict[str, Tile] = {measure.id: _tile(measure, over, few, language) for measure in figures.tiles}
    of_districts = figures.districts_period or periods.month
    days = list(dropwhile(lambda day: day.trips is None, figures.series))
    return Page(
        month=words.month(periods.month.start_date, language),
        span=_span(periods, over, language),
        updated=_moment(figures.as_of, language, timezone),
        k=figures.riders_min,
        few=few,
        unnamed="" if names_riders else translate(UNNAMED, language),
        tiles=tuple(tile for id_, tile in tiles.items() if id_ != CLIMATE),
        climate=tiles.get(CLIMATE),
        balance=_balance(measures[CLIMATE], language) if CLIMATE in measures else None,
        points=tiles["points"].value if "points" in tiles else None,
        given=tuple(_given(measure, measures.get("points"), language) for measure in given),
        days=tuple((words.day(day.start_date, language), _count(day, language)) for day in days),
        days_span=words.span(days[0].start_date, days[-1].start_date, language) if days else "",
        days_hidden=any(day.trips is None for day in days),
        wide=_bars(days, *WIDE, language),
        narrow=_bars(days, *NARROW, language),
        districts=districts(figures.districts, language),
        districts_month=words.month(of_districts.start_date, language),
    )


def _span(periods: CityPeriods, over: bool, language: str) -> str:
    """The days that the month's figures hold."""
    if over:
        return words.span(periods.month.start_date, periods.month.end_date, language)
    so_far = words.span(periods.month.start_date, periods.month.until, language)
    return translate("so far: {span}", language).format(span=so_far)


def _moment(at: datetime | None, language: str, timezone: str) -> str:
    return words.moment(at.astimezone(ZoneInfo(timezone)), language) if at else ""


def _count(day: CityDay, language: str) -> str | None:
    return None if day.trips is None else words.number(day.trips, language)


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language, texts["en"])


def _unit(measure: CityTile, language: str) -> str:
    return translate(SHOWN_AS.get(measure.unit, COUNTED)[1], language)


def _written(measure: CityTile, value: float | None, language: str) -> str | None:
    if value is None:
        return None
    write = words.signed if measure.id == CLIMATE else words.number
    return write(value / SHOWN_AS.get(measure.unit, COUNTED)[0], language)


def _tile(measure: CityTile, over: bool, few: str, language: str) -> Tile:
    tile = _tile_as_measured(measure, over, few, language)
    keys = rider_keys(measure.month)
    if not keys:
        return tile
    unnamed = translate(UNNAMED, language)
    if keys == {"trip"}:
        return replace(tile, value=None, change=unnamed, definition=unnamed, method="")
    name, definition = BIKES if keys == {"bike"} else MIXED
    change = tile.change if keys == rider_keys(measure.previous_month) else ""
    in_words = f"{translate(definition, language)} {unnamed}"
    return replace(tile, name=translate(name, language), change=change, definition=in_words, method="")


def rider_keys(figure: CityFigure) -> set[str]:
    """What the figure `riders` counts. Empty where riders are riders."""
    return set(figure.rider_keys or ())


def _tile_as_measured(measure: CityTile, over: bool, few: str, language: str) -> Tile:
    hidden = few if over or measure.id in OF_DAYS else translate(LATER, language)
    data_sets = [id_ for id_ in (measure.factor_set_id, measure.counterfactual_id) if id_]
    version = translate("version {version}", language).format(version=measure.version)
    return Tile(
        name=_in(measure.name, language),
        definition=_in(measure.definition, language),
        method=f"{measure.method.rstrip('.')} ({version})." if measure.method else "",
        unit=_unit(measure, language),
        value=_written(measure, measure.month.value, language),
        change=hidden if measure.month.value is None else _change(measure, over, language),
        low=_written(measure, measure.month.low, language),
        high=_written(measure, measure.month.high, language),
        factors=", ".join(data_sets),
    )


def _change(measure: CityTile, over: bool, language: str) -> str:
    """The month compared with the one before, in per cent. Where per cent would mislead (the month is not
    over, or a value may be negative), the value of the month before."""
    value, before = measure.month.value or 0, measure.previous_month.value
    if before is None:
        return translate("The month before is hidden.", language)
    if not over or measure.id == CLIMATE or before <= 0:
        written = _written(measure, before, language)
        return translate("The month before: {value}", language).format(value=written)
    change = words.signed_percent((value - before) / before, language)
    return translate("{change} compared with the month before", language).format(change=change)


def _balance(measure: CityTile, language: str) -> Balance | None:
    figure = measure.month
    if figure.value is None:
        return None
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    if low > 0:
        verdict = "The trips avoided more emissions than they caused."
    elif high < 0:
        verdict = "The trips caused more emissions than they avoided."
    elif figure.value < 0:
        verdict = "The trips probably caused more emissions than they avoided; the interval leaves it open."
    else:
        verdict = "The trips probably avoided more emissions than they caused; the interval leaves it open."
    left, right, margin = min(low, 0), max(high, 0), 12

    def place(value: float) -> float:
        share = (value - left) / ((right - left) or 1)
        return round(margin + (BALANCE_WIDTH - 2 * margin) * share, 1)

    places = (place(low), place(figure.value), place(high), place(0))
    caution = "" if measure.counterfactual_verified else translate(EXAMPLE, language)
    return Balance(*places, figure.value < 0, translate(verdict, language), caution)


def _given(measure: CityTile, points: CityTile | None, language: str) -> Given:
    value, paid = measure.month.value, points.month.value if points else None
    per_points = value * PER_POINTS / paid if value is not None and paid else None
    name = _in(measure.name, language)
    if measure.counterfactual_id and not measure.counterfactual_verified:
        name = translate("{name} (example)", language).format(name=name)
    return Given(
        name=name,
        unit=_unit(measure, language),
        total=_written(measure, value, language),
        per_points=_written(measure, per_points, language),
    )


def _bars(days: list[CityDay], width: int, height: int, language: str) -> Bars:
    bars = chart([day.trips for day in days], width, height)
    hidden = translate("hidden", language)
    titles = (f"{words.day(day.start_date, language)}: {_count(day, language) or hidden}" for day in days)
    labelled_days = range(len(days) - 1, -1, -DAYS_BETWEEN_LABELS)
    return Bars(
        bars,
        tuple(titles),
        tuple((bars.middle(i), words.short_day(days[i].start_date, language)) for i in labelled_days),
        tuple((y, words.number(value, language)) for y, value in bars.ticks),
    )
