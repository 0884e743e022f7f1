"""What challenges know of campaigns, and what they refuse because of them. Pure."""

from uuid import UUID

from shared.http.problems import Problem

OPEN = "open"
"""The state of a campaign that gives and promises points."""


class NotInRidersFavour(Problem):
    """A challenge that was published changes only in the riders' favour. `pointers` are the places in the
    body that would change otherwise."""

    status = 409
    title = "Not in the riders' favour"


def check_same_campaign(in_force: UUID | None, written: UUID | None) -> None:
    """Raises NotInRidersFavour for a body that names another campaign than the version in force: entries are
    paid, and promised their points, by that one."""
    if written != in_force:
        raise NotInRidersFavour(
            "The campaign of a challenge that was published stays the same.", pointers=["/campaign_id"]
        )
