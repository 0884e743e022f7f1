"""Event door of campaigns: which there are, and whether they give."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.campaigns import store
from shared.events.heard import Heard, newest
from shared.events.rewards import CampaignChanged


async def on_campaigns_changed(tx: AsyncConnection, batch: Sequence[Heard[CampaignChanged]]) -> None:
    """Upsert campaigns. Who joins a challenge is refused while its campaign promises nothing."""
    campaigns = [heard.event for heard in newest(batch, lambda campaign: campaign.campaign_id).values()]
    await store.remember(tx, campaigns)
