"""What a slow judge of releases asks of rows: are they enough, and what of a tree is told.

Written from the sentences of the contract alone. Amounts are fractions; sums are looked up rider by rider.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

TYPES = ("bike", "ebike")


@dataclass(frozen=True)
class R:
    """One row: a trip, or what was given."""

    what: str
    who: str
    by: str | None
    sure: bool
    at: str
    type: str
    amounts: tuple[tuple[str, Fraction], ...]

    def amount(self, measure: str) -> Fraction:
        return dict(self.amounts).get(measure, Fraction(0))


@dataclass(frozen=True)
class Ground:
    """What the tests need to know of the city."""

    k: int
    m: int
    parents: Mapping[str, str | None]

    def district(self, zone: str) -> str:
        seen = [zone]
        while (above := self.parents.get(seen[-1])) and above not in seen:
            seen.append(above)
        return seen[-1]


def rider_sum(rows: Iterable[R], who: str, measure: str) -> Fraction:
    return abs(sum((row.amount(measure) for row in rows if row.who == who), Fraction(0)))


def who_cover(rows: list[R], measure: str) -> set[str]:
    """Riders whose rows that an operator reported or confirmed add up to something other than 0."""
    sure = [row for row in rows if row.sure]
    return {row.who for row in sure if rider_sum(sure, row.who, measure) != 0}


def is_nothing(rows: list[R], measure: str) -> bool:
    return all(row.amount(measure) == 0 for row in rows)


def passes(ground: Ground, rows: list[R], measure: str, more: list[R] | None = None) -> bool:
    """The two conditions of `Enough`, for one reader; `more`: enough within more rows."""
    cover = who_cover(rows, measure)
    if len(cover) < ground.k + ground.m:
        return False
    sure = [row for row in rows if row.sure]
    largest_first = sorted((rider_sum(sure, who, measure) for who in cover), reverse=True)
    spare = sum(largest_first[ground.m + 1 :], Fraction(0))
    everything = [rows] if more is None else [rows, more]
    return all(rider_sum(each, row.who, measure) <= spare for each in everything for row in each)


def views(rows: list[R], measure: str) -> list[list[R]]:
    """What is left to each reader: to one without trips, and to each operator to whom something is left."""
    found = [rows]
    for operator in {row.by for row in rows if row.by}:
        others = [row for row in rows if row.by != operator]
        if not is_nothing(others, measure):
            found.append(others)
    return found


def enough(ground: Ground, rows: list[R], measure: str) -> bool:
    return all(passes(ground, view, measure) for view in views(rows, measure))


def nothing_or_enough(ground: Ground, rows: list[R], measure: str) -> bool:
    return is_nothing(rows, measure) or enough(ground, rows, measure)


def total(rows: list[R], measure: str) -> Fraction:
    return sum((row.amount(measure) for row in rows), Fraction(0))


def one_by_one(
    ground: Ground, children: dict[str, list[R]], measure: str
) -> tuple[dict[str, list[R]], list[R]]:
    """The children that are shown one by one, and the rest."""
    shown = sorted(name for name in children if enough(ground, children[name], measure))
    while True:
        rest = [row for name in children if name not in shown for row in children[name]]
        if not shown or nothing_or_enough(ground, rest, measure):
            return {name: children[name] for name in shown}, rest
        shown.remove(min(shown, key=lambda name: (abs(total(children[name], measure)), name)))


def tree(ground: Ground, rows: list[R], measure: str) -> tuple[dict[str, list[R]], list[list[R]]]:
    """The rows of every place that is shown, and those of the leaves."""
    districts = {ground.district(row.at) for row in rows}
    by_district = {name: [row for row in rows if ground.district(row.at) == name] for name in districts}
    shown, rest = one_by_one(ground, by_district, measure)
    places, leaves = {"city": rows}, [rest]
    if shown and not is_nothing(rest, measure):
        places["rest/city"] = rest
    for name, inside in shown.items():
        places[f"district/{name}"] = inside
        if name in ("outside", "none"):
            leaves.append(inside)
            continue
        zones = {zone: [row for row in inside if row.at == zone] for zone in {row.at for row in inside}}
        zones_shown, zones_rest = one_by_one(ground, zones, measure)
        places |= {f"zone/{zone}": each for zone, each in zones_shown.items()}
        if zones_shown and not is_nothing(zones_rest, measure):
            places[f"rest/{name}"] = zones_rest
        leaves += [*zones_shown.values(), zones_rest]
    return places, [leaf for leaf in leaves if leaf]


def operators_in(rows: list[R]) -> list[str | None]:
    return [None, *{row.by for row in rows if row.by}]


def without(rows: list[R], operator: str | None) -> list[R]:
    return [row for row in rows if operator is None or row.by != operator]


def remaining_days(ground: Ground, days: dict[date, list[R]], measure: str) -> dict[date, list[R]]:
    """Days of a month by place: those that are left when no day fails."""
    days = dict(days)
    while True:
        rows = [row for each in days.values() for row in each]
        failing = {
            day
            for operator in operators_in(rows)
            for day in failing_days(
                ground, {day: without(each, operator) for day, each in days.items()}, measure
            )
        }
        if not failing:
            return days
        fewest = min(len({row.who for row in days[day]}) for day in failing)
        del days[min(day for day in failing if len({row.who for row in days[day]}) == fewest)]


def failing_days(ground: Ground, days: dict[date, list[R]], measure: str) -> list[date]:
    days = {day: rows for day, rows in days.items() if not is_nothing(rows, measure)}
    zones = {row.at for rows in days.values() for row in rows}
    steady = [
        zone
        for zone in zones
        if all(
            len(who_cover([row for row in rows if row.at == zone], measure)) > ground.m
            for rows in days.values()
        )
    ]
    return [
        day
        for day, rows in days.items()
        if not passes(ground, [row for row in rows if row.at in steady], measure, rows)
    ]


def mixed(ground: Ground, rows: list[R], measure: str) -> bool:
    return all(
        len(who_cover([row for row in rows if row.type == each], measure)) > ground.m for each in TYPES
    )


def types_told(ground: Ground, leaves: list[list[R]], measure: str, days: dict[date, list[R]] | None) -> bool:
    month = [row for leaf in leaves for row in leaf]
    for operator in operators_in(month):
        left = without(month, operator)
        if is_nothing(left, measure) or len({row.type for row in left}) == 1:
            continue
        in_mixed = [
            row
            for leaf in leaves
            if mixed(ground, without(leaf, operator), measure)
            for row in without(leaf, operator)
        ]
        for each in TYPES:
            if not passes(ground, [row for row in in_mixed if row.type == each], measure, left):
                return False
        if days is not None and not any(
            all(
                mixed(ground, [row for row in without(rows, operator) if row.at == zone], measure)
                for rows in days.values()
            )
            for zone in {row.at for row in month}
        ):
            return False
    return True


def splits_told(ground: Ground, leaves: list[list[R]], measure: str) -> list[str]:
    """Any other split: the parts (`type` of a row) that are told of the city's month."""
    month = [row for leaf in leaves for row in leaf if row.amount(measure)]
    told = {row.type for row in month}
    while told:
        ok = True
        for leaf in leaves:
            groups = [[row for row in leaf if row.type == part] for part in told]
            groups.append([row for row in leaf if row.type not in told])
            ok = ok and all(nothing_or_enough(ground, group, measure) for group in groups)
        if ok:
            break
        sizes = {part: abs(total([row for row in month if row.type == part], measure)) for part in told}
        told.remove(min(told, key=lambda part: (sizes[part], part)))
    return sorted(told)
