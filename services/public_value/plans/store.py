"""Table release_plans. Functions take `tx`; they never decide or commit."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.plans.rules import Plan, PlanInForce
from services.public_value.plans.steps import State

PLANS_LOCK = 0x706C616E73  # an advisory lock, "plans" in ASCII: one change of plans at a time


class StoredPlan(NamedTuple):
    """A plan that was written. `body` is `{from, places, operators, mandate_ref}`."""

    from_month: date
    state: State
    body: dict[str, Any]
    published_at: datetime | None

    def in_force(self) -> PlanInForce:
        return PlanInForce(self.from_month, Plan(self.body["places"], self.body["operators"]))


COLUMNS = ", ".join(StoredPlan._fields)


async def hold(tx: AsyncConnection) -> None:
    """Wait for everybody else who changes plans, and make them wait until this transaction ends."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PLANS_LOCK})


async def read(tx: AsyncConnection, city_id: str) -> list[StoredPlan]:
    """All plans that were written, in their order."""
    query = sa.text(f"SELECT {COLUMNS} FROM release_plans WHERE city_id = :city_id ORDER BY from_month")
    return [StoredPlan(*row) for row in await tx.execute(query, {"city_id": city_id})]


async def find(tx: AsyncConnection, city_id: str, from_month: date) -> StoredPlan | None:
    """The plan that begins with this month."""
    query = sa.text(f"""
        SELECT {COLUMNS} FROM release_plans WHERE city_id = :city_id AND from_month = :from_month
    """)
    row = (await tx.execute(query, {"city_id": city_id, "from_month": from_month})).one_or_none()
    return StoredPlan(*row) if row else None


async def read_in_force(tx: AsyncConnection, city_id: str, first: Plan) -> tuple[PlanInForce, ...]:
    """The plan that was always there, and those that were published, in their order."""
    rows = await read(tx, city_id)
    return (PlanInForce(None, first), *(row.in_force() for row in rows if row.state == "published"))


async def write(tx: AsyncConnection, city_id: str, from_month: date, body: Mapping[str, Any]) -> StoredPlan:
    """Write a plan, as a draft. Until it is published this body takes the place of the one before."""
    query = sa.text(f"""
        INSERT INTO release_plans (city_id, from_month, state, body)
        VALUES (:city_id, :from_month, 'draft', CAST(:body AS jsonb))
        ON CONFLICT (city_id, from_month) DO UPDATE
            SET state = 'draft', body = excluded.body, written_at = now()
            WHERE release_plans.state <> 'published'
        RETURNING {COLUMNS}
    """)
    values = {"city_id": city_id, "from_month": from_month, "body": json.dumps(body)}
    return StoredPlan(*(await tx.execute(query, values)).one())


async def mark(
    tx: AsyncConnection, city_id: str, from_month: date, state: State, published_at: datetime | None = None
) -> None:
    """Set the state of a plan."""
    query = sa.text("""
        UPDATE release_plans SET state = :state, published_at = :published_at
        WHERE city_id = :city_id AND from_month = :from_month
    """)
    values = {"city_id": city_id, "from_month": from_month, "state": state, "published_at": published_at}
    await tx.execute(query, values)
