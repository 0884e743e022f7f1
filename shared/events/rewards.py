"""Events of the topic `rewards`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.event import (
    Balance,
    Cents,
    Event,
    Name,
    Points,
    RiderEvent,
    Seq,
    Texts,
    ValueTags,
    Version,
    Word,
)

Parameter = Annotated[int, Meta(ge=-(2**53), le=2**53)] | Name
"""A parameter of a rule in an explanation: a number or a name."""


AWARDS = frozenset(["trip", "cap", "challenge", "bonus", "adjustment"])
"""Kinds of postings that count toward lifetime points: what riders are given and what is taken back of that,
not what they spend, owe or let expire."""

REFUSALS = frozenset(["budget_spent", "budget_paced"])
"""Rules of postings of 0 points by which a campaign says that it does not promise or give something: each is
told, also where the source has given something, or nothing, before."""

DEBTS = frozenset(["debt", "repayment"])
"""Kinds of postings by which the house lends what a rider lacks, and gets it back."""


class PointsPosted(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A posting in a rider's account, and the total of its source (a trip, a day's limit, an entry) so far.

    `points` is the amount of the posting: positive to the rider, negative from the rider, 0 between house
    accounts or where nothing was earned. `total_points` is the sum of the source's postings so far, so a
    consumer that stores totals by source may skip earlier postings. `rule`, `version` and `params` explain
    the posting; texts are made of them when somebody reads it. `available_at` says from when on what is left
    of the source can be spent, also where the posting takes back a part of it.

    `seq` is the posting's place in the rider's chain. `account_points`, `debt_points` and `reserved_points`
    are the rider's balances after the posting (debt and reservations are left out when 0). `lifetime_points`
    is set in a migration from another system only.
    """

    type = "points.posted.v1"

    posting_id: UUID
    source: Name
    kind: Word
    points: Points
    total_points: Points
    posted_at: datetime
    available_at: datetime
    local_on: date
    rule: Name
    version: Version
    params: Annotated[dict[Word, Parameter], Meta(max_length=50)]
    zone_id: Name | None = None
    seq: Seq | None = None
    account_points: Balance | None = None
    debt_points: Balance | None = None
    reserved_points: Balance | None = None
    value_tags: ValueTags | None = None
    lifetime_points: Balance | None = None


class LevelReached(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The level a rider is on now: higher than before or, when trips were taken back, lower."""

    type = "level.reached.v1"

    level: Annotated[int, Meta(ge=1, le=1_000)]
    lifetime_points: Points


class BadgeEarned(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A badge of a rider. `kept` is false once it was taken back. What it was earned for is left out."""

    type = "badge.earned.v1"

    badge_id: Name
    earned_on: date
    kept: bool


class RewardPublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What points can be exchanged for, as it is offered now, and for how many points. Stock is left out."""

    type = "reward.published.v1"

    reward_id: UUID
    version: Version
    state: Word
    name: Texts
    kind: Word
    cost_points: Balance
    value_tags: ValueTags | None = None
    campaign_id: UUID | None = None
    partner_id: Name | None = None
    proposal_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.reward_id)


class RewardRedeemed(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A rider has exchanged points for `quantity` units of a reward; `status` is what became of that.

    `cost_points` is of all units, `value_eur_cents` what all of them are worth in money, where they are.
    `local_on` is the city's day of the redemption. Vouchers and their codes are left out.
    """

    type = "reward.redeemed.v1"

    redemption_id: UUID
    reward_id: UUID
    version: Version
    quantity: Annotated[int, Meta(ge=1, le=10_000)]
    cost_points: Balance
    value_eur_cents: Cents | None = None
    value_tags: ValueTags | None = None
    campaign_id: UUID | None = None
    status: Word
    local_on: date


class CampaignChanged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A budget that challenges and rewards may name. The amounts are left out.

    `state` is `open`, `spent` (it gives and promises nothing new until it is raised or resumed) or `over` (it
    was closed). `starts_at` and `ends_at` are for its pace: it is not over because they have passed.
    """

    type = "campaign.changed.v1"

    campaign_id: UUID
    name: Name
    operator_id: Name
    state: Word
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        return str(self.campaign_id)
