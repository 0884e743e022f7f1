"""Steps of a campaign inside a transaction, by its operator, by the city, or when a stop ends; and the
budgets that events are charged to."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.campaigns import answers, rules, store
from services.rewards.campaigns.rules import (
    FORECAST_DAYS,
    KIND,
    NO_CAMPAIGN,
    Budget,
    CampaignState,
    Forecast,
)
from services.rewards.campaigns.store import StoredCampaign
from shared.eventlog.outbox import derived_id, publish
from shared.http.owned import owned, path_id
from shared.http.problems import refused
from shared.settings import ServiceSettings
from shared.two_keys import steps
from shared.two_keys import store as two_keys
from shared.two_keys.actions import Owner
from shared.two_keys.rules import ChangeState, Thing
from shared.two_keys.steps import State

WATCH_EVERY_S = 60
BUDGETS_LOW = Gauge(
    "rodem_rewards_budgets_low",
    "Campaigns that go on and are spent, or have less than a tenth of their points or euros left.",
)


async def take_step(
    tx: AsyncConnection, city_id: str, before: StoredCampaign, state: State, is_spent: bool
) -> StoredCampaign:
    """Set a campaign's state, and publish the event. Returns the campaign's new row. A campaign comes into
    force, and so gets a new version, when its state becomes or stays `published`.

    Raises BudgetBelowPromised for a budget below what is spent and promised already.
    """
    if state == "published":
        rules.check_budget(before.body, before.figures)
    after = await store.set_state(tx, before.campaign_id, state, is_spent, state == "published")
    if after.version:
        await publish(tx, [answers.event_of(city_id, after)])
    return after


async def replace(
    tx: AsyncConnection, city_id: str, before: StoredCampaign, body: Mapping[str, Any]
) -> StoredCampaign:
    """Replace a campaign's body. Of a published one that takes effect at once, and a larger budget of points
    lets a spent one give again. One that the city has stopped is not in force again by itself when the stop
    ends: nobody has looked yet whether a guard covers the new body.

    Raises CampaignState for one that is closed, and BudgetBelowPromised.
    """
    state = steps.state_when_replaced(before.state, CampaignState)
    rules.check_budget(body, before.figures)
    await store.set_body(tx, before.campaign_id, state, body)
    after = before._replace(state=state, body=dict(body))
    if state != "published":
        await two_keys.stay_out_of_force(tx, KIND.name, str(before.campaign_id))
        return after
    is_raised = body["budget_points"] > before.body["budget_points"]
    return await take_step(tx, city_id, after, state, before.is_spent and not is_raised)


def thing_of(row: StoredCampaign) -> Thing:
    """The campaign as a Thing, with the version that bringing its body into force would make."""
    return Thing(str(row.campaign_id), row.version + 1, row.state, row.body)


def thing_in_force(row: StoredCampaign) -> Thing:
    """The campaign as a Thing, with the version that is in force, or 1 if it was never published."""
    return Thing(str(row.campaign_id), max(1, row.version), row.state, row.body)


async def lock(tx: AsyncConnection, campaign_id: str, operator_id: str | None) -> StoredCampaign:
    """The campaign that a path names, its row locked. Raises NotFound."""
    return owned(await store.lock(tx, path_id(campaign_id, NO_CAMPAIGN), operator_id), NO_CAMPAIGN)


async def check_known(tx: AsyncConnection, operator_id: str, named: Mapping[str, UUID]) -> None:
    """Raises ValidationError where a body names a campaign that this operator has not. `named` are campaigns
    by the JSON pointer to them."""
    if not named:
        return
    known = await store.known(tx, operator_id, set(named.values()))
    if unknown := [pointer for pointer, campaign_id in named.items() if campaign_id not in known]:
        raise refused(*((pointer, "unknown") for pointer in unknown))


async def forecast_of(tx: AsyncConnection, row: StoredCampaign, now: datetime) -> Forecast:
    """How far this campaign's budget goes, as it looks now."""
    today = now.astimezone(ZoneInfo(row.timezone)).date()
    spent_on = await store.spent_since(tx, row.campaign_id, today - timedelta(days=FORECAST_DAYS))
    return rules.forecast(row.days, today, row.body["budget_points"], row.figures, spent_on)


async def hold(tx: AsyncConnection, campaign_ids: Iterable[UUID]) -> dict[UUID, Budget]:
    """The budgets of these campaigns, by id, locked until the transaction ends; those that are not known are
    left out. `keep` writes them."""
    ids = set(campaign_ids)
    return await store.lock_budgets(tx, ids) if ids else {}


async def keep(tx: AsyncConnection, city_id: str, budgets: Iterable[Budget]) -> None:
    """Write budgets that `hold` has locked, and publish which campaigns have become spent."""
    causes = {budget.campaign_id: budget.spent_by for budget in budgets}
    became_spent = await store.keep_budgets(tx, city_id, budgets)
    ids = [
        derived_id(cause, "campaign", str(row.campaign_id))
        for row in became_spent
        if (cause := causes[row.campaign_id])
    ]
    await publish(tx, [answers.event_of(city_id, row) for row in became_spent], ids)


async def _lock(tx: AsyncConnection, campaign_id: str, operator_id: str | None) -> Thing:
    return thing_of(await lock(tx, campaign_id, operator_id))


async def _mark_submitted(tx: AsyncConnection, _: ServiceSettings, thing: Thing) -> None:
    state = steps.state_when_submitted(steps.state_of(thing.state), CampaignState)
    await store.mark(tx, UUID(thing.id), state)


async def _mark_decided(tx: AsyncConnection, thing: Thing, state: ChangeState) -> None:
    after = steps.state_when_decided(steps.state_of(thing.state), state == "approved")
    await store.mark(tx, UUID(thing.id), after)


async def _stop(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime, _until: datetime
) -> bool:
    state = steps.state_when_stopped(steps.state_of(thing.state), CampaignState)
    if state == thing.state:
        return False
    before = await lock(tx, thing.id, None)
    await take_step(tx, settings.city_id, before, state, before.is_spent)
    return True


OWNER = Owner(
    lock=_lock,
    mark_submitted=_mark_submitted,
    mark_decided=_mark_decided,
    stop=_stop,
    refusals=(CampaignState,),
)


async def resume_after_stops(engine: AsyncEngine, city_id: str) -> None:
    """Let the campaigns whose stop has ended give again."""
    async with engine.begin() as tx:
        await resume_due(tx, city_id, datetime.now(UTC))


async def resume_due(tx: AsyncConnection, city_id: str, now: datetime) -> None:
    """Let the campaigns whose stop ended by `now` give again, but for those that were spent before, and those
    that were written anew since."""
    for due in await two_keys.due_stops(tx, KIND.name, now):
        row = await lock(tx, due.subject_id, None)
        # Read again under the lock: while we waited, the campaign may have been stopped anew.
        running = await two_keys.find_stop(tx, KIND.name, due.subject_id, now)
        ended = running is None and await two_keys.end_stops(tx, KIND.name, due.subject_id)
        if ended and row.state == "paused":
            await take_step(tx, city_id, row, "published", row.is_spent)


async def watch_budgets(engine: AsyncEngine) -> None:
    """Set the gauge of campaigns whose budget runs out."""
    async with engine.connect() as tx:
        BUDGETS_LOW.set(await store.count_budgets_low(tx))
