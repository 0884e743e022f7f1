"""The same conditions as SQL, over all stored trips of a challenge at once. A row of the table `trips`, which
holds activities too, is named `trip`. Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.challenges.matching.deeds import BIKE_SHARE
from services.challenges.matching.goals import BEST_DIGITS
from services.challenges.matching.rules import Rule, Step
from services.challenges.matching.wheres import ZonesWithin, hours_of, with_zones_within
from services.challenges.matching.windows import DAYS_AROUND, Window
from services.challenges.tree.trees import (
    All,
    Best,
    Distinct,
    Goal,
    Improve,
    Joined,
    Steps,
    Streak,
    Where,
)

MEASURES: Mapping[str, str] = {
    "trips": "1",
    "distance_m": "coalesce(trip.distance_m, 0)",
    "duration_s": "coalesce(trip.duration_s, 0)",
    "energy_kcal": "trip.energy_kcal",
    "climb_m": "coalesce(trip.climb_m, 0)",
}
PERIODS: Mapping[str, str] = {
    "day": "trip.local_on",
    "week": "CAST(date_trunc('week', trip.local_on) AS date)",
    "month": "CAST(date_trunc('month', trip.local_on) AS date)",
}
OF_ENDS: Mapping[str, str] = {
    "start_stations": "('start', trip.start_station_id)",
    "end_stations": "('end', trip.end_station_id)",
    "stations": "('start', trip.start_station_id), ('end', trip.end_station_id)",
    "zones": "('start', trip.start_zone_id), ('end', trip.end_zone_id)",
}
OF_TRIPS: Mapping[str, str] = {
    "days": "CAST(trip.local_on AS text)",
    "weeks": "CAST(CAST(date_trunc('week', trip.local_on) AS date) AS text)",
    "vehicle_types": "trip.vehicle_type",
    "services": "trip.service",
}


class Values:
    """The values of a statement's parameters, named as they come."""

    def __init__(self) -> None:
        self.by_name: dict[str, Any] = {}

    def add(self, value: Any, kind: str) -> str:
        """The parameter, as SQL of this type, that stands for a value."""
        name = f"v{len(self.by_name)}"
        self.by_name[name] = value
        return f"CAST(:{name} AS {kind})"


class Literals(Values):
    """Values that stand in the statement itself, for one that is stored."""

    def add(self, value: Any, kind: str) -> str:
        """A value as a literal of this type."""
        return f"CAST({literal(value)} AS {kind})"


def literal(value: str | int | date | UUID | Sequence[str | int]) -> str:
    """A value as SQL. Texts are quoted as `standard_conforming_strings` (always on) reads them.

    >>> print(literal(["a", "it's"]))
    ARRAY['a', 'it''s']
    >>> print(literal([]), literal(7))
    '{}' 7
    """
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str | date | UUID):
        text = value.isoformat() if isinstance(value, date) else str(value)
        return "'" + text.replace("'", "''") + "'"
    return f"ARRAY[{', '.join(map(literal, value))}]" if value else "'{}'"


OfEnd = Callable[[str], str]
"""A condition of `start` or `end`."""


class Counted(NamedTuple):
    """SQL of what a challenge counts: `is_counted` of a trip's row, the first day of its `period_on`, and
    either what it `brings` or the `marks` that it leaves, a subquery of rows."""

    is_counted: str
    period_on: str
    brings: str | None
    marks: str | None


def counted(rule: Rule, values: Values) -> Counted:
    """What this challenge counts of riders who are not held out, with values as parameters or as literals.
    Not of steps, each of which counts for itself."""
    return _counted(rule, rule.tree.goal, [rule.tree.where], values)


class Compared(NamedTuple):
    """SQL of what a goal of kind `improve` compares with: what `is_compared` of a trip's row, whenever it
    was, and what it `brings`."""

    is_compared: str
    brings: str


WEEK_ON = PERIODS["week"]
"""The Monday of a trip's week."""


def compared(rule: Rule, values: Values) -> Compared:
    """What this challenge compares riders with: their own trips, as it would count them."""
    where, goal = rule.tree.where, rule.tree.goal
    assert isinstance(goal, Improve)
    of_end = _of_end([where], rule.known.zones_within, values)
    conditions = _conditions(rule, [where], of_end, values)
    return Compared(" AND ".join(conditions), _brings(goal.measure, rule, values))


def counted_by(step: Step, rule: Rule, values: Values) -> Counted:
    """What a step of this challenge counts."""
    return _counted(rule, step.goal, [rule.tree.where, step.goal.where], values)


def _counted(rule: Rule, goal: Goal, wheres: Sequence[Where], values: Values) -> Counted:
    of_end = _of_end(wheres, rule.known.zones_within, values)
    conditions = [*_in_window(rule.window, values), *_conditions(rule, wheres, of_end, values)]
    assert not isinstance(goal, Steps)
    is_counted, period_on = " AND ".join(conditions), _period_on(rule.window, values)
    if isinstance(goal, Best | Distinct | Streak):
        return Counted(is_counted, period_on, None, _marks(rule, goal, of_end, values))
    return Counted(is_counted, period_on, _brings(goal.measure, rule, values), None)


def _conditions(rule: Rule, wheres: Sequence[Where], of_end: Sequence[OfEnd], values: Values) -> list[str]:
    """What a trip must be, whenever it was."""
    conditions = _of_trip(wheres, rule.known.zones_within, values)
    if rule.by_operator is not None:
        conditions.append(f"trip.operator_id = {values.add(rule.by_operator, 'text')}")
    if of_end:
        conditions.append(f"({_of('start', of_end)} OR {_of('end', of_end)})")
    if isinstance(rule.tree.who, All | Joined):
        conditions.append("NOT trip.is_erased")
    if rule.holdout_percent:
        challenge_id = values.add(rule.challenge_id, "uuid")
        percent = values.add(rule.holdout_percent, "int")
        conditions.append(f"NOT is_held_out({challenge_id}, trip.rider_id, {percent})")
    return conditions


def _period_on(window: Window, values: Values) -> str:
    kind = window.published.kind
    return values.add(window.first_on, "date") if kind == "once" else PERIODS[kind]


def _in_window(window: Window, values: Values) -> list[str]:
    starts_at, ended_at = window.published.starts_at, window.ended_at
    if window.published.kind == "once":
        return _started(starts_at, ended_at, values)
    inside = [
        # They tell nothing more, but let the index of starts serve.
        *_started(starts_at - DAYS_AROUND, window.published.ends_at + DAYS_AROUND, values),
        f"trip.local_on >= {values.add(window.first_on, 'date')}",
        f"trip.local_on < {values.add(window.end_on, 'date')}",
    ]
    if window.closed_at is not None:
        inside.append(f"trip.started_at < {values.add(window.closed_at, 'timestamptz')}")
    return inside


def _started(since: datetime, before: datetime, values: Values) -> list[str]:
    return [
        f"trip.started_at >= {values.add(since, 'timestamptz')}",
        f"trip.started_at < {values.add(before, 'timestamptz')}",
    ]


def _of_trip(wheres: Sequence[Where], zones_within: ZonesWithin, values: Values) -> list[str]:
    found = [] if any(where.services for where in wheres) else [f"trip.service = '{BIKE_SHARE}'"]
    return found + [
        condition
        for name, conditions in CONDITIONS.items()
        for where in wheres
        if (wanted := getattr(where, name))
        for condition in conditions(wanted, zones_within, values)
    ]


ConditionsOf = Callable[[Any, ZonesWithin, Values], Sequence[str]]


def _is_one_of(column: str) -> ConditionsOf:
    return lambda allowed, _, values: [f"trip.{column} = ANY({values.add(list(allowed), 'text[]')})"]


def _is_zone_of(column: str) -> ConditionsOf:
    def conditions(zone_ids: Any, zones_within: ZonesWithin, values: Values) -> Sequence[str]:
        allowed = sorted(with_zones_within(zone_ids, zones_within))
        return [f"trip.{column} = ANY({values.add(allowed, 'text[]')})"]

    return conditions


def _is_between(column: str) -> ConditionsOf:
    def conditions(bounds: Any, _: ZonesWithin, values: Values) -> Sequence[str]:
        least = f"trip.{column} >= {values.add(bounds.min or 0, 'int')}"
        return [least] + ([] if bounds.max is None else [f"trip.{column} <= {values.add(bounds.max, 'int')}"])

    return conditions


def _weekdays(allowed: Any, _: ZonesWithin, values: Values) -> Sequence[str]:
    return [f"extract(isodow FROM trip.local_on) = ANY({values.add(list(allowed), 'int[]')})"]


def _local_hours(ranges: Any, _: ZonesWithin, values: Values) -> Sequence[str]:
    return [f"trip.local_hour = ANY({values.add(sorted(hours_of(ranges)), 'int[]')})"]


def _day_tags(tags: Any, _: ZonesWithin, values: Values) -> Sequence[str]:
    return [f"trip.day_tags && {values.add(list(tags), 'text[]')}"]


def _corridor(corridor: Any, zones_within: ZonesWithin, values: Values) -> Sequence[str]:
    wanted = [sorted(with_zones_within([each], zones_within)) for each in corridor.zone_ids_in_order]
    in_order = values.add(json.dumps(wanted), "jsonb")
    return [f"passes(trip.start_zone_id, trip.zone_ids, trip.end_zone_id, {in_order})"]


CONDITIONS: Mapping[str, ConditionsOf] = {
    "services": _is_one_of("service"),
    "vehicle_types": _is_one_of("vehicle_type"),
    "weekdays": _weekdays,
    "local_hours": _local_hours,
    "day_tags_any": _day_tags,
    "distance_sources": _is_one_of("distance_source"),
    "distance_m": _is_between("distance_m"),
    "duration_s": _is_between("duration_s"),
    "climb_m": _is_between("climb_m"),
    "start_station_ids": _is_one_of("start_station_id"),
    "end_station_ids": _is_one_of("end_station_id"),
    "start_zone_ids": _is_zone_of("start_zone_id"),
    "end_zone_ids": _is_zone_of("end_zone_id"),
    "corridor": _corridor,
}
"""The conditions on a whole trip, by field of `where`."""


def _of_end(wheres: Sequence[Where], zones_within: ZonesWithin, values: Values) -> list[OfEnd]:
    """The conditions that one end must meet, each for `start` or `end`."""
    return [condition for where in wheres for condition in _of_one_end(where, zones_within, values)]


def _of_one_end(where: Where, zones_within: ZonesWithin, values: Values) -> list[OfEnd]:
    found: list[OfEnd] = []
    if where.station_ids:
        station_ids = values.add(list(where.station_ids), "text[]")
        found.append(lambda end: f"trip.{end}_station_id = ANY({station_ids})")
    if where.zone_ids:
        zone_ids = values.add(sorted(with_zones_within(where.zone_ids, zones_within)), "text[]")
        found.append(lambda end: f"trip.{end}_zone_id = ANY({zone_ids})")
    if where.bonus_stations:
        found.append(lambda end: f"trip.{end}_is_bonus")
    return found


def _of(end: str, of_end: Sequence[OfEnd]) -> str:
    return "(" + " AND ".join(condition(end) for condition in of_end) + ")"


def _brings(measure: str, rule: Rule, values: Values) -> str:
    if measure != "co2e_saved_g":
        return MEASURES[measure]
    rates = " ".join(
        f"WHEN {values.add(vehicle_type, 'text')} THEN {values.add(rate, 'bigint')}"
        for vehicle_type, rate in sorted(rule.known.saved_mg_per_km.items())
    )
    rate = f"CASE trip.vehicle_type {rates} ELSE 0 END"
    return f"(coalesce(trip.distance_m, 0) * {rate} + 500000) / 1000000"


def _marks(rule: Rule, goal: Goal, of_end: Sequence[OfEnd], values: Values) -> str:
    if isinstance(goal, Best):
        amount = _brings(goal.measure, rule, values)
        return f"SELECT lpad(CAST({amount} AS text), {BEST_DIGITS}, '0') WHERE {amount} > 0"
    assert isinstance(goal, Distinct | Streak)
    of = goal.of
    if of in OF_TRIPS:
        return f"SELECT {OF_TRIPS[of]} WHERE {OF_TRIPS[of]} IS NOT NULL"
    met = "place IS NOT NULL"
    if of_end:
        met += f" AND CASE which WHEN 'start' THEN {_of('start', of_end)} ELSE {_of('end', of_end)} END"
    if of != "districts":
        return f"SELECT DISTINCT place FROM (VALUES {OF_ENDS[of]}) AS ends (which, place) WHERE {met}"
    zone_ids, districts = (values.add([*each], "text[]") for each in _columns(rule.known.districts))
    return f"""
        SELECT DISTINCT known.district
        FROM (VALUES {OF_ENDS["zones"]}) AS ends (which, place)
            JOIN unnest({zone_ids}, {districts}) AS known (zone_id, district) ON zone_id = place
        WHERE {met}
    """


def _columns(named: Mapping[str, str]) -> tuple[Sequence[str], Sequence[str]]:
    return [*named], [*named.values()]
