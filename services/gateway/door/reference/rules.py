"""Schemas as generators of clients want them: each under one name, and no null where a field is left out."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
NULL = {"type": "null"}
REFERENCE = "#/components/schemas/"


def left_out(schema: Any) -> Any:
    """The schema without null for properties that are not required: ours are left out, never null."""
    if isinstance(schema, list):
        return [left_out(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: left_out(each) for name, each in schema.items()}
    if isinstance(properties := found.get("properties"), dict):
        required = found.get("required", ())
        found["properties"] = {
            name: each if name in required else _not_null(each) for name, each in properties.items()
        }
    return found


def left_out_parameter(parameter: Schema) -> Schema:
    """The parameter without null: it has no way to be sent."""
    return {**parameter, "schema": _not_null(parameter["schema"])}


def _not_null(schema: Schema) -> Schema:
    if NULL not in schema.get("anyOf", ()):
        return schema
    kinds = [each for each in schema["anyOf"] if each != NULL]
    rest = {name: each for name, each in schema.items() if name != "anyOf"}
    return rest | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def named(schema: Any, schemas: dict[str, Schema]) -> Any:
    """The schema with every object in it moved to `schemas`, under its title.

    An object whose title means something else there stays where it is.
    """
    if isinstance(schema, list):
        return [named(each, schemas) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: each if name == "examples" else named(each, schemas) for name, each in schema.items()}
    if not _is_object(found):
        return found
    if schemas.setdefault(found["title"], found) != found:
        return found
    return {"$ref": REFERENCE + found["title"]}


def _is_object(schema: Mapping[str, Any]) -> bool:
    return isinstance(schema.get("title"), str) and isinstance(schema.get("properties"), dict)
