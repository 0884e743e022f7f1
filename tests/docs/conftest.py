"""Fixtures of the docs' tests: the generators, which lie beside what they write."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="session")
def generate() -> Any:
    """`docs/generate.py` as a module. The others are its attributes: `generate.generate_events`."""
    sys.path.insert(0, str(DOCS))
    try:
        return import_module("generate")
    finally:
        sys.path.remove(str(DOCS))
