"""Response models and the event of a campaign."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.campaigns.bodies import EXAMPLE, CampaignBody
from services.rewards.campaigns.rules import Forecast, ShownState, said_state, shown_state
from services.rewards.campaigns.store import StoredCampaign
from shared.events.rewards import CampaignChanged
from shared.http.cursors import Place
from shared.http.documented import AsKept, example

CAMPAIGN_ID = "019aa000-0000-7000-8000-0000000000b1"
LISTED_EXAMPLE = {
    "campaign_id": CAMPAIGN_ID,
    "state": "open",
    "version": 1,
    **EXAMPLE,
    "spent_points": 24_000,
    "promised_points": 6_000,
    "spent_eur_cents": 45_000,
}
FORECAST_EXAMPLE = {"points": 96_000}


class CampaignWritten(BaseModel):
    """What has become of a campaign. `state` is `draft`, `open`, `spent` (it gives nothing new until it is
    raised or resumed) or `over`. One that was never published has version 0."""

    model_config = example(campaign_id=CAMPAIGN_ID, state="draft", version=0)

    campaign_id: UUID
    state: ShownState
    version: int


class ListedCampaign(CampaignWritten, CampaignBody):
    """A campaign as it was written, and what it has given and promised. `spent_points` is what was given less
    what was taken back, `promised_points` what entries that riders have joined may still give and prizes for
    ranks that are not paid, `spent_eur_cents` the worth of what was redeemed of its rewards and not released,
    and of the prizes of its draws."""

    model_config = example(**LISTED_EXAMPLE)

    spent_points: int
    promised_points: int
    spent_eur_cents: int


class ForecastAnswer(BaseModel):
    """What the campaign will have given in the end if it goes on as in the last days, and the local day on
    which its budget will be used up; without that day nothing was spent of late, or it is over."""

    model_config = example(**FORECAST_EXAMPLE)

    points: int
    ends_on: date | None = None


class CampaignAnswer(ListedCampaign):
    """A campaign with a forecast."""

    model_config = example(**LISTED_EXAMPLE, forecast=FORECAST_EXAMPLE)

    forecast: ForecastAnswer


class CampaignList(BaseModel):
    """Newest first."""

    model_config = example(campaigns=[LISTED_EXAMPLE])

    campaigns: list[Annotated[dict[str, Any], AsKept(ListedCampaign)]]
    next_cursor: str | None = None


def written(row: StoredCampaign, now: datetime) -> CampaignWritten:
    """What has become of this campaign."""
    state = shown_state(row.state, row.is_spent, row.ends_at, now)
    return CampaignWritten(campaign_id=row.campaign_id, state=state, version=row.version)


def listed(row: StoredCampaign, now: datetime) -> dict[str, Any]:
    """A campaign in a list."""
    return {**written(row, now).model_dump(mode="json"), **row.body, **row.figures._asdict()}


def shown(row: StoredCampaign, forecast: Forecast, now: datetime) -> dict[str, Any]:
    """A campaign with its forecast."""
    content = ForecastAnswer(**forecast._asdict()).model_dump(mode="json", exclude_none=True)
    return {**listed(row, now), "forecast": content}


def place(row: StoredCampaign) -> Place:
    """The sort key of a campaign in lists: creation and id."""
    return row.created_at.isoformat(), str(row.campaign_id)


def event_of(city_id: str, row: StoredCampaign) -> CampaignChanged:
    """The event for a campaign that is published or was."""
    return CampaignChanged(
        city_id=city_id,
        campaign_id=row.campaign_id,
        revision=row.revision,
        name=row.body["name"],
        operator_id=row.operator_id,
        state=said_state(row.state, row.is_spent),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
