"""Caches that hold so many things and no more: what was not used for longest goes first."""

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
    """At most `most` values by key. `name` is that of the cache in the metrics."""

    def __init__(self, name: str, most: int) -> None:
        self._values: LRUCache[K, V] = LRUCache(most)
        self._hits = LOOKUPS.labels(name, "hit")
        self._misses = LOOKUPS.labels(name, "miss")

    def get(self, key: K, is_valid: Callable[[V], bool] = lambda _: True) -> V | None:
        """The value of this key; None where there is none, or one that is not valid any longer."""
        value = self._values.get(key)
        if value is None or not is_valid(value):
            self._misses.inc()
            return None
        self._hits.inc()
        return value

    def keep(self, key: K, value: V) -> None:
        """Hold this value, in place of what was used least recently where the cache is full."""
        self._values[key] = value
