"""Codes of vouchers: how they are made and found again, and how often a till may be wrong. Pure.

A code is a payload of 12 characters (60 bits of an HMAC of the voucher's id) and a check character. The
database holds neither: it has an HMAC of the payload, by which a code that somebody shows is looked up.
"""

import hmac
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared import codes
from shared.codes import payload_from
from shared.http.owned import Absent
from shared.http.problems import Problem


def payload_of(key: bytes, voucher_id: UUID, attempt: int = 0) -> str:
    """The payload of a voucher's code: the first 60 bits of an HMAC under K, 5 bits a character. `attempt`
    (0..255) grows when another voucher has that payload already."""
    message = b"rodem-voucher-1\0" + voucher_id.bytes + bytes([attempt])
    return payload_from(hmac.digest(key, message, sha256))


def lookup_of(key: bytes, payload: str) -> bytes:
    """What the database has of a code: an HMAC of its payload under K2."""
    return hmac.digest(key, b"rodem-lookup-1\0" + payload.encode(), sha256)


NO_VOUCHER = Absent("There is no such voucher.")

TILL_WRONG_MAX = 5
"""Wrong codes of one till (a token's `sub`) within WRONG_CODES_COUNT_FOR, after which it has to wait."""
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
    waits = codes.wait_s(wrong.till, TILL_WRONG_MAX, now), codes.wait_s(wrong.partner, PARTNER_WRONG_MAX, now)
    return max((each for each in waits if each is not None), default=None)


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
