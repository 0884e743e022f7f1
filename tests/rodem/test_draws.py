"""`rodem draw verify`: from the public file alone, and no byte of it can be another."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from rodem.care.draws import fault, read
from rodem.refusals import Refused
from shared import draws
from tests.rodem.test_cli import Capture, run

BELL, TICKET = str(uuid4()), str(uuid4())
HOLDERS = {os.urandom(16).hex(): count for count in (1, 2, 5, 40)}
SEED = os.urandom(32)


def file_of(tickets: dict[str, int], drawn: bool = True) -> dict[str, Any]:
    """The file of a draw of two bells, and of four tickets of a cinema."""
    text = draws.list_of(tickets)
    names = draws.winners(SEED, text, 6)
    rewards = [BELL] * 2 + [TICKET] * 4
    winners = [
        {"number": number, "reward_id": reward_id}
        | ({"pseudonym": names[number]} if number < len(names) else {})
        for number, reward_id in enumerate(rewards)
    ]
    file: dict[str, Any] = {
        "commitment": draws.commitment(SEED).hex(),
        "list_hash": draws.list_hash(text).hex(),
        "prizes": [{"reward_id": BELL, "count": 2}, {"reward_id": TICKET, "count": 4}],
        "list": text,
    }
    return file | ({"seed": SEED.hex(), "winners": winners} if drawn else {})


def written(folder: Path, content: bytes) -> str:
    path = folder / "draw.json"
    path.write_bytes(content)
    return str(path)


def says_it_holds(path: str) -> bool:
    try:
        return fault(read(path)) is None
    except Refused:
        return False


def test_a_flipped_byte_is_found_wherever_it_is(tmp_path: Path) -> None:
    content = json.dumps(file_of(HOLDERS), separators=(",", ":")).encode()
    assert says_it_holds(written(tmp_path, content))
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= (1, 0x20, 0x80)[place % 3]
        assert not says_it_holds(written(tmp_path, bytes(flipped))), flipped[max(0, place - 20) :]


@pytest.mark.parametrize("tickets", [HOLDERS, {}], ids=["holders", "nobody"])
@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "frozen"])
def test_the_command_says_what_it_has_computed(
    tmp_path: Path, capsys: Capture, tickets: dict[str, int], drawn: bool
) -> None:
    file = file_of(tickets, drawn)
    code, out, err = run(capsys, "draw", "verify", written(tmp_path, json.dumps(file).encode()))
    assert (code, err) == (0, "")
    assert str(file["commitment"]) in out
    assert str(file["list_hash"]) in out
    assert f"{len(tickets)} of 6 prizes" in out or not drawn


def test_the_command_fails_and_says_what_does_not_follow(tmp_path: Path, capsys: Capture) -> None:
    other = file_of(HOLDERS) | {"seed": bytes(32).hex()}
    code, out, err = run(capsys, "draw", "verify", written(tmp_path, json.dumps(other).encode()))
    assert (code, out, err) == (1, "", "The seed is not the one of the commitment.\n")
    code, out, _ = run(capsys, "draw", "verify", str(tmp_path / "draw.json"), "--json")
    assert (code, json.loads(out)["ok"]) == (1, False)


def test_a_pseudonym_that_is_another_riders_is_found(tmp_path: Path) -> None:
    """Where somebody else is told to have won, or the list has another holder and a hash that fits."""
    file = file_of(HOLDERS)
    text = draws.list_of({**HOLDERS, os.urandom(16).hex(): 9})
    forged = file | {"list": text, "list_hash": draws.list_hash(text).hex()}
    assert not says_it_holds(written(tmp_path, json.dumps(forged).encode()))


def test_what_is_no_file_of_a_draw_is_refused_in_a_sentence(tmp_path: Path, capsys: Capture) -> None:
    for content in (b"", b"[]", b"{}", b"\xff", b'{"commitment": "1"}'):
        code, out, err = run(capsys, "draw", "verify", written(tmp_path, content))
        assert (code, out, err.count("\n")) == (1, "", 1)
    assert run(capsys, "draw", "verify", str(tmp_path / "none"))[0] == 1


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "http://a:b/", "http://a..b/", "http://a\nb"])
@pytest.mark.parametrize("kind", ["draw", "decisions"])
def test_an_address_that_is_none_is_refused_in_a_sentence(capsys: Capture, kind: str, address: str) -> None:
    code, out, err = run(capsys, kind, "verify", address)
    assert (code, out) == (1, "")
    assert err.startswith(f"{address} cannot be read: ")
