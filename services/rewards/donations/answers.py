"""What is answered about projects."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.donations.bodies import EXAMPLE, OUTCOME
from services.rewards.donations.rules import DONORS_MIN, Project
from shared.http.documented import example

PROJECT_ID = "019aa000-0000-7000-8000-0000000000b1"
LISTED: dict[str, Any] = {"project_id": PROJECT_ID, **EXAMPLE, "points": 31_250, "donors": 48, **OUTCOME}


class ListedProject(BaseModel):
    """A project: the points that it has been given so far, by how many donors (left out below 10), and what
    has come of it once somebody has written that."""

    model_config = example(**LISTED)

    project_id: UUID
    name: dict[str, str]
    text: dict[str, str]
    goal_points: int
    value_tags: dict[str, int]
    zone_id: str | None = None
    ends_at: datetime | None = None
    points: int
    donors: int | None = None
    outcome: dict[str, str] | None = None


class ProjectList(BaseModel):
    """Newest first."""

    model_config = example(projects=[LISTED])

    projects: list[ListedProject]
    next_cursor: str | None = None


def listed(project: Project) -> ListedProject:
    """A project as everybody sees it."""
    donors = project.donors if project.donors >= DONORS_MIN else None
    return ListedProject.model_validate({**project._asdict(), "donors": donors})
