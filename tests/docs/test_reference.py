"""The reference is what the code says, and the code says something about everything."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_is_up_to_date_and_leaves_nothing_out() -> None:
    """`pages` itself fails on an event, problem, setting or command that is not described."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for name, text in generate.pages().items():
        assert (DOCS / "reference" / name).read_text() == text, f"{name} is old: run `make docs`"


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_says_what_it_cost_and_what_would_change_it(path: Path) -> None:
    text = path.read_text()
    for part in ("**Problem.**", "**Decision.**", "**Cost.**", "**Would change our mind.**"):
        assert part in text, f"{path.name} lacks {part}"
