"""JSON Schemas without null: what is unknown is left out of bodies and answers."""

from typing import Any

Schema = dict[str, Any]
NULL = {"type": "null"}


def without_null(schema: Any) -> Any:
    """The schema without null for properties that are not required: our answers leave these out, and never
    say null."""
    if isinstance(schema, list):
        return [without_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    required = schema.get("required", ())
    parts = {}
    for name, part in schema.items():
        if name == "properties":
            fields = {field: without_null(field_schema) for field, field_schema in part.items()}
            parts[name] = {f: field if f in required else not_null(field) for f, field in fields.items()}
        else:
            # Examples are values. A GeoJSON feature among them has `properties`, which are not schemas.
            parts[name] = part if name == "examples" else without_null(part)
    return parts


def not_null(schema: Schema) -> Schema:
    """The schema without null among its alternatives, and without the default that would be null."""
    if NULL not in schema.get("anyOf", ()):
        return schema
    alternatives = [alternative for alternative in schema["anyOf"] if alternative != NULL]
    rest = {name: part for name, part in schema.items() if name not in ("anyOf", "default")}
    return rest | (alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives})
