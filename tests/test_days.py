"""What a test takes from the clock is taken when the test runs: its file may have been imported an hour ago,
on another day, in another week or month."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest

from tests import days

FOLDER = Path(__file__).parent
OF_THE_CLOCK = {"now", "utcnow"} | {
    name for name, each in vars(days).items() if isinstance(each, FunctionType)
}


def evaluated_by_import(node: ast.AST) -> Iterator[ast.AST]:
    """The expressions that are evaluated when a file is imported: everything but bodies of functions."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        # Parametrized values and defaults belong to the file.
        inner: list[ast.AST] = [
            *node.decorator_list,
            *node.args.defaults,
            *(each for each in node.args.kw_defaults if each),
        ]
    elif isinstance(node, ast.Lambda):
        return
    else:
        inner = list(ast.iter_child_nodes(node))
    yield node
    for each in inner:
        yield from evaluated_by_import(each)


def clocks_read(source: str) -> list[int]:
    """The lines on which importing a file reads the clock."""
    calls = (node for node in evaluated_by_import(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if ast.unparse(call.func).rpartition(".")[2] in OF_THE_CLOCK]


def test_no_test_takes_the_time_when_its_file_is_imported() -> None:
    found = {
        str(path.relative_to(FOLDER)): lines
        for path in FOLDER.rglob("*.py")
        if (lines := clocks_read(path.read_text()))
    }
    assert not found, "take the time in the test, by a function of tests/days.py"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("TODAY = datetime.now(UTC).date()", [1], id="constant"),
        pytest.param("class A:\n    at: datetime = now()", [2], id="class"),
        pytest.param("@mark(local_day(1))\ndef test(): ...", [1], id="parameter"),
        pytest.param("def test(on=today()): ...", [1], id="default"),
        pytest.param("def test():\n    on = today()", [], id="test"),
        pytest.param("LATER = lambda: today()", [], id="function"),
    ],
)
def test_a_clock_that_is_read_by_an_import_is_found(source: str, lines: list[int]) -> None:
    assert clocks_read(source) == lines
