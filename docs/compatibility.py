"""Forward and backward compatibility of event schemas."""

from typing import Any

Schema = dict[str, Any]

WORDS = ("description", "title", "examples")
UNORDERED = {"enum", "anyOf", "required"}


def incompatible(published: Schema, current: Schema) -> list[str]:
    """The incompatible changes of a published event, in words. Empty when there are none.

    Services are upgraded one after the other, and topics keep old events. So old code must read new events,
    and new code old ones: no field may go, become needed or optional, or allow more or fewer values. A new
    optional field is compatible; any other change needs a new type (`...v2`).
    """
    changes = []
    if published["x-topics"] != current["x-topics"]:
        changes.append("it has another topic")
    old_fields, new_fields = published["properties"], current["properties"]
    old_needed, new_needed = set(published["required"]), set(current["required"])
    for name in old_fields:
        if name not in new_fields:
            changes.append(f"`{name}` is gone")
        elif name in old_needed - new_needed:
            changes.append(f"`{name}` may be left out")
        elif name in new_needed - old_needed:
            changes.append(f"`{name}` is needed")
        elif _meaning(old_fields[name]) != _meaning(new_fields[name]):
            changes.append(f"`{name}` allows other values, or another is meant when it is left out")
    added = [name for name in new_fields if name not in old_fields]
    changes += [f"`{name}` is new and needed" for name in added if name in new_needed]
    if published.get("additionalProperties", True) != current.get("additionalProperties", True):
        changes.append("it treats unknown fields otherwise")
    return changes


def _meaning(schema: Any) -> Any:
    """The schema without descriptions, and with lists sorted whose order has no meaning."""
    if isinstance(schema, list):
        return [_meaning(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: _meaning(part) for name, part in schema.items() if name not in WORDS}
    return parts | {name: sorted(parts[name], key=repr) for name in UNORDERED & parts.keys()}
