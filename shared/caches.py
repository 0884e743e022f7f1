"""Least-recently-used (LRU) caches with a maximal size and metrics."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache
from prometheus_client import Counter

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
