"""The query that a body asks for."""

from services.public_value.indicators.rules import Dimension
from services.public_value.queries.bodies import IndicatorQuery
from services.public_value.queries.rules import DAY, PERIODS_MAX, Query, QueryDimension, periods
from shared.http.problems import out_of_range, refused


def make_query(body: IndicatorQuery) -> Query:
    """The query that the body asks for. Raises ValidationError (422) with a pointer to the fault."""
    is_by_type = "vehicle_type" in body.dimensions
    if is_by_type and (body.interval != "P1M" or body.filters):
        raise refused(("/dimensions/0", "not_allowed"))
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
    dimension: QueryDimension | None = (
        body.dimensions[0] if body.dimensions else _dimension_of_place(places_by_filter)
    )
    query = Query(
        measures=tuple(body.measures),
        interval=body.interval,
        start=body.start_date,
        end=body.end_date,
        dimension=dimension,
        only=next((values for name, values in places_by_filter.items() if name == dimension), None),
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
