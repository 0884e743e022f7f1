"""Adding a line to the chain, and saying so, in the transaction of the step."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.eventlog.outbox import publish
from shared.events.several import DecisionRecorded
from shared.events.several import Subject as SaidSubject
from shared.http.auth import Caller, Role
from shared.two_keys.decisions import store
from shared.two_keys.decisions.rules import Decision, Step
from shared.two_keys.decisions.store import KeptDecision

PAGE = 500
"""Lines that a download reads at a time."""


def organisation_of(caller: Caller, role: Role, city_id: str) -> str:
    """On whose behalf somebody acts in a role: their operator's, or the city's."""
    return caller.operator_id or city_id if role == "operator" else city_id


async def record(tx: AsyncConnection, city_id: str, chain: str, step: Step) -> None:
    """Add a line, last in a transaction, because until that ends nobody else can add one."""
    decision = await store.append(tx, city_id, chain, datetime.now(UTC), step)
    await publish(tx, [event_of(city_id, decision)])


def event_of(city_id: str, decision: Decision) -> DecisionRecorded:
    """The line without its reason, which no event bears."""
    step = decision.step
    return DecisionRecorded(
        city_id=city_id,
        revision=1,
        chain=decision.chain,
        seq=decision.seq,
        at=decision.at,
        decision_id=decision.decision_id,
        kind=step.kind,
        subject=SaidSubject(type=step.subject.type, id=step.subject.id, version=step.subject.version),
        step=step.step,
        role=step.role,
        organisation=step.organisation,
        mandate_ref=step.mandate_ref,
        reason_hash=decision.reason_hash.hex(),
        hash=decision.hash.hex(),
    )


async def whole_chain(engine: AsyncEngine, lines: Sequence[KeptDecision]) -> AsyncIterator[KeptDecision]:
    """All lines in order, of which `lines` are the first. Lines are only added, so each part may be read in a
    transaction of its own."""
    while True:
        for line in lines:
            yield line
        if len(lines) < PAGE:
            return
        async with engine.connect() as tx:
            lines = await store.read(tx, lines[-1].decision.seq, PAGE)
