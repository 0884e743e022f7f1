"""The demo's campaign: a budget that pays for one of its challenges."""

from datetime import datetime
from uuid import UUID

from rodem_client import Rodem, pages
from rodem_client.api.campaigns import (
    CampaignBody,
    CampaignWritten,
    ListedCampaign,
    create_campaign,
    list_campaigns,
    publish_campaign,
)
from rodem_client.api.models import Reasoned

NAME = "Health at work"
SPONSOR = "The council's health fund"
BUDGET_POINTS = 30_000
REASON = "The demo shows what a budget does."
PAGE = 200


async def open_campaign(rodem: Rodem, starts_at: datetime, ends_at: datetime) -> UUID:
    """Create and publish the campaign, unless the operator has it already. Returns its id."""
    campaign: ListedCampaign | CampaignWritten | None = None
    async for page in pages(lambda cursor: list_campaigns(rodem, limit=PAGE, cursor=cursor)):
        campaign = next((each for each in page.campaigns if each.name == NAME), campaign)
    if campaign is None:
        body = CampaignBody(
            name=NAME,
            sponsor=SPONSOR,
            starts_at=starts_at,
            ends_at=ends_at,
            budget_points=BUDGET_POINTS,
            pace="free",
        )
        campaign = await create_campaign(rodem, body)
    if campaign.state == "draft":
        await publish_campaign(rodem, campaign.campaign_id, Reasoned(reason=REASON))
    return campaign.campaign_id
