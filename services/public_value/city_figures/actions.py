"""What the city's page shows, from the same answers as `/v1/indicators:query`: one number exists.

The tiles show calendar months and ISO weeks, not the last 30 days. Sums over days that slide along would
give a hidden day away: today's sum less yesterday's is the day that came in less the one that went out.
The newest month is shown from its seventh day on, before that the one before it; weeks are whole ones.
"""

from datetime import date, timedelta
from typing import Any

from services.public_value.disclosure import store as store
from services.public_value.disclosure.actions import Snapshot
from services.public_value.disclosure.rules import DAY, WEEK, monday, next_month
from services.public_value.disclosure.suppression.rules import K
from services.public_value.indicators.rules import CLIMATE, INDICATORS, Interval
from services.public_value.queries.bodies import spans_of
from services.public_value.queries.rules import Answer, Query, answer

MEASURES = tuple(indicator.id for indicator in INDICATORS)
MONTH_DAYS_MIN = 7

Json = dict[str, Any]


async def city_figures(now: Snapshot, today: date, days: int) -> Json:
    """As JSON. Of an empty city there is no `last_day`, `as_of`, tile or series."""
    content: Json = {"k_value": K, "tiles": [], "series": [], "districts": []}
    span = now.extent.span
    if now.extent.as_of is not None:
        content["as_of"] = now.extent.as_of.isoformat()
    if span is None:
        return content
    # The last day that is over; on the very first day of a city, that one.
    last_day = min(span[1], max(today - DAY, span[0]))
    month = (last_day - timedelta(days=MONTH_DAYS_MIN - 1)).replace(day=1)
    if month < span[0].replace(day=1):
        month = last_day.replace(day=1)
    week = monday(last_day + DAY) - WEEK
    of: dict[str, tuple[Interval, date]] = {
        "month": ("P1M", month),
        "previous_month": ("P1M", (month - DAY).replace(day=1)),
        "week": ("P1W", week),
        "previous_week": ("P1W", week - WEEK),
    }
    found = {name: await _one(now, interval, start) for name, (interval, start) in of.items()}
    series = await _ask(now, Query(("trips",), "P1D", last_day - (days - 1) * DAY, last_day))
    return {
        **content,
        "last_day": last_day.isoformat(),
        "periods": {name: _period(interval, start) for name, (interval, start) in of.items()},
        "tiles": _tiles(found),
        "series": [_marked({"start_date": day, "trips": trips}, trips) for day, trips in series.rows],
        "districts": await _districts(now, month),
    }


async def _ask(now: Snapshot, query: Query) -> Answer:
    return answer(query, await spans_of(now, query))


async def _one(now: Snapshot, interval: Interval, start: date) -> Answer:
    return await _ask(now, Query(MEASURES, interval, start, start))


def _period(interval: Interval, start: date) -> Json:
    end = (next_month(start) if interval == "P1M" else start + WEEK) - DAY
    return {"interval": interval, "start_date": start.isoformat(), "end_date": end.isoformat()}


def _marked(item: Json, value: object) -> Json:
    """What is hidden is left out, and said to be."""
    return {name: each for name, each in item.items() if each is not None} | {"suppressed": value is None}


def _tiles(found: dict[str, Answer]) -> list[Json]:
    """A tile for each indicator, with its figure in each of the periods."""
    tiles = []
    for indicator in INDICATORS:
        tile: Json = {
            "id": indicator.id,
            "unit": indicator.unit,
            "name": indicator.name,
            "definition": indicator.definition,
            "method": indicator.method,
            "version": indicator.version,
        }
        for period, given in found.items():
            columns = {column["name"]: i for i, column in enumerate(given.columns)}
            row = given.rows[0]
            item = {"value": row[columns[indicator.id]]}
            if indicator.id == CLIMATE:
                item |= {end: row[columns[f"{CLIMATE}.{end}"]] for end in ("low", "high")}
                of = given.columns[columns[CLIMATE]]
                tile |= {name: of[name] for name in ("factor_set_id", "counterfactual_id")}
            tile[period] = _marked(item, item["value"])
        tiles.append(tile)
    return tiles


async def _districts(now: Snapshot, month: date) -> list[Json]:
    """Trips of the month by district, with what it takes to draw them. Outside has no outline."""
    given = await _ask(now, Query(("trips",), "P1M", month, month, dimension="district_id"))
    zones = await store.read_zones(now.tx, now.city_id)
    districts = []
    for _, district_id, trips in given.rows:
        zone = zones.get(str(district_id))
        item: Json = {"district_id": district_id, "trips": trips}
        if zone is not None:
            item |= {"name": zone.name, "outline": zone.outline}
        districts.append(_marked(item, trips))
    return districts
