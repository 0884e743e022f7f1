"""The exact bytes of the chain of decisions, on examples that were computed elsewhere."""

from copy import deepcopy
from typing import Any

import pytest

from shared.two_keys.decisions.rules import FIRST_BEFORE, first_wrong_seq, in_one_list, line_hash, reason_hash
from tests.two_keys.chain import FIRST, SECOND


def changed(line: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The line with other members; those that are None are left out."""
    return {name: value for name, value in {**line, **members}.items() if value is not None}


def cut_short(line: dict[str, Any]) -> dict[str, Any]:
    """The line with the first letter of its reason moved into the salt: both together hash as before."""
    first, rest = line["reason"][:1], line["reason"][1:]
    return changed(line, reason=rest, reason_salt=line["reason_salt"] + first.encode().hex())


def test_a_reason_is_in_the_chain_by_its_hash_only() -> None:
    assert reason_hash(bytes.fromhex(FIRST["reason_salt"]), FIRST["reason"]).hex() == FIRST["reason_hash"]


def test_a_line_hashes_to_what_was_computed_elsewhere() -> None:
    assert line_hash(FIRST_BEFORE, FIRST).hex() == FIRST["hash"]
    assert line_hash(bytes.fromhex(FIRST["hash"]), SECOND).hex() == SECOND["hash"]


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        pytest.param([FIRST, SECOND], None, id="a chain that holds"),
        pytest.param([], None, id="an empty chain"),
        pytest.param([changed(FIRST, reason=None, reason_salt=None), SECOND], None, id="a reason taken down"),
        pytest.param([FIRST, changed(SECOND, reason="Fet!")], 2, id="a changed reason"),
        pytest.param([SECOND], 1, id="a line left out before"),
        pytest.param([FIRST, FIRST], 2, id="a line told twice"),
        pytest.param([changed(FIRST, step="refused"), SECOND], 1, id="another step"),
        pytest.param([FIRST, changed(SECOND, hash=FIRST["hash"])], 2, id="another hash"),
        pytest.param([changed(FIRST, mandate_ref=None), SECOND], 1, id="a member left out"),
        pytest.param([FIRST, changed(SECOND, reason_salt="no hex")], 2, id="a salt that is none"),
        pytest.param([FIRST, {"seq": 2}], 2, id="hardly a line"),
        pytest.param([FIRST, cut_short(SECOND)], 2, id="a reason whose beginning is in its salt"),
    ],
)
def test_the_first_wrong_line_is_found(lines: list[dict[str, Any]], wrong: int | None) -> None:
    assert first_wrong_seq(deepcopy(lines)) == wrong


def test_several_chains_are_one_list_by_time_chain_and_number() -> None:
    lines = [
        {"at": "2026-12-10T09:00:00.000000Z", "chain": "rewards", "seq": 7},
        {"at": "2026-12-10T09:00:00.000000Z", "chain": "challenges", "seq": 9},
        {"at": "2026-12-09T09:00:00.000000Z", "chain": "rewards", "seq": 6},
    ]
    merged = [(line["chain"], line["seq"]) for line in in_one_list(lines)]
    assert merged == [("rewards", 6), ("challenges", 9), ("rewards", 7)]
