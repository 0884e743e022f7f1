"""What `GET /internal/city-figures` answers: `services/gateway` draws the city's page from it."""

from collections.abc import Mapping
from typing import Any

from services.public_value.city_figures.rules import Period
from services.public_value.indicators.registry import INDICATORS, Indicator
from services.public_value.queries.rules import Answer, Value
from services.public_value.zones.store import Zone

Json = dict[str, Any]


def period(shown: Period) -> Json:
    """A month or week with its first and last day."""
    return {
        "interval": shown.interval,
        "start_date": shown.start.isoformat(),
        "end_date": shown.end.isoformat(),
    }


def tiles(answers: Mapping[str, Answer]) -> list[Json]:
    """A tile for each indicator, with its figure in each of the periods that `answers` names."""
    return [_tile(indicator, answers) for indicator in INDICATORS.values()]


def _tile(indicator: Indicator, answers: Mapping[str, Answer]) -> Json:
    texts = indicator.texts
    tile: Json = {
        "id": indicator.id,
        "unit": texts.unit,
        "name": texts.name,
        "definition": texts.definition,
        "method": texts.method,
        "version": texts.version,
    }
    for name, answer in answers.items():
        columns = {column["name"]: i for i, column in enumerate(answer.columns)}
        row = answer.rows[0]
        ends = ("value", *indicator.computation.bounds)
        item = {end: row[columns[column]] for end, column in zip(ends, indicator.columns, strict=True)}
        column = answer.columns[columns[indicator.id]]
        tile |= {key: column[key] for key in ("factor_set_id", "counterfactual_id") if key in column}
        tile[name] = _marked(item, item["value"])
    return tile


def series(answer: Answer) -> list[Json]:
    """Trips day by day."""
    return [_marked({"start_date": day, "trips": trips}, trips) for day, trips in answer.rows]


def districts(answer: Answer, zones: Mapping[str, Zone]) -> list[Json]:
    """Trips of a month by district, with what it takes to draw them. Outside has no outline."""
    return [_district(str(district_id), trips, zones) for _, district_id, trips in answer.rows]


def _district(district_id: str, trips: Value, zones: Mapping[str, Zone]) -> Json:
    item: Json = {"district_id": district_id, "trips": trips}
    if (zone := zones.get(district_id)) is not None:
        item |= {"name": zone.name, "outline": zone.outline}
    return _marked(item, trips)


def _marked(item: Json, value: object) -> Json:
    """What is hidden is left out, and said to be."""
    return {name: each for name, each in item.items() if each is not None} | {"suppressed": value is None}
