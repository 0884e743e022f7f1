"""Actions on days inside a transaction: their tags, and outages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.days import store
from services.challenges.days.bodies import TaggedDay
from services.challenges.days.rules import Counts, Tags, changed_days, counts_of
from services.challenges.recounts.actions import Recount, let_streaks_count
from services.challenges.recounts.store import declare
from shared.http import bodies
from shared.http.items import Failure, first_of_each, in_order, read_each


def read_days(sent: Sequence[Any]) -> tuple[dict[date, Tags], list[Failure]]:
    """The tags of the days that are valid, and a failure for each other one: a day that comes again too."""
    valid, invalid = read_each(sent, lambda day: bodies.validate(TaggedDay, day), "local_on", _local_on)
    days, repeated = first_of_each(valid, "local_on", lambda day: day.local_on.isoformat(), "/local_on")
    return {day.local_on: day.tags for _, day in days}, in_order(invalid, repeated)


def _local_on(day: Any) -> str | None:
    return bodies.day_text(day.get("local_on")) if isinstance(day, dict) else None


async def put(tx: AsyncConnection, city_id: str, days: Mapping[date, Tags]) -> Counts:
    """Store the tags of these days. Trips that come later have them; those that are known follow."""
    await challenges.hold_rules(tx)
    known = await store.tags_of(tx, days)
    if changes := changed_days(known, days):
        await store.put(tx, city_id, changes)
        await declare(tx, city_id, changes)
    return counts_of(known, days)


async def add_outage(tx: AsyncConnection, recount: Recount, local_on: date) -> None:
    """Let a day be one of outage: streaks that it bridges are to be counted anew."""
    await challenges.hold_rules(tx)
    if await store.add_outage(tx, recount.city_id, local_on):
        await let_streaks_count(tx, recount, local_on)


async def remove_outage(tx: AsyncConnection, recount: Recount, local_on: date) -> None:
    """Let a day be no outage."""
    await challenges.hold_rules(tx)
    if await store.remove_outage(tx, local_on):
        await let_streaks_count(tx, recount, local_on)
