"""What a project for donations is, and until when a reward may collect for it. Pure."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.http.instants import as_written
from shared.http.owned import Absent
from shared.http.problems import out_of_range

NO_PROJECT = Absent("There is no such project.")
DONORS_MIN = 10
"""Fewer donors than these are not counted in public: who gave could be guessed."""


class Project(NamedTuple):
    """A public project to which riders donate points. `operator_id` is None for one of the city; `outcome` is
    what has come of it."""

    project_id: UUID
    operator_id: str | None
    name: dict[str, str]
    text: dict[str, str]
    goal_points: int
    value_tags: dict[str, int]
    zone_id: str | None
    ends_at: datetime | None
    outcome: dict[str, str] | None = None
    points: int = 0
    donors: int = 0


def open_until(project: Project, available_until: datetime | None) -> datetime | None:
    """The instant at which a reward that collects for this project closes: the one that its operator has
    written, or else the project's end. None for never.

    Raises ValidationError for an instant after the project's end.
    """
    if project.ends_at is None:
        return available_until
    if available_until is not None and available_until > project.ends_at:
        raise out_of_range("/available_until", maximum=as_written(project.ends_at))
    return available_until or project.ends_at
