"""Request models: a challenge as operators write it."""

from services.challenges.tree.bodies import EXAMPLE, TreeBody
from shared.http.documented import example
from shared.two_keys.bodies import REASON, Reason


class ChallengeBody(TreeBody):
    """A challenge: who must do what between which instants, and what for."""

    model_config = example(**EXAMPLE)


class ReplacedChallenge(TreeBody):
    """A challenge written anew, and why. The reason is no part of the challenge."""

    model_config = example(**EXAMPLE, reason=REASON)

    reason: Reason
