"""Whose address a request comes from: the gateway tells it to pages, and pages tell it back when they ask.

Without it all visitors of pages would share one quota, as the gateway sees only the address of pages.
"""

import hashlib
import hmac
from urllib.parse import quote, unquote

HEADER = "rodem-visitor"


def sign(secret: str, address: str) -> str:
    """The header for a visitor of this address. Whoever lacks the secret cannot write one."""
    # A proxy may have written anything into `X-Forwarded-For`: quoted, the address is one word of ASCII.
    address = quote(address, safe=":.")
    return f"{address} {hmac.digest(secret.encode(), f'visitor {address}'.encode(), hashlib.sha256).hex()}"


def address_of(secret: str, header: str) -> str | None:
    """The address that a header of `sign` names; None for what nobody with the secret has signed.

    >>> address_of("a secret", sign("a secret", "192.0.2.1"))
    '192.0.2.1'
    >>> address_of("a secret", sign("another", "192.0.2.1"))
    """
    address = unquote(header.partition(" ")[0])
    if not secret or not hmac.compare_digest(sign(secret, address).encode(), header.encode()):
        return None
    return address
