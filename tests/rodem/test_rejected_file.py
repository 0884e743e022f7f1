"""The file of what an import has refused."""

from pathlib import Path

import pytest

from rodem.imports.failures import rejected_file
from rodem.imports.files import ImportRefused


def test_what_an_earlier_import_refused_is_not_overwritten(tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    rejected.write_text("of before")
    with (
        pytest.raises(ImportRefused, match="exists: name another"),
        rejected_file(rejected, tmp_path / "new.csv"),
    ):
        pass
    assert rejected.read_text() == "of before"
    with rejected_file(tmp_path / "of now.csv", tmp_path / "new.csv") as write:
        write("of now")
    assert (tmp_path / "of now.csv").read_text() == "of now"
