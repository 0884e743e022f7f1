"""What the doors of challenges ask about campaigns, inside a transaction."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.campaigns import store
from services.challenges.campaigns.rules import OPEN
from shared.http.campaigns import BudgetSpent
from shared.http.problems import refused


async def check_known(tx: AsyncConnection, campaign_id: UUID | None, operator_id: str) -> None:
    """Raises ValidationError for a campaign that this operator has not, or has not published yet."""
    if campaign_id is not None:
        campaign = await store.find(tx, campaign_id)
        if campaign is None or campaign.operator_id != operator_id:
            raise refused(("/campaign_id", "unknown"))


async def check_promises(tx: AsyncConnection, campaign_id: UUID | None) -> None:
    """Raises BudgetSpent while this campaign promises nothing new."""
    if campaign_id is not None:
        campaign = await store.find(tx, campaign_id)
        if campaign is None or campaign.state != OPEN:
            raise BudgetSpent("The budget of this challenge is spent, so nobody else can join it now.")
