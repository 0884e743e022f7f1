"""Tables of campaigns: bodies, what is spent and promised, and what was spent on which day. Functions take
`tx`; they never commit."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.campaigns.rules import Budget, Days, Figures, days_of
from shared.db import by_column, fetch, unnest
from shared.two_keys.steps import State


class StoredCampaign(NamedTuple):
    """A row of a campaign. `body` is in force once the campaign is published."""

    campaign_id: UUID
    operator_id: str
    state: State
    version: int
    revision: int
    created_at: datetime
    body: dict[str, Any]
    timezone: str
    is_spent: bool
    spent_points: int
    promised_points: int
    spent_eur_cents: int

    @property
    def figures(self) -> Figures:
        return Figures(self.spent_points, self.promised_points, self.spent_eur_cents)

    @property
    def days(self) -> Days:
        return days_of(self.starts_at, self.ends_at, ZoneInfo(self.timezone))

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.body["starts_at"])

    @property
    def ends_at(self) -> datetime:
        return datetime.fromisoformat(self.body["ends_at"])


COLUMNS = ", ".join(StoredCampaign._fields)
OF_OPERATOR = "(CAST(:operator_id AS text) IS NULL OR operator_id = :operator_id)"


async def add(
    tx: AsyncConnection,
    city_id: str,
    operator_id: str,
    campaign_id: UUID,
    body: Mapping[str, Any],
    timezone: str,
) -> None:
    """Insert a draft."""
    await tx.execute(
        sa.text("""
            INSERT INTO campaigns (campaign_id, city_id, operator_id, state, body, timezone)
            VALUES (:campaign_id, :city_id, :operator_id, 'draft', CAST(:body AS jsonb), :timezone)
        """),
        {
            "campaign_id": campaign_id,
            "city_id": city_id,
            "operator_id": operator_id,
            "body": json.dumps(dict(body)),
            "timezone": timezone,
        },
    )


async def lock(tx: AsyncConnection, campaign_id: UUID, operator_id: str | None) -> StoredCampaign | None:
    """A campaign, its row locked until the transaction ends. With `operator_id`, None for a campaign of
    another operator: the caller must not learn that it exists."""
    return await find(tx, campaign_id, operator_id, "FOR UPDATE")


async def find(
    tx: AsyncConnection, campaign_id: UUID, operator_id: str | None, lock_clause: str = ""
) -> StoredCampaign | None:
    """A campaign of this operator, of any for None."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM campaigns WHERE campaign_id = :campaign_id AND {OF_OPERATOR} {lock_clause}
        """),
        {"campaign_id": campaign_id, "operator_id": operator_id},
    )
    row = rows.one_or_none()
    return StoredCampaign(*row) if row else None


async def listed(
    tx: AsyncConnection, operator_id: str | None, most: int, after: tuple[datetime, UUID] | None
) -> list[StoredCampaign]:
    """Campaigns of this operator, of all for None, newest first."""
    after_clause = "AND (created_at, campaign_id) < (:created_at, :campaign_id)" if after else ""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM campaigns WHERE {OF_OPERATOR} {after_clause}
            ORDER BY created_at DESC, campaign_id DESC LIMIT :most
        """),
        {
            "operator_id": operator_id,
            "most": most,
            **({"created_at": after[0], "campaign_id": after[1]} if after else {}),
        },
    )
    return [StoredCampaign(*row) for row in rows]


async def known(tx: AsyncConnection, operator_id: str, campaign_ids: Collection[UUID]) -> set[UUID]:
    """Those of these campaigns that are this operator's."""
    rows = await tx.execute(
        sa.text("""
            SELECT campaign_id FROM campaigns
            WHERE campaign_id = ANY(CAST(:campaign_ids AS uuid[])) AND operator_id = :operator_id
        """),
        {"campaign_ids": list(campaign_ids), "operator_id": operator_id},
    )
    return {row[0] for row in rows}


async def set_body(tx: AsyncConnection, campaign_id: UUID, state: State, body: Mapping[str, Any]) -> None:
    """Replace a body, and set the state with it."""
    await tx.execute(
        sa.text("""
            UPDATE campaigns SET state = :state, body = CAST(:body AS jsonb) WHERE campaign_id = :campaign_id
        """),
        {"campaign_id": campaign_id, "state": state, "body": json.dumps(dict(body))},
    )


async def mark(tx: AsyncConnection, campaign_id: UUID, state: State) -> None:
    """Set a state that changes nothing in force (draft, submitted, approved, or the same state)."""
    await tx.execute(
        sa.text("UPDATE campaigns SET state = :state WHERE campaign_id = :campaign_id"),
        {"campaign_id": campaign_id, "state": state},
    )


async def set_state(
    tx: AsyncConnection, campaign_id: UUID, state: State, is_spent: bool, makes_version: bool
) -> StoredCampaign:
    """Store a step: the new state, whether the campaign is spent, and the next revision."""
    updated = await tx.execute(
        sa.text(f"""
            UPDATE campaigns SET state = :state, is_spent = :is_spent, revision = revision + 1,
                version = version + CAST(:makes_version AS int)
            WHERE campaign_id = :campaign_id RETURNING {COLUMNS}
        """),
        {
            "campaign_id": campaign_id,
            "state": state,
            "is_spent": is_spent,
            "makes_version": int(makes_version),
        },
    )
    return StoredCampaign(*updated.one())


async def lock_budgets(tx: AsyncConnection, campaign_ids: Collection[UUID]) -> dict[UUID, Budget]:
    """The budgets of these campaigns, their rows locked in the order of their ids until the transaction ends:
    after riders' accounts and a reward's row, before a draw's."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM campaigns WHERE campaign_id = ANY(CAST(:campaign_ids AS uuid[]))
            ORDER BY campaign_id FOR UPDATE
        """),
        {"campaign_ids": list(campaign_ids)},
    )
    return {row.campaign_id: budget_of(row) for row in (StoredCampaign(*each) for each in rows)}


def budget_of(row: StoredCampaign) -> Budget:
    """The points of a campaign."""
    return Budget(
        campaign_id=row.campaign_id,
        zone=ZoneInfo(row.timezone),
        days=row.days,
        budget_points=row.body["budget_points"],
        pace=row.body["pace"],
        gives=row.state == "published",
        is_spent=row.is_spent,
        spent_points=row.spent_points,
        promised_points=row.promised_points,
    )


BUDGET_COLUMNS = {
    "campaign_id": "uuid",
    "spent_points": "bigint",
    "promised_points": "bigint",
    "is_spent": "bool",
    "revisions": "int",
}
KEEP_BUDGETS = sa.text(f"""
    UPDATE campaigns SET spent_points = row.spent_points, promised_points = row.promised_points,
        is_spent = row.is_spent, revision = revision + row.revisions
    FROM {unnest(BUDGET_COLUMNS)} WHERE campaigns.campaign_id = row.campaign_id
    RETURNING row.revisions, {", ".join(f"campaigns.{name}" for name in StoredCampaign._fields)}
""")
DAY_COLUMNS = {"campaign_id": "uuid", "local_on": "date", "points": "bigint"}
ADD_TO_DAYS = sa.text(f"""
    INSERT INTO campaign_days ({", ".join(DAY_COLUMNS)}, city_id)
    SELECT {", ".join(DAY_COLUMNS)}, :city_id FROM {unnest(DAY_COLUMNS)} ORDER BY campaign_id, local_on
    ON CONFLICT (campaign_id, local_on) DO UPDATE SET points = campaign_days.points + excluded.points
""")


async def keep_budgets(tx: AsyncConnection, city_id: str, budgets: Iterable[Budget]) -> list[StoredCampaign]:
    """Write these budgets, which `lock_budgets` has locked, as they are now. Returns the campaigns that have
    become spent."""
    moved = [budget for budget in budgets if budget.is_moved]
    if not moved:
        return []
    rows = [
        (b.campaign_id, b.spent_points, b.promised_points, b.is_spent, int(b.spent_by is not None))
        for b in moved
    ]
    updated = await tx.execute(KEEP_BUDGETS, by_column(BUDGET_COLUMNS, rows))
    became_spent = [StoredCampaign(*row) for has_become, *row in updated if has_become]
    days = [(b.campaign_id, day, points) for b in moved for day, points in b.spent_on.items() if points]
    if days:
        await fetch(tx, ADD_TO_DAYS, {**by_column(DAY_COLUMNS, days), "city_id": city_id})
    return became_spent


async def lock_eur_cents(tx: AsyncConnection, campaign_ids: Collection[UUID]) -> None:
    """Lock the rows of these campaigns until the transaction ends, in the order of their ids."""
    await tx.execute(
        sa.text("""
            SELECT FROM campaigns WHERE campaign_id = ANY(CAST(:campaign_ids AS uuid[]))
            ORDER BY campaign_id FOR UPDATE
        """),
        {"campaign_ids": list(campaign_ids)},
    )


async def eur_cents_left(tx: AsyncConnection, campaign_ids: Collection[UUID]) -> dict[UUID, int]:
    """What the rewards of these campaigns may still be worth, of those that have a budget of money. One that
    is not published gives none."""
    rows = await tx.execute(
        sa.text("""
            SELECT campaign_id, CASE state
                WHEN 'published' THEN (body ->> 'budget_eur_cents')::bigint - spent_eur_cents ELSE 0 END
            FROM campaigns
            WHERE campaign_id = ANY(CAST(:campaign_ids AS uuid[])) AND body ? 'budget_eur_cents'
        """),
        {"campaign_ids": list(campaign_ids)},
    )
    return {campaign_id: left for campaign_id, left in rows}


async def move_eur_cents(tx: AsyncConnection, eur_cents: Mapping[UUID, int]) -> None:
    """Add to what the rewards of campaigns were worth. Their rows are locked by `lock_eur_cents`."""
    await tx.execute(
        sa.text("""
            UPDATE campaigns SET spent_eur_cents = spent_eur_cents + eur_cents
            FROM unnest(CAST(:campaign_ids AS uuid[]), CAST(:eur_cents AS bigint[])) AS row (id, eur_cents)
            WHERE campaign_id = row.id
        """),
        {"campaign_ids": list(eur_cents), "eur_cents": list(eur_cents.values())},
    )


async def count_budgets_low(tx: AsyncConnection) -> int:
    """How many campaigns of these days are spent, or have less than a tenth left of points or euros."""
    rows = await tx.execute(
        sa.text("""
            SELECT count(*) FROM (
                SELECT is_spent, spent_points + promised_points AS points, spent_eur_cents AS eur_cents,
                    (body ->> 'budget_points')::bigint AS points_max,
                    (body ->> 'budget_eur_cents')::bigint AS eur_cents_max
                FROM campaigns
                WHERE state = 'published' AND (body ->> 'starts_at')::timestamptz <= now()
                    AND (body ->> 'ends_at')::timestamptz > now()
            ) AS going_on
            WHERE is_spent OR points * 10 > points_max * 9 OR eur_cents * 10 > eur_cents_max * 9
        """)
    )
    return int(rows.scalar_one())


async def spent_since(tx: AsyncConnection, campaign_id: UUID, since: date) -> dict[date, int]:
    """What a campaign has spent on each local day since this one."""
    rows = await tx.execute(
        sa.text("""
            SELECT local_on, points FROM campaign_days
            WHERE campaign_id = :campaign_id AND local_on >= :since
        """),
        {"campaign_id": campaign_id, "since": since},
    )
    return {local_on: points for local_on, points in rows}
