"""Strict JSON: repeated keys, of which parsers disagree which one counts, are refused."""

from typing import Any


def distinct_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """`object_pairs_hook` of `json.loads`: the object. Raises ValueError for a repeated key."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("repeated key")
    return members
