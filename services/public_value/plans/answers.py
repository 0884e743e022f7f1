"""Response models of plans of releases."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.public_value.plans.bodies import EXAMPLE
from services.public_value.plans.rules import How, Places, Plan
from services.public_value.plans.steps import State
from services.public_value.plans.store import StoredPlan
from shared.http.documented import AsKept, example
from shared.http.instants import as_written

FIRST: dict[str, Any] = {"state": "published", "places": "P1M", "operators": {"bicing": "place"}}


class PlanWritten(BaseModel):
    """What has become of a plan that was written, or would have in a dry run. Where a guard of the city
    covers it, it is a change that waits for the second key. `guards` are the names of these guards."""

    model_config = example(**{"from": "2099-03"}, state="published") | {"serialize_by_alias": True}

    from_: str = Field(alias="from")
    state: State
    change_id: UUID | None = None
    guards: list[str] | None = None


class ListedPlan(BaseModel):
    """A plan. The first, which was always there, has no first month."""

    model_config = example(**FIRST)

    from_: str | None = Field(None, alias="from")
    state: State
    places: Places
    operators: dict[str, How]
    mandate_ref: str | None = None
    published_at: datetime | None = None


class PlanList(BaseModel):
    """All plans in their order, and the first month of the one by which the days of this month are told (left
    out for the first plan)."""

    model_config = example(plans=[FIRST, {**EXAMPLE, "state": "published"}])

    plans: list[Annotated[dict[str, Any], AsKept(ListedPlan)]]
    in_force: str | None = None


def listed(first: Plan, rows: Iterable[StoredPlan], month: str) -> dict[str, Any]:
    """All plans as JSON, and which of them holds in this month."""
    plans: list[dict[str, Any]] = [
        {"state": "published", "places": first.places, "operators": dict(first.operators)}
    ]
    plans += [_listed(row) for row in rows]
    begun = _begun(plans, month)
    return {"plans": plans, **({"in_force": begun[-1]} if begun else {})}


def _listed(row: StoredPlan) -> dict[str, Any]:
    published = {"published_at": as_written(row.published_at)} if row.published_at else {}
    return {**row.body, "state": row.state, **published}


def _begun(plans: Sequence[dict[str, Any]], month: str) -> list[str]:
    return [
        plan["from"]
        for plan in plans
        if "from" in plan and plan["state"] == "published" and plan["from"] <= month
    ]
