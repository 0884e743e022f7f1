"""Schemas as client generators need them: without null for optional fields, which we leave out. Pure."""

from collections.abc import Mapping
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
            parts[name] = {f: field if f in required else _not_null(field) for f, field in fields.items()}
        else:
            # Examples are values. A GeoJSON feature among them has `properties`, which are not schemas.
            parts[name] = part if name == "examples" else without_null(part)
    return parts


def parameter_without_null(parameter: Schema) -> Schema:
    """The parameter without null, which a query string or a header cannot express."""
    return {**parameter, "schema": _not_null(parameter["schema"])}


def described(schema: Any, name: str, texts: Mapping[str, str]) -> Any:
    """The schema `name` with a description for each property that has none: the text of `name.property`,
    else that of `property`, which means the same in all schemas."""
    if isinstance(schema, list):
        return [described(item, name, texts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {
        part: content if part in ("examples", "properties") else described(content, name, texts)
        for part, content in schema.items()
    }
    if "properties" in schema:
        parts["properties"] = {
            field: _with_text(described(content, field, texts), f"{name}.{field}", field, texts)
            for field, content in schema["properties"].items()
        }
    return parts


def described_parameter(parameter: Schema, texts: Mapping[str, str]) -> Schema:
    """The parameter with a description: its own, else the text of its name."""
    return _with_text(parameter, parameter["name"], parameter["name"], texts)


def _with_text(schema: Schema, special: str, general: str, texts: Mapping[str, str]) -> Schema:
    text = texts.get(special, texts.get(general))
    return {"description": text, **schema} if text else schema


def _not_null(schema: Schema) -> Schema:
    if NULL not in schema.get("anyOf", ()):
        return schema
    alternatives = [alternative for alternative in schema["anyOf"] if alternative != NULL]
    rest = {name: part for name, part in schema.items() if name not in ("anyOf", "default")}
    return rest | (alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives})
