"""What the city's page shows. Its figures are answers to `/v1/indicators:query`, so that both agree."""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.city_figures import answers, rules
from services.public_value.city_figures.answers import CityFigures
from services.public_value.city_figures.rules import Period
from services.public_value.indicators.registry import INDICATORS
from services.public_value.indicators.rules import K
from services.public_value.queries.reading.actions import Read, answer, read
from services.public_value.queries.reading.rules import Released
from services.public_value.queries.rules import DAY, Query, Value
from services.public_value.releases.actions import Releasing
from services.public_value.releases.enough.rules import Limits
from services.public_value.releases.publishing import store
from services.public_value.releases.store import frozen_span, read_rider_keys
from services.public_value.zones.store import read_zones

SERIES_DAYS = 30
NOTHING = CityFigures(k_value=K, riders_min=Limits().riders_min, tiles=[], series=[], districts=[])


async def city_figures(tx: AsyncConnection, releasing: Releasing) -> CityFigures:
    """All figures of the newest release. A city of which none is told looks like an empty one."""
    city_id, release = releasing.city_id, await read(tx, releasing, None)
    told = await frozen_span(tx, city_id)
    if told is None:
        return NOTHING
    newest = await store.newest(tx, city_id)
    assert newest is not None, "a day was told by a release"
    periods = rules.periods(told, told[1])
    answers_by_period = {name: await _answer(tx, releasing, release, each) for name, each in periods.items()}
    rider_keys = {
        name: rules.rider_keys(await read_rider_keys(tx, city_id, period.start, period.end))
        for name, period in periods.items()
    }
    first = told[1] - (SERIES_DAYS - 1) * DAY
    series = await answer(tx, releasing.settings, Query(("trips",), "P1D", first, told[1]), release)
    month = rules.complete_month(periods, newest.made_at, releasing.zone)
    districts = Query(("trips",), "P1M", month.start, month.start, dimension="district_id")
    figures = CityFigures(
        k_value=K,
        riders_min=Limits().riders_min,
        as_of=newest.made_at.replace(second=0, microsecond=0),
        last_day=told[1],
        periods=answers.periods(periods, told[1]),
        tiles=answers.tiles(answers_by_period, rider_keys),
        series=answers.series(series),
        districts=answers.districts(
            await answer(tx, releasing.settings, districts, release), await read_zones(tx, city_id)
        ),
        districts_period=answers.period(month, told[1]),
    )
    return NOTHING if answers.all_hidden(figures) else figures


async def _answer(tx: AsyncConnection, releasing: Releasing, release: Read, period: Period) -> Released:
    """The city's figures of a period: one row. Of a month that goes on they are the sums of its days."""
    query = Query(tuple(INDICATORS), period.interval, period.start, period.start)
    answered = await answer(tx, releasing.settings, query, release)
    if answered.rows:
        return answered
    days = Query(rules.ADDED_UP, "P1D", period.start, period.end)
    sums = rules.added_up(await answer(tx, releasing.settings, days, release))
    row: list[Value] = [sums.get(str(column["name"])) for column in answered.columns]
    return answered._replace(rows=[row])
