"""When a local day of the ledger is closed, and which line of each chain its digest ends with. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.rewards.ledger.rules import digest_line

SETTLED_AFTER = timedelta(hours=1)
"""By then all that was due in a local day is booked. What is booked later counts for the next day."""

KIND = "ledger"
"""The kind of these lines in the chain of decisions, and of what they are about."""


class Closed(NamedTuple):
    """A local day of the ledger, and its end. No line that is booked from now on is `posted_at` before it."""

    day: date
    until: datetime


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day ends."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def days_to_close(first: date, now: datetime, zone: ZoneInfo) -> Iterator[Closed]:
    """The days from this one on that are over at `now` and settled.

    >>> madrid = ZoneInfo("Europe/Madrid")
    >>> one_o_clock = datetime(2026, 11, 29, 1, tzinfo=madrid)
    >>> [str(closed.day) for closed in days_to_close(date(2026, 11, 27), one_o_clock, madrid)]
    ['2026-11-27', '2026-11-28']
    """
    newest = (now - SETTLED_AFTER).astimezone(zone).date() - timedelta(days=1)
    day = first
    while day <= newest:
        yield Closed(day, end_of(day, zone))
        day += timedelta(days=1)


def subject_id(day: date, digest: str) -> str:
    """What names the digest of a day in the chain of decisions."""
    return f"{day} {digest}"


Head = tuple[int, bytes]
"""seq and hash of a line."""


def heads(lines: Sequence[tuple[datetime, int, bytes]], ends: Sequence[datetime]) -> list[Head | None]:
    """For each of these instants, which rise, the last of a chain's lines (`posted_at`, seq, hash) that was
    posted before; None where there was none yet."""
    found: list[Head | None] = [None] * len(ends)
    left = len(ends)
    for posted_at, seq, hash_ in reversed(lines):
        while left and posted_at < ends[left - 1]:
            left -= 1
            found[left] = seq, hash_
    return found


@dataclass
class Digests:
    """The digests of days up to some line of the ledger, whose lines are read in the order of chains. `lines`
    are those of the last chain so far."""

    ends: Sequence[datetime]
    hashes: list[Any] = field(init=False)
    account_id: UUID | None = None
    lines: list[tuple[datetime, int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hashes = [sha256() for _ in self.ends]


def add_lines(digests: Digests, lines: Iterable[tuple[UUID, datetime, int, bytes]]) -> None:
    """Go on with these lines (account_id, `posted_at`, seq, hash)."""
    for account_id, posted_at, seq, hash_ in lines:
        if account_id != digests.account_id:
            _end_chain(digests)
            digests.account_id = account_id
        digests.lines.append((posted_at, seq, hash_))


def hexadecimal(digests: Digests) -> list[str]:
    """The digests of all chains' lines so far, in hexadecimal digits."""
    _end_chain(digests)
    return [hash_.hexdigest() for hash_ in digests.hashes]


def _end_chain(digests: Digests) -> None:
    if digests.account_id is not None:
        for hash_, head in zip(digests.hashes, heads(digests.lines, digests.ends), strict=True):
            if head is not None:
                hash_.update(digest_line(digests.account_id, *head))
    digests.lines = []
