"""What rewards does beside requests and events, each piece again and again."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards.badges import actions as badges
from services.rewards.campaigns import actions as campaigns
from services.rewards.catalogue import actions as catalogue
from services.rewards.charges.actions import END_EVERY_S, end_promises
from services.rewards.digests.actions import CLOSE_EVERY_S, close_days
from services.rewards.drawings import actions as drawings
from services.rewards.expiry import actions as expiry
from services.rewards.groups import actions as groups
from services.rewards.ledger import actions as ledger
from services.rewards.rank_prizes import actions as rank_prizes
from services.rewards.redemptions.actions import SWEEP_EVERY_S, Shop, sweep
from services.rewards.simulations import rules as simulations
from services.rewards.simulations.actions import simulating
from shared.jobs import actions as jobs
from shared.periodic import every
from shared.settings import ServiceSettings


def periodic_work(
    engine: AsyncEngine, settings: ServiceSettings, shop: Shop, expire_months: int | None
) -> Sequence[Coroutine[Any, Any, None]]:
    """The loops of a running service, under the names that their failures have in the log."""
    city_id = settings.city_id
    expire = expiry.sweeper(settings, expire_months)

    async def settle() -> None:
        await sweep(engine, shop, datetime.now(UTC))

    async def close() -> None:
        await settle_and_close(engine, settings, shop, expire)

    async def resume() -> None:
        await catalogue.resume_after_stops(engine, city_id)
        await campaigns.resume_after_stops(engine, city_id)

    return [
        every(ledger.WATCH_EVERY_S, "ledger_not_read", lambda: ledger.watch(settings.database_url)),
        every(catalogue.WATCH_EVERY_S, "stock_not_read", lambda: catalogue.watch_stock(engine)),
        every(campaigns.WATCH_EVERY_S, "budgets_not_read", lambda: campaigns.watch_budgets(engine)),
        every(SWEEP_EVERY_S, "reservations_postponed", settle),
        every(expiry.SWEEP_EVERY_S, "expiry_postponed", lambda: expire(engine)),
        every(
            drawings.WORK_EVERY_S,
            "draws_postponed",
            lambda: drawings.work(engine, shop, datetime.now(UTC)),
        ),
        every(CLOSE_EVERY_S, "days_not_closed", close),
        every(catalogue.RESUME_EVERY_S, "resume_postponed", resume),
        every(END_EVERY_S, "promises_postponed", lambda: end_promises(engine, city_id)),
        every(badges.WORK_OUT_EVERY_S, "badges_postponed", lambda: badges.work_out(engine, settings)),
        every(groups.MAKE_EVERY_S, "groups_postponed", lambda: groups.make(engine, settings)),
        every(
            rank_prizes.PAY_EVERY_S,
            "rank_prizes_postponed",
            lambda: rank_prizes.pay_due(engine, city_id, datetime.now(UTC)),
        ),
    ]


async def settle_and_close(
    engine: AsyncEngine,
    settings: ServiceSettings,
    shop: Shop,
    expire: Callable[[AsyncEngine], Awaitable[None]],
) -> None:
    """Close the local days that are over. What was due in them is booked before, also when nobody did for a
    while: afterwards no line could bear the instant at which it was due."""
    now = datetime.now(UTC)
    await sweep(engine, shop, now)
    await expire(engine)
    await drawings.work(engine, shop, now)
    await rank_prizes.pay_due(engine, settings.city_id, now)
    await close_days(engine, settings, now)


def jobs_at_work(
    engine: AsyncEngine, settings: ServiceSettings, wake: asyncio.Event
) -> Sequence[Coroutine[Any, Any, None]]:
    """The loops that do jobs, and forget old ones. `wake` is set when somebody has asked for a job."""
    kinds = {simulations.KIND: simulating(engine, settings.city_id)}
    return [jobs.do_all(settings.database_url, engine, wake, kinds), jobs.pruning(engine)]
