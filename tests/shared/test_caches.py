"""A cache holds so many values; what was used least recently goes first, and look-ups are counted."""

from prometheus_client import REGISTRY

from shared.caches import Cache


def counted(name: str, result: str) -> float:
    return REGISTRY.get_sample_value("rodem_cache_lookups_total", {"cache": name, "result": result}) or 0


def test_what_was_used_least_recently_goes_first() -> None:
    cache: Cache[str, int] = Cache("of a test", 2)
    cache.keep("a", 1)
    cache.keep("b", 2)
    assert cache.get("a") == 1
    cache.keep("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_a_value_that_is_not_valid_is_none_and_is_replaced() -> None:
    cache: Cache[str, int] = Cache("of a test", 2)
    cache.keep("a", 1)
    assert cache.get("a", lambda value: value > 1) is None
    cache.keep("a", 2)
    assert cache.get("a", lambda value: value > 1) == 2


def test_look_ups_are_counted_by_what_came_of_them() -> None:
    cache: Cache[str, int] = Cache("counted", 1)
    cache.get("a")
    cache.keep("a", 1)
    cache.get("a")
    cache.get("a")
    cache.get("a", lambda _: False)
    assert (counted("counted", "hit"), counted("counted", "miss")) == (2, 2)
