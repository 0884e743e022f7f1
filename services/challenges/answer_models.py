"""What challenges answers, as the reference shows it. `answers` writes the JSON."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.challenges.bodies import EXAMPLE, ChallengeBody
from services.challenges.rules import State
from shared.events.challenges import Measure
from shared.http.documented import example

CHALLENGE_ID = "019aa000-0000-7000-8000-0000000000c1"
LISTED_EXAMPLE = {"challenge_id": CHALLENGE_ID, "state": "published", "version": 1, **EXAMPLE}


class ChallengeWritten(BaseModel):
    """What has become of a challenge."""

    model_config = example(challenge_id=CHALLENGE_ID, state="draft", version=1)

    challenge_id: UUID
    state: State
    version: int


class ChallengeStep(ChallengeWritten):
    """What a step has made of a challenge. Publishing counts at once: how many entries, how many of them
    completed, and the points for those."""

    model_config = example(
        challenge_id=CHALLENGE_ID, state="published", version=1, entries=120, completed=3, reward_points=600
    )

    entries: int | None = None
    completed: int | None = None
    reward_points: int | None = None


class ListedChallenge(ChallengeWritten, ChallengeBody):
    """A challenge as it was written. `version` is the one in force, or 1 for what was never published."""

    model_config = example(**LISTED_EXAMPLE)


class ChallengeList(BaseModel):
    """Newest first."""

    model_config = example(challenges=[LISTED_EXAMPLE])

    challenges: list[ListedChallenge]
    next_cursor: str | None = None


class ChallengePart(BaseModel):
    """A rider's part in a challenge. `progress` and `target` are in `unit`."""

    model_config = example(
        challenge_id=CHALLENGE_ID, name=EXAMPLE["name"], progress=4, target=10, unit="trips"
    )

    challenge_id: UUID
    name: dict[str, str]
    progress: int
    target: int
    unit: Measure
    completed_at: datetime | None = None
