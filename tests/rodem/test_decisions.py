"""`rodem decisions verify`: whoever has a chain can find the first line that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rodem.cli import app
from rodem.refusals import Refused
from tests.two_keys.chain import FIRST, SECOND


def verified(path: Path) -> Any:
    return CliRunner().invoke(app, ["decisions", "verify", str(path)])


def written(folder: Path, *lines: object) -> Path:
    path = folder / "chain.ndjson"
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
    return path


def test_a_chain_that_holds_is_said_to(tmp_path: Path) -> None:
    ran = verified(written(tmp_path, FIRST, SECOND))
    assert (ran.exit_code, ran.output) == (0, "participation: 2 lines hold.\n")


def test_the_number_that_the_first_wrong_line_should_have_is_named(tmp_path: Path) -> None:
    ran = verified(written(tmp_path, FIRST, SECOND | {"reason": "Another"}))
    assert (ran.exit_code, ran.output) == (1, "participation: line 2 is wrong.\n")
    assert verified(written(tmp_path, SECOND)).output == "participation: line 1 is wrong.\n"


REPEATED = json.dumps(FIRST)[:-1] + ', "step": "published"}'


def test_each_of_several_chains_is_checked_by_itself(tmp_path: Path) -> None:
    ran = verified(written(tmp_path, FIRST, SECOND | {"chain": "rewards"}))
    assert ran.exit_code == 1
    assert ran.output.splitlines() == ["participation: 1 lines hold.", "rewards: line 1 is wrong."]


def test_a_page_of_the_list_can_be_verified_too(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"decisions": [FIRST, SECOND]}, indent=2))
    assert verified(path).exit_code == 0


@pytest.mark.parametrize("text", ["no JSON", "[]", "1\n2\n", '{"seq": 1}', "\x00", "", "[" * 9_999, REPEATED])
def test_what_holds_no_decisions_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x"
    path.write_text(text)
    ran = verified(path)
    assert isinstance(ran.exception, Refused)
    assert isinstance(verified(tmp_path / "nowhere").exception, Refused)
