"""The query that a body asks for, and its answer from one snapshot of the city."""

from services.public_value.disclosure import actions as disclosure
from services.public_value.disclosure.rules import DAY, monday
from services.public_value.factor_sets.actions import data_sets
from services.public_value.indicators.rules import Dimension
from services.public_value.queries import rules
from services.public_value.queries.bodies import IndicatorQuery
from services.public_value.queries.rules import PERIODS_MAX, Query, Spans, periods
from shared.http.problems import out_of_range, refused


def make_query(body: IndicatorQuery) -> Query:
    """The query that the body asks for. Raises ValidationError (422) with a pointer to the fault."""
    if len(set(body.measures)) < len(body.measures):
        raise refused(("/measures", "repeated"))
    if body.end_date < body.start_date:
        raise refused(("/end_date", "before_start"))
    first_days = periods(body.interval, body.start_date, body.end_date)
    if len(first_days) > PERIODS_MAX:
        raise out_of_range("/end_date", maximum=(first_days[PERIODS_MAX] - DAY).isoformat())
    places_by_filter = {filter_.name: frozenset(filter_.values) for filter_ in body.filters}
    if len(places_by_filter) < len(body.filters):
        raise refused(("/filters", "repeated"))
    dimension = body.dimensions[0] if body.dimensions else _dimension_of_place(places_by_filter)
    query = Query(
        measures=tuple(body.measures),
        interval=body.interval,
        start=body.start_date,
        end=body.end_date,
        dimension=dimension,
        only=places_by_filter.get(dimension) if dimension is not None else None,
        only_district=places_by_filter.get("district_id") if dimension == "zone_id" else None,
        names_place=bool(body.dimensions),
    )
    if dimension == "district_id" and "zone_id" in places_by_filter:
        raise refused(("/filters", "needs_dimension"))
    return query


def _dimension_of_place(places_by_filter: dict[Dimension, frozenset[str]]) -> Dimension | None:
    """The dimension of the one place that filters may name in a query without dimensions.

    Several places would ask for a sum of the caller's choice, and hidden figures could be worked out from
    such sums.
    """
    if not places_by_filter:
        return None
    if len(places_by_filter) > 1 or any(len(values) > 1 for values in places_by_filter.values()):
        raise refused(("/filters", "needs_dimension"))
    return next(iter(places_by_filter))


async def answer(snapshot: disclosure.Snapshot, query: Query) -> rules.Answer:
    """The answer to a query, from the months or weeks that hold its periods."""
    sets = await data_sets(snapshot.tx)
    if rules.mixes_methods(query, periods(query.interval, query.start, query.end), sets):
        raise refused(("/start_date", "spans_factor_sets"))
    return rules.answer(query, await _spans_of(snapshot, query), sets)


async def _spans_of(snapshot: disclosure.Snapshot, query: Query) -> Spans:
    first_days = periods(query.interval, query.start, query.end)
    if query.interval == "P1W":
        mondays = sorted({monday(day) for day in first_days})
        return Spans({}, await disclosure.weeks(snapshot, mondays), snapshot.known_places)
    months = sorted({day.replace(day=1) for day in first_days})
    return Spans(await disclosure.months(snapshot, months), {}, snapshot.known_places)
