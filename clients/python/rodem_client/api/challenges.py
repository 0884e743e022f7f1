"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import (
    Decided,
    DecisionBody,
    Description,
    HoursBody,
    Name,
    Reasoned,
    StopAnswer,
    StopBody,
    Submitted,
)
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class SumGoal(Model, frozen=True, kw_only=True):
    """As much of the measure over all counted trips. The target is left out where there are levels."""

    kind: Literal["sum"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int | None = None


class DistinctGoal(Model, frozen=True, kw_only=True):
    """So many different ones. The target is left out where there are levels."""

    kind: Literal["distinct"]
    of: Literal[
        "start_stations",
        "end_stations",
        "stations",
        "zones",
        "districts",
        "days",
        "weeks",
        "vehicle_types",
        "services",
    ]
    target: int | None = None


class StreakGoal(Model, frozen=True, kw_only=True):
    """So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them. The
    target is left out where there are levels."""

    kind: Literal["streak"]
    of: Literal["days", "weeks"]
    target: int | None = None
    freezes: int | None = None


class BestGoal(Model, frozen=True, kw_only=True):
    """One counted trip of as much of the measure. The target is left out where there are levels."""

    kind: Literal["best"]
    measure: Literal["distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int | None = None


class AtMostGoal(Model, frozen=True, kw_only=True):
    """No more of the measure than the target, with `trips_min` counted trips."""

    kind: Literal["at_most"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int
    trips_min: int


class ImproveGoal(Model, frozen=True, kw_only=True):
    """More of the measure than the rider's own in the `baseline_weeks` ISO weeks before: by `percent`, but at
    least `target_min` and at most `target_max`."""

    kind: Literal["improve"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    percent: int
    baseline_weeks: int
    target_min: int
    target_max: int


class DistanceRange(Model, frozen=True, kw_only=True):
    """Metres, both bounds included. `{min: 0}` asks that the distance is known."""

    min: int | None = None
    max: int | None = None


class DurationRange(Model, frozen=True, kw_only=True):
    """Seconds, both bounds included."""

    min: int | None = None
    max: int | None = None


class ClimbRange(Model, frozen=True, kw_only=True):
    """The least metres that the end lies above the start."""

    min: int


class CorridorBody(Model, frozen=True, kw_only=True):
    """Zones that a trip passes in this order, with others between or not."""

    zone_ids_in_order: list[str]


class WhereBody(Model, frozen=True, kw_only=True):
    """The conditions on what is counted: all must hold, of a list any."""

    services: list[str] | None = None
    vehicle_types: list[Literal["bike", "ebike"]] | None = None
    weekdays: list[int] | None = None
    local_hours: list[HoursBody] | None = None
    day_tags_any: list[str] | None = None
    distance_sources: list[Literal["odometer", "trace", "station_pair", "phone"]] | None = None
    distance_m: DistanceRange | None = None
    duration_s: DurationRange | None = None
    climb_m: ClimbRange | None = None
    start_station_ids: list[str] | None = None
    end_station_ids: list[str] | None = None
    start_zone_ids: list[str] | None = None
    end_zone_ids: list[str] | None = None
    corridor: CorridorBody | None = None
    station_ids: list[str] | None = None
    zone_ids: list[str] | None = None
    bonus_stations: Literal[True] | None = None


class SumStep(Model, frozen=True, kw_only=True):
    """As much of the measure over all counted trips."""

    kind: Literal["sum"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int
    where: WhereBody | None = None


class DistinctStep(Model, frozen=True, kw_only=True):
    """So many different ones."""

    kind: Literal["distinct"]
    of: Literal[
        "start_stations",
        "end_stations",
        "stations",
        "zones",
        "districts",
        "days",
        "weeks",
        "vehicle_types",
        "services",
    ]
    target: int
    where: WhereBody | None = None


class StreakStep(Model, frozen=True, kw_only=True):
    """So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them."""

    kind: Literal["streak"]
    of: Literal["days", "weeks"]
    target: int
    freezes: int | None = None
    where: WhereBody | None = None


class BestStep(Model, frozen=True, kw_only=True):
    """One counted trip of as much of the measure."""

    kind: Literal["best"]
    measure: Literal["distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int
    where: WhereBody | None = None


class StepsGoal(Model, frozen=True, kw_only=True):
    """`need` of the steps."""

    kind: Literal["steps"]
    steps: list[SumStep | DistinctStep | StreakStep | BestStep | Any]
    need: int


class WhoAll(Model, frozen=True, kw_only=True):
    """Every rider, without joining."""

    kind: Literal["all"]


class WhoJoined(Model, frozen=True, kw_only=True):
    """Who has joined."""

    kind: Literal["joined"]


class WhoTeams(Model, frozen=True, kw_only=True):
    """Teams, or workplaces, of which the own limit is at most `size_max` riders."""

    kind: Literal["teams"]
    of: Literal["team", "workplace"]
    size_max: int
    member_min: int | None = None


class WhoPairs(Model, frozen=True, kw_only=True):
    """Two riders: together, or one versus the other."""

    kind: Literal["pairs"]
    mode: Literal["together", "versus"]


class WhoCity(Model, frozen=True, kw_only=True):
    """Everybody's trips count; who has joined is rewarded."""

    kind: Literal["city"]
    member_min: int | None = None


class TicketsReward(Model, frozen=True, kw_only=True):
    """Tickets of a draw."""

    draw_id: UUID
    count: int


class EntryReward(Model, frozen=True, kw_only=True):
    """What an entry gives, once: at least one of these."""

    points: int | None = None
    badge_id: str | None = None
    tickets: TicketsReward | None = None


class LevelBody(Model, frozen=True, kw_only=True):
    """A stage of an entry, and what it gives. The target is in the unit of the goal."""

    target: int
    points: int
    badge_id: str | None = None


class GroupBody(Model, frozen=True, kw_only=True):
    """Challenges of which a rider can be in so many at a time."""

    group_id: str
    choose: int


class ValueShares(Model, frozen=True, kw_only=True):
    """To which values of the city it contributes, in whole percent that add up to 100."""

    health: int | None = None
    climate: int | None = None
    liveability: int | None = None
    equity: int | None = None
    engagement: int | None = None
    safety: int | None = None
    transparency: int | None = None
    privacy: int | None = None
    reliability: int | None = None
    access: int | None = None
    efficiency: int | None = None
    affordability: int | None = None
    responsiveness: int | None = None
    utilisation: int | None = None
    rebalancing: int | None = None
    retention: int | None = None
    data: int | None = None


class ListedChallenge(Model, frozen=True, kw_only=True):
    """A challenge as it was written. `version` is the one in force, or 1 for what was never published."""

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
    challenge_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"]
    version: int


class ChallengeList(Model, frozen=True, kw_only=True):
    """Newest first."""

    challenges: list[ListedChallenge]
    next_cursor: str | None = None


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


class ChallengeWritten(Model, frozen=True, kw_only=True):
    """What has become of a challenge."""

    challenge_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"]
    version: int


class ReplacedChallenge(Model, frozen=True, kw_only=True):
    """A challenge written anew, and why. The reason is no part of the challenge."""

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
    reason: str


class ChallengeStep(Model, frozen=True, kw_only=True):
    """What a step has made of a challenge. Publishing counts at once: how many entries, how many of them
    completed, and the points for those, to the nearest ten entries; fewer than 15 are left out."""

    challenge_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"]
    version: int
    entries: int | None = None
    completed: int | None = None
    reward_points: int | None = None


class ChallengeWarning(Model, frozen=True, kw_only=True):
    """What the operator may not have meant: `no_progress` (trips of this `vehicle_type` add nothing to the
    goal), `rewards_speed` (faster than 20 km/h) or `rewards_night` (only starts from 0 to 6 o'clock)."""

    pointer: str
    code: Literal["no_progress", "rewards_speed", "rewards_night"]
    vehicle_type: Literal["bike", "ebike"] | None = None


class ValidatedChallenge(Model, frozen=True, kw_only=True):
    """A challenge that is allowed, and what to think about before it is published."""

    warnings: list[ChallengeWarning]


async def list_challenges(
    rodem: Rodem, *, limit: int | None = None, cursor: str | None = None
) -> ChallengeList:
    """Challenges, newest first: those that are published; for operators all of their own."""
    return decoded(
        await rodem.send("GET", "/v1/challenges", query={"limit": limit, "cursor": cursor}), ChallengeList
    )


async def create_challenge(
    rodem: Rodem, body: ChallengeBody | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> ChallengeWritten:
    """Write a challenge. It is a draft until it is published."""
    return decoded(
        await rodem.send(
            "POST", "/v1/challenges", body=body, idempotency_key=idempotency_key or new_key(), dry_run=dry_run
        ),
        ChallengeWritten,
    )


async def read_challenge_schema(rodem: Rodem) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a challenge's body. It takes every body that is taken; what it takes
    may still be refused for what several fields tell together."""
    return decoded(await rodem.send("GET", "/v1/challenges/schema"), dict[str, Any])


async def replace_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: ReplacedChallenge | Raw, *, dry_run: bool = False
) -> ChallengeWritten:
    """Replace the body of a challenge. The published version stays in force until the next publishing, and
    changes only in the riders' favour. A change that was submitted or signed is withdrawn."""
    return decoded(
        await rodem.send("PUT", f"/v1/challenges/{segment(challenge_id)}", body=body, dry_run=dry_run),
        ChallengeWritten,
    )


async def close_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> ChallengeStep:
    """End a challenge now, if its window has not ended. What started before counts, however late it comes."""
    return decoded(
        await rodem.send("POST", f"/v1/challenges/{segment(challenge_id)}/close", body=body, dry_run=dry_run),
        ChallengeStep,
    )


async def decide_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/challenges/{segment(challenge_id)}/decision", body=body, dry_run=dry_run
        ),
        Decided,
    )


async def pause_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> ChallengeStep:
    """Hold back what is newly completed until it is published again or closed."""
    return decoded(
        await rodem.send("POST", f"/v1/challenges/{segment(challenge_id)}/pause", body=body, dry_run=dry_run),
        ChallengeStep,
    )


async def publish_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> ChallengeStep:
    """Bring a challenge into force, counted from all trips in its window, whenever they arrived."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/challenges/{segment(challenge_id)}/publish", body=body, dry_run=dry_run
        ),
        ChallengeStep,
    )


async def stop_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send("POST", f"/v1/challenges/{segment(challenge_id)}/stop", body=body, dry_run=dry_run),
        StopAnswer,
    )


async def submit_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/challenges/{segment(challenge_id)}/submit", body=body, dry_run=dry_run
        ),
        Submitted,
    )


async def validate_challenge(rodem: Rodem, body: ChallengeBody | Raw) -> ValidatedChallenge:
    """Look at the body of a challenge, of every kind, also those that cannot be written yet. Nothing is
    stored. A body that is not allowed is refused with all its faults."""
    return decoded(await rodem.send("POST", "/v1/challenges:validate", body=body), ValidatedChallenge)
