"""A signed header with a visitor's address. The gateway sends it to the service pages, and pages returns it
with each of its own requests for that visitor. Other services get it with `NO_ADDRESS`: they only need to
know that a request came through the gateway.

Without the header all visitors of pages would share one quota: the gateway only sees the address of pages.
"""

import functools
import hashlib
import hmac
from urllib.parse import quote, unquote

HEADER = "rodem-visitor"
NO_ADDRESS = "-"


@functools.lru_cache(4096)
def sign(secret: str, address: str) -> str:
    """The header's value: the address and an HMAC-SHA-256 of the address."""
    # A proxy may have written anything into `X-Forwarded-For`: quoted, the address is one word of ASCII.
    address = quote(address, safe=":.")
    return f"{address} {hmac.digest(secret.encode(), f'visitor {address}'.encode(), hashlib.sha256).hex()}"


def address_of(secret: str, header: str) -> str | None:
    """The address in a header of `sign`; None if the signature is not valid.

    >>> address_of("a secret", sign("a secret", "192.0.2.1"))
    '192.0.2.1'
    >>> address_of("a secret", sign("another", "192.0.2.1"))
    """
    address = unquote(header.partition(" ")[0])
    if not secret or not hmac.compare_digest(sign(secret, address).encode(), header.encode()):
        return None
    return address
