"""The conditions of a challenge as tests of a trip or an activity, in the order in which the first that fails
is the reason why it was not counted. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from services.challenges.matching.deeds import BIKE_SHARE, Deed, End
from services.challenges.tree.trees import Hours, Steps, Tree, Where

ZonesWithin = Mapping[str, Sequence[str]]
"""The zones in which others lie, each with all zones in it, as the map was at the first publishing."""
Test = Callable[[Deed], bool]
TestOfEnd = Callable[[End], bool]


class Condition(NamedTuple):
    """One condition: `name` is that of its field."""

    name: str
    is_met: Test


class Conditions(NamedTuple):
    """All conditions on what is counted. `of_end` are those that one and the same end of a trip must meet,
    which is also what counts of different places."""

    each: Sequence[Condition]
    of_end: Sequence[TestOfEnd]

    @property
    def tests(self) -> tuple[Test, ...]:
        """All tests, of which each must hold."""
        return tuple(condition.is_met for condition in self.each)

    def reason(self, deed: Deed) -> str | None:
        """The first condition that does not hold; None if all do."""
        return next((condition.name for condition in self.each if not condition.is_met(deed)), None)


def conditions_of(wheres: Sequence[Where], zones_within: ZonesWithin, trips_only: bool = True) -> Conditions:
    """The conditions of a body, or of a body and a step, read as one: all must hold. `trips_only`: where no
    service is named, only trips are counted."""
    each: list[Condition] = []
    if trips_only and not any(where.services for where in wheres):
        each.append(Condition("services", lambda deed: deed.service == BIKE_SHARE))
    for name, compiled in TESTS.items():
        each += [Condition(name, compiled(wanted, zones_within)) for wanted in _wanted(wheres, name)]
    of_end: list[TestOfEnd] = []
    for name, compiled_of_end in TESTS_OF_END.items():
        of_name = [compiled_of_end(wanted, zones_within) for wanted in _wanted(wheres, name)]
        if of_name:
            of_end += of_name
            each.append(Condition(name, _one_end_meets(tuple(of_end))))
    return Conditions(each, of_end)


def _wanted(wheres: Iterable[Where], name: str) -> list[Any]:
    return [wanted for where in wheres if (wanted := getattr(where, name))]


def zone_ids_of(where: Where) -> set[str]:
    """All zones that these conditions name."""
    named = [*where.start_zone_ids, *where.end_zone_ids, *where.zone_ids]
    return {*named, *(where.corridor.zone_ids_in_order if where.corridor else ())}


def wheres_of(tree: Tree) -> list[Where]:
    """The conditions of a body, and of its steps."""
    steps = tree.goal.steps if isinstance(tree.goal, Steps) else ()
    return [tree.where, *(step.where for step in steps)]


def zones_named_in(tree: Tree) -> set[str]:
    """All zones that a challenge names, in its body or in a step."""
    return {zone_id for where in wheres_of(tree) for zone_id in zone_ids_of(where)}


def with_zones_within(zone_ids: Iterable[str], zones_within: ZonesWithin) -> frozenset[str]:
    """These zones, and all that lie in them."""
    return frozenset(each for zone_id in zone_ids for each in (zone_id, *zones_within.get(zone_id, ())))


def _one_end_meets(of_end: Sequence[TestOfEnd]) -> Test:
    def one_end_meets(deed: Deed) -> bool:
        for end in (deed.start, deed.end):
            for is_met in of_end:
                if not is_met(end):
                    break
            else:
                return True
        return False

    return one_end_meets


def _is_one_of(field: str) -> Callable[[Any, ZonesWithin], Test]:
    def compiled(allowed: Any, _: ZonesWithin) -> Test:
        values, read = frozenset(allowed), attrgetter(field)
        return lambda deed: read(deed) in values

    return compiled


def _is_zone_of(field: str) -> Callable[[Any, ZonesWithin], Test]:
    def compiled(allowed: Any, zones_within: ZonesWithin) -> Test:
        values, read = with_zones_within(allowed, zones_within), attrgetter(field)
        return lambda deed: read(deed) in values

    return compiled


def _weekdays(allowed: Any, _: ZonesWithin) -> Test:
    values = frozenset(allowed)
    return lambda deed: deed.local_on.isoweekday() in values


def hours_of(ranges: Iterable[Hours]) -> frozenset[int]:
    """The local hours in these ranges."""
    return frozenset(hour for each in ranges for hour in each.all)


def _local_hours(ranges: Any, _: ZonesWithin) -> Test:
    hours = hours_of(ranges)
    return lambda deed: deed.local_hour in hours


def _day_tags(tags: Any, _: ZonesWithin) -> Test:
    values = frozenset(tags)
    return lambda deed: not values.isdisjoint(deed.day_tags)


def _is_between(field: str) -> Callable[[Any, ZonesWithin], Test]:
    def compiled(bounds: Any, _: ZonesWithin) -> Test:
        least, most, read = bounds.min or 0, bounds.max, attrgetter(field)

        def is_between(deed: Deed) -> bool:
            value: int | None = read(deed)
            return value is not None and least <= value and (most is None or value <= most)

        return is_between

    return compiled


def _corridor(corridor: Any, zones_within: ZonesWithin) -> Test:
    wanted = [with_zones_within([zone_id], zones_within) for zone_id in corridor.zone_ids_in_order]

    def passes(deed: Deed) -> bool:
        place, next_zone = 0, wanted[0]
        for zone_id in deed.path:
            if zone_id in next_zone:
                place += 1
                if place == len(wanted):
                    return True
                next_zone = wanted[place]
        return False

    return passes


def _station_ids(allowed: Any, _: ZonesWithin) -> TestOfEnd:
    values = frozenset(allowed)
    return lambda end: end.station_id in values


def _zone_ids(allowed: Any, zones_within: ZonesWithin) -> TestOfEnd:
    values = with_zones_within(allowed, zones_within)
    return lambda end: end.zone_id in values


def _bonus_stations(_: Any, __: ZonesWithin) -> TestOfEnd:
    return lambda end: end.is_bonus


TESTS: Mapping[str, Callable[[Any, ZonesWithin], Test]] = {
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
"""Conditions on a whole trip, in the order of the contract."""
TESTS_OF_END: Mapping[str, Callable[[Any, ZonesWithin], TestOfEnd]] = {
    "station_ids": _station_ids,
    "zone_ids": _zone_ids,
    "bonus_stations": _bonus_stations,
}
"""Conditions that one end of a trip must meet together, behind all others."""
