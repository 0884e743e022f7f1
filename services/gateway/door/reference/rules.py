"""Schemas as generators of clients want them: no null where a field is left out. Pure."""

from typing import Any

Schema = dict[str, Any]
NULL = {"type": "null"}


def left_out(schema: Any) -> Any:
    """The schema without null for properties that are not required: ours are left out, never null."""
    if isinstance(schema, list):
        return [left_out(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    required = schema.get("required", ())
    parts = {}
    for name, part in schema.items():
        if name == "properties":
            fields = {field: left_out(each) for field, each in part.items()}
            parts[name] = {f: each if f in required else _not_null(each) for f, each in fields.items()}
        else:
            # Examples are values: a GeoJSON feature among them has `properties` that are no schemas.
            parts[name] = part if name == "examples" else left_out(part)
    return parts


def left_out_parameter(parameter: Schema) -> Schema:
    """The parameter without null: it has no way to be sent."""
    return {**parameter, "schema": _not_null(parameter["schema"])}


def _not_null(schema: Schema) -> Schema:
    if NULL not in schema.get("anyOf", ()):
        return schema
    kinds = [each for each in schema["anyOf"] if each != NULL]
    rest = {name: each for name, each in schema.items() if name not in ("anyOf", "default")}
    return rest | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds})
