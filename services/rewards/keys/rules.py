"""Keys of vouchers and codes, which lie outside the database. Pure."""

import hmac
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple


class Keys(NamedTuple):
    """A pair of keys: K makes and seals codes (`codes`), K2 the HMACs by which they are looked up (`lookup`).
    `keys_id` is stored with whatever was made with them."""

    keys_id: str
    codes: bytes
    lookup: bytes


DEVELOPMENT_KEYS = Keys(
    "development", sha256(b"rodem development K").digest(), sha256(b"rodem development K2").digest()
)
"""What anybody knows. A service in production does not start with them."""

KEYS_FORM = re.compile(r"([A-Za-z0-9_-]{1,32}):([0-9a-fA-F]{64}):([0-9a-fA-F]{64})", re.ASCII)


def keyed(keys: Sequence[Keys], hashed: bytes) -> list[bytes]:
    """A hash of something that holds codes, keyed with K2 of each pair: the database has it, and must have
    nothing by which codes can be tried out."""
    return [hmac.digest(pair.lookup, hashed, sha256) for pair in keys]


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
