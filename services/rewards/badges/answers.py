"""What a rider reads of its badges."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel

from services.rewards.badges import rules
from services.rewards.badges.rules import Badge
from shared.http.bodies import Word
from shared.http.documented import example


class EarnedBadge(BaseModel):
    """A badge, and the local day on which it was first deserved. There may be more badges."""

    badge_id: Word
    earned_on: date


class BadgeList(BaseModel):
    """A rider's badges, in the order of their days."""

    model_config = example(badges=[{"badge_id": "first_trip", "earned_on": "2026-05-04"}])

    badges: list[EarnedBadge]


def badge_list(known: Iterable[tuple[str, Badge]]) -> BadgeList:
    """The answer for these badges."""
    return BadgeList(
        badges=[EarnedBadge(badge_id=badge_id, earned_on=day) for badge_id, day in rules.shown(known)]
    )
