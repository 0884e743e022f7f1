"""Codes of vouchers: how they are made, printed, read from a keyboard, and found again. Pure.

A code is a payload of 12 characters (60 bits of an HMAC of the voucher's id) and a check character. The
database holds neither: it has an HMAC of the payload, by which a code that somebody shows is looked up.
"""

import hmac
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: 5 bits a character, without letters that are read as digits or as each other."""
PAYLOAD_CHARACTERS = 12
TYPED_CHARACTERS_MAX = 64

IGNORED = dict.fromkeys(map(ord, " \u00a0-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))
"""Spaces and dashes, which keyboards and printers put between the characters of a code."""
LOOK_ALIKES = str.maketrans("ILO", "110")


class Keys(NamedTuple):
    """A pair of keys: K makes the payloads of codes (`codes`), K2 the HMACs by which they are looked up
    (`lookup`). `keys_id` is stored with each voucher that was made with them."""

    keys_id: str
    codes: bytes
    lookup: bytes


DEVELOPMENT_KEYS = Keys(
    "development", sha256(b"rodem development K").digest(), sha256(b"rodem development K2").digest()
)
"""What anybody knows. A service in production does not start with them."""

KEYS_FORM = re.compile(r"([A-Za-z0-9_-]{1,32}):([0-9a-fA-F]{64}):([0-9a-fA-F]{64})", re.ASCII)


def keys_of(setting: str) -> Sequence[Keys]:
    """The pairs of keys in a setting `ID:K:K2, ID:K:K2`, the one in use first. Raises ValueError, with a
    sentence that repeats no key.

    >>> [keys.keys_id for keys in keys_of(f"new:{'1' * 64}:{'2' * 64}, old:{'3' * 64}:{'4' * 64}")]
    ['new', 'old']
    """
    found = [KEYS_FORM.fullmatch(part.strip()) for part in setting.split(",")]
    pairs = [Keys(each[1], bytes.fromhex(each[2]), bytes.fromhex(each[3])) for each in found if each]
    secrets = [secret for pair in pairs for secret in (pair.codes, pair.lookup)]
    if len(pairs) < len(found):
        raise ValueError("it is ID:K:K2 with commas between such pairs, K and K2 of 64 hexadecimal digits")
    if len({pair.keys_id for pair in pairs}) < len(pairs) or len(set(secrets)) < len(secrets):
        raise ValueError("each pair has an ID of its own, and no key is there twice")
    return pairs


def payload_of(key: bytes, voucher_id: UUID, attempt: int = 0) -> str:
    """The payload of a voucher's code: the first 60 bits of an HMAC under K, 5 bits a character. `attempt`
    (0..255) grows when another voucher has that payload already."""
    message = b"rodem-voucher-1\0" + voucher_id.bytes + bytes([attempt])
    bits = int.from_bytes(hmac.digest(key, message, sha256)[:8], "big") >> 4
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(PAYLOAD_CHARACTERS - 1, -1, -1))


def check_character(payload: str) -> str:
    """The character by which a mistyped payload is found: any one that is wrong, and any two neighbours that
    are swapped.

    >>> check_character("000000000001"), check_character("000000000010")
    ('2', '4')
    """
    check = 0
    for character in payload:
        check = (check ^ ALPHABET.index(character)) << 1
        if check > 31:
            check ^= 37
    return ALPHABET[check]


def printed(payload: str) -> str:
    """The code as people see it.

    >>> printed("000000000001")
    '0000-0000-0001-2'
    """
    return f"{payload[:4]}-{payload[4:8]}-{payload[8:]}-{check_character(payload)}"


def payload_in(typed: str) -> str | None:
    """The payload of a code as somebody typed it; None for what cannot be a code.

    >>> payload_in(" oO00 o0oo ooOi 2 ")
    '000000000001'
    >>> payload_in("0000-0000-0001-3") is None
    True
    """
    if len(typed) > TYPED_CHARACTERS_MAX:
        return None
    bare = typed.translate(IGNORED)
    if not bare.isascii():
        return None
    code = bare.upper().translate(LOOK_ALIKES)
    payload = code[:PAYLOAD_CHARACTERS]
    if len(code) != PAYLOAD_CHARACTERS + 1 or not set(code) <= set(ALPHABET):
        return None
    return payload if check_character(payload) == code[-1] else None


def lookup_of(key: bytes, payload: str) -> bytes:
    """What the database has of a code: an HMAC of its payload under K2."""
    return hmac.digest(key, b"rodem-lookup-1\0" + payload.encode(), sha256)
