"""Queries of lists of challenges, and the places in their cursors."""

from datetime import datetime
from uuid import UUID

from services.challenges.catalogue.store import Filters
from shared.http import cursors
from shared.http.cursors import Listing, Page
from shared.two_keys.steps import State


class ChallengesQuery(cursors.Page):
    """The query of the list of challenges. `joinable`: a rider can join it now."""

    state: State | None = None
    joinable: bool | None = None

    def filters(self) -> Filters:
        """Which challenges are wanted."""
        return Filters(self.state, self.joinable)


def listed_after(listing: Listing, page: Page) -> tuple[datetime, UUID] | None:
    """The challenge behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None


LAST_VERSION = 2**31 - 1


def version_before(listing: Listing, page: Page) -> int:
    """The version before which a page begins. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return int(place[0]) if place else LAST_VERSION
