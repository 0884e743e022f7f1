"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Decided, DecisionBody, Reasoned, StopAnswer, StopBody, Submitted
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class ListedCampaign(Model, frozen=True, kw_only=True):
    """A campaign as it was written, and what it has given and promised. `spent_points` is what was given less
    what was taken back, `promised_points` what entries that riders have joined may still give and prizes for
    ranks that are not paid, `spent_eur_cents` the worth of what was redeemed of its rewards and not released,
    and of the prizes of its draws."""

    name: str
    sponsor: str | None = None
    starts_at: datetime
    ends_at: datetime
    budget_points: int
    budget_eur_cents: int | None = None
    pace: Literal["even", "free"]
    campaign_id: UUID
    state: Literal["draft", "open", "spent", "over"]
    version: int
    spent_points: int
    promised_points: int
    spent_eur_cents: int


class CampaignList(Model, frozen=True, kw_only=True):
    """Newest first."""

    campaigns: list[ListedCampaign]
    next_cursor: str | None = None


class CampaignBody(Model, frozen=True, kw_only=True):
    """A budget that challenges, multipliers, rewards, draws and prizes for ranks may name: for how long it is
    to last, how many points it gives, and how much the rewards and prizes of it may be worth."""

    name: str
    sponsor: str | None = None
    starts_at: datetime
    ends_at: datetime
    budget_points: int
    budget_eur_cents: int | None = None
    pace: Literal["even", "free"]


class CampaignWritten(Model, frozen=True, kw_only=True):
    """What has become of a campaign. `state` is `draft`, `open`, `spent` (it gives nothing new until it is
    raised or resumed) or `over`. One that was never published has version 0."""

    campaign_id: UUID
    state: Literal["draft", "open", "spent", "over"]
    version: int


class ForecastAnswer(Model, frozen=True, kw_only=True):
    """What the campaign will have given in the end if it goes on as in the last days, and the local day on
    which its budget will be used up; without that day nothing was spent of late, or it is over."""

    points: int
    ends_on: date | None = None


class CampaignAnswer(Model, frozen=True, kw_only=True):
    """A campaign with a forecast."""

    name: str
    sponsor: str | None = None
    starts_at: datetime
    ends_at: datetime
    budget_points: int
    budget_eur_cents: int | None = None
    pace: Literal["even", "free"]
    campaign_id: UUID
    state: Literal["draft", "open", "spent", "over"]
    version: int
    spent_points: int
    promised_points: int
    spent_eur_cents: int
    forecast: ForecastAnswer


class ReplacedCampaign(Model, frozen=True, kw_only=True):
    """A campaign written anew, and why. The reason is no part of the campaign."""

    name: str
    sponsor: str | None = None
    starts_at: datetime
    ends_at: datetime
    budget_points: int
    budget_eur_cents: int | None = None
    pace: Literal["even", "free"]
    reason: str


async def list_campaigns(
    rodem: Rodem, *, limit: int | None = None, cursor: str | None = None
) -> CampaignList:
    """Campaigns, newest first: for operators their own, for the city and auditors all."""
    return decoded(
        await rodem.send("GET", "/v1/campaigns", query={"limit": limit, "cursor": cursor}), CampaignList
    )


async def create_campaign(
    rodem: Rodem, body: CampaignBody | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> CampaignWritten:
    """Write a campaign. It is a draft until it is published."""
    return decoded(
        await rodem.send(
            "POST", "/v1/campaigns", body=body, idempotency_key=idempotency_key or new_key(), dry_run=dry_run
        ),
        CampaignWritten,
    )


async def read_campaign(rodem: Rodem, campaign_id: UUID | str) -> CampaignAnswer:
    """A campaign: what it has given and promised, and how far its budget goes."""
    return decoded(await rodem.send("GET", f"/v1/campaigns/{segment(campaign_id)}"), CampaignAnswer)


async def replace_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: ReplacedCampaign | Raw, *, dry_run: bool = False
) -> CampaignWritten:
    """Replace the body of a campaign. Of a published one that takes effect at once, and a larger budget of
    points lets a spent one give again. Where a guard covers that, pause it, write it, submit it and publish
    it once it is signed. One that the city has stopped stays paused when the stop ends: publish or resume it
    then. A change that was submitted or signed for another body is withdrawn."""
    return decoded(
        await rodem.send("PUT", f"/v1/campaigns/{segment(campaign_id)}", body=body, dry_run=dry_run),
        CampaignWritten,
    )


async def close_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> CampaignWritten:
    """End a campaign for good. What is given and promised stays."""
    return decoded(
        await rodem.send("POST", f"/v1/campaigns/{segment(campaign_id)}/close", body=body, dry_run=dry_run),
        CampaignWritten,
    )


async def decide_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/campaigns/{segment(campaign_id)}/decision", body=body, dry_run=dry_run
        ),
        Decided,
    )


async def pause_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> CampaignWritten:
    """Let a campaign give and promise nothing new. What is given and promised stays."""
    return decoded(
        await rodem.send("POST", f"/v1/campaigns/{segment(campaign_id)}/pause", body=body, dry_run=dry_run),
        CampaignWritten,
    )


async def publish_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> CampaignWritten:
    """Bring a campaign into force: from now on it gives and promises points."""
    return decoded(
        await rodem.send("POST", f"/v1/campaigns/{segment(campaign_id)}/publish", body=body, dry_run=dry_run),
        CampaignWritten,
    )


async def resume_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> CampaignWritten:
    """Let a campaign that is spent or paused give again what fits into its budget."""
    return decoded(
        await rodem.send("POST", f"/v1/campaigns/{segment(campaign_id)}/resume", body=body, dry_run=dry_run),
        CampaignWritten,
    )


async def stop_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send("POST", f"/v1/campaigns/{segment(campaign_id)}/stop", body=body, dry_run=dry_run),
        StopAnswer,
    )


async def submit_campaign(
    rodem: Rodem, campaign_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send("POST", f"/v1/campaigns/{segment(campaign_id)}/submit", body=body, dry_run=dry_run),
        Submitted,
    )
