"""The JSON Schema of a challenge, as it is published."""

from functools import cache
from typing import Any

from services.challenges.tree.bodies import TreeBody

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NULL = {"type": "null"}


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a body. It takes every body that is taken. A body that it takes may
    still be refused for what several of its fields tell together, or for what is published."""
    found = _without_nulls(TreeBody.model_json_schema(mode="validation"))
    one_of = [{"required": ["reward"]}, {"required": ["levels"]}]
    return {"$schema": DIALECT, **found, "title": "Challenge", "oneOf": one_of}


def _without_nulls(part: Any) -> Any:
    """The schema without nulls: what is unknown is left out of a body, and a field that may be left out has
    no default that could be written."""
    if isinstance(part, list):
        return [_without_nulls(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {name: _without_nulls(each) for name, each in part.items() if (name, each) != ("default", None)}
    if NULL not in kept.get("anyOf", ()):
        return kept
    [other] = [each for each in kept.pop("anyOf") if each != NULL]
    return kept | other
