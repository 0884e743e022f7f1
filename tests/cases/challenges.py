"""Golden cases of challenges: those of a section, and their challenges as bodies."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from services.challenges.tree.trees import Tree, tree_of
from tests.challenges.tree.writing import stored

from .folder import case_files

Case = dict[str, Any]

BESIDE_THE_BODY = ("challenge_id", "closed_at", "co2e")
"""What a challenge of a case has beside its body."""
[FILE] = case_files(".", "challenges.json")


def cases(section: str) -> list[Any]:
    """A parameter for each case of a section, or one that is skipped where there is no file."""
    if FILE.marks:
        return [FILE]
    return [pytest.param(case, id=case["name"]) for case in _read(FILE.values[0])[section]]


@cache
def _read(file: Path) -> Case:
    content: Case = json.loads(file.read_text())
    return content


def id_of(name: str) -> UUID:
    """The UUID that a short name stands for. A UUID stands for itself."""
    try:
        return UUID(name)
    except ValueError:
        return uuid5(NAMESPACE_URL, name)


def body_of(challenge: Mapping[str, Any]) -> Case:
    """The body of a case's challenge, which may have no name, with UUIDs for short names. Ids that are too
    short or too long stay so."""
    body = {name: value for name, value in challenge.items() if name not in BESIDE_THE_BODY}
    body.setdefault("name", {"en": "A challenge"})
    for name in ("campaign_id", "proposal_id"):
        if name in body:
            body[name] = _named(body[name])
    if isinstance(body.get("requires"), list):
        body["requires"] = [_named(each) for each in body["requires"]]
    reward: Any = body.get("reward")
    if _is_in("tickets", reward) and _is_in("draw_id", tickets := reward["tickets"]):
        body["reward"] = reward | {"tickets": tickets | {"draw_id": _named(tickets["draw_id"])}}
    return body


def _is_in(name: str, value: Any) -> bool:
    return isinstance(value, dict) and name in value


def _named(value: Any) -> Any:
    return str(id_of(value)) if isinstance(value, str) and 1 <= len(value) <= 64 else value


def tree_of_case(challenge: Mapping[str, Any]) -> Tree:
    """The tree of a case's challenge, which is taken."""
    return tree_of(stored(body_of(challenge)))
