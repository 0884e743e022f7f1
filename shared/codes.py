"""Codes that people read and type: of vouchers, and of invitations. Pure.

A code is a payload of 12 characters (60 bits, which nobody guesses) and a check character. It is made by an
HMAC, so that no database holds it: databases have another HMAC, by which a code that was typed is looked up.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: 5 bits a character, without letters that are read as digits or as each other."""
PAYLOAD_CHARACTERS = 12
TYPED_CHARACTERS_MAX = 64

IGNORED = dict.fromkeys(map(ord, " \u00a0-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))
"""Spaces and dashes, which keyboards and printers put between the characters of a code."""
LOOK_ALIKES = str.maketrans("ILO", "110")

WRONG_CODES_COUNT_FOR = timedelta(minutes=10)


def payload_from(digest: bytes) -> str:
    """The payload that the first 60 bits of a digest are, 5 bits a character.

    >>> payload_from(bytes(7) + b"\\x10")
    '000000000001'
    """
    bits = int.from_bytes(digest[:8], "big") >> 4
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


def wait_s(wrong: Sequence[datetime], most: int, now: datetime) -> int | None:
    """For how many seconds somebody has to wait after these wrong codes (newest first), whatever code comes
    next; None for fewer than `most`."""
    if len(wrong) < most:
        return None
    return max(1, ceil((wrong[most - 1] + WRONG_CODES_COUNT_FOR - now).total_seconds()))
