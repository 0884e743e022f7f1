"""Rate limiting: quotas of requests, counted in this process. Answers to counted requests say what is left.

The headers are those of draft-ietf-httpapi-ratelimit-headers. We do not use the library `limits`, because its
in-memory storage starts a thread that scans all keys at almost every request. At 100 requests a second of
10,000 riders that took 0.7 ms of CPU for each; this takes 0.001 ms.
"""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network

from fastapi import Request

from shared.http import visitors
from shared.http.auth import Caller
from shared.http.places import AT_END
from shared.http.problems import RateLimited

HEADERS = "rodem.quota"
"""The key in a counted request's ASGI scope that holds the quota headers for its answer."""
DAY_S = 86_400

Count = Callable[[Request, Caller | None], None]


@dataclass(frozen=True)
class Quota:
    """How many requests a caller may send in a window, and how many of them at one time."""

    name: str
    requests_max: int
    at_once_max: int


def by_role(window_s: int, riders: Quota, operators: Quota, anonymous: Quota, secret: str) -> Count:
    """A function that counts a request of a caller, and raises RateLimited when the caller's quota is spent.

    Each rider has the quota `riders`. Callers with another role have `operators`, which all tokens of one
    operator share. Requests without a valid token (caller None) are counted by address: for a request of the
    service `pages`, the visitor's, which pages sign with `secret`; else the socket's peer. Behind a proxy the
    peer would be the proxy for everybody, so uvicorn replaces it by `X-Forwarded-For` if FORWARDED_ALLOW_IPS
    (by default localhost) names the proxy.
    """
    count_rider, count_operator = counter(riders, window_s), counter(operators, window_s)
    count_address = counter(anonymous, window_s)

    def count(request: Request, caller: Caller | None) -> None:
        if caller is None:
            visitor = visitors.address_of(secret, request.headers.get(visitors.HEADER, ""))
            count_address(request, network(visitor or peer(request)))
        elif caller.roles.isdisjoint(("operator", "city", "auditor")):
            count_rider(request, caller.id)
        else:
            count_operator(request, caller.operator_id or caller.id)

    return count


def of_strangers(quota: Quota, window_s: int, secret: str) -> Callable[[Request], None]:
    """A function that counts, by address, a request that did not come through the gateway, which has counted
    its requests and signs them with `secret`. Without a secret nothing is counted."""
    count_address = counter(quota, window_s)

    def count(request: Request) -> None:
        if secret and visitors.address_of(secret, request.headers.get(visitors.HEADER, "")) is None:
            count_address(request, network(peer(request)))

    return count


def counter(
    quota: Quota, window_s: int, clock: Callable[[], float] = time.monotonic
) -> Callable[[Request, str], None]:
    """A function that counts the requests of each key, in windows and at one time, for one quota."""
    policy = f'"{quota.name}";q={quota.requests_max};w={window_s}'.encode()
    spend = budget(quota.requests_max, window_s, clock)
    running: Counter[str] = Counter()

    def end(key: str) -> None:
        running[key] -= 1
        if not running[key]:
            del running[key]

    def count(request: Request, key: str) -> None:
        left, wait_s = spend(key, 1)
        limit = f'"{quota.name}";r={max(left, 0)};t={wait_s}'.encode()
        request.scope[HEADERS] = [(b"ratelimit-policy", policy), (b"ratelimit", limit)]
        if left < 0:
            raise rate_limited(
                request,
                wait_s,
                "At most {requests_max} requests in {window_s} s. Try again in {retry_after_s} s.",
                requests_max=quota.requests_max,
                window_s=window_s,
            )
        if running[key] >= quota.at_once_max:
            text = "At most {at_once_max} requests at a time. Try again in {retry_after_s} s."
            raise rate_limited(request, 1, text, at_once_max=quota.at_once_max)
        running[key] += 1
        request.scope[AT_END].callback(end, key)

    return count


def daily(most: int, text: str) -> Callable[[Request, str, int], None]:
    """A function that counts an amount (bytes, points) of what a caller may send in a day, and raises
    RateLimited with this text when that is spent."""
    spend = budget(most, DAY_S)

    def count(request: Request, key: str, amount: int) -> None:
        left, wait_s = spend(key, amount)
        if left < 0:
            raise rate_limited(request, wait_s, text, most=most)

    return count


def rate_limited(request: Request, wait_s: int, text: str, **members: int) -> RateLimited:
    """The 429 with this text; its answer says when to come back."""
    headers = request.scope.setdefault(HEADERS, [])
    headers.append((b"retry-after", str(wait_s).encode()))
    return RateLimited(text, **members, retry_after_s=wait_s)


def budget(
    most: int, window_s: int, clock: Callable[[], float] = time.monotonic
) -> Callable[[str, int], tuple[int, int]]:
    """A function that spends an amount of a key's budget, and returns what is left (below zero: too much was
    spent) and the seconds until the budget is new.

    All keys share one fixed window, so that old keys are forgotten by clearing all of them. The first
    spending after its end opens the next window.
    """
    spent: Counter[str] = Counter()
    began_at = -math.inf

    def spend(key: str, amount: int) -> tuple[int, int]:
        nonlocal began_at
        now = clock()
        if now - began_at >= window_s:
            spent.clear()
            began_at = now
        spent[key] += amount
        return most - spent[key], window_s - int(now - began_at)

    return spend


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
