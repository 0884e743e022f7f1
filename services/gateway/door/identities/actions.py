"""Which caller a token stands for. A token of the development issuer names its rider; a subject of an outside
issuer is looked up."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache, partial
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.door.identities import store
from shared.caches import Cache
from shared.http.auth import Caller, Verify, bearer_token
from shared.http.problems import Problem
from shared.http.quotas import Count


def identify_at_the_door(
    verify: Verify, engine: AsyncEngine, city_id: str, count: Count, riders_max: int
) -> Callable[[Request], Awaitable[Caller]]:
    """A function that returns the caller of a request and counts the request toward the caller's quota.

    Riders always have a `rider_id`. Those of an outside issuer are looked up in the database; the latest
    `riders_max` of them are cached. Raises what `verify` raises. A token that waits for keys of its issuer is
    counted toward its address before: anybody can write one.
    """
    riders: Cache[str, UUID] = Cache("riders", riders_max)

    async def identify(request: Request) -> Caller:
        count_address = cache(partial(count, request, None))
        try:
            caller = await verify(bearer_token(request), count_address)
        except Problem:
            count_address()
            raise
        count(request, caller)
        if caller.rider_id is not None or not caller.is_("rider"):
            return caller
        rider_id = riders.get(caller.id)
        if rider_id is None:
            async with engine.begin() as tx:
                rider_id = await store.find_or_make_rider(tx, caller.issuer, caller.subject, city_id)
            riders.keep(caller.id, rider_id)
        return replace(caller, rider_id=rider_id)

    return identify
