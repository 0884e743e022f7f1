"""Bodies that are lists: valid items are accepted, and each invalid one is a failure with its own problem."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar

from shared.http import problems
from shared.http.problems import Problem, ValidationError, refused

T = TypeVar("T")

Failure = dict[str, Any]
"""`{index, id?, problem}` of an item that was not accepted."""


def failure(index: int, id_field: str, item_id: str | None, problem: Problem) -> Failure:
    """The report of an item that was not accepted, by its index in the body. An id that is None is left
    out."""
    id_member = {} if item_id is None else {id_field: item_id}
    return {"index": index, **id_member, "problem": problems.body(problem)}


def read_each(
    items: Iterable[Any], read: Callable[[Any], T], id_field: str, id_of: Callable[[Any], str | None]
) -> tuple[list[tuple[int, T]], list[Failure]]:
    """Apply `read` to each item. Returns its results with the items' indexes, and a failure for each item for
    which `read` raised ValidationError. `id_of` gives the id of an item as it was sent, or None if that is
    not one that may be repeated."""
    valid_items: list[tuple[int, T]] = []
    failures: list[Failure] = []
    for index, item in enumerate(items):
        try:
            valid_items.append((index, read(item)))
        except ValidationError as problem:
            failures.append(failure(index, id_field, id_of(item), problem))
    return valid_items, failures


def first_of_each(
    items: Iterable[tuple[int, T]], id_field: str, id_of: Callable[[T], str], pointer: str
) -> tuple[list[tuple[int, T]], list[Failure]]:
    """The first item with each id, and a failure `repeated` at `pointer` for each later one."""
    distinct: dict[str, tuple[int, T]] = {}
    failures: list[Failure] = []
    for index, item in items:
        item_id = id_of(item)
        if item_id in distinct:
            failures.append(failure(index, id_field, item_id, refused((pointer, "repeated"))))
        else:
            distinct[item_id] = index, item
    return list(distinct.values()), failures


def in_order(*failures: list[Failure]) -> list[Failure]:
    """All of these failures, in the order of the body."""
    return sorted(chain.from_iterable(failures), key=lambda each: int(each["index"]))
