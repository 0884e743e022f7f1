"""Each wall between rooms stands: whoever imports through it is told."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.application.use_cases import _register_built_in_contract_types
from importlinter.configuration import configure
from importlinter.domain.contract import Contract, registry

from tests.walls import CONTRACTS, OPTIONS, ROOT, Plant, containers, plants

PACKAGES = ("services", "shared", "rodem")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Every module of ours, and which imports which."""
    return grimp.build_graph(*OPTIONS["root_packages"], include_external_packages=True, cache_dir=None)


def files() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT)


def module_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def test_every_folder_of_ours_is_a_package() -> None:
    """One without `__init__.py` is seen neither by the linter nor by whoever packs a wheel."""
    assert [str(path) for path in files() if not (ROOT / path.parent / "__init__.py").exists()] == []


def test_the_linter_sees_every_file(graph: grimp.ImportGraph) -> None:
    assert [str(path) for path in files() if module_of(path) not in graph.modules] == []


def test_every_package_has_its_parts_in_one_order(graph: grimp.ImportGraph) -> None:
    """And a part that the order does not name is a fault: all of these contracts are exhaustive."""
    ordered = {
        each
        for contract in CONTRACTS
        if contract["type"] == "layers" and contract.get("exhaustive")
        for each in containers(contract, graph)
    }
    with_parts = {
        module_of(path.parent / "__init__.py")
        for path in files()
        if path.name != "__init__.py" and "migrations" not in path.parts
    }
    assert with_parts - ordered == set()


def contract_of(options: dict[str, Any]) -> Contract:
    configure()
    _register_built_in_contract_types()
    values = {
        name: str(value) if isinstance(value, bool) else value
        for name, value in options.items()
        if name not in ("name", "type")
    }
    session = {"root_packages": OPTIONS["root_packages"], "include_external_packages": "True"}
    contract: Contract = registry.get_contract_class(options["type"])(options["name"], session, values)
    return contract


@pytest.mark.parametrize("options", CONTRACTS, ids=[each["name"] for each in CONTRACTS])
def test_an_import_through_a_wall_breaks_it(options: dict[str, Any], graph: grimp.ImportGraph) -> None:
    contract, graph = contract_of(options), deepcopy(graph)
    assert contract.check(graph, verbose=False).kept
    planted = list(plants(options, graph))
    assert planted
    unseen = []
    for plant in planted:
        direct = graph.direct_import_exists(importer=plant.importer, imported=plant.imported)
        assert not direct, plant
        if plant.imported not in graph.modules:
            graph.add_module(plant.imported, is_squashed=True)
        graph.add_import(importer=plant.importer, imported=plant.imported, line_number=1, line_contents="-")
        if contract.check(graph, verbose=False).kept:
            unseen.append(plant)
        graph.remove_import(importer=plant.importer, imported=plant.imported)
    assert unseen == []


def test_a_part_that_no_order_names_breaks_its_contract(tmp_path: Path) -> None:
    """In each package at once: the linter is run on a copy with one file more in each."""
    copy = copy_of_the_tree(tmp_path)
    packages = sorted(
        {path.parent for path in files() if "migrations" not in path.parts} - {Path("services")}
    )
    for package in packages:
        (copy / package / "zzz_unnamed.py").write_text("")
    told = lint(copy)
    unseen = [str(each) for each in packages if f"{'.'.join(each.parts)}.zzz_unnamed" not in told]
    assert unseen == []


def test_an_import_in_a_file_breaks_the_contract(tmp_path: Path, graph: grimp.ImportGraph) -> None:
    copy = copy_of_the_tree(tmp_path)
    planted = [next(iter(plants(options, graph))) for options in CONTRACTS]
    for plant in planted:
        plant_in(copy, plant)
    told = lint(copy)
    # By contract what broke it: a heading, and imports below. One plant may break the contracts of others.
    parts = re.split(r"^(.+)\n-{3,}$", told, flags=re.MULTILINE)
    broken = dict(zip(parts[1::2], parts[2::2], strict=True))
    unseen = [each for each in planted if f"{each.importer} -> {each.imported}" not in broken[each.contract]]
    assert unseen == []


def copy_of_the_tree(to: Path) -> Path:
    for package in (*PACKAGES, "clients/python/rodem_client"):
        shutil.copytree(ROOT / package, to / Path(package).name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def plant_in(copy: Path, plant: Plant) -> None:
    path = copy / plant.importer.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    file.write_text(f"{file.read_text()}\nimport {plant.imported}  # noqa\n")


def lint(folder: Path) -> str:
    """What import-linter says of the tree in this folder, on lines of any length."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    env = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "1000", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=100)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout
