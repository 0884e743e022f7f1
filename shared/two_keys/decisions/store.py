"""The table `decisions`: an append-only hash chain in each service's database."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from shared.two_keys.decisions.rules import (
    EMPTY,
    SALT_BYTES,
    Decision,
    Head,
    Step,
    Subject,
    next_decision,
    subject_as_json,
)

CHAIN_LOCK = 0x636861696E  # an advisory lock, "chain" in ASCII: one writer at a time

HEAD = sa.text("SELECT seq, hash, at FROM decisions ORDER BY seq DESC LIMIT 1")

APPEND = sa.text("""
    INSERT INTO decisions (seq, decision_id, city_id, chain, at, kind, subject, step, role, organisation,
        mandate_ref, reason, reason_salt, reason_hash, hash)
    VALUES (:seq, :decision_id, :city_id, :chain, :at, :kind, CAST(:subject AS jsonb), :step, :role,
        :organisation, :mandate_ref, :reason, :reason_salt, :reason_hash, :hash)
""")


class KeptDecision(NamedTuple):
    """A line of the chain, and its reason; None if the reason was removed."""

    decision: Decision
    reason: str | None


async def append(tx: AsyncConnection, city_id: str, chain: str, at: datetime, step: Step) -> Decision:
    """Append a line to the chain. Other writers wait until the transaction ends, because each line contains
    the previous line's hash."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    row = (await tx.execute(HEAD)).one_or_none()
    head = Head(row.seq, row.hash) if row else EMPTY
    # Times never decrease along the chain, although a transaction that began earlier may append later.
    at = max(at, row.at) if row else at
    decision = next_decision(head, chain, at, step, uuid7(), secrets.token_bytes(SALT_BYTES))
    await tx.execute(
        APPEND,
        {
            "seq": decision.seq,
            "decision_id": decision.decision_id,
            "city_id": city_id,
            "chain": chain,
            "at": decision.at,
            "kind": step.kind,
            "subject": json.dumps(subject_as_json(step.subject)),
            "step": step.step,
            "role": step.role,
            "organisation": step.organisation,
            "mandate_ref": step.mandate_ref,
            "reason": step.reason,
            "reason_salt": decision.reason_salt,
            "reason_hash": decision.reason_hash,
            "hash": decision.hash,
        },
    )
    return decision


async def read(tx: AsyncConnection, after_seq: int, most: int) -> Sequence[KeptDecision]:
    """At most `most` lines of the chain behind `after_seq`, in order."""
    rows = await tx.execute(
        sa.text("SELECT * FROM decisions WHERE seq > :after_seq ORDER BY seq LIMIT :most"),
        {"after_seq": after_seq, "most": most},
    )
    return [kept(row._asdict()) for row in rows]


def kept(row: Mapping[str, Any]) -> KeptDecision:
    """The line in a row of the table, whose `subject` is read as JSON."""
    of = row["subject"]
    step = Step(
        row["kind"],
        Subject(of["type"], of["id"], of.get("version")),
        row["step"],
        row["role"],
        row["organisation"],
        row["reason"] or "",
        row["mandate_ref"],
    )
    decision = Decision(
        row["decision_id"],
        row["chain"],
        row["seq"],
        row["at"],
        step,
        row["reason_salt"],
        row["reason_hash"],
        row["hash"],
    )
    return KeptDecision(decision, row["reason"])
