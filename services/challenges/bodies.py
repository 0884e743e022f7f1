"""Request models: a challenge as operators write it, and the place in a cursor."""

from datetime import datetime
from uuid import UUID

from services.challenges.tree.bodies import EXAMPLE, TreeBody
from shared.http import cursors
from shared.http.cursors import Listing, Page
from shared.http.documented import example
from shared.two_keys.bodies import REASON, Reason


class ChallengeBody(TreeBody):
    """A challenge: who must do what between which instants, and what for."""

    model_config = example(**EXAMPLE)


class ReplacedChallenge(TreeBody):
    """A challenge written anew, and why. The reason is no part of the challenge."""

    model_config = example(**EXAMPLE, reason=REASON)

    reason: Reason


def listed_after(listing: Listing, page: Page) -> tuple[datetime, UUID] | None:
    """The challenge behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
