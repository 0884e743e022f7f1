"""Codes by which riders invite each other: how they are made, and what is stored of them. Pure.

A code is made of the id of what it invites to, and of how often that was renewed, by a key that lies outside
the database. So an answer that had one can be given again, and the database has no code: it has an HMAC, by
which a code that was typed is looked up.
"""

import hmac
from hashlib import sha256
from uuid import UUID

from shared.codes import payload_from, printed

WRONG_MAX = 5
"""Wrong codes of one rider within WRONG_CODES_COUNT_FOR, after which the rider has to wait."""


def key_from(secret: str) -> bytes:
    """The key of invites, derived from the secret that all services share."""
    return hmac.digest(secret.encode(), b"rodem-invites-1", sha256)


def _payload_of(key: bytes, invites_to: UUID, renewals: int) -> str:
    message = b"rodem-invite-1\0" + invites_to.bytes + renewals.to_bytes(4, "big")
    return payload_from(hmac.digest(key, message, sha256))


def code_of(key: bytes, invites_to: UUID, renewals: int = 0) -> str:
    """The code that invites to this team, after so many renewals, as people see it."""
    return printed(_payload_of(key, invites_to, renewals))


def lookup_of(key: bytes, payload: str) -> bytes:
    """What the database has of a code: an HMAC of its payload."""
    return hmac.digest(key, b"rodem-invite-lookup-1\0" + payload.encode(), sha256)


def new_lookup(key: bytes, invites_to: UUID, renewals: int = 0) -> bytes:
    """What the database has of the code of `code_of`."""
    return lookup_of(key, _payload_of(key, invites_to, renewals))
