"""Every planted bug can still be planted. Whether a test turns red on it, only `make mutants` finds out."""

import re

import pytest

from tests.mutants import ALL, ROOT
from tests.planted_bugs import Mutant


@pytest.mark.parametrize("mutant", ALL, ids=[mutant.name for mutant in ALL])
def test_a_planted_bug_can_still_be_planted(mutant: Mutant) -> None:
    """What it replaces stands once in its file, and the test that must see it exists."""
    assert (ROOT / mutant.file).read_text().count(mutant.old) == 1
    assert mutant.new != mutant.old
    path, _, name = mutant.test.partition("::")
    function = name.partition("[")[0]
    assert re.search(rf"def {function}\(" if function else "def test_", (ROOT / path).read_text())


def test_no_two_planted_bugs_have_one_name() -> None:
    assert len({mutant.name for mutant in ALL}) == len(ALL)
