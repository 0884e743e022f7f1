"""The demo's campaign: a budget that pays for one of its challenges."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

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
LASTS = timedelta(days=60)
REASON = "The demo shows what a budget does."
PAGE = 200


async def open_campaign(rodem: Rodem, today: date, timezone: str) -> UUID:
    """Create and publish the campaign, unless the operator has it already. Returns its id."""
    campaign: ListedCampaign | CampaignWritten | None = None
    async for page in pages(lambda cursor: list_campaigns(rodem, limit=PAGE, cursor=cursor)):
        campaign = next((each for each in page.campaigns if each.name == NAME), campaign)
    if campaign is None:
        body = CampaignBody(
            name=NAME,
            sponsor=SPONSOR,
            starts_at=datetime.combine(today - LASTS / 2, time(), ZoneInfo(timezone)),
            ends_at=datetime.combine(today + LASTS / 2, time(), ZoneInfo(timezone)),
            budget_points=BUDGET_POINTS,
            pace="free",
        )
        campaign = await create_campaign(rodem, body)
    if campaign.state == "draft":
        await publish_campaign(rodem, campaign.campaign_id, Reasoned(reason=REASON))
    return campaign.campaign_id
