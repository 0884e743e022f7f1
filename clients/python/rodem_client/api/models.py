"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from rodem_client.api.parts import (
    AtMostGoal,
    BestGoal,
    DistinctGoal,
    EntryReward,
    GroupBody,
    ImproveGoal,
    LevelBody,
    StepsGoal,
    StreakGoal,
    SumGoal,
    ValueShares,
    WhereBody,
    WhoAll,
    WhoCity,
    WhoJoined,
    WhoPairs,
    WhoTeams,
)
from rodem_client.wire import Literal, Model


class ExpiringPoints(Model, frozen=True, kw_only=True):
    """Points that are good up to and with the local day `on`."""

    on: date
    points: int


class Totals(Model, frozen=True, kw_only=True):
    """Sums over the rider's trips that count."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


class EarnedBadge(Model, frozen=True, kw_only=True):
    """A badge, and the local day on which it was first deserved. There may be more badges."""

    badge_id: str
    earned_on: date


class Participant(Model, frozen=True, kw_only=True):
    """Whose progress an entry shows: `rider`, or a group (`team`, `pair`, `city`). Kinds may become more."""

    kind: str
    id: str


class Entry(Model, frozen=True, kw_only=True):
    """The rider's part in a challenge. `name` is by language, as in the challenge. `progress` and `target`
    are in `unit`. `period_start` is the first day of the period, left out where the challenge has none;
    `level` how many levels are reached, left out where it has none. `reward_points` is what completing it
    gives. `state` is `open`, `paused`, `completed` or `over` (ended, and not completed). Units and states may
    become more."""

    challenge_id: UUID
    participant: Participant
    period_start: date | None = None
    name: dict[str, str]
    progress: int
    target: int
    unit: str
    level: int | None = None
    reward_points: int
    ends_at: datetime
    state: str
    completed_at: datetime | None = None


class Summary(Model, frozen=True, kw_only=True):
    """A rider's numbers. `level_from_points` are the lifetime points from which the level begins,
    `next_level_points` those from which the next one does, left out on the last. `entries` are at most 50:
    those that run, the next to end first, then those that ended last; of a challenge with periods only the
    one that runs. `debt_points` and `reserved_points` are left out when 0, `badges` where there are none,
    `expiring` where nothing expires within 30 days. `as_of` is the time of the newest event in them, left out
    before the first."""

    rider_id: UUID
    balance_points: int
    pending_points: int
    debt_points: int | None = None
    reserved_points: int | None = None
    expiring: list[ExpiringPoints] | None = None
    lifetime_points: int
    level: int
    level_from_points: int | None = None
    next_level_points: int | None = None
    streak_days: int
    totals: Totals
    badges: list[EarnedBadge] | None = None
    entries: list[Entry]
    as_of: datetime | None = None


class Explanation(Model, frozen=True, kw_only=True):
    """Which rule, in which version, and why in words."""

    rule: str
    version: int
    text: str


class Posting(Model, frozen=True, kw_only=True):
    """A line of the statement. `balance_after` includes what is pending. Kinds may become more."""

    posting_id: UUID
    at: datetime
    kind: str
    points: int
    balance_after: int
    available_at: datetime
    explanation: Explanation
    source: str


class Statement(Model, frozen=True, kw_only=True):
    """Newest first."""

    postings: list[Posting]
    next_cursor: str | None = None


class TraceHeard(Model, frozen=True, kw_only=True):
    """What has come of a live trip's trace. `seqs` are the first and last of each run of chunks; more are
    taken until `closes_at`."""

    seqs: list[list[Any]]
    points: int
    closes_at: datetime


class OwnRedemption(Model, frozen=True, kw_only=True):
    """A redemption of the rider, without codes. `name` is the reward's in the version that was redeemed."""

    redemption_id: UUID
    reward_id: UUID
    version: int
    name: dict[str, str]
    quantity: int
    cost_points: int
    status: Literal["reserved", "confirmed", "released", "used", "expired"]
    redeemed_at: datetime
    reserved_until: datetime | None = None
    confirmed_at: datetime | None = None
    released_at: datetime | None = None


class OwnRedemptions(Model, frozen=True, kw_only=True):
    """Newest first."""

    redemptions: list[OwnRedemption]
    next_cursor: str | None = None


class SubjectAnswer(Model, frozen=True, kw_only=True):
    """What was decided about."""

    type: str
    id: str
    version: int | None = None


class Reasoned(Model, frozen=True, kw_only=True):
    """A step that everybody may read of: why it is taken."""

    reason: str


class DecisionBody(Model, frozen=True, kw_only=True):
    """The second key's decision on a change, and the reason. With a `change_id` the decision is refused if
    another change has replaced the one that was read."""

    reason: str
    decision: Literal["approve", "refuse"]
    change_id: UUID | None = None
    mandate_ref: str | None = None


class Decided(Model, frozen=True, kw_only=True):
    """What has become of a change. `guards` are those that still wait for a signature."""

    change_id: UUID
    state: Literal["submitted", "approved", "refused", "over", "published"]
    guards: list[str]


class StopBody(Model, frozen=True, kw_only=True):
    """Until when something is stopped: 14 days at most."""

    reason: str
    until: datetime
    mandate_ref: str | None = None


class StopAnswer(Model, frozen=True, kw_only=True):
    """Until when a thing is stopped. What was in force before is so again afterwards."""

    until: datetime
    resumes: bool


class Submitted(Model, frozen=True, kw_only=True):
    """A submitted change. `guards` names the guards that cover the change; if there are none, the change
    needs no second signature. A dry run has no `change_id`."""

    change_id: UUID | None = None
    guards: list[str]


class Name(Model, frozen=True, kw_only=True):
    """What riders read, in the languages of the city. English is always there."""

    en: str
    ca: str | None = None
    es: str | None = None


class Description(Model, frozen=True, kw_only=True):
    """What more there is to say, in the languages of the city. English is always there."""

    en: str
    ca: str | None = None
    es: str | None = None


class ChallengeBody(Model, frozen=True, kw_only=True):
    """A challenge: who must do what between which instants, and what for."""

    name: Name
    description: Description | None = None
    goal: SumGoal | DistinctGoal | StreakGoal | BestGoal | AtMostGoal | ImproveGoal | StepsGoal | Any
    where: WhereBody | None = None
    period: Literal["once", "day", "week", "month"] | None = None
    who: WhoAll | WhoJoined | WhoTeams | WhoPairs | WhoCity | Any
    reward: EntryReward | None = None
    levels: list[LevelBody] | None = None
    starts_at: datetime
    ends_at: datetime
    requires: list[UUID] | None = None
    group: GroupBody | None = None
    campaign_id: UUID | None = None
    value_tags: ValueShares | None = None
    holdout_percent: int | None = None
    template: str | None = None
    proposal_id: UUID | None = None


class StepPart(Model, frozen=True, kw_only=True):
    """How far a step of an entry is."""

    progress: int
    target: int
    done: bool


class OwnEntryAnswer(Model, frozen=True, kw_only=True):
    """A rider's part, or that of a team or a pair, in a period of a challenge, which begins on the local day
    `period_start` (left out where the window is one period). `progress` and `target` are in `unit`; `why`
    says it in words. With levels `target` is the next one, and `level` is how many are given; of several
    `steps` each tells how far it is. What is decided only when the period is settled is so at `settles_at`.
    `missing` are the required challenges that the rider has not completed."""

    challenge_id: UUID
    participant: Participant
    period_start: date | None = None
    progress: int
    target: int
    unit: str
    level: int | None = None
    steps: list[StepPart] | None = None
    settles_at: datetime | None = None
    missing: list[UUID] | None = None
    completed_at: datetime | None = None
    why: str


class ChallengeWarning(Model, frozen=True, kw_only=True):
    """What the operator may not have meant: `no_progress` (trips of this `vehicle_type` add nothing to the
    goal), `rewards_speed` (faster than 20 km/h) or `rewards_night` (only starts from 0 to 6 o'clock)."""

    pointer: str
    code: Literal["no_progress", "rewards_speed", "rewards_night"]
    vehicle_type: Literal["bike", "ebike"] | None = None


class TeamMember(Model, frozen=True, kw_only=True):
    """A rider who is in a team, as its owner sees it: by an id that is of this membership alone."""

    member_id: UUID
    joined_at: datetime


class TeamShown(Model, frozen=True, kw_only=True):
    """A team, as its members see it."""

    team_id: UUID
    name: str
    kind: Literal["team", "workplace"]
    members: int | list[TeamMember]


class Invited(Model, frozen=True, kw_only=True):
    """A code that invites to a team, as it was typed: blanks, dashes and small letters do not matter."""

    invite: str


class TracePoint(Model, frozen=True, kw_only=True):
    """Where the vehicle was at a moment. Degrees and metres."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    mock: bool = False


class TripVerdict(Model, frozen=True, kw_only=True):
    """What the reporter of a trip is told."""

    trip_id: UUID
    verdict: str
    reasons: list[str]
