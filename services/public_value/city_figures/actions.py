"""What the city's page shows. Its figures are answers to `/v1/indicators:query`, so that both agree."""

from services.public_value.city_figures import answers, rules
from services.public_value.city_figures.answers import CityFigures
from services.public_value.disclosure.actions import Snapshot
from services.public_value.disclosure.rules import DAY
from services.public_value.disclosure.store import read_rider_keys
from services.public_value.disclosure.suppression.rules import K
from services.public_value.indicators.registry import INDICATORS
from services.public_value.queries.actions import answer
from services.public_value.queries.rules import Query
from services.public_value.zones.store import read_zones

SERIES_DAYS = 30
NOTHING = CityFigures(k_value=K, tiles=[], series=[], districts=[])


async def city_figures(snapshot: Snapshot) -> CityFigures:
    """All figures of the days that are told. A city whose figures are all hidden looks like an empty one:
    the answer does not tell that there was a trip."""
    as_of, span = snapshot.extent.as_of, snapshot.extent.span
    if span is None:
        return NOTHING
    last_day = span[1]
    periods = rules.periods(span, last_day)
    answers_by_period = {
        name: await answer(snapshot, Query(tuple(INDICATORS), period.interval, period.start, period.start))
        for name, period in periods.items()
    }
    rider_keys = {
        name: rules.rider_keys(
            await read_rider_keys(snapshot.tx, snapshot.city_id, period.start, min(period.end, last_day))
        )
        for name, period in periods.items()
    }
    series = Query(("trips",), "P1D", last_day - (SERIES_DAYS - 1) * DAY, last_day)
    month = periods["month"].start
    districts = Query(("trips",), "P1M", month, month, dimension="district_id")
    figures = CityFigures(
        k_value=K,
        # Nobody learns when an event came that is newer than what is told. To the minute, because the moment
        # of the newest trip is its rider's.
        as_of=as_of and min(as_of, snapshot.told.since).replace(second=0, microsecond=0),
        last_day=last_day,
        periods=answers.periods(periods, last_day),
        tiles=answers.tiles(answers_by_period, rider_keys),
        series=answers.series(await answer(snapshot, series)),
        districts=answers.districts(
            await answer(snapshot, districts), await read_zones(snapshot.tx, snapshot.city_id)
        ),
    )
    return NOTHING if answers.all_hidden(figures) else figures
