"""Cases of prizes that one function of vouchers answers, each by what it asks for (`do`).

A file may have cases of other things too: they are for others.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.rewards.vouchers.rules import lookup_of, payload_of
from shared.codes import check_character, payload_in, printed

from .folder import case_files

pytestmark = pytest.mark.cases

Case = dict[str, Any]


def code_of(given: Case) -> str:
    payload = payload_of(bytes.fromhex(given["key"]), UUID(given["voucher_id"]), given.get("attempt", 0))
    return printed(payload)


ASKED: Mapping[str, Callable[[Case], Case]] = {
    "check_character": lambda given: {"check": check_character(given["payload"])},
    "normalise": lambda given: {"payload": payload_in(given["typed"])},
    "voucher_code": lambda given: {"code": code_of(given)},
    "voucher_lookup": lambda given: {
        "lookup": lookup_of(bytes.fromhex(given["key"]), given["payload"]).hex()
    },
}


def cases_of(file: Path) -> list[Case]:
    """The cases in a file that ask for one of these functions."""
    return [case for case in json.loads(file.read_text())["cases"] if case["do"] in ASKED]


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
def test_every_case_of_vouchers(file: Path) -> None:
    cases = cases_of(file)
    assert cases
    for case in cases:
        answer = ASKED[case["do"]](case["given"])
        meant = {name: answer.get(name) for name in case["expect"]}
        assert meant == case["expect"], f"{case['name']}: {case['because']}"
