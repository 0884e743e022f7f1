"""Request models of a simulation."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from services.challenges.bodies import ChallengeBody
from services.challenges.simulations.rules import SEED_MAX
from services.challenges.tree.bodies import EXAMPLE as CHALLENGE
from shared.http.bodies import Body, Id, Instant, WholeNumber
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {
    "challenge": CHALLENGE,
    "since": "2026-05-04T00:00:00+02:00",
    "until": "2026-06-01T00:00:00+02:00",
}
Seed = Annotated[WholeNumber, Field(ge=0, le=SEED_MAX)]


def _is_there(challenge: Any) -> Any:
    if challenge is None:
        raise PydanticCustomError("null", "a challenge")
    return challenge


class Envelope(Body):
    """What is asked for, before the challenge is looked into."""

    challenge: Annotated[Any, BeforeValidator(_is_there)]
    since: Instant
    until: Instant
    seed: Seed | None = None


class SimulatedChallenge(Body):
    """A challenge, or the `challenge_id` of one of the operator's own, and from when to when it is tried, as
    if that were its window. `seed` is that of the interval."""

    model_config = example(**EXAMPLE)

    challenge: ChallengeBody | Id
    since: Instant
    until: Instant
    seed: Seed | None = None
