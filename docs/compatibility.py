"""Whether consumers of yesterday can read the events of today, and the other way round."""

from typing import Any

Schema = dict[str, Any]

WORDS = ("description", "title", "examples")
UNORDERED = {"enum", "anyOf", "required"}


def incompatible(published: Schema, current: Schema) -> list[str]:
    """What of a published event was changed in a way that somebody could not read. Empty when all is well.

    Services are upgraded one after the other, and topics keep old events: so the old code reads the new
    events, and the new code the old ones. Then no field may go, become needed or optional, or allow more
    or fewer values. A new field that may be left out is fine; anything else is a new type (`...v2`).
    """
    found = []
    if published["x-topics"] != current["x-topics"]:
        found.append("it has another topic")
    before, now = published["properties"], current["properties"]
    needed_before, needed_now = set(published["required"]), set(current["required"])
    for name in before:
        if name not in now:
            found.append(f"`{name}` is gone")
        elif name in needed_before - needed_now:
            found.append(f"`{name}` may be left out")
        elif name in needed_now - needed_before:
            found.append(f"`{name}` is needed")
        elif _meaning(before[name]) != _meaning(now[name]):
            found.append(f"`{name}` allows other values, or another is meant when it is left out")
    found += [f"`{name}` is new and needed" for name in now if name not in before and name in needed_now]
    if published.get("additionalProperties", True) != current.get("additionalProperties", True):
        found.append("it treats unknown fields otherwise")
    return found


def _meaning(schema: Any) -> Any:
    """The schema without words, and without an order where order says nothing."""
    if isinstance(schema, list):
        return [_meaning(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _meaning(each) for name, each in schema.items() if name not in WORDS}
    return found | {name: sorted(found[name], key=repr) for name in UNORDERED & found.keys()}
