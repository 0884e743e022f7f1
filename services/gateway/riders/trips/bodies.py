"""The query of one trip."""

from uuid import UUID

from pydantic import BaseModel


class ChallengesOfTripQuery(BaseModel):
    """A challenge that is wanted, whether the trip lies in its window or not."""

    challenge_id: UUID | None = None
