"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import (
    ChallengeBody,
    ChallengeWarning,
    Decided,
    DecisionBody,
    Description,
    Name,
    OwnEntryAnswer,
    Reasoned,
    StopAnswer,
    StopBody,
    Submitted,
)
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
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class OwnPart(Model, frozen=True, kw_only=True):
    """The rider's own part: since when, and the entry of the period that runs."""

    joined_at: datetime | None = None
    entry: OwnEntryAnswer | None = None


class ListedChallenge(Model, frozen=True, kw_only=True):
    """A challenge as it is in force or, for its operator, as it was written. `version` is the one in force,
    or 1 for what was never published. A closing moves `ends_at`. `riders_joined` is to the nearest ten, as of
    four o'clock in the morning; fewer than 15 are left out. `explanation` is left out of what was written
    before rules became stricter."""

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
    explanation: str | None = None
    riders_joined: int | None = None
    mine: OwnPart | None = None


class ChallengeList(Model, frozen=True, kw_only=True):
    """Newest first."""

    challenges: list[ListedChallenge]
    next_cursor: str | None = None


class ChallengeWritten(Model, frozen=True, kw_only=True):
    """What has become of a challenge."""

    challenge_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"]
    version: int


class VersionSignature(Model, frozen=True, kw_only=True):
    """Who has signed a version: in which role, for which organisation, and when."""

    role: str
    organisation: str
    at: datetime


class ChallengeVersion(Model, frozen=True, kw_only=True):
    """When a version was published, and who signed it: its operator, and whose key it needed."""

    version: int
    published_at: datetime
    signed: list[VersionSignature]


class ReadChallenge(Model, frozen=True, kw_only=True):
    """A challenge as it is in force. Its operator, the city and auditors read also the `draft` (the body that
    was written last), the latest `versions`, and in which places the draft differs from the version in
    force."""

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
    explanation: str | None = None
    riders_joined: int | None = None
    mine: OwnPart | None = None
    draft: ChallengeBody | None = None
    versions: list[ChallengeVersion] | None = None
    differs: list[str] | None = None


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


class ChallengeVersionWithBody(Model, frozen=True, kw_only=True):
    """A version as it was published. It never changes."""

    version: int
    published_at: datetime
    signed: list[VersionSignature]
    body: ChallengeBody


class ChallengeVersionList(Model, frozen=True, kw_only=True):
    """The latest first."""

    versions: list[ChallengeVersionWithBody]
    next_cursor: str | None = None


class ValidatedChallenge(Model, frozen=True, kw_only=True):
    """A challenge that is allowed, and what to think about before it is published."""

    warnings: list[ChallengeWarning]


async def list_challenges(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"] | None = None,
    joinable: bool | None = None,
) -> ChallengeList:
    """Challenges, newest first: all that were ever published, as they are in force; for operators all of
    their own, as they were written last. Riders read their own part, and not what is kept from them to
    measure its effect. Needs no token."""
    return decoded(
        await rodem.send(
            "GET",
            "/v1/challenges",
            query={"limit": limit, "cursor": cursor, "state": state, "joinable": joinable},
        ),
        ChallengeList,
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


async def read_challenge(rodem: Rodem, challenge_id: UUID | str) -> ReadChallenge:
    """A challenge as it is in force. Its operator, the city and auditors read also what was written last,
    published or not, the versions, and where both differ. Needs no token."""
    return decoded(await rodem.send("GET", f"/v1/challenges/{segment(challenge_id)}"), ReadChallenge)


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


async def list_versions_of_challenge(
    rodem: Rodem, challenge_id: UUID | str, *, limit: int | None = None, cursor: str | None = None
) -> ChallengeVersionList:
    """The versions of a challenge, the latest first: their bodies, when they were published, and who signed
    them. Operators read those of their own challenges."""
    return decoded(
        await rodem.send(
            "GET",
            f"/v1/challenges/{segment(challenge_id)}/versions",
            query={"limit": limit, "cursor": cursor},
        ),
        ChallengeVersionList,
    )


async def validate_challenge(rodem: Rodem, body: ChallengeBody | Raw) -> ValidatedChallenge:
    """Look at the body of a challenge, of every kind, also those that cannot be written yet. Nothing is
    stored. A body that is not allowed is refused with all its faults."""
    return decoded(await rodem.send("POST", "/v1/challenges:validate", body=body), ValidatedChallenge)
