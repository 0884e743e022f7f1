"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Decided, DecisionBody, Name, Reasoned, StopAnswer, StopBody, Submitted
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class SumGoal(Model, frozen=True, kw_only=True):
    """So much of something, over all trips in the window. The target is in the unit of the measure."""

    kind: Literal["sum"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal"]
    target: int


class Reward(Model, frozen=True, kw_only=True):
    """What completing it gives."""

    points: int


class ListedChallenge(Model, frozen=True, kw_only=True):
    """A challenge as it was written. `version` is the one in force, or 1 for what was never published."""

    name: Name
    goal: SumGoal
    who: Literal["all", "joined"]
    reward: Reward
    starts_at: datetime
    ends_at: datetime
    campaign_id: UUID | None = None
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
    goal: SumGoal
    who: Literal["all", "joined"]
    reward: Reward
    starts_at: datetime
    ends_at: datetime
    campaign_id: UUID | None = None


class ChallengeWritten(Model, frozen=True, kw_only=True):
    """What has become of a challenge."""

    challenge_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "paused", "closed"]
    version: int


class ReplacedChallenge(Model, frozen=True, kw_only=True):
    """A challenge written anew, and why. The reason is no part of the challenge."""

    name: Name
    goal: SumGoal
    who: Literal["all", "joined"]
    reward: Reward
    starts_at: datetime
    ends_at: datetime
    campaign_id: UUID | None = None
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


async def replace_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: ReplacedChallenge | Raw, *, dry_run: bool = False
) -> ChallengeWritten:
    """Replace the body of a challenge. The published version stays in force until the next publishing. A
    change that was submitted or signed is withdrawn."""
    return decoded(
        await rodem.send("PUT", f"/v1/challenges/{segment(challenge_id)}", body=body, dry_run=dry_run),
        ChallengeWritten,
    )


async def close_challenge(
    rodem: Rodem, challenge_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> ChallengeStep:
    """End a challenge for good. It counts nothing new, but voids still take back."""
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
    """Stop counting until the challenge is published again, which counts what came meanwhile."""
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
