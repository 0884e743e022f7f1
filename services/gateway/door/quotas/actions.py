"""How many requests a caller may send: counted in this process, and told in every answer that was counted.

The fields are those of draft-ietf-httpapi-ratelimit-headers. The counters are ours because the in-memory
storage of the library `limits` starts a thread that looks through all keys, at almost every request: with
10,000 riders 0.7 ms of CPU for each of 100 requests a second, where this takes 0.001.
"""

import math
import time
from collections import Counter
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network

from fastapi import Request

from shared.http import visitors
from shared.http.auth import Caller
from shared.http.problems import RateLimited

HEADERS = "rodem.quota"
"""Where in the scope of a counted request are the headers for its answer, whatever it will be."""

Count = Callable[[Request, Caller | None], None]


def by_role(window_s: int, riders_max: int, operators_max: int, anonymous_max: int, secret: str) -> Count:
    """A function that counts a request of a caller, or of a stranger. It raises RateLimited for one too many.

    Riders have the first quota, whoever has another role the second. Strangers have no good token: they are
    counted by address. Pages sign that of their visitor with `secret`; of all others it is the socket's peer.
    Behind a proxy that would be the proxy, for everybody: uvicorn takes it from `X-Forwarded-For` when
    FORWARDED_ALLOW_IPS names the proxy (else: one on localhost).
    """
    riders = counter("riders", riders_max, window_s)
    operators = counter("operators", operators_max, window_s)
    anonymous = counter("anonymous", anonymous_max, window_s)

    def count(request: Request, caller: Caller | None) -> None:
        if caller is None:
            visitor = visitors.address_of(secret, request.headers.get(visitors.HEADER, ""))
            anonymous(request, network(visitor or peer(request)))
        elif caller.roles.isdisjoint(("operator", "city", "auditor")):
            riders(request, caller.id)
        else:
            operators(request, caller.id)

    return count


def counter(
    name: str, requests_max: int, window_s: int, clock: Callable[[], float] = time.monotonic
) -> Callable[[Request, str], None]:
    """A function that counts the requests of each key, for one quota.

    All keys have one window, so that none is kept longer and nobody looks for those that are old. The first
    request after its end opens the next.
    """
    policy = f'"{name}";q={requests_max};w={window_s}'.encode()
    sent: Counter[str] = Counter()
    began_at = -math.inf

    def count(request: Request, key: str) -> None:
        nonlocal began_at
        now = clock()
        if now - began_at >= window_s:
            sent.clear()
            began_at = now
        sent[key] += 1
        left, wait_s = requests_max - sent[key], window_s - int(now - began_at)
        said = f'"{name}";r={max(left, 0)};t={wait_s}'.encode()
        request.scope[HEADERS] = headers = [(b"ratelimit-policy", policy), (b"ratelimit", said)]
        if left < 0:
            headers.append((b"retry-after", str(wait_s).encode()))
            raise RateLimited(
                "At most {requests_max} requests in {window_s} s. Try again in {retry_after_s} s.",
                requests_max=requests_max,
                window_s=window_s,
                retry_after_s=wait_s,
            )

    return count


def peer(request: Request) -> str:
    """The address at the other end of the request's socket; none of a socket without addresses."""
    return request.client.host if request.client else ""


def network(address: str) -> str:
    """The address, or the /64 of an IPv6 one: whoever has one of those has them all.

    >>> network("2001:db8::1"), network("::ffff:192.0.2.1"), network("192.0.2.1")
    ('2001:db8::/64', '192.0.2.1', '192.0.2.1')
    """
    try:
        known = IPv6Address(address)
    except ValueError:  # IPv4, or whatever a proxy has written
        return address
    return str(known.ipv4_mapped or IPv6Network((int(known), 64), strict=False))
