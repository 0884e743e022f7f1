"""Results are made at four o'clock, and what a challenge has changed is measured once: by periodic work."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges import store as challenges
from services.challenges.entries.actions import rule_of
from services.challenges.results import answers, rules, store
from services.challenges.rules import COUNTED_WHO
from services.challenges.tree.periods import SETTLES_AFTER
from shared.eventlog.outbox import derived_id, publish
from shared.settings import ServiceSettings

MAKE_EVERY_S = 300
MAKING = 0x526573756C7473
"""An advisory lock (the number is "Results" in ASCII): one process at a time makes results."""


async def make_results(engine: AsyncEngine, settings: ServiceSettings, now: datetime) -> None:
    """Make what is to be made by now: one challenge in each transaction."""
    is_left = True
    while is_left:
        async with engine.begin() as tx:
            is_left = await store.try_lock(tx, MAKING) and (
                await _make(tx, settings, now) or await _measure(tx, settings, now)
            )


async def _make(tx: AsyncConnection, settings: ServiceSettings, now: datetime) -> bool:
    """Make the results of a challenge. Returns whether there was one."""
    until = rules.until(now, ZoneInfo(settings.timezone))
    challenge_id = await store.to_make(tx, until.made_at)
    challenge = await challenges.find_in_force(tx, challenge_id) if challenge_id else None
    if challenge is None:
        return False
    rule = rule_of(settings, challenge)
    numbers = await store.numbers(tx, rule, until) if isinstance(rule.tree.who, COUNTED_WHO) else {}
    content = answers.made(until.last_on, rules.told(rule.tree, rule.window, numbers, until.last_on))
    as_json = msgspec.json.encode(content).decode()
    await store.put(tx, settings.city_id, challenge.challenge_id, until.made_at, as_json)
    return True


async def _measure(tx: AsyncConnection, settings: ServiceSettings, now: datetime) -> bool:
    """Measure what a challenge has changed, and say it. Returns whether there was one."""
    challenge_id = await store.to_measure(tx, now - SETTLES_AFTER)
    challenge = await challenges.find_in_force(tx, challenge_id) if challenge_id else None
    if challenge is None:
        return False
    tree = challenge.tree
    rule = rule_of(settings, replace(challenge, tree=rules.measured(tree)))
    samples = await store.samples(tx, rule, tree.holdout_percent, tree.starts_at)
    uplift = rules.uplift(*samples)
    content = None
    if uplift is not None:
        content = msgspec.json.encode(answers.measured(uplift, now)).decode()
        event = answers.event_of(settings.city_id, challenge, uplift)
        await publish(tx, [event], [derived_id(challenge.challenge_id, "uplift")])
    await store.put_uplift(tx, settings.city_id, challenge.challenge_id, now, content)
    return True
