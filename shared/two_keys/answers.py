"""Response models of two keys: changes, decisions on them, stops and guards."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from shared.http.documented import AsKept, example
from shared.two_keys.bodies import GUARD, ConditionBody, GuardBody
from shared.two_keys.decisions.answers import SubjectAnswer
from shared.two_keys.rules import ChangeState, FactType, Kind, guard_as_json
from shared.two_keys.store import GuardVersion, StoredChange

CHANGE_ID = "019aa000-0000-7000-8000-0000000000e1"
CHANGE: dict[str, Any] = {
    "change_id": CHANGE_ID,
    "kind": "challenge",
    "subject": {"type": "challenge", "id": "019aa000-0000-7000-8000-0000000000c1", "version": 1},
    "state": "submitted",
    "body": {"who": "all", "reward": {"points": 600}},
    "body_hash": "6a" * 32,
    "guards": ["high-rewards"],
    "organisation": "operator",
    "submitted_at": "2026-05-04T09:00:00Z",
    "approvals": [],
}


class Submitted(BaseModel):
    """A submitted change. `guards` names the guards that cover the change; if there are none, the change
    needs no second signature. A dry run has no `change_id`."""

    model_config = example(change_id=CHANGE_ID, guards=["high-rewards"])

    change_id: UUID | None = None
    guards: list[str]


class Decided(BaseModel):
    """What has become of a change. `guards` are those that still wait for a signature."""

    model_config = example(change_id=CHANGE_ID, state="approved", guards=[])

    change_id: UUID
    state: ChangeState
    guards: list[str]


class StopAnswer(BaseModel):
    """Until when a thing is stopped. What was in force before is so again afterwards."""

    model_config = example(until="2026-05-15T00:00:00Z", resumes=True)

    until: datetime
    resumes: bool


class ApprovalAnswer(BaseModel):
    """A signature of a second key."""

    role: str
    at: datetime


class ChangeAnswer(BaseModel):
    """A body that was submitted: what the second key is asked to sign."""

    model_config = example(**CHANGE)

    change_id: UUID
    kind: str
    subject: SubjectAnswer
    state: ChangeState
    body: dict[str, Any]
    body_hash: str
    guards: list[str]
    organisation: str
    submitted_at: datetime
    approvals: list[ApprovalAnswer]


class ChangeList(BaseModel):
    """Oldest first. Where several services are asked, `away` names those that do not answer for the moment:
    what they hold is missing."""

    model_config = example(changes=[CHANGE])

    changes: list[ChangeAnswer]
    next_cursor: str | None = None
    away: list[str] | None = None


class BuiltInGuard(BaseModel):
    """A guard that the city has not set and cannot remove: which changes it covers, and whose key they
    need."""

    model_config = example(
        guard_id="campaign-points-max", when=[{"fact": "budget_points", "over": 200_000}], second="city"
    )

    guard_id: str
    when: list[ConditionBody]
    second: str


class Guards(BaseModel):
    """What the city guards of a kind, and the facts that guards may ask of it. Version 0 guards nothing.
    `built_in` are guards that are always there besides."""

    model_config = example(kind="challenge", version=1, guards=[GUARD], facts={"reward_points": "number"})

    kind: str
    version: int
    guards: list[Annotated[dict[str, Any], AsKept(GuardBody)]]
    facts: dict[str, FactType]
    built_in: list[BuiltInGuard] | None = None


def guards(kind: Kind, current: GuardVersion) -> Guards:
    """The answer with the guards of a kind."""
    as_stored = [dict(guard) for guard in current.guards]
    built_in = [BuiltInGuard.model_validate(guard_as_json(guard)) for guard in kind.built_in]
    return Guards(
        kind=kind.name,
        version=current.version,
        guards=as_stored,
        facts=dict(kind.fact_types),
        built_in=built_in or None,
    )


def change(row: StoredChange) -> ChangeAnswer:
    """A change in a list. The persons who signed are left out."""
    return ChangeAnswer(
        change_id=row.change_id,
        kind=row.kind,
        subject=SubjectAnswer(type=row.kind, id=row.subject_id, version=row.version),
        state=row.state,
        body=dict(row.body),
        body_hash=row.body_hash.hex(),
        guards=[guard["guard_id"] for guard in row.guards],
        organisation=row.organisation,
        submitted_at=row.submitted_at,
        approvals=[ApprovalAnswer(role=signed["role"], at=signed["at"]) for signed in row.approvals],
    )
