"""The walls between rooms, as pyproject.toml writes them down and import-linter holds them."""

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import grimp

ROOT = Path(__file__).parents[1]
OPTIONS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: list[dict[str, Any]] = OPTIONS["contracts"]


class Plant(NamedTuple):
    """An import that a contract forbids."""

    contract: str
    importer: str
    imported: str


def matching(expression: str, modules: frozenset[str]) -> list[str]:
    """The modules that an expression of import-linter names: `*` is one part of a name, `**` some.

    >>> matching("a.*.c", frozenset({"a.b.c", "a.b.b.c", "a.b"}))
    ['a.b.c']
    """
    if "*" not in expression:
        return [expression]
    parts = expression.count(".")
    return sorted(
        each
        for each in modules
        if fnmatchcase(each, expression.replace("**", "*"))
        and ("**" in expression or each.count(".") == parts)
    )


def containers(contract: dict[str, Any], graph: grimp.ImportGraph) -> list[str]:
    """The packages whose parts a layers contract puts into an order."""
    modules = frozenset(graph.modules)
    return [
        each
        for expression in contract.get("containers", ())
        for each in matching(expression, modules)
        if graph.find_children(each)
    ]


def layers(contract: dict[str, Any]) -> list[list[str]]:
    """The layers of a contract, the highest first, each with the names that stand side by side in it."""
    return [[name.strip(" ()") for name in layer.split("|")] for layer in contract["layers"]]


def plants(contract: dict[str, Any], graph: grimp.ImportGraph) -> Iterator[Plant]:
    """For each wall of a contract an import through it. A contract that forbids is tried from every module
    that it names, and into everything that it forbids."""
    name, modules = contract["name"], frozenset(graph.modules)
    match contract["type"]:
        case "independence":
            rooms = [each for expression in contract["modules"] for each in matching(expression, modules)]
            for importer, imported in pairwise([*rooms, rooms[0]]):
                yield Plant(name, importer, imported)
        case "forbidden":
            importers = [each for source in contract["source_modules"] for each in matching(source, modules)]
            for place, importer in enumerate(importers):
                for forbidden in contract["forbidden_modules"][: None if place == 0 else 1]:
                    others = [each for each in matching(forbidden, modules) if each != importer]
                    yield Plant(name, importer, others[0])
        case "protected":
            [allowed] = contract["allowed_importers"]
            beside = graph.find_children(allowed.rpartition(".")[0]) - {allowed}
            importer = min(each for each in beside if not graph.find_children(each))
            for protected in contract["protected_modules"]:
                yield Plant(name, importer, protected)
        case "layers":
            prefixes = [f"{each}." for each in containers(contract, graph)] or [""]
            for prefix in prefixes:
                yield from _through_layers(name, prefix, layers(contract), modules)


def _through_layers(
    name: str, prefix: str, order: list[list[str]], modules: frozenset[str]
) -> Iterator[Plant]:
    """Imports of the layer above, and of what stands beside."""
    there = [[prefix + each for each in layer if prefix + each in modules] for layer in order]
    there = [layer for layer in there if layer]
    for above, below in pairwise(there):
        yield Plant(name, below[0], above[0])
    for layer in there:
        for importer, imported in pairwise(layer):
            yield Plant(name, importer, imported)
