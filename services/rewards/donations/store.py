"""Tables of projects and of who has donated to them. Functions take `tx`; they never commit or decide."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.donations.rules import Project

COLUMNS = ", ".join(Project._fields)


async def add(tx: AsyncConnection, city_id: str, project: Project) -> None:
    """Insert a project."""
    texts = {name: json.dumps(getattr(project, name)) for name in ("name", "text", "value_tags")}
    await tx.execute(
        sa.text("""
            INSERT INTO projects (project_id, city_id, operator_id, name, text, goal_points, value_tags,
                zone_id, ends_at)
            VALUES (:project_id, :city_id, :operator_id, CAST(:name AS jsonb), CAST(:text AS jsonb),
                :goal_points, CAST(:value_tags AS jsonb), :zone_id, :ends_at)
        """),
        {**project._asdict(), **texts, "city_id": city_id},
    )


async def find(tx: AsyncConnection, project_id: UUID) -> Project | None:
    """A project, whoever's it is."""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM projects WHERE project_id = :project_id"), {"project_id": project_id}
    )
    row = rows.one_or_none()
    return Project(*row) if row else None


async def set_outcome(
    tx: AsyncConnection, project_id: UUID, operator_id: str | None, outcome: Mapping[str, Any]
) -> Project | None:
    """Write what has come of a project of this operator, or of the city for None. None if it is another's."""
    rows = await tx.execute(
        sa.text(f"""
            UPDATE projects SET outcome = CAST(:outcome AS jsonb)
            WHERE project_id = :project_id AND operator_id IS NOT DISTINCT FROM CAST(:operator_id AS text)
            RETURNING {COLUMNS}
        """),
        {"project_id": project_id, "operator_id": operator_id, "outcome": json.dumps(dict(outcome))},
    )
    row = rows.one_or_none()
    return Project(*row) if row else None


async def donate(tx: AsyncConnection, city_id: str, project_id: UUID, account_id: UUID, points: int) -> None:
    """Add a donation to a project, and its account to the donors. The last row that a redemption locks."""
    await tx.execute(
        sa.text("""
            WITH donor AS (
                INSERT INTO project_donors (project_id, account_id, city_id)
                VALUES (:project_id, :account_id, :city_id) ON CONFLICT DO NOTHING RETURNING 1
            )
            UPDATE projects SET points = points + :points, donors = donors + (SELECT count(*) FROM donor)
            WHERE project_id = :project_id
        """),
        {"project_id": project_id, "account_id": account_id, "city_id": city_id, "points": points},
    )


async def listed(tx: AsyncConnection, most: int, after: UUID | None) -> list[Project]:
    """Projects, newest first: their ids ascend with time."""
    after_clause = "WHERE project_id < :after" if after else ""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM projects {after_clause} ORDER BY project_id DESC LIMIT :most"),
        {"most": most, **({"after": after} if after else {})},
    )
    return [Project(*row) for row in rows]
