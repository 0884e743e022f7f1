"""The arithmetic of a draw, which anybody can repeat: commitment, list of tickets, winners. Pure.

Before anybody takes part the commitments to two secrets of 32 random bytes are public: a seed, and a key that
makes riders' pseudonyms. The list of tickets is public before the seed is shown. So who knows the seed cannot
choose the winners, and who has the list cannot choose the seed.
"""

import hmac
import re
from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import accumulate
from uuid import UUID

SECRET_BYTES = 32
LINE_FORM = re.compile(r"([0-9a-f]{32}) ([1-9][0-9]{0,8})", re.ASCII)


def commitment(secret: bytes) -> bytes:
    """What is public of a secret before it is shown."""
    return sha256(secret).digest()


def pseudonym(key: bytes, rider_id: UUID) -> str:
    """A rider's name in one draw."""
    return hmac.digest(key, b"rodem-draw-1\0" + rider_id.bytes, sha256).hex()[:32]


def list_of(tickets: Mapping[str, int]) -> str:
    """The public list: a line `PSEUDONYM COUNT` for each holder, ordered by pseudonym.

    >>> list_of({"b" * 32: 1, "a" * 32: 3}).split()
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '3', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '1']
    """
    return "".join(f"{name} {count}\n" for name, count in sorted(tickets.items()))


def tickets_in(text: str) -> dict[str, int]:
    """Pseudonym -> tickets, of a list. Raises ValueError for a text that `list_of` does not make."""
    found = [LINE_FORM.fullmatch(line) for line in text.removesuffix("\n").split("\n")] if text else []
    tickets = {line[1]: int(line[2]) for line in found if line}
    if list_of(tickets) != text:
        raise ValueError("no list of tickets")
    return tickets


def list_hash(text: str) -> bytes:
    """The hash of a list."""
    return sha256(text.encode("ascii")).digest()


def winners(seed: bytes, text: str, prizes: int) -> Sequence[str]:
    """Who wins each of so many prizes, in their order, by the tickets of a list. A winner's tickets leave the
    list; where no holder is left, the other prizes are not drawn."""
    holders = tickets_in(text)
    names, counts, hashed = list(holders), list(holders.values()), list_hash(text)
    upto = list(accumulate(counts))
    gone: list[tuple[int, int]] = []  # the first ticket of each winner in the whole list, and how many
    won: list[str] = []
    for place in range(min(prizes, len(names))):
        number = int.from_bytes(sha256(seed + hashed + place.to_bytes(4, "big")).digest(), "big")
        ticket = number % (upto[-1] - sum(count for _, count in gone))
        for first, count in gone:
            if ticket < first:
                break
            ticket += count
        winner = bisect_right(upto, ticket)
        won.append(names[winner])
        insort(gone, (upto[winner] - counts[winner], counts[winner]))
    return won
