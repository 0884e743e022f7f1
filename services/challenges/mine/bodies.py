"""Queries of what riders read of their own part, and the place in a cursor."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.challenges.mine.store import EntryFilter
from shared.http import cursors
from shared.http.cursors import Listing, Page


class EntriesQuery(cursors.Page):
    """The query of a rider's entries: those that are open (not completed, in a period that has not ended),
    completed, or all."""

    state: EntryFilter = "all"


class ChallengesOfTripQuery(BaseModel):
    """A challenge that is wanted, whether the trip lies in its window or not."""

    challenge_id: UUID | None = None


def listed_after(listing: Listing, page: Page) -> tuple[date, UUID, UUID] | None:
    """The entry behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (date.fromisoformat(place[0]), UUID(place[1]), UUID(place[2])) if place else None
