"""The rows that answer a query from what releases tell, and why each hidden figure is hidden. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from services.public_value.indicators.climate.rules import DataSets
from services.public_value.indicators.registry import INDICATORS
from services.public_value.plans.rules import PlanInForce, plan_of
from services.public_value.queries.rules import Query, Value, columns, periods
from services.public_value.releases.calendar.rules import Import, first_of_month, last_day
from services.public_value.releases.places.rules import CITY
from services.public_value.releases.reading.rules import reason
from services.public_value.releases.rules import Figure

VEHICLE_TYPES = ("bike", "ebike")
REST = "rest"


class Known(NamedTuple):
    """What is known when a release is read: when it was made (None: there is none), by which plans, rows of
    imports by month, and the district of each zone."""

    made_at: datetime | None
    plans: Sequence[PlanInForce]
    imports: Mapping[date, Import]
    districts: Mapping[str, str]
    zone: ZoneInfo


class Released(NamedTuple):
    """Columns and rows; why figures are hidden; and which weeks and months lack a day."""

    columns: list[dict[str, str | bool]]
    rows: list[list[Value]]
    suppressed: list[dict[str, Any]]
    partial: list[dict[str, Any]]


class _Row(NamedTuple):
    """A row that is asked for: the id that it bears, and which figure it has."""

    id: str
    place: str
    vehicle_type: str


def answer(query: Query, figures: Iterable[Figure], known: Known, sets: DataSets) -> Released:
    """A row for each period and place. A month that goes on has none: nothing is told of it yet but days."""
    answered = Released(columns(query, sets), [], [], [])
    by_period: dict[date, dict[tuple[str, str, str], Figure]] = defaultdict(dict)
    for figure in figures:
        by_period[figure.start][figure.measure, figure.place, figure.vehicle_type] = figure
    for start in periods(query.interval, query.start, query.end):
        if not _goes_on(query, start, known):
            told = by_period[start]
            for row in _rows(query, {key[1:] for key in told}, known.districts):
                _add(answered, query, start, row, told, known)
    return answered


def _goes_on(query: Query, start: date, known: Known) -> bool:
    if query.interval != "P1M" or known.made_at is None:
        return False
    return known.made_at.astimezone(known.zone).date() <= last_day("P1M", start)


def _rows(query: Query, told: Collection[tuple[str, str]], districts: Mapping[str, str]) -> Iterator[_Row]:
    """The rows of a period: those of all places that are known, and of those of which something is told.
    `told` are their names, each with a vehicle type."""
    if query.dimension is None:
        yield _Row("", CITY, "")
    elif query.dimension == "vehicle_type":
        types = {vehicle_type for _, vehicle_type in told} | set(VEHICLE_TYPES)
        wanted = [each for each in sorted(types) if query.only is None or each in query.only]
        yield from (_Row(each, CITY, each) for each in wanted)
    else:
        is_zone = query.dimension == "zone_id"
        places = _zones(districts) if is_zone else {each: f"district/{each}" for each in districts.values()}
        places |= {_id(place): place for place, _ in told}
        for place_id in sorted(places, key=lambda each: (each.startswith(REST), each)):
            if _is_wanted(query, place_id, districts):
                yield _Row(place_id, places[place_id], "")


def _zones(districts: Mapping[str, str]) -> dict[str, str]:
    """The zones that lie in a district, and districts that hold none."""
    holding = {district for zone_id, district in districts.items() if zone_id != district}
    return {zone_id: f"zone/{zone_id}" for zone_id in districts if zone_id not in holding}


def _id(place: str) -> str:
    """The id that a row of this place bears.

    >>> _id("zone/a"), _id("district/outside"), _id("rest:A")
    ('a', 'outside', 'rest:A')
    """
    return place.partition("/")[2] or place


def _is_wanted(query: Query, place_id: str, districts: Mapping[str, str]) -> bool:
    district = place_id.removeprefix(f"{REST}:")
    if district == place_id:
        district = districts.get(place_id, place_id)
    return (query.only is None or place_id in query.only) and (
        query.only_district is None or district in query.only_district
    )


def _add(
    answered: Released,
    query: Query,
    start: date,
    row: _Row,
    told: Mapping[tuple[str, str, str], Figure],
    known: Known,
) -> None:
    """Add a row, and what is to be said of it."""
    key: dict[str, Any] = {"start_date": start.isoformat()}
    if query.dimension is not None and query.names_place:
        key[query.dimension] = row.id
    values: list[Value] = [*key.values()]
    hidden: dict[str, list[str]] = defaultdict(list)
    days: dict[int, list[str]] = defaultdict(list)
    for measure in query.measures:
        figure = told.get((measure, row.place, row.vehicle_type))
        fields = ("value", *INDICATORS[measure].computation.bounds)
        values += [getattr(figure, field, None) for field in fields]
        if figure is None:
            hidden[_reason(query, measure, start, row, known)].append(measure)
        elif figure.days is not None:
            days[figure.days].append(measure)
    answered.rows.append(values)
    answered.suppressed.extend(
        {**key, "measures": measures, "because": because} for because, measures in sorted(hidden.items())
    )
    of_days = (last_day(query.interval, start) - start).days + 1
    answered.partial.extend(
        {**key, "measures": measures, "days": number, "of_days": of_days}
        for number, measures in sorted(days.items())
        if number < of_days
    )


def _reason(query: Query, measure: str, start: date, row: _Row, known: Known) -> str:
    month = first_of_month(start)
    return reason(
        measure,
        query.interval,
        start,
        row.place,
        row.vehicle_type,
        places=plan_of(known.plans, month).places,
        imported=known.imports.get(month),
        run_at=known.made_at,
        zone=known.zone,
    )
