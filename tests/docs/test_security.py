"""The threat model: every threat has a test that exists, and what it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = re.sub(r"```.*?```", "", (ROOT / "docs" / "security.md").read_text(), flags=re.DOTALL)
HEAD = ["threat", "what stops it", "what remains", "tests"]
NODE = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> list[list[str]]:
    """The cells of every threat."""
    tables = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:1] == "|"
    ]
    return [cells for cells in tables if cells != HEAD and not set("".join(cells)) <= {"-"}]


def defined_in(file: str) -> set[str]:
    """The test functions that a file defines, without importing it."""
    path = ROOT / file
    if not path.exists():
        return set()
    defined = ast.parse(path.read_text()).body
    return {each.name for each in defined if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def named(form: str) -> set[str]:
    """What stands in backticks and has this form."""
    return {each for each in re.findall(r"`([^`]+)`", PAGE) if re.fullmatch(form, each)}


def test_every_boundary_has_its_threats() -> None:
    numbered = re.split(r"^## \d\. ", PAGE, flags=re.MULTILINE)[1:]
    assert [section.count("| " + " | ".join(HEAD) + " |") for section in numbered] == [1] * 9
    assert [len(cells) for cells in rows()] == [len(HEAD)] * len(rows())


@pytest.mark.parametrize("cells", rows(), ids=lambda cells: cells[0][:60])
def test_a_threat_is_stopped_by_something_and_the_test_of_it_exists(cells: list[str]) -> None:
    _, stops, _, tests = cells
    assert stops
    found = NODE.findall(tests)
    assert found
    assert NODE.sub("", tests).strip(" ,") == "", "something that is no test"
    assert [f"{file}::{name}" for file, name in found if name not in defined_in(file)] == []


def test_files_that_are_named_exist() -> None:
    files = named(r"[\w.-]+(/[\w.-]+)*\.(py|md|yml|yaml|txt)|\.\w+ignore")
    assert len(files) > 10
    assert [each for each in files if not (ROOT / each).exists()] == []


def test_settings_commands_and_targets_that_are_named_exist() -> None:
    reference = ROOT / "docs" / "reference"
    settings, commands = ((reference / f"{name}.md").read_text() for name in ("settings", "commands"))
    variables = named(r"[A-Z]+_[A-Z_]+") | {each.partition("=")[0] for each in named(r"[A-Z_]+=\w+")}
    assert variables
    assert [each for each in variables if f"| `{each}` |" not in settings] == []
    assert [each for each in named(r"rodem \w+") if f"`{each}" not in commands] == []
    makefile = (ROOT / "Makefile").read_text()
    assert [each for each in named(r"make \w+") if f"\n{each.removeprefix('make ')}:" not in makefile] == []
