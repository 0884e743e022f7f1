"""Bodies that are lists: valid items are accepted, and each invalid one is a failure with its own problem."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from shared.http import problems
from shared.http.problems import Problem, ValidationError

T = TypeVar("T")


def failure(index: int, id_field: str, item_id: object, problem: Problem) -> dict[str, Any]:
    """The report of an item that was not accepted, by its index in the body. The id is repeated only if it is
    a UUID."""
    try:
        id_member = {id_field: str(UUID(item_id))} if isinstance(item_id, str) else {}
    except ValueError:
        id_member = {}
    return {"index": index, **id_member, "problem": problems.body(problem)}


def read_each(
    items: Iterable[Any], read: Callable[[Any], T], id_field: str
) -> tuple[list[tuple[int, T]], list[dict[str, Any]]]:
    """Apply `read` to each item. Returns its results with the items' indexes, and a failure for each item for
    which `read` raised ValidationError. `id_field` is the field with an item's id."""
    valid_items: list[tuple[int, T]] = []
    failures: list[dict[str, Any]] = []
    for index, item in enumerate(items):
        try:
            valid_items.append((index, read(item)))
        except ValidationError as problem:
            item_id = item.get(id_field) if isinstance(item, dict) else None
            failures.append(failure(index, id_field, item_id, problem))
    return valid_items, failures
