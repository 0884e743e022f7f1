"""Rate limiting: quotas of requests, counted in this process. Answers to counted requests say what is left.

The headers are those of draft-ietf-httpapi-ratelimit-headers. We do not use the library `limits`, because its
in-memory storage starts a thread that scans all keys at almost every request. At 100 requests a second of
10,000 riders that took 0.7 ms of CPU for each; this takes 0.001 ms.
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
"""The key in a counted request's ASGI scope that holds the quota headers for its answer."""

Count = Callable[[Request, Caller | None], None]


def by_role(window_s: int, riders_max: int, operators_max: int, anonymous_max: int, secret: str) -> Count:
    """A function that counts a request of a caller, and raises RateLimited when the caller's quota is spent.

    Riders have one quota each, callers with another role a larger one. Requests without a valid token (caller
    None) are counted by address: for a request of the service `pages`, the visitor's, which pages sign with
    `secret`; else the socket's peer. Behind a proxy the peer would be the proxy for everybody, so uvicorn
    replaces it by `X-Forwarded-For` if FORWARDED_ALLOW_IPS (by default localhost) names the proxy.
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
    """A function that counts the requests of each key in fixed windows, for one quota.

    All keys share one window, so that old keys are forgotten by clearing all of them. The first request after
    its end opens the next window.
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
        limit = f'"{name}";r={max(left, 0)};t={wait_s}'.encode()
        request.scope[HEADERS] = headers = [(b"ratelimit-policy", policy), (b"ratelimit", limit)]
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
    """The address at the other end of the request's socket; "" for a socket without addresses."""
    return request.client.host if request.client else ""


def network(address: str) -> str:
    """The address to count by: of an IPv6 address its /64, because one subscriber has all addresses in it.

    >>> network("2001:db8::1"), network("::ffff:192.0.2.1"), network("192.0.2.1")
    ('2001:db8::/64', '192.0.2.1', '192.0.2.1')
    """
    try:
        ipv6 = IPv6Address(address)
    except ValueError:  # IPv4, or whatever a proxy has written
        return address
    return str(ipv6.ipv4_mapped or IPv6Network((int(ipv6), 64), strict=False))
