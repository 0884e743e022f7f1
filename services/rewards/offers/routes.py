"""HTTP routes by which rewards are read: by everybody, and by riders with what stands between."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.rewards.catalogue import store as catalogue
from services.rewards.catalogue.actions import with_budgets
from services.rewards.catalogue.answers import place
from services.rewards.catalogue.bodies import listed_after
from services.rewards.catalogue.rules import NO_REWARD
from services.rewards.catalogue.store import StoredReward, reward_of
from services.rewards.ledger.store import read_account
from services.rewards.levels.store import read as read_levels
from services.rewards.offers.answers import Offer, RewardList, offer
from services.rewards.redemptions.rules import Wish, refusals
from services.rewards.standings.actions import standings_of
from shared.http import cursors, etags
from shared.http.auth import Anybody, Caller
from shared.http.documented import as_json
from shared.http.owned import owned, path_id
from shared.http.web import Engine, Settings
from shared.settings import ServiceSettings

router = APIRouter()


def own_of(caller: Caller | None) -> str | None:
    """The operator whose own rewards a caller sees, whatever their state; None for all other callers."""
    return caller.operator_id if caller is not None and caller.is_("operator") else None


@router.get("/v1/rewards", operation_id="list_rewards", response_model=RewardList)
async def list_rewards(
    request: Request,
    caller: Anybody,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """Rewards, newest first: those that are published; for operators all of their own. Riders are told which
    they can redeem. Needs no token."""
    operator_id = own_of(caller)
    listing = cursors.list_of(settings, f"rewards of {operator_id or 'all'}")
    after = listed_after(listing, query)
    async with engine.connect() as tx:
        rows = await catalogue.listed(tx, operator_id, query.limit + 1, after)
        rewards, more = cursors.cut(listing, query, rows, place)
        why_not = await _why_not(request, settings, tx, caller, rewards)
    content = RewardList(rewards=[offer(row, why_not.get(row.reward_id)) for row in rewards], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE if caller else etags.PUBLIC)


@router.get("/v1/rewards/{reward_id}", operation_id="read_reward", response_model=Offer)
async def read_reward(
    reward_id: str, request: Request, caller: Anybody, settings: Settings, engine: Engine
) -> Response:
    """A reward as it is in force or was last; for its operator as it was written last. Needs no token."""
    known_id, operator_id = path_id(reward_id, NO_REWARD), own_of(caller)
    async with engine.connect() as tx:
        row = await catalogue.find(tx, known_id, operator_id) if operator_id else None
        row = row or owned(await catalogue.find(tx, known_id, None), NO_REWARD)
        why_not = await _why_not(request, settings, tx, caller, [row])
    content = msgspec.json.encode(offer(row, why_not.get(row.reward_id)))
    return etags.answer(request, content, etags.PRIVATE if caller else etags.PUBLIC)


async def _why_not(
    request: Request,
    settings: ServiceSettings,
    tx: AsyncConnection,
    caller: Caller | None,
    rows: Sequence[StoredReward],
) -> Mapping[UUID, Sequence[str]]:
    """For each reward the codes of all that stands between a rider and one unit of it, in five statements,
    six where campaigns pay; nothing for readers who are no riders."""
    if caller is None or caller.rider_id is None or own_of(caller) is not None:
        return {}
    zone, now = ZoneInfo(settings.timezone), datetime.now(UTC)
    account = await read_account(tx, caller.rider_id)
    rewards = await with_budgets(tx, [reward_of(row) for row in rows])
    levels = (await read_levels(tx)).from_points
    standings = await standings_of(tx, zone, account, levels, rewards, now)
    return {
        reward.reward_id: [
            refusal.code()
            for refusal in refusals(reward, Wish(reward.reward_id), standings[reward.reward_id], now)
        ]
        for reward in rewards
    }
