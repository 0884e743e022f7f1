"""What the city's page shows, from the same answers as `/v1/indicators:query`: one number exists."""

from datetime import date

from services.public_value.city_figures import answers, rules
from services.public_value.city_figures.answers import Json
from services.public_value.disclosure.actions import Snapshot
from services.public_value.disclosure.rules import DAY
from services.public_value.disclosure.suppression.rules import K
from services.public_value.indicators.registry import INDICATORS
from services.public_value.queries.actions import answer
from services.public_value.queries.rules import Query
from services.public_value.zones.store import read_zones


async def city_figures(snapshot: Snapshot, today: date, days: int) -> Json:
    """As JSON. Of an empty city there is no `last_day`, `as_of`, tile or series."""
    content: Json = {"k_value": K, "tiles": [], "series": [], "districts": []}
    span = snapshot.extent.span
    if snapshot.extent.as_of is not None:
        content["as_of"] = snapshot.extent.as_of.isoformat()
    if span is None:
        return content
    last_day = rules.last_day(span, today)
    periods = rules.periods(span, last_day)
    of_periods = {
        name: await answer(snapshot, Query(tuple(INDICATORS), period.interval, period.start, period.start))
        for name, period in periods.items()
    }
    series = Query(("trips",), "P1D", last_day - (days - 1) * DAY, last_day)
    month = periods["month"].start
    districts = Query(("trips",), "P1M", month, month, dimension="district_id")
    return {
        **content,
        "last_day": last_day.isoformat(),
        "periods": {name: answers.period(period) for name, period in periods.items()},
        "tiles": answers.tiles(of_periods),
        "series": answers.series(await answer(snapshot, series)),
        "districts": answers.districts(
            await answer(snapshot, districts), await read_zones(snapshot.tx, snapshot.city_id)
        ),
    }
