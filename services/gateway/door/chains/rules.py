"""Which services keep a chain of decisions, and how their lists become one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from shared.two_keys.decisions.rules import in_one_list

CHAINS = ("challenges", "public_value", "rewards", "trips")
"""The services that own something guardable, each with the chain that bears its name."""

Line = Mapping[str, Any]


class Merged(NamedTuple):
    """A page of lines of several chains, and the seq after which each chain goes on."""

    lines: Sequence[Line]
    after: dict[str, int]
    has_more: bool


def merge(pages: Mapping[str, Sequence[Line]], after: Mapping[str, int], limit: int) -> Merged:
    """The first `limit` lines of these chains, of which each has told at least its first `limit` + 1 from
    behind `after`, or all."""
    lines = in_one_list(line for page in pages.values() for line in page)
    shown = lines[:limit]
    return Merged(shown, {**after, **{line["chain"]: line["seq"] for line in shown}}, len(lines) > limit)


def place_of(after: Mapping[str, int]) -> tuple[str | int, ...]:
    """Where each chain goes on, as a cursor has it.

    >>> place_of({"challenges": 7, "rewards": 2})
    ('challenges', 7, 'rewards', 2)
    """
    return tuple(part for chain in after.items() for part in chain)


def after_of(place: Sequence[Any]) -> dict[str, int]:
    """Where each chain goes on, from what `place_of` has made."""
    return dict(zip(place[::2], place[1::2], strict=True))


def oldest_first(changes: Iterable[Line]) -> list[Line]:
    """Changes of several services in one list. Their ids ascend with time."""
    return sorted(changes, key=lambda change: str(change["change_id"]))
