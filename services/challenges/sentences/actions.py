"""Challenges explained, with the names of what they have ids of."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.sentences import store
from services.challenges.sentences.conditions import zone_ids
from services.challenges.sentences.rules import Names, explain
from services.challenges.tree.trees import Tree, tree_of


async def explanations(
    tx: AsyncConnection,
    bodies: Sequence[Mapping[str, Any]],
    zone: tzinfo,
    language: str,
    factors: Sequence[tuple[str, str] | None] = (),
) -> list[str | None]:
    """The explanation of each of these stored bodies in this language; None for a body that today's rules
    would refuse. `factors` are the factor set and the counterfactual of each (None: the shipped ones). Two
    statements at most, however many bodies."""
    trees = [_tree(body) for body in bodies]
    named = [tree for tree in trees if tree is not None]
    places = set().union(*(zone_ids(tree) for tree in named))
    required = {challenge_id for tree in named for challenge_id in tree.requires}
    names = Names(
        zones=await store.zone_names(tx, places) if places else {},
        challenges={
            challenge_id: name.get(language) or name["en"]
            for challenge_id, name in (await store.challenge_names(tx, required)).items()
        }
        if required
        else {},
    )
    return [
        None if tree is None else explain(tree, names.counting_by(each), zone, language)
        for tree, each in zip(trees, factors or [None] * len(trees), strict=True)
    ]


def _tree(body: Mapping[str, Any]) -> Tree | None:
    try:
        return tree_of(body)
    except msgspec.ValidationError:
        return None
