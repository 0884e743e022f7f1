"""Caches: LRU caches with a maximal size and metrics, a single value that is never made twice at once, and
what holds for a version."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

from cachetools import LRUCache
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import tracing

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

LOOKUPS = Counter(
    "rodem_cache_lookups", "Look-ups in a cache, by whether it held what was asked for.", ["cache", "result"]
)


class Cache(Generic[K, V]):
    """An LRU cache of at most `most` values. `name` is the cache's label in the metrics."""

    def __init__(self, name: str, most: int) -> None:
        self._values: LRUCache[K, V] = LRUCache(most)
        self._hits = LOOKUPS.labels(name, "hit")
        self._misses = LOOKUPS.labels(name, "miss")

    def get(self, key: K, is_valid: Callable[[V], bool] = lambda _: True) -> V | None:
        """The value of this key; None if the key is missing or its value is no longer valid."""
        value = self._values.get(key)
        if value is None or not is_valid(value):
            self._misses.inc()
            return None
        self._hits.inc()
        return value

    def keep(self, key: K, value: V) -> None:
        """Store this value. A full cache drops its least recently used value."""
        self._values[key] = value

    def clear(self) -> None:
        """Forget all values."""
        self._values.clear()


class Latest(Generic[V]):
    """One value that many ask for at a time. It is made anew when it is older than `fresh_s` seconds.

    Those who ask at one moment wait for one making. While making fails, which is tried once in `retry_s`, the
    last value is given until it is older than `stale_s`.
    """

    def __init__(self, fresh_s: float, stale_s: float = 0, retry_s: float = 0) -> None:
        self._fresh_s, self._stale_s, self._retry_s = fresh_s, stale_s, retry_s
        self._value: V | None = None
        self._made_at = self._tried_at = -math.inf
        self._has_failed = False
        self._making = asyncio.Lock()

    async def get(self, make: Callable[[], Coroutine[Any, Any, V | None]]) -> V | None:
        """The value; None where `make` has given None, which means that it failed, and nothing else is left.

        What `make` raises is raised to its own caller only, and the next one makes the value.
        """
        async with self._making:
            now = time.monotonic()
            if now - self._tried_at >= (self._retry_s if self._has_failed else self._fresh_s):
                made = await tracing.shared_work(make())
                self._tried_at, self._has_failed = time.monotonic(), made is None
                if made is not None:
                    self._value, self._made_at = made, self._tried_at
                elif self._tried_at - self._made_at > self._stale_s:
                    self._value = None
            return self._value


def of_last_version(
    read: Callable[[AsyncConnection], Awaitable[V]],
) -> Callable[[AsyncConnection, int], Awaitable[V]]:
    """A reader of what `read` reads, which remembers it for the last version that was asked for: so a batch
    of events needs no statement for rules that have not changed. Every process has its own; what another
    process has changed is another version."""
    known: dict[int, V] = {}

    async def read_version(tx: AsyncConnection, version: int) -> V:
        value = known.get(version)
        if value is None:
            value = await read(tx)
            known.clear()
            known[version] = value
        return value

    return read_version
