"""The challenges in force, indexed by what selects trips most: the cost of a trip follows the challenges that
count it, not those that are published. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.challenges.matching.deeds import BIKE_SHARE, Deed
from services.challenges.matching.rules import Match, Rule
from services.challenges.matching.wheres import ZonesWithin, hours_of, with_zones_within
from services.challenges.matching.windows import DAYS_AROUND
from services.challenges.tree.trees import Improve, Joined

Values = Callable[[Any, ZonesWithin], Iterable[object]]
OfDeed = Callable[[Deed], Iterable[object]]


def _as_they_are(values: Any, _: ZonesWithin) -> Iterable[object]:
    return values  # type: ignore[no-any-return]


def _zones(zone_ids: Any, zones_within: ZonesWithin) -> Iterable[object]:
    return with_zones_within(zone_ids, zones_within)


def _first_of_corridor(corridor: Any, zones_within: ZonesWithin) -> Iterable[object]:
    return with_zones_within(corridor.zone_ids_in_order[:1], zones_within)


SELECTING: Mapping[str, tuple[Values, OfDeed]] = {
    "start_station_ids": (_as_they_are, lambda deed: (deed.start_station_id,)),
    "end_station_ids": (_as_they_are, lambda deed: (deed.end_station_id,)),
    "station_ids": (_as_they_are, lambda deed: {deed.start_station_id, deed.end_station_id}),
    "bonus_stations": (
        lambda _, __: (True,),
        lambda deed: (True,) if deed.start_is_bonus or deed.end_is_bonus else (),
    ),
    "day_tags_any": (_as_they_are, lambda deed: deed.day_tags),
    "services": (_as_they_are, lambda deed: (deed.service,)),
    "corridor": (_first_of_corridor, lambda deed: set(deed.path)),
    "start_zone_ids": (_zones, lambda deed: (deed.start_zone_id,)),
    "end_zone_ids": (_zones, lambda deed: (deed.end_zone_id,)),
    "zone_ids": (_zones, lambda deed: {deed.start_zone_id, deed.end_zone_id}),
    "local_hours": (lambda ranges, _: hours_of(ranges), lambda deed: (deed.local_hour,)),
    "weekdays": (_as_they_are, lambda deed: (deed.local_on.isoweekday(),)),
    "vehicle_types": (_as_they_are, lambda deed: (deed.vehicle_type,)),
}
"""The fields of `where` by which a challenge can be found, the most selective first: their values in a
challenge, and those of a trip, of which one must be the same."""
ANY_TRIP = "services", BIKE_SHARE
"""Where a challenge is found that has none of these fields: it counts trips alone."""

Place = tuple[str, object]
Month = tuple[int, int]


class Index:
    """Rules for everybody, by month and by one value of their most selective condition; rules for who has
    joined, by challenge_id. `version` is the version of all rules together. Rules for groups have an index of
    their own, `of_groups`, in which they count whoever rides; it is None where there are none.

    `compared` is another index, of the weeks before periods with which riders are compared, and None where no
    rule does that. `requiring` has the rules that require a challenge, by its id.
    """

    def __init__(self, version: int, rules: Iterable[Rule] = (), is_of_groups: bool = False) -> None:
        self.version = version
        self.by_id = {rule.challenge_id: rule for rule in rules}
        self.requiring = requiring(self.by_id.values())
        self.compared: Index | None = None
        self.joined: dict[UUID, Rule] = {}
        self.by_month: dict[Month, dict[Place, list[Rule]]] = {}
        self.fields: dict[Month, dict[str, OfDeed]] = {}
        """The fields by which the rules of a month are found."""
        groups = [rule for rule in self.by_id.values() if rule.is_for_groups]
        self.of_groups: Index | None = None
        if groups and not is_of_groups:
            self.of_groups = Index(version, groups, is_of_groups=True)
        for rule in self.by_id.values():
            if is_of_groups or not rule.is_for_groups:
                self._add(rule, _months(rule.window.first_on, rule.window.end_on))
        compared = [rule for rule in self.by_id.values() if isinstance(rule.tree.goal, Improve)]
        if compared:
            self.compared = Index(version)
            for rule in compared:
                self.compared._add(rule, _months(*rule.compared_between))

    def _add(self, rule: Rule, months: Iterable[Month]) -> None:
        if isinstance(rule.tree.who, Joined):
            self.joined[rule.challenge_id] = rule
            return
        name, values = _selected_by(rule)
        for month in months:
            places = self.by_month.setdefault(month, {})
            self.fields.setdefault(month, {})[name] = SELECTING[name][1]
            for value in values:
                places.setdefault((name, value), []).append(rule)

    def matches(self, deed: Deed, joined: Sequence[UUID] = ()) -> list[Match]:
        """The rules that count this trip of a rider who has joined these challenges."""
        found = []
        for rule in self._candidates(deed, joined):
            period_on = rule.period_of(deed)
            if period_on is not None:
                found.append(Match(rule, period_on))
        return found

    @property
    def compares_joined(self) -> bool:
        """Whether riders who have joined are compared with their own weeks before."""
        return self.compared is not None and bool(self.compared.joined)

    def comparisons(self, deed: Deed, joined: Sequence[UUID] = ()) -> list[Match]:
        """The rules that compare with this trip a rider who has ever joined these challenges, each with the
        Monday of the trip's week."""
        if self.compared is None:
            return []
        found = []
        for rule in self.compared._candidates(deed, joined):
            week_on = rule.compared_on(deed)
            if week_on is not None:
                found.append(Match(rule, week_on))
        return found

    def _candidates(self, deed: Deed, joined: Sequence[UUID]) -> Iterator[Rule]:
        """The rules that may count this trip, each once."""
        month = deed.local_on.year, deed.local_on.month
        places = self.by_month.get(month)
        if places:
            for name, of_deed in self.fields[month].items():
                yield from _once([places.get((name, value), ()) for value in of_deed(deed)])
        for challenge_id in joined:
            rule = self.joined.get(challenge_id)
            if rule:
                yield rule


def _once(lists: Sequence[Sequence[Rule]]) -> Iterable[Rule]:
    if len(lists) == 1:
        return lists[0]
    return {rule.challenge_id: rule for rules in lists for rule in rules}.values()


def _selected_by(rule: Rule) -> tuple[str, Sequence[object]]:
    """The condition by which the rule is found, and its values."""
    for name, (values_of, _) in SELECTING.items():
        if wanted := getattr(rule.tree.where, name):
            return name, sorted(set(values_of(wanted, rule.known.zones_within)), key=str)
    of_steps = [step.goal.where.services or (BIKE_SHARE,) for step in rule.steps]
    return ANY_TRIP[0], sorted({service for each in of_steps for service in each}) or [ANY_TRIP[1]]


def requiring(rules: Iterable[Rule]) -> dict[UUID, list[Rule]]:
    """The rules that require each challenge, by its id."""
    found: dict[UUID, list[Rule]] = {}
    for rule in rules:
        for challenge_id in rule.tree.requires:
            found.setdefault(challenge_id, []).append(rule)
    return found


def _months(first_on: date, end_on: date) -> Iterator[Month]:
    """The months in which a trip may lie that counts from one local day to another."""
    day: date = (first_on - DAYS_AROUND).replace(day=1)
    last = end_on + DAYS_AROUND
    while day <= last:
        yield day.year, day.month
        day = (day + timedelta(days=32)).replace(day=1)
