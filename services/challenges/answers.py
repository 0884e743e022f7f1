"""What challenges answers and says of a challenge: its models, and the event."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from services.challenges.bodies import EXAMPLE, ChallengeBody
from services.challenges.rules import Challenge, State
from services.challenges.store import StoredChallenge
from shared.events.challenges import ChallengePublished
from shared.http.cursors import Place
from shared.http.documented import AsKept, example

CHALLENGE_ID = "019aa000-0000-7000-8000-0000000000c1"
LISTED_EXAMPLE = {"challenge_id": CHALLENGE_ID, "state": "published", "version": 1, **EXAMPLE}


class ChallengeWritten(BaseModel):
    """What has become of a challenge."""

    model_config = example(challenge_id=CHALLENGE_ID, state="draft", version=1)

    challenge_id: UUID
    state: State
    version: int


class Brought(BaseModel):
    """What publishing has brought (or would bring) at once."""

    entries: int | None = None
    completed: int | None = None
    reward_points: int | None = None


class ChallengeStep(Brought, ChallengeWritten):
    """What a step has made of a challenge. Publishing counts at once: how many entries, how many of them
    completed, and the points for those."""

    model_config = example(
        challenge_id=CHALLENGE_ID, state="published", version=1, entries=120, completed=3, reward_points=600
    )


class ListedChallenge(ChallengeWritten, ChallengeBody):
    """A challenge as it was written. `version` is the one in force, or 1 for what was never published."""

    model_config = example(**LISTED_EXAMPLE)


class ChallengeList(BaseModel):
    """Newest first."""

    model_config = example(challenges=[LISTED_EXAMPLE])

    challenges: list[Annotated[dict[str, Any], AsKept(ListedChallenge)]]
    next_cursor: str | None = None


def written(challenge_id: UUID, state: State, version: int) -> ChallengeWritten:
    """What has become of a challenge. `version` is 0 for what was never published, which is answered as 1."""
    return ChallengeWritten(challenge_id=challenge_id, state=state, version=max(1, version))


def step(row: StoredChallenge, brought: Brought) -> ChallengeStep:
    """What a step has made of a challenge, and what publishing has brought."""
    return ChallengeStep(**dict(written(row.challenge_id, row.state, row.version)), **dict(brought))


def listed(row: StoredChallenge) -> dict[str, Any]:
    """A challenge as it is listed."""
    return written(row.challenge_id, row.state, row.version).model_dump(mode="json") | row.body


def place(row: StoredChallenge) -> Place:
    """Where a challenge stands in a list."""
    return row.created_at.isoformat(), str(row.challenge_id)


def event_of(city_id: str, challenge: Challenge) -> ChallengePublished:
    """The rules as they are in force now."""
    return ChallengePublished(
        city_id=city_id,
        challenge_id=challenge.challenge_id,
        revision=challenge.revision,
        version=challenge.version,
        state=challenge.state,
        name=challenge.name,
        kind=challenge.kind,
        unit=challenge.measure,
        target=challenge.target,
        who=challenge.who,
        period=challenge.period,
        reward_points=challenge.reward_points,
        starts_at=challenge.starts_at,
        ends_at=challenge.ends_at,
        operator_id=challenge.operator_id,
    )
