"""Steps of a reward inside a transaction: taken by its operator, by the city, or when a stop ends."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.campaigns import store as campaigns
from services.rewards.campaigns.actions import check_known
from services.rewards.catalogue import answers, rules, store
from services.rewards.catalogue.rules import KIND, NO_REWARD, Reward, RewardState
from services.rewards.catalogue.store import StoredReward
from services.rewards.donations import store as donations
from services.rewards.donations.rules import open_until
from services.rewards.partners import store as partners
from shared.eventlog.outbox import publish
from shared.http.instants import as_written
from shared.http.owned import owned, path_id
from shared.http.problems import refused
from shared.settings import ServiceSettings
from shared.two_keys import steps
from shared.two_keys import store as two_keys
from shared.two_keys.actions import Owner
from shared.two_keys.rules import ChangeState, Thing
from shared.two_keys.steps import State

WATCH_EVERY_S = 60
RUNNING_OUT = Gauge(
    "rodem_rewards_running_out",
    "Published rewards, not over yet, of which less than a tenth of the stock or of the codes is left.",
)
RESUME_EVERY_S = 10
"""How long a reward may stay paused after its stop has ended."""


async def take_step(
    tx: AsyncConnection, city_id: str, before: StoredReward, state: State, makes_version: bool = False
) -> StoredReward:
    """Change a reward's state and publish the event. Returns the reward's new row. With `makes_version` its
    body comes into force.

    Raises StockBelowRedeemed for a body whose stock is below what is out already.
    """
    if makes_version:
        rules.check_stock(before.body, before.units)
    after = await store.set_state(tx, before.reward_id, state, makes_version)
    if in_force := await store.find(tx, before.reward_id, None):
        await publish(tx, [answers.event_of(city_id, in_force)])
    return after


async def for_its_project(tx: AsyncConnection, body: dict[str, Any]) -> dict[str, Any]:
    """The body of a reward as it is stored: one that collects for a project closes when the project ends.

    Raises ValidationError for an unknown project, and for a reward that would be open after its end.
    """
    if "project_id" not in body:
        return body
    project = await donations.find(tx, UUID(body["project_id"]))
    if project is None:
        raise refused(("/project_id", "unknown"))
    written = body.get("available_until")
    until = open_until(project, written and datetime.fromisoformat(written))
    return body if until is None else {**body, "available_until": as_written(until)}


async def check_partner(tx: AsyncConnection, operator_id: str, body: Mapping[str, Any]) -> None:
    """Raises ValidationError for a reward of another operator's partner: its tills would take the vouchers,
    and it would be owed what it has agreed upon with nobody."""
    partner_id = body.get("partner_id")
    if partner_id and await partners.operator_of(tx, partner_id) not in (None, operator_id):
        raise refused(("/partner_id", "unknown"))


def thing_of(row: StoredReward) -> Thing:
    """The reward as a Thing: the body written last, with the version that publishing would make."""
    return Thing(str(row.reward_id), row.version + 1, row.state, row.body)


def thing_in_force(row: StoredReward) -> Thing:
    """The reward as a Thing, with the version that is in force, or 1 if it was never published."""
    return Thing(str(row.reward_id), max(1, row.version), row.state, row.body)


async def lock(tx: AsyncConnection, reward_id: str, operator_id: str | None) -> StoredReward:
    """The reward that a path names, its row locked. Raises NotFound."""
    return owned(await store.lock(tx, path_id(reward_id, NO_REWARD), operator_id), NO_REWARD)


async def with_budgets(tx: AsyncConnection, rewards: Sequence[Reward]) -> list[Reward]:
    """These rewards with what their campaigns may still give. One statement, none where no reward costs a
    campaign money."""
    paying = {campaign_id for reward in rewards if (campaign_id := rules.paid_by(reward.body))}
    if not paying:
        return list(rewards)
    left = await campaigns.eur_cents_left(tx, paying)
    return [
        reward._replace(eur_cents_left=left.get(campaign_id) if campaign_id else None)
        for reward in rewards
        for campaign_id in [rules.paid_by(reward.body)]
    ]


async def check_campaign(tx: AsyncConnection, operator_id: str, body: Mapping[str, Any]) -> None:
    """Raises ValidationError for a reward or a draw that names a campaign which this operator has not."""
    campaign_id = body.get("campaign_id")
    await check_known(tx, operator_id, {"/campaign_id": UUID(campaign_id)} if campaign_id else {})


async def _lock(tx: AsyncConnection, reward_id: str, operator_id: str | None) -> Thing:
    return thing_of(await lock(tx, reward_id, operator_id))


async def _mark_submitted(tx: AsyncConnection, _: ServiceSettings, thing: Thing) -> None:
    state = steps.state_when_submitted(steps.state_of(thing.state), RewardState)
    await store.mark(tx, UUID(thing.id), state)


async def _mark_decided(tx: AsyncConnection, thing: Thing, state: ChangeState) -> None:
    after = steps.state_when_decided(steps.state_of(thing.state), state == "approved")
    await store.mark(tx, UUID(thing.id), after)


async def _stop(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime, _until: datetime
) -> bool:
    state = steps.state_when_stopped(steps.state_of(thing.state), RewardState)
    if state == thing.state:
        return False
    await take_step(tx, settings.city_id, await lock(tx, thing.id, None), state)
    return True


OWNER = Owner(
    lock=_lock,
    mark_submitted=_mark_submitted,
    mark_decided=_mark_decided,
    stop=_stop,
    refusals=(RewardState,),
)


async def resume_after_stops(engine: AsyncEngine, city_id: str) -> None:
    """Publish again the rewards whose stop has ended, in the version that was in force before."""
    async with engine.begin() as tx:
        await resume_due(tx, city_id, datetime.now(UTC))


async def resume_due(tx: AsyncConnection, city_id: str, now: datetime) -> None:
    """Publish again the rewards whose stop ended by `now`."""
    for due in await two_keys.due_stops(tx, KIND.name, now):
        row = await lock(tx, due.subject_id, None)
        # Read again under the lock: while we waited, the reward may have been stopped anew.
        running = await two_keys.find_stop(tx, KIND.name, due.subject_id, now)
        ended = running is None and await two_keys.end_stops(tx, KIND.name, due.subject_id)
        if ended and row.state == "paused":
            await take_step(tx, city_id, row, "published")


async def watch_stock(engine: AsyncEngine) -> None:
    """Set the gauge of rewards whose stock runs out."""
    async with engine.connect() as tx:
        RUNNING_OUT.set(await store.count_running_out(tx))
