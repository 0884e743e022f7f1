"""What the shape of a body alone tells: its faults, and what of it is sound all the same. Pure.

pydantic stops at the first null of an object, and checks what several fields tell together only where each of
them is right. Operators are told all faults at once, so what is sound is taken out of a faulty body, and the
checks of `refusals` run on that.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import pydantic
from pydantic_core import ErrorDetails

from shared.http.bodies import Body, pointer_to
from shared.http.faults import Bound, bounds_of, fault_code

B = TypeVar("B", bound=Body)

Path = tuple[int | str, ...]
Fault = dict[str, Bound]
"""A JSON pointer, a code, and bounds, as `errors` of a 422 have them."""

DEPTH_MAX = 10
"""How deep a body is looked into for nulls. `/goal/steps/0/where/local_hours/0/from` is the deepest place."""

NO_KIND = ("union_tag_invalid", "union_tag_not_found")


class Shape(NamedTuple, Generic[B]):
    """A body as it was sent. `model` is None where there are faults. In `sound` faulty values are None, and
    unknown fields are left out."""

    model: B | None
    faults: Mapping[Path, Fault]
    sound: Mapping[str, Any]


def is_union(path: Path) -> bool:
    """Whether what is at this path has a kind: the goal, each of its steps, and who takes part."""
    return path in (("goal",), ("who",)) or (len(path) == 3 and path[:2] == ("goal", "steps"))


def fault(path: Iterable[int | str], code: str, **bounds: Bound) -> Fault:
    """A fault at this path. `bounds` are `minimum` and `maximum`."""
    return {"pointer": pointer_to(path), "code": code, **bounds}


def read(model: type[B], sent: Any) -> Shape[B]:
    """The shape of a body, whatever was sent."""
    if not isinstance(sent, dict):
        return Shape(None, {(): fault((), "wrong_type")}, {})
    nulls: list[Path] = []
    body, errors = _validated(model, _without_nulls(sent, (), nulls))
    unread = [_path(each["loc"]) for each in errors]
    faulty = frozenset(unread)
    faults = {path: fault(path, "null") for path in nulls if _is_read(path, faulty)}
    sound = _copied(sent)
    for path, error in zip(unread, errors, strict=True):
        place = (*path, "kind") if error["type"] in NO_KIND else path
        found = fault(place, fault_code(error["type"]), **bounds_of(error.get("ctx", {})))
        faults.setdefault(place, found)
        _take_out(sound, path, is_unknown=error["type"] == "extra_forbidden")
    return Shape(body if not faults else None, faults, sound)


def _validated(model: type[B], sent: Any) -> tuple[B | None, list[ErrorDetails]]:
    try:
        return model.model_validate(sent), []
    except pydantic.ValidationError as refusal:
        return None, refusal.errors(include_url=False, include_input=False)


def _without_nulls(value: Any, path: Path, nulls: list[Path]) -> Any:
    """A copy without nulls, whose paths are added to `nulls`. In a list, where what follows must keep its
    place, something of no type stands for a null."""
    if len(path) > DEPTH_MAX:
        return value
    if isinstance(value, dict):
        nulls += [(*path, name) for name, each in value.items() if each is None]
        kept = {name: each for name, each in value.items() if each is not None}
        return {name: _without_nulls(each, (*path, name), nulls) for name, each in kept.items()}
    if isinstance(value, list):
        nulls += [(*path, place) for place, each in enumerate(value) if each is None]
        return [
            object() if each is None else _without_nulls(each, (*path, place), nulls)
            for place, each in enumerate(value)
        ]
    return value


def _copied(value: Any, depth: int = 0) -> Any:
    if depth > DEPTH_MAX:
        return value
    if isinstance(value, dict):
        return {name: _copied(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list):
        return [_copied(each, depth + 1) for each in value]
    return value


def _path(location: tuple[int | str, ...]) -> Path:
    """The path in the body of pydantic's location, which has the kind after each union too (`sum` in
    `/goal/sum/target`)."""
    path: Path = ()
    is_kind = False
    for part in location:
        if is_kind:
            is_kind = False
            continue
        path = (*path, part)
        is_kind = is_union(path)
    return path


def _is_read(path: Path, faulty: frozenset[Path]) -> bool:
    """Whether what contains this place was looked into. What lies in an unknown field is no fault besides."""
    if path[-1] == "kind" and is_union(path[:-1]):
        return True
    return not any(path[:length] in faulty for length in range(len(path)))


def _take_out(body: Any, path: Path, *, is_unknown: bool) -> None:
    """Set what is at this path to None, or remove it."""
    for part in path[:-1]:
        body = _at(body, part)
    if not path or _at(body, path[-1]) is None:
        return
    if is_unknown:
        del body[path[-1]]
    else:
        body[path[-1]] = None


def _at(body: Any, part: int | str) -> Any:
    if isinstance(body, dict):
        return body.get(part)
    return body[part] if isinstance(body, list) and isinstance(part, int) and part < len(body) else None
