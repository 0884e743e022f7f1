"""Close the ledger's local days, and publish what its chains ended with: so who owns the database cannot
compute chains anew unseen."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.digests import rules, store
from services.rewards.digests.rules import Closed
from services.rewards.ledger.rules import digest
from services.rewards.levels.store import hold_accounts
from shared.settings import ServiceSettings
from shared.two_keys.decisions.actions import record
from shared.two_keys.decisions.rules import Step, Subject

CLOSE_EVERY_S = 600
CHAIN = "rewards"


async def close_days(engine: AsyncEngine, settings: ServiceSettings, now: datetime | None = None) -> None:
    """Close all local days that are over and settled at `now`, and publish the digest of each."""
    now = now or datetime.now(UTC)
    async with engine.begin() as tx:
        if await _days_to_close(tx, settings, now):
            # Whoever books has seen the last closed day, or waits until these are closed. They are looked for
            # once more, because another process may have closed them meanwhile.
            await hold_accounts(tx)
            for closed in await _days_to_close(tx, settings, now):
                await store.close(tx, settings.city_id, closed)
    await publish_digests(engine, settings)


async def _days_to_close(tx: AsyncConnection, settings: ServiceSettings, now: datetime) -> list[Closed]:
    first = await store.first_open(tx, settings.timezone)
    return list(rules.days_to_close(first, now, ZoneInfo(settings.timezone))) if first else []


async def publish_digests(engine: AsyncEngine, settings: ServiceSettings) -> None:
    """Publish the digests of closed days that have none yet. Nothing of such a day changes any more, so the
    chains are read without a lock."""
    async with engine.connect() as tx:
        days = await store.without_digest(tx)
    for closed in days:
        found = digest(await store.heads(settings.database_url, closed.until))
        subject = Subject(rules.KIND, rules.subject_id(closed.day, found))
        reason = f"All that was due on {closed.day} is settled."
        step = Step(rules.KIND, subject, "closed", "operator", settings.operator_id, reason)
        async with engine.begin() as tx:
            if await store.keep_digest(tx, closed.day, found):
                await record(tx, settings.city_id, CHAIN, step)
