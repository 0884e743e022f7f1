"""The JSON Schema of a challenge, as it is published."""

from functools import cache
from typing import Any

from services.challenges.tree.bodies import TreeBody
from shared.http.schemas import without_null

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a body. It takes every body that is taken. A body that it takes may
    still be refused for what several of its fields tell together, or for what is published."""
    found = without_null(TreeBody.model_json_schema(mode="validation"))
    one_of = [{"required": ["reward"]}, {"required": ["levels"]}]
    return {"$schema": DIALECT, **found, "title": "Challenge", "oneOf": one_of}
