"""What an actor may declare of its values, and which of its declarations holds. Pure.

An actor's declaration is of all its values at once. It is never edited: a later one takes its place from its
first day on, and all earlier ones stay readable.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from shared.http.problems import refused
from shared.http.value_tags import VALUES

Actor = Literal["city", "operator"]
"""Who declares by HTTP. What citizens expect comes from surveys."""
VALUE_IDS = VALUES | {"integrity"}
"""The words of value tags, and that of the value which no challenge is tagged with."""


@dataclass(frozen=True)
class Declared:
    """A declaration. `number` counts all of the city from 1 on; `values` are as they were sent."""

    number: int
    actor: Actor
    organisation: str
    valid_from: date
    mandate_ref: str
    values: Sequence[Mapping[str, Any]]
    declared_at: datetime


def day_of(text: str) -> date:
    """The day in a query, as YYYY-MM-DD. Raises ValidationError for one that no calendar has."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refused(("/query/on", "bad_format")) from None


def check(values: Sequence[Mapping[str, Any]], indicator_ids: Container[str]) -> None:
    """Raises ValidationError (422) for a value or indicator that is not known, a value that is there twice, a
    target that is the baseline, and for weights that do not add up to 100."""
    if faults := list(_faults(values, indicator_ids)):
        raise refused(*faults)


def _faults(values: Sequence[Mapping[str, Any]], indicator_ids: Container[str]) -> Iterator[tuple[str, str]]:
    ids = [each["value_id"] for each in values]
    for place, each in enumerate(values):
        at = f"/values/{place}"
        if each["value_id"] not in VALUE_IDS:
            yield f"{at}/value_id", "unknown"
        if each["value_id"] in ids[:place]:
            yield f"{at}/value_id", "repeated"
        if each["indicator_id"] not in indicator_ids:
            yield f"{at}/indicator_id", "unknown"
        if each["target"] == each["baseline"]:
            yield f"{at}/target", "same_as_baseline"
    if sum(each["weight"] for each in values) != 100:
        yield "/values", "wrong_sum"


def in_force(declared: Sequence[Declared], on: date) -> set[int]:
    """The numbers of the declarations that hold on a day: of each organisation the one that began last; of
    those that begin on one day, the one that was declared last."""
    newest: dict[tuple[str, str], Declared] = {}
    for each in sorted(declared, key=lambda each: (each.valid_from, each.number)):
        if each.valid_from <= on:
            newest[each.actor, each.organisation] = each
    return {each.number for each in newest.values()}
