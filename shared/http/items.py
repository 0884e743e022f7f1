"""Bodies that are lists: the good items land, and each bad one is a failure with its own problem."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from shared.http import problems
from shared.http.problems import Problem, ValidationError

T = TypeVar("T")


def failure(index: int, id_field: str, item_id: object, problem: Problem) -> dict[str, Any]:
    """An item, by its index in the body, that did not land. The id is repeated only if it is a UUID."""
    try:
        known = {id_field: str(UUID(item_id))} if isinstance(item_id, str) else {}
    except ValueError:
        known = {}
    return {"index": index, **known, "problem": problems.body(problem)}


def read_each(
    items: Iterable[Any], read: Callable[[Any], T], id_field: str
) -> tuple[list[tuple[int, T]], list[dict[str, Any]]]:
    """What `read` makes of the good items, with their indexes, and a failure for each that it refuses.

    `read` refuses an item by raising ValidationError; `id_field` is the item's field that names it.
    """
    good: list[tuple[int, T]] = []
    failures: list[dict[str, Any]] = []
    for index, item in enumerate(items):
        try:
            good.append((index, read(item)))
        except ValidationError as problem:
            item_id = item.get(id_field) if isinstance(item, dict) else None
            failures.append(failure(index, id_field, item_id, problem))
    return good, failures
