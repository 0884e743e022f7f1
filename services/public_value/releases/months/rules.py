"""What may be told by month beside days that are told already: places, vehicle types, other splits. Pure.

One measure at a time. A month is the rows of its days, by day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.public_value.releases.enough.rules import (
    Limits,
    Reader,
    Row,
    are_enough_for_one,
    are_enough_or_nothing,
    covering,
    readers_of,
    unknown_to,
    with_amount,
)

Days = Mapping[date, Sequence[Row]]
"""Rows by local day."""


def days_by_place(days: Days, limits: Limits) -> list[date]:
    """Those of the shown days of a month of which the month's places are the sums.

    A month's places and the city's days are two ways of adding up the same rows. Steady zones, which are
    part of every day, are what stays unknown of a day to whoever subtracts one from the other. While days
    fail, the one with the fewest riders (then the earliest) is left out, and all is looked at again.
    """
    held = dict(days)
    while failing := _failing_days(held, limits):
        del held[min(failing, key=lambda day: (len({row.rider for row in held[day]}), day))]
    return sorted(held)


def _failing_days(days: Days, limits: Limits) -> set[date]:
    readers = readers_of(row for rows in days.values() for row in rows)
    return {day for reader in readers for day in _failing_for(reader, days, limits)}


def _failing_for(reader: Reader, days: Days, limits: Limits) -> set[date]:
    left = {day: with_amount(unknown_to(reader, rows)) for day, rows in days.items()}
    # A day of which nothing is left to the reader has passed; what the reader without trips finds is shown.
    found = {day: rows for day, rows in left.items() if rows}
    steady = _steady_zones(found, limits)
    return {
        day
        for day, rows in found.items()
        if not are_enough_for_one([row for row in rows if row.zone_id in steady], rows, limits)
    }


def _steady_zones(days: Days, limits: Limits) -> set[str]:
    """The zones in which more than `colluders` riders cover on each of these days."""
    steady: set[str] | None = None
    for rows in days.values():
        covered = {
            zone_id
            for zone_id, inside in _by(rows, "zone_id").items()
            if len(covering(inside)) > limits.colluders
        }
        steady = covered if steady is None else steady & covered
    return steady or set()


def are_types_told(
    leaves: Iterable[Sequence[Row]], limits: Limits, days_with_zones: Days | None = None
) -> bool:
    """Whether the sums of each vehicle type of the city's month may be told.

    `leaves` are those of the trees that are told: of each day by day, or of the month. `days_with_zones` are
    the days of a month by place: on each of them one zone must have both types.
    """
    leaves = list(leaves)

    def are_told_to(reader: Reader) -> bool:
        left = [unknown_to(reader, leaf) for leaf in leaves]
        if _has_one_type(left) or not any(row.amount for leaf in left for row in leaf):
            return True
        if not _are_mixed_leaves_enough(left, limits):
            return False
        return days_with_zones is None or _is_a_zone_mixed(
            [unknown_to(reader, rows) for rows in days_with_zones.values()], limits
        )

    return all(are_told_to(reader) for reader in readers_of(row for leaf in leaves for row in leaf))


def _has_one_type(leaves: Iterable[Sequence[Row]]) -> bool:
    """Whether one type only was ridden, or none: who knows that, knows its sums already."""
    return len({row.part for leaf in leaves for row in leaf}) <= 1


def _are_mixed_leaves_enough(leaves: Sequence[Sequence[Row]], limits: Limits) -> bool:
    month = [row for leaf in leaves for row in with_amount(leaf)]
    mixed = [row for leaf in leaves if _is_mixed(leaf, limits) for row in with_amount(leaf)]
    types = _by(mixed, "part")
    return len(types) > 1 and all(are_enough_for_one(rows, month, limits) for rows in types.values())


def _is_mixed(rows: Iterable[Row], limits: Limits) -> bool:
    """Whether more than `colluders` riders cover with each of two types."""
    types = _by(rows, "part").values()
    return sum(len(covering(each)) > limits.colluders for each in types) > 1


def _is_a_zone_mixed(days: Iterable[Sequence[Row]], limits: Limits) -> bool:
    """Whether one zone is mixed on every day."""
    mixed = [
        {zone_id for zone_id, inside in _by(rows, "zone_id").items() if _is_mixed(inside, limits)}
        for rows in days
    ]
    return bool(mixed and set.intersection(*mixed))


def parts_told(leaves: Iterable[Sequence[Row]], limits: Limits) -> list[str]:
    """Those parts of a split that are told, sorted; the others are told together as their rest.

    In every leaf each part that is told, and the rest of the parts, must be enough or nothing; else the
    smallest of the city's parts that are told joins the rest.
    """
    by_leaf = [_by(with_amount(leaf), "part") for leaf in leaves]
    sizes: dict[str, int] = defaultdict(int)
    for parts in by_leaf:
        for part, rows in parts.items():
            sizes[part] += sum(row.amount for row in rows)
    told = sorted(sizes, key=lambda part: (abs(sizes[part]), part))
    while told and not all(_are_parts_safe(parts, set(told), limits) for parts in by_leaf):
        told.pop(0)
    return sorted(told)


def _are_parts_safe(parts: Mapping[str, Sequence[Row]], told: set[str], limits: Limits) -> bool:
    rest = [row for part, rows in parts.items() if part not in told for row in rows]
    shown = [rows for part, rows in parts.items() if part in told]
    return all(are_enough_or_nothing(rows, limits) for rows in (*shown, rest))


def _by(rows: Iterable[Row], field: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, field)].append(row)
    return groups
