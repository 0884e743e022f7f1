"""Codes that an operator has bought and riders get: how they are read, sealed and recognised. Pure."""

import csv
import hmac
import io
import re
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.rewards.keys.rules import Keys
from shared.http.problems import MalformedJson, refused

CODE_FORM = re.compile(r"[!-~]([ -~]{0,62}[!-~])?", re.ASCII)
"""1 to 64 printable ASCII characters, blanks only between others."""
FILE_CODES_MAX = 100_000
"""Most codes in a file: about what can be stored before a caller stops waiting."""
NONCE_BYTES = 12
HEADER = "code"
"""What the first line of a file may be: the name of its column."""


def codes_in(text: str) -> Sequence[str]:
    """The codes in a CSV file of one column. Blank lines are passed over, as is a first line `code`.

    Raises MalformedJson for a file with a quote that does not end, and ValidationError for one without codes,
    for lines of several columns and for codes of another form.

    >>> codes_in("code\\r\\nAB-1\\r\\n\\r\\nAB-2\\r\\n")
    ['AB-1', 'AB-2']
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True) if row]
    except csv.Error as error:
        raise MalformedJson("The body is not a CSV file.") from error
    if rows and rows[0] == [HEADER]:
        rows = rows[1:]
    if not rows:
        raise refused(("/codes", "empty"))
    if len(rows) > FILE_CODES_MAX:
        raise refused(("/codes", "out_of_range"))
    check_codes([row[0] if len(row) == 1 else "" for row in rows])
    return [row[0] for row in rows]


def check_codes(codes: Sequence[str]) -> None:
    """Raises ValidationError, with the places of the first faults, for codes of another form."""
    if wrong := [place for place, code in enumerate(codes) if not CODE_FORM.fullmatch(code)]:
        raise refused(*((f"/codes/{place}", "bad_format") for place in wrong))


def recognised(keys: Keys, code: str) -> bytes:
    """What the database has of a code, to find it again: an HMAC under K2."""
    return hmac.digest(keys.lookup, b"rodem-code-1\0" + code.encode(), sha256)


def _sealing_key(keys: Keys) -> AESGCM:
    return AESGCM(hmac.digest(keys.codes, b"rodem-seal-1", sha256))


def seal(keys: Keys, reward_id: UUID, codes: Sequence[str], noise: bytes) -> list[bytes]:
    """The codes of this reward, each encrypted (AES-256-GCM) under a key that follows from K. `noise` has
    NONCE_BYTES random bytes for each."""
    cipher = _sealing_key(keys)
    nonces = [noise[at : at + NONCE_BYTES] for at in range(0, NONCE_BYTES * len(codes), NONCE_BYTES)]
    return [
        nonce + cipher.encrypt(nonce, code.encode(), reward_id.bytes)
        for nonce, code in zip(nonces, codes, strict=True)
    ]


def unseal(keys: Keys, reward_id: UUID, sealed: bytes) -> str:
    """The code in what `seal` made. Raises InvalidTag for anything else."""
    nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return _sealing_key(keys).decrypt(nonce, content, reward_id.bytes).decode()
