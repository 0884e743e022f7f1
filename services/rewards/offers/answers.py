"""What is answered about rewards: to everybody what is offered, to riders whether they can redeem it."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel

from services.rewards.catalogue.answers import LISTED_EXAMPLE, ListedReward
from services.rewards.catalogue.answers import listed as offered
from services.rewards.catalogue.store import StoredReward
from shared.http.bodies import Word
from shared.http.documented import AsKept, example

OFFER_EXAMPLE = {**LISTED_EXAMPLE, "can_redeem": False, "why_not": ["insufficient-points"]}


class Offer(ListedReward):
    """A reward. To riders `can_redeem` says whether they can redeem one unit now, and `why_not` all that is
    in the way, as codes of problems."""

    model_config = example(**OFFER_EXAMPLE)

    can_redeem: bool | None = None
    why_not: list[Word] | None = None


class RewardList(BaseModel):
    """Newest first."""

    model_config = example(rewards=[OFFER_EXAMPLE])

    rewards: list[Annotated[dict[str, Any], AsKept(Offer)]]
    next_cursor: str | None = None


def offer(row: StoredReward, why_not: Sequence[str] | None) -> dict[str, Any]:
    """A reward in a list. `why_not` is None for readers who are no riders."""
    content = offered(row)
    if why_not is None:
        return content
    return {**content, "can_redeem": not why_not, "why_not": list(why_not)}
