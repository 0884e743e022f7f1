"""Request model: a new pair."""

from services.challenges.answers import CHALLENGE_ID
from shared.http.bodies import Body, Id
from shared.http.documented import example


class NewPair(Body):
    """In which challenge the pair is to be."""

    model_config = example(challenge_id=CHALLENGE_ID)

    challenge_id: Id
