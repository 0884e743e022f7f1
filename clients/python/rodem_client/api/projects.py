"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Description, Name
from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key, segment


class ListedProject(Model, frozen=True, kw_only=True):
    """A project: the points that it has been given so far, by how many donors (left out below 10), and what
    has come of it once somebody has written that."""

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


class ProjectList(Model, frozen=True, kw_only=True):
    """Newest first."""

    projects: list[ListedProject]
    next_cursor: str | None = None


class ProjectBody(Model, frozen=True, kw_only=True):
    """A public project to which riders donate points. Points beyond the goal are taken too."""

    name: Name
    text: Description
    goal_points: int
    value_tags: dict[str, int]
    zone_id: str | None = None
    ends_at: datetime | None = None


class OutcomeBody(Model, frozen=True, kw_only=True):
    """What has come of a project."""

    outcome: Description


async def list_projects(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> ProjectList:
    """Projects to which riders donate points, newest first: the points that each has been given, and what has
    come of it. Needs no token."""
    return decoded(
        await rodem.send("GET", "/v1/projects", query={"limit": limit, "cursor": cursor}), ProjectList
    )


async def create_project(
    rodem: Rodem, body: ProjectBody | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> ListedProject:
    """Write a project. It is public at once, and stays as it was written."""
    return decoded(
        await rodem.send(
            "POST", "/v1/projects", body=body, idempotency_key=idempotency_key or new_key(), dry_run=dry_run
        ),
        ListedProject,
    )


async def tell_outcome(
    rodem: Rodem, project_id: UUID | str, body: OutcomeBody | Raw, *, dry_run: bool = False
) -> ListedProject:
    """Say what has come of a project, or say it anew. Only who has written the project can."""
    return decoded(
        await rodem.send("PUT", f"/v1/projects/{segment(project_id)}/outcome", body=body, dry_run=dry_run),
        ListedProject,
    )
