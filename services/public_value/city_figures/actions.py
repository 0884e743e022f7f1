"""What the city's page shows. Its figures are answers to `/v1/indicators:query`, so that both agree."""

from datetime import date

from services.public_value.city_figures import answers, rules
from services.public_value.city_figures.answers import CityFigures
from services.public_value.disclosure.actions import Snapshot
from services.public_value.disclosure.rules import DAY
from services.public_value.disclosure.suppression.rules import K
from services.public_value.indicators.registry import INDICATORS
from services.public_value.queries.actions import answer
from services.public_value.queries.rules import Query
from services.public_value.zones.store import read_zones


async def city_figures(snapshot: Snapshot, today: date, days: int) -> CityFigures:
    """All figures as of `today` (a local day), with a series of the last `days` days."""
    as_of, span = snapshot.extent.as_of, snapshot.extent.span
    if span is None:
        return CityFigures(k_value=K, as_of=as_of, tiles=[], series=[], districts=[])
    last_day = rules.last_day(span, today)
    periods = rules.periods(span, last_day)
    answers_by_period = {
        name: await answer(snapshot, Query(tuple(INDICATORS), period.interval, period.start, period.start))
        for name, period in periods.items()
    }
    series = Query(("trips",), "P1D", last_day - (days - 1) * DAY, last_day)
    month = periods["month"].start
    districts = Query(("trips",), "P1M", month, month, dimension="district_id")
    return CityFigures(
        k_value=K,
        as_of=as_of,
        last_day=last_day,
        periods=answers.periods(periods),
        tiles=answers.tiles(answers_by_period),
        series=answers.series(await answer(snapshot, series)),
        districts=answers.districts(
            await answer(snapshot, districts), await read_zones(snapshot.tx, snapshot.city_id)
        ),
    )
