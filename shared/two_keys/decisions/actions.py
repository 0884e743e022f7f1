"""Add a line to the chain of decisions and publish it, in the transaction of the step."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.eventlog.outbox import publish
from shared.events.several import DecisionRecorded
from shared.events.several import Subject as SaidSubject
from shared.http import cursors
from shared.http.auth import Caller, Role
from shared.settings import ServiceSettings
from shared.two_keys.decisions import store
from shared.two_keys.decisions.rules import Decision, Step
from shared.two_keys.decisions.store import KeptDecision

PAGE = 500
"""Lines that a download reads in one query."""


def organisation_of(caller: Caller, role: Role, city_id: str) -> str:
    """The organisation that a caller acts for in a role: the operator_id of operators, else the city's id."""
    return caller.operator_id or city_id if role == "operator" else city_id


async def record(tx: AsyncConnection, city_id: str, chain: str, step: Step) -> None:
    """Add a line to the chain and publish it. Call this last in a transaction: the chain stays locked until
    the transaction ends."""
    decision = await store.append(tx, city_id, chain, datetime.now(UTC), step)
    await publish(tx, [event_of(city_id, decision)])


def event_of(city_id: str, decision: Decision) -> DecisionRecorded:
    """The event for a line, which has the hash of the reason instead of the reason."""
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


def decisions_of(settings: ServiceSettings, chain: str) -> cursors.Listing:
    """The list of a chain's decisions. The place of a line in it is its seq."""
    return cursors.list_of(settings, f"decisions of {chain}")


async def whole_chain(engine: AsyncEngine, lines: Sequence[KeptDecision]) -> AsyncIterator[KeptDecision]:
    """All lines of a chain in order; `lines` is the first page. The chain is append-only, so each page may be
    read in a transaction of its own."""
    while True:
        for line in lines:
            yield line
        if len(lines) < PAGE:
            return
        async with engine.connect() as tx:
            lines = await store.read(tx, lines[-1].decision.seq, PAGE)
