"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import (
    Decided,
    DecisionBody,
    Description,
    Name,
    Reasoned,
    StopAnswer,
    StopBody,
    Submitted,
)
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class RiderMax(Model, frozen=True, kw_only=True):
    """How many units one rider may redeem in each local period."""

    count: int
    period: Literal["ever", "month", "week", "day"]


class Offer(Model, frozen=True, kw_only=True):
    """A reward. To riders `can_redeem` says whether they can redeem one unit now, and `why_not` all that is
    in the way, as codes of problems."""

    name: Name
    description: Description | None = None
    kind: Literal["voucher", "code", "benefit", "donation"]
    cost_points: int
    stock: int | None = None
    per_rider_max: RiderMax | None = None
    available_from: datetime | None = None
    available_until: datetime | None = None
    confirmation: Literal["instant", "partner"]
    partner_id: str | None = None
    voucher_valid_days: int | None = None
    value_eur_cents: int | None = None
    project_id: UUID | None = None
    level_min: int | None = None
    zone_ids: list[str] | None = None
    campaign_id: UUID | None = None
    value_tags: dict[str, int] | None = None
    proposal_id: UUID | None = None
    reward_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"]
    version: int
    left: int | None = None
    can_redeem: bool | None = None
    why_not: list[str] | None = None


class RewardList(Model, frozen=True, kw_only=True):
    """Newest first."""

    rewards: list[Offer]
    next_cursor: str | None = None


class RewardBody(Model, frozen=True, kw_only=True):
    """A reward: what points can be exchanged for, by whom, and how many times."""

    name: Name
    description: Description | None = None
    kind: Literal["voucher", "code", "benefit", "donation"]
    cost_points: int
    stock: int | None = None
    per_rider_max: RiderMax | None = None
    available_from: datetime | None = None
    available_until: datetime | None = None
    confirmation: Literal["instant", "partner"]
    partner_id: str | None = None
    voucher_valid_days: int | None = None
    value_eur_cents: int | None = None
    project_id: UUID | None = None
    level_min: int | None = None
    zone_ids: list[str] | None = None
    campaign_id: UUID | None = None
    value_tags: dict[str, int] | None = None
    proposal_id: UUID | None = None


class RewardWritten(Model, frozen=True, kw_only=True):
    """What has become of a reward."""

    reward_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"]
    version: int


class ReplacedReward(Model, frozen=True, kw_only=True):
    """A reward written anew, and why. The reason is no part of the reward."""

    name: Name
    description: Description | None = None
    kind: Literal["voucher", "code", "benefit", "donation"]
    cost_points: int
    stock: int | None = None
    per_rider_max: RiderMax | None = None
    available_from: datetime | None = None
    available_until: datetime | None = None
    confirmation: Literal["instant", "partner"]
    partner_id: str | None = None
    voucher_valid_days: int | None = None
    value_eur_cents: int | None = None
    project_id: UUID | None = None
    level_min: int | None = None
    zone_ids: list[str] | None = None
    campaign_id: UUID | None = None
    value_tags: dict[str, int] | None = None
    proposal_id: UUID | None = None
    reason: str


class Codes(Model, frozen=True, kw_only=True):
    """Codes of 1 to 64 printable ASCII characters. As a file (`text/csv`) there may be up to 100,000."""

    codes: list[str]


class CodesAdded(Model, frozen=True, kw_only=True):
    """How many codes have joined the pool, and how many were in it, or in what was sent, already."""

    added: int
    duplicates: int


async def list_rewards(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> RewardList:
    """Rewards, newest first: those that are published; for operators all of their own. Riders are told which
    they can redeem. Needs no token."""
    return decoded(
        await rodem.send("GET", "/v1/rewards", query={"limit": limit, "cursor": cursor}), RewardList
    )


async def create_reward(
    rodem: Rodem, body: RewardBody | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> RewardWritten:
    """Write a reward. It is a draft until it is published."""
    return decoded(
        await rodem.send(
            "POST", "/v1/rewards", body=body, idempotency_key=idempotency_key or new_key(), dry_run=dry_run
        ),
        RewardWritten,
    )


async def read_reward(rodem: Rodem, reward_id: UUID | str) -> Offer:
    """A reward as it is in force or was last; for its operator as it was written last. Needs no token."""
    return decoded(await rodem.send("GET", f"/v1/rewards/{segment(reward_id)}"), Offer)


async def replace_reward(
    rodem: Rodem, reward_id: UUID | str, body: ReplacedReward | Raw, *, dry_run: bool = False
) -> RewardWritten:
    """Replace the body of a reward. The published version stays in force until the next publishing. A change
    that was submitted or signed is withdrawn."""
    return decoded(
        await rodem.send("PUT", f"/v1/rewards/{segment(reward_id)}", body=body, dry_run=dry_run),
        RewardWritten,
    )


async def close_reward(
    rodem: Rodem, reward_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> RewardWritten:
    """End a reward for good. What was redeemed or reserved stays."""
    return decoded(
        await rodem.send("POST", f"/v1/rewards/{segment(reward_id)}/close", body=body, dry_run=dry_run),
        RewardWritten,
    )


async def add_codes(
    rodem: Rodem,
    reward_id: UUID | str,
    body: Codes | Raw,
    *,
    idempotency_key: str | None = None,
    dry_run: bool = False,
) -> CodesAdded:
    """Fill the pool of a reward of kind `code`. What it has had already is passed over."""
    return decoded(
        await rodem.send(
            "POST",
            f"/v1/rewards/{segment(reward_id)}/codes",
            body=body,
            idempotency_key=idempotency_key or new_key(),
            dry_run=dry_run,
        ),
        CodesAdded,
    )


async def decide_reward(
    rodem: Rodem, reward_id: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send("POST", f"/v1/rewards/{segment(reward_id)}/decision", body=body, dry_run=dry_run),
        Decided,
    )


async def pause_reward(
    rodem: Rodem, reward_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> RewardWritten:
    """Let nobody redeem a reward until it is published again. Reservations stay."""
    return decoded(
        await rodem.send("POST", f"/v1/rewards/{segment(reward_id)}/pause", body=body, dry_run=dry_run),
        RewardWritten,
    )


async def publish_reward(
    rodem: Rodem, reward_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> RewardWritten:
    """Bring a reward into force, as a version that never changes."""
    return decoded(
        await rodem.send("POST", f"/v1/rewards/{segment(reward_id)}/publish", body=body, dry_run=dry_run),
        RewardWritten,
    )


async def stop_reward(
    rodem: Rodem, reward_id: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send("POST", f"/v1/rewards/{segment(reward_id)}/stop", body=body, dry_run=dry_run),
        StopAnswer,
    )


async def submit_reward(
    rodem: Rodem, reward_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send("POST", f"/v1/rewards/{segment(reward_id)}/submit", body=body, dry_run=dry_run),
        Submitted,
    )
