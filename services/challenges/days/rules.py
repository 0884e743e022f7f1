"""What a list of days changes. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

Tags = Sequence[str]


class Counts(NamedTuple):
    """How many days had no tags before, have others than before, and are as they were."""

    new: int
    changed: int
    unchanged: int


def changed_days(known: Mapping[date, Tags], declared: Mapping[date, Tags]) -> dict[date, Tags]:
    """The declared days whose tags are others than those known, which are sorted, with their tags, sorted."""
    in_order = {local_on: sorted(tags) for local_on, tags in declared.items()}
    return {local_on: tags for local_on, tags in in_order.items() if tags != list(known.get(local_on, ()))}


def counts_of(known: Mapping[date, Tags], declared: Mapping[date, Tags]) -> Counts:
    """What becomes of the declared days."""
    changes = changed_days(known, declared)
    new = sum(local_on not in known for local_on in changes)
    return Counts(new, len(changes) - new, len(declared) - len(changes))
