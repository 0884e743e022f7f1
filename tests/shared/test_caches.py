"""What is not worked out again: many values by key, one value for all who ask."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import structlog
from prometheus_client import REGISTRY

from shared.caches import Cache, Latest


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


def making(*values: int | None) -> Callable[[], Coroutine[Any, Any, int | None]]:
    """Gives these values one after the other; a try too many is an error."""
    left = iter(values)

    async def make() -> int | None:
        await asyncio.sleep(0.01)
        return next(left)

    return make


async def test_a_value_is_made_once_for_all_who_ask_while_it_is_fresh() -> None:
    latest, make = Latest[int](fresh_s=600), making(1)
    assert await asyncio.gather(*(latest.get(make) for _ in range(50))) == [1] * 50


async def test_a_value_that_is_no_longer_fresh_is_made_anew() -> None:
    latest, make = Latest[int](fresh_s=0), making(1, 2)
    assert [await latest.get(make), await latest.get(make)] == [1, 2]


async def test_the_last_value_is_given_while_making_fails() -> None:
    latest, make = Latest[int](fresh_s=0, stale_s=600), making(1, None, 2)
    assert [await latest.get(make) for _ in range(3)] == [1, 1, 2]


async def test_a_value_that_is_too_old_is_given_no_more() -> None:
    latest, make = Latest[int](fresh_s=0, stale_s=0), making(1, None, 2)
    assert [await latest.get(make) for _ in range(3)] == [1, None, 2]


async def test_after_a_failure_nobody_tries_for_a_while() -> None:
    latest, make = Latest[int](fresh_s=0, retry_s=600), making(None)
    assert await asyncio.gather(*(latest.get(make) for _ in range(50))) == [None] * 50


async def test_an_error_is_of_who_has_met_it_and_the_next_one_tries_again() -> None:
    latest = Latest[int](fresh_s=600)

    async def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        await latest.get(fail)
    assert await latest.get(making(7)) == 7


async def test_what_is_made_for_all_bears_nobodys_trace_id() -> None:
    latest, seen = Latest[int](fresh_s=0), []

    async def make() -> int:
        seen.append(structlog.contextvars.get_contextvars())
        await asyncio.sleep(0.01)
        return 1

    async def ask(trace_id: str) -> dict[str, str]:
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            await latest.get(make)
            return structlog.contextvars.get_contextvars()

    after = await asyncio.gather(*(ask(str(i)) for i in range(3)))
    assert seen == [{}] * 3
    assert after == [{"trace_id": str(i)} for i in range(3)]
