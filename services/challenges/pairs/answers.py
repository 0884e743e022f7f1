"""Response models of pairs."""

from uuid import UUID

from pydantic import BaseModel

from services.challenges.answers import CHALLENGE_ID
from services.challenges.pairs.rules import Pair
from services.challenges.teams.bodies import INVITE
from shared.http.documented import example

PAIR_ID = "019aa000-0000-7000-8000-0000000000e1"


class PairInvite(BaseModel):
    """A pair, and the code that invites somebody to it."""

    model_config = example(pair_id=PAIR_ID, invite=INVITE)

    pair_id: UUID
    invite: str


class PairShown(BaseModel):
    """A pair that the rider is in."""

    model_config = example(pair_id=PAIR_ID, challenge_id=CHALLENGE_ID)

    pair_id: UUID
    challenge_id: UUID


def shown(pair: Pair) -> PairShown:
    """A pair, as the riders in it see it."""
    return PairShown(pair_id=pair.pair_id, challenge_id=pair.challenge_id)
