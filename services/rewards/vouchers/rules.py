"""Codes of vouchers: how they are made, printed, read from a keyboard, and found again. Pure.

A code is a payload of 12 characters (60 bits of an HMAC of the voucher's id) and a check character. The
database holds neither: it has an HMAC of the payload, by which a code that somebody shows is looked up.
"""

import hmac
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from math import ceil
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.http.owned import Absent
from shared.http.problems import Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: 5 bits a character, without letters that are read as digits or as each other."""
PAYLOAD_CHARACTERS = 12
TYPED_CHARACTERS_MAX = 64

IGNORED = dict.fromkeys(map(ord, " \u00a0-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))
"""Spaces and dashes, which keyboards and printers put between the characters of a code."""
LOOK_ALIKES = str.maketrans("ILO", "110")


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


NO_VOUCHER = Absent("There is no such voucher.")

WRONG_CODES_COUNT_FOR = timedelta(minutes=10)
TILL_WRONG_MAX = 5
"""Wrong codes of one till (a token's `sub`) in that time, after which it has to wait."""
PARTNER_WRONG_MAX = 50
"""The same for all tills of a partner together."""
UNDO_WITHIN = timedelta(minutes=15)


class VoucherInvalid(Problem):
    """This is no voucher that can be used here: unknown, used, out of date or another partner's. The answer
    does not say which."""

    status = 404
    title = "No valid voucher"


class UndoTooLate(Problem):
    """The use of a voucher stands after 15 minutes."""

    status = 409
    title = "Too late to undo"


class WrongCodes(NamedTuple):
    """The instants of the last wrong codes of a till, and of all tills of its partner, newest first."""

    till: Sequence[datetime]
    partner: Sequence[datetime]


def wait_s(wrong: WrongCodes, now: datetime) -> int | None:
    """For how many seconds a till has to wait after too many wrong codes, whatever code comes next; None for
    one that need not."""
    over = [
        tries[most - 1]
        for tries, most in ((wrong.till, TILL_WRONG_MAX), (wrong.partner, PARTNER_WRONG_MAX))
        if len(tries) >= most
    ]
    if not over:
        return None
    return max(1, ceil((max(over) + WRONG_CODES_COUNT_FOR - now).total_seconds()))


def check_undo(used_at: datetime | None, now: datetime) -> None:
    """Raises UndoTooLate for a use that stands; a voucher that was not used has none to undo."""
    if used_at is None or now - used_at >= UNDO_WITHIN:
        raise UndoTooLate("A use can be undone for {minutes} minutes.", minutes=15)


def month_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the local month of a day, and that of the next month."""
    first = day.replace(day=1)
    next_first = (first + timedelta(days=31)).replace(day=1)
    begin, end = (datetime.combine(each, time(), zone) for each in (first, next_first))
    return begin, end
