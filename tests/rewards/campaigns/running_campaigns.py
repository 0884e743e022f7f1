"""Campaigns as operators write them, and the events that they pay, in the test's hand."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from shared.events.challenges import EntryJudged
from shared.events.heard import Heard
from shared.events.registry import decode
from shared.events.rewards import CampaignChanged, PointsPosted
from tests.events import entry_judged
from tests.rewards.running_rewards import REASON, SAID, Running

TABLES = (
    "charged_entries, charged_trips, campaign_days, campaigns, tariff_stops, tariffs, changes, stops,"
    " idempotency, outbox, log, trips, rider_days, rider_months, entries"
)


def campaign(**changes: Any) -> dict[str, Any]:
    """A campaign as an operator writes it: 100 points for the ten days around today."""
    now = datetime.now(UTC).replace(microsecond=0)
    return {
        "name": "The shop",
        "starts_at": (now - timedelta(days=5)).isoformat(),
        "ends_at": (now + timedelta(days=5)).isoformat(),
        "budget_points": 100,
        "pace": "free",
    } | changes


async def draft(rewards: Running, **changes: Any) -> str:
    """The id of a new campaign."""
    key = {"Idempotency-Key": str(uuid4())}
    written = await rewards.asked("POST", "/v1/campaigns", campaign(**changes), 201, key)
    return str(written["campaign_id"])


async def published(rewards: Running, **changes: Any) -> str:
    campaign_id = await draft(rewards, **changes)
    await step(rewards, campaign_id, "publish")
    return campaign_id


async def step(
    rewards: Running, campaign_id: str, name: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    return await rewards.asked("POST", f"/v1/campaigns/{campaign_id}/{name}", REASON, status, headers)


async def rewrite(rewards: Running, campaign_id: str, status: int = 200, **changes: Any) -> dict[str, Any]:
    return await rewards.asked("PUT", f"/v1/campaigns/{campaign_id}", campaign(**changes) | REASON, status)


async def shown(rewards: Running, campaign_id: str) -> dict[str, Any]:
    return await rewards.asked("GET", f"/v1/campaigns/{campaign_id}")


async def figures(rewards: Running, campaign_id: str) -> tuple[int, int, str]:
    """Spent and promised points, and the state."""
    found = await shown(rewards, campaign_id)
    return found["spent_points"], found["promised_points"], found["state"]


class Entry:
    """An entry of a challenge that a campaign pays (None: nobody's budget), on its way through revisions."""

    def __init__(self, campaign_id: str | None, points: int = 60, joined: bool = False, **facts: Any) -> None:
        self.revision = 0
        self.facts: dict[str, Any] = {
            "rider_id": uuid4(),
            "challenge_id": uuid4(),
            "campaign_id": UUID(campaign_id) if campaign_id else None,
            "reward_points": points,
            "joined": joined,
            "promise_until": datetime.now(UTC) + timedelta(days=30) if joined else None,
        } | facts

    def next(self, completed: bool = False, **changes: Any) -> Heard[EntryJudged]:
        """The next state of the entry, as it is heard now."""
        self.facts |= changes
        self.revision += 1
        now = datetime.now(UTC)
        completed_at = now if completed else None
        facts = {"revision": self.revision, "judged_at": now, "completed_at": completed_at} | self.facts
        return Heard(uuid4(), now, entry_judged(**facts))


async def lines_of(rewards: Running, rider_id: UUID) -> list[tuple[int, str]]:
    """Points and rule of what was said of this rider, in order."""
    said = [each for each in await rewards.said() if isinstance(each, PointsPosted)]
    return [(each.points, each.rule) for each in said if each.rider_id == rider_id]


async def states_said(rewards: Running, campaign_id: str) -> list[str]:
    """What was said of this campaign, in order."""
    said = [decode(*row) for row in await rewards.rows(SAID)]
    return [
        each.state
        for each in said
        if isinstance(each, CampaignChanged) and str(each.campaign_id) == campaign_id
    ]


async def forget(rewards: Running) -> None:
    """Begin with nothing. Only the chain of decisions goes on."""
    async with rewards.engine.begin() as tx:
        for table in TABLES.split(", "):
            await tx.execute(sa.text(f"DELETE FROM {table}"))
        await tx.execute(sa.text("DELETE FROM guards WHERE version > 0"))
        # The ledger is append-only for the service; these tests are its owner.
        await tx.execute(sa.text("TRUNCATE postings, accounts"))
        await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))
