"""Response models and the event of a reward."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.catalogue.bodies import EXAMPLE, RewardBody
from services.rewards.catalogue.rules import left
from services.rewards.catalogue.store import StoredReward
from shared.events.rewards import RewardPublished
from shared.http.cursors import Place
from shared.http.documented import example
from shared.two_keys.steps import State

REWARD_ID = "019aa000-0000-7000-8000-0000000000f1"
LISTED_EXAMPLE = {"reward_id": REWARD_ID, "state": "published", "version": 1, **EXAMPLE, "left": 399}


class RewardWritten(BaseModel):
    """What has become of a reward."""

    model_config = example(reward_id=REWARD_ID, state="draft", version=1)

    reward_id: UUID
    state: State
    version: int


class ListedReward(RewardWritten, RewardBody):
    """A reward as it was written, and how many units are left where something limits them. `version` is the
    one in force, or 1 for what was never published."""

    model_config = example(**LISTED_EXAMPLE)

    left: int | None = None


def written(reward_id: UUID, state: State, version: int) -> RewardWritten:
    """The answer to a write. `version` 0 (never published) is answered as 1."""
    return RewardWritten(reward_id=reward_id, state=state, version=max(1, version))


def listed(row: StoredReward) -> dict[str, Any]:
    """A reward in a list: its body with id, state and version, and what is left."""
    content = written(row.reward_id, row.state, row.version).model_dump(mode="json") | row.body
    units_left = left(row.body, row.units)
    return content if units_left is None else {**content, "left": units_left}


def place(row: StoredReward) -> Place:
    """The sort key of a reward in lists: creation and id."""
    return row.created_at.isoformat(), str(row.reward_id)


def event_of(city_id: str, row: StoredReward) -> RewardPublished:
    """The event for a reward, whose `body` is the one in force."""
    body = row.body
    campaign_id, proposal_id = body.get("campaign_id"), body.get("proposal_id")
    return RewardPublished(
        city_id=city_id,
        reward_id=row.reward_id,
        revision=row.revision,
        version=row.version,
        state=row.state,
        name=body["name"],
        kind=body["kind"],
        cost_points=body["cost_points"],
        value_tags=body.get("value_tags"),
        campaign_id=campaign_id and UUID(campaign_id),
        partner_id=body.get("partner_id"),
        proposal_id=proposal_id and UUID(proposal_id),
    )
