"""Tables guards, changes and stops. Functions take `tx`; they never commit.

Locks are taken in this order, so that transactions do not deadlock: the thing, its kind's guards, the chain
of decisions.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.two_keys.rules import (
    Approval,
    Change,
    ChangeState,
    Guard,
    Thing,
    body_hash,
    fingerprint,
    guard_as_json,
    guard_of,
)


class GuardVersion(NamedTuple):
    """A version of a kind's guards, as JSON with reason and mandate."""

    version: int
    guards: Sequence[Mapping[str, Any]]

    def rules(self) -> list[Guard]:
        return [guard_of(guard) for guard in self.guards]


async def hold_guards(tx: AsyncConnection, kind: str, exclusive: bool = False) -> GuardVersion:
    """The guards of a kind that are in force. A row lock keeps them in force until the transaction ends.

    Publishing takes the row lock shared (FOR SHARE), setting guards takes it exclusively (FOR UPDATE). So no
    publishing overlooks a guard that is set at the same time.
    """
    lock = "FOR UPDATE" if exclusive else "FOR SHARE"
    await tx.execute(
        sa.text(f"SELECT 1 FROM guards WHERE kind = :kind AND version = 0 {lock}"), {"kind": kind}
    )
    # A second statement, because its snapshot must include what was committed while the first one waited.
    return await guards_in_force(tx, kind)


async def guards_in_force(tx: AsyncConnection, kind: str) -> GuardVersion:
    """The newest guards of a kind."""
    newest = "SELECT version, guards FROM guards WHERE kind = :kind ORDER BY version DESC LIMIT 1"
    row = (await tx.execute(sa.text(newest), {"kind": kind})).one()
    return GuardVersion(row.version, row.guards)


async def add_guards(
    tx: AsyncConnection, city_id: str, kind: str, version: int, guards: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the next version of a kind's guards."""
    await tx.execute(
        sa.text("""
            INSERT INTO guards (kind, version, city_id, guards)
            VALUES (:kind, :version, :city_id, CAST(:guards AS jsonb))
        """),
        {"kind": kind, "version": version, "city_id": city_id, "guards": json.dumps(guards)},
    )


class StoredChange(NamedTuple):
    """A row of the table `changes`. `approvals` is JSON; `submitted_by` is the signer's pseudonym."""

    change_id: UUID
    kind: str
    subject_id: str
    version: int
    body: Mapping[str, Any]
    body_hash: bytes
    guards: Sequence[Mapping[str, Any]]
    state: ChangeState
    approvals: Sequence[Mapping[str, Any]]
    organisation: str
    submitted_by: bytes
    submitted_at: datetime

    def change(self) -> Change:
        return Change(
            change_id=self.change_id,
            version=self.version,
            state=self.state,
            submitted_at=self.submitted_at,
            signer=self.submitted_by.hex(),
            fingerprints=frozenset(fingerprint(guard_of(guard)) for guard in self.guards),
            approvals=tuple(
                Approval(
                    approval["role"],
                    datetime.fromisoformat(approval["at"]),
                    approval["signer"],
                    frozenset(approval["fingerprints"]),
                )
                for approval in self.approvals
            ),
        )


COLUMNS = ", ".join(StoredChange._fields)


async def add_change(
    tx: AsyncConnection,
    city_id: str,
    kind: str,
    thing: Thing,
    change: Change,
    guards: Sequence[Guard],
    organisation: str,
) -> None:
    """Insert a change that was submitted."""
    await tx.execute(
        sa.text("""
            INSERT INTO changes (change_id, city_id, kind, subject_id, version, body, body_hash, guards,
                state, organisation, submitted_by, submitted_at)
            VALUES (:change_id, :city_id, :kind, :subject_id, :version, CAST(:body AS jsonb), :body_hash,
                CAST(:guards AS jsonb), :state, :organisation, :submitted_by, :submitted_at)
        """),
        {
            "change_id": change.change_id,
            "city_id": city_id,
            "kind": kind,
            "subject_id": thing.id,
            "version": thing.version,
            "body": json.dumps(thing.body),
            "body_hash": body_hash(thing.body),
            "guards": json.dumps([guard_as_json(guard) for guard in guards]),
            "state": change.state,
            "organisation": organisation,
            "submitted_by": bytes.fromhex(change.signer),
            "submitted_at": change.submitted_at,
        },
    )


async def waiting_change(tx: AsyncConnection, kind: str, subject_id: str) -> StoredChange | None:
    """The change of a thing that waits for a decision."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM changes
            WHERE kind = :kind AND subject_id = :subject_id AND state = 'submitted'
        """),
        {"kind": kind, "subject_id": subject_id},
    )
    row = rows.one_or_none()
    return StoredChange(*row) if row else None


async def changes_of_body(tx: AsyncConnection, kind: str, thing: Thing) -> list[Change]:
    """All changes of this thing with an identical body, in the order in which they were submitted."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM changes
            WHERE kind = :kind AND subject_id = :subject_id AND body_hash = :body_hash
            ORDER BY submitted_at, change_id
        """),
        {"kind": kind, "subject_id": thing.id, "body_hash": body_hash(thing.body)},
    )
    return [StoredChange(*row).change() for row in rows]


async def published_changes(tx: AsyncConnection, kind: str, subject_id: str) -> list[StoredChange]:
    """The changes of a thing that came into force, in the order in which they were submitted."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM changes
            WHERE kind = :kind AND subject_id = :subject_id AND state = 'published'
            ORDER BY submitted_at, change_id
        """),
        {"kind": kind, "subject_id": subject_id},
    )
    return [StoredChange(*row) for row in rows]


async def set_change_state(tx: AsyncConnection, change_id: UUID, state: ChangeState) -> None:
    """Update a change's state."""
    await tx.execute(
        sa.text("UPDATE changes SET state = :state WHERE change_id = :change_id"),
        {"state": state, "change_id": change_id},
    )


async def add_approval(tx: AsyncConnection, change_id: UUID, approval: Approval) -> None:
    """Store a signature of a second key."""
    signed = {
        "role": approval.role,
        "at": approval.at.isoformat(),
        "signer": approval.signer,
        "fingerprints": sorted(approval.fingerprints),
    }
    await tx.execute(
        sa.text("""
            UPDATE changes SET approvals = approvals || CAST(:approval AS jsonb) WHERE change_id = :change_id
        """),
        {"approval": json.dumps([signed]), "change_id": change_id},
    )


async def end_changes(tx: AsyncConnection, kind: str, subject_id: str) -> None:
    """End the open changes (submitted or approved) of a thing whose body is replaced or submitted anew."""
    await tx.execute(
        sa.text("""
            UPDATE changes SET state = 'over'
            WHERE kind = :kind AND subject_id = :subject_id AND state IN ('submitted', 'approved')
        """),
        {"kind": kind, "subject_id": subject_id},
    )


async def take_effect(tx: AsyncConnection, kind: str, thing: Thing) -> None:
    """Mark the open change with this body as published, and any open change with another body as over."""
    await tx.execute(
        sa.text("""
            UPDATE changes SET state = CASE WHEN body_hash = :body_hash THEN 'published' ELSE 'over' END
            WHERE kind = :kind AND subject_id = :subject_id AND state IN ('submitted', 'approved')
        """),
        {"kind": kind, "subject_id": thing.id, "body_hash": body_hash(thing.body)},
    )


async def listed(
    tx: AsyncConnection,
    state: ChangeState | None,
    organisation: str | None,
    most: int,
    after: UUID | None,
) -> list[StoredChange]:
    """Changes, oldest first, from behind the change `after`. A filter that is None does not apply."""
    filters = {"state": state, "organisation": organisation, "after": after}
    parameters = {name: value for name, value in filters.items() if value is not None}
    conditions = {
        "state": "state = :state",
        "organisation": "organisation = :organisation",
        "after": "change_id > :after",
    }
    where = " AND ".join(["true", *(conditions[name] for name in parameters)])
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM changes WHERE {where} ORDER BY change_id LIMIT :most"),
        parameters | {"most": most},
    )
    return [StoredChange(*row) for row in rows]


class Stop(NamedTuple):
    """A stop of a thing. `resumes`: the thing was in force before, and is again after the stop."""

    stop_id: UUID
    subject_id: str
    until: datetime
    resumes: bool


async def find_stop(tx: AsyncConnection, kind: str, subject_id: str, now: datetime) -> Stop | None:
    """The stop of a thing that is running at the moment `now`."""
    rows = await tx.execute(
        sa.text("""
            SELECT stop_id, subject_id, until, resumes FROM stops
            WHERE kind = :kind AND subject_id = :subject_id AND NOT ended AND until > :now
        """),
        {"kind": kind, "subject_id": subject_id, "now": now},
    )
    row = rows.one_or_none()
    return Stop(*row) if row else None


async def add_stop(tx: AsyncConnection, city_id: str, kind: str, stop: Stop) -> bool:
    """Insert a stop, which replaces an expired stop of the same thing that was not ended yet and inherits its
    `resumes`. Returns whether the thing is to be in force after the stop."""
    resumes = await end_stops(tx, kind, stop.subject_id) or stop.resumes
    await tx.execute(
        sa.text("""
            INSERT INTO stops (stop_id, city_id, kind, subject_id, until, resumes)
            VALUES (:stop_id, :city_id, :kind, :subject_id, :until, :resumes)
        """),
        {
            "kind": kind,
            "subject_id": stop.subject_id,
            "stop_id": stop.stop_id,
            "city_id": city_id,
            "until": stop.until,
            "resumes": resumes,
        },
    )
    return resumes


async def end_stops(tx: AsyncConnection, kind: str, subject_id: str) -> bool:
    """End the stop of a thing, if there is one. Returns the `resumes` of that stop: whether the thing was in
    force before it, and is to be again. False if there was no stop."""
    ended = await tx.execute(
        sa.text("""
            UPDATE stops SET ended = true WHERE kind = :kind AND subject_id = :subject_id AND NOT ended
            RETURNING resumes
        """),
        {"kind": kind, "subject_id": subject_id},
    )
    return any(ended.scalars())


async def stay_out_of_force(tx: AsyncConnection, kind: str, subject_id: str) -> None:
    """Let a thing that is stopped not be in force again when its stop ends."""
    await tx.execute(
        sa.text("""
            UPDATE stops SET resumes = false WHERE kind = :kind AND subject_id = :subject_id AND NOT ended
        """),
        {"kind": kind, "subject_id": subject_id},
    )


async def due_stops(tx: AsyncConnection, kind: str, now: datetime) -> list[Stop]:
    """Stops that have expired and were not ended yet."""
    rows = await tx.execute(
        sa.text("""
            SELECT stop_id, subject_id, until, resumes FROM stops
            WHERE kind = :kind AND NOT ended AND until <= :now ORDER BY subject_id
        """),
        {"kind": kind, "now": now},
    )
    return [Stop(*row) for row in rows]
