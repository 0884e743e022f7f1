"""A hash chain of decisions: how its lines are made and verified. Pure: no clock, no randomness."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

FIRST_BEFORE = bytes(32)
"""The hash that stands for the line before the first line: 32 zero bytes."""
SALT_BYTES = 16

UNHASHED = frozenset({"hash", "reason", "reason_salt"})
"""Members that a line's hash does not cover, so that a reason can be removed and the chain still verifies."""

Line = Mapping[str, Any]
"""A published line as JSON members."""


@dataclass(frozen=True)
class Subject:
    """The thing that a decision is about: type, id, and version if it has versions."""

    type: str
    id: str
    version: int | None = None


@dataclass(frozen=True)
class Step:
    """What somebody did to a subject, and why.

    `step` is a past participle (`submitted`, `approved`, `published`). `organisation` is the operator_id,
    community_id, partner_id or the city's id. `mandate_ref` cites the mandate for the step: "Ple 2026/41".
    """

    kind: str
    subject: Subject
    step: str
    role: str
    organisation: str
    reason: str
    mandate_ref: str | None = None


@dataclass(frozen=True)
class Head:
    """The last line of a chain: its number (0 for an empty chain) and its hash."""

    seq: int
    hash: bytes


EMPTY = Head(0, FIRST_BEFORE)


@dataclass(frozen=True)
class Decision:
    """A line of a chain. `hash` covers the previous line's hash and all members except UNHASHED."""

    decision_id: UUID
    chain: str
    seq: int
    at: datetime
    step: Step
    reason_salt: bytes
    reason_hash: bytes
    hash: bytes


def reason_hash(salt: bytes, reason: str) -> bytes:
    """The salted SHA-256 of a reason. The salt keeps short reasons from being guessed.

    >>> reason_hash(bytes(16), "Per què no?").hex()[:16]
    '4750947a7a2cdc28'
    """
    return sha256(salt + reason.encode()).digest()


def hashed_members(line: Line) -> dict[str, Any]:
    """The members of a line that its hash covers."""
    return {name: value for name, value in line.items() if name not in UNHASHED}


def line_hash(before: bytes, line: Line) -> bytes:
    """The SHA-256 of the previous line's hash followed by this line in canonical JSON (RFC 8785), without
    hash, reason and salt."""
    return sha256(before + rfc8785.dumps(hashed_members(line))).digest()


def rfc3339(at: datetime) -> str:
    """The instant as RFC 3339 in UTC, with microseconds and `Z`.

    >>> rfc3339(datetime(2026, 12, 10, 9, tzinfo=UTC))
    '2026-12-10T09:00:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def subject_as_json(subject: Subject) -> dict[str, Any]:
    """A subject as JSON members. A version of None is left out."""
    type_and_id: dict[str, Any] = {"type": subject.type, "id": subject.id}
    return type_and_id if subject.version is None else {**type_and_id, "version": subject.version}


def members(
    decision_id: UUID, chain: str, seq: int, at: datetime, step: Step, hash_of_reason: bytes
) -> dict[str, Any]:
    """The members of a line that its hash covers. A mandate_ref of None is left out."""
    line: dict[str, Any] = {
        "at": rfc3339(at),
        "chain": chain,
        "seq": seq,
        "decision_id": str(decision_id),
        "kind": step.kind,
        "subject": subject_as_json(step.subject),
        "step": step.step,
        "role": step.role,
        "organisation": step.organisation,
        "reason_hash": hash_of_reason.hex(),
    }
    if step.mandate_ref is not None:
        line["mandate_ref"] = step.mandate_ref
    return line


def next_decision(
    head: Head, chain: str, at: datetime, step: Step, decision_id: UUID, salt: bytes
) -> Decision:
    """The line that follows `head`."""
    hash_of_reason = reason_hash(salt, step.reason)
    seq = head.seq + 1
    line = members(decision_id, chain, seq, at, step, hash_of_reason)
    return Decision(decision_id, chain, seq, at, step, salt, hash_of_reason, line_hash(head.hash, line))


def published_line(decision: Decision, reason: str | None) -> dict[str, Any]:
    """The line as JSON members for the public. `reason` is None if it was removed."""
    step = decision.step
    line = members(
        decision.decision_id, decision.chain, decision.seq, decision.at, step, decision.reason_hash
    )
    line["hash"] = decision.hash.hex()
    if reason is not None:
        line |= {"reason": reason, "reason_salt": decision.reason_salt.hex()}
    return line


def first_wrong_seq(lines: Iterable[Line], head: Head = EMPTY) -> int | None:
    """Verify a chain: the expected number of the first wrong line, or None if the chain is intact.

    A line is wrong if its number is not the next one, if its hash is not that of the previous hash and its
    own members, or if its `reason_hash` is not that of its reason.
    """
    for line in lines:
        seq = head.seq + 1
        if not _holds(line, seq, head.hash):
            return seq
        head = Head(seq, bytes.fromhex(line["hash"]))
    return None


def _holds(line: Line, seq: int, before: bytes) -> bool:
    try:
        if line["seq"] != seq or line["hash"] != line_hash(before, line).hex():
            return False
        if "reason" not in line:
            return True
        salt = bytes.fromhex(line["reason_salt"])
        # The length is checked, because otherwise the first bytes of a reason could be moved into the salt.
        is_salt = len(salt) == SALT_BYTES
        return is_salt and bool(line["reason_hash"] == reason_hash(salt, line["reason"]).hex())
    except (KeyError, TypeError, ValueError, AttributeError, rfc8785.CanonicalizationError):
        return False


def in_one_list(lines: Iterable[Line]) -> Sequence[Line]:
    """The lines of several chains, sorted by time, chain and number."""
    return sorted(lines, key=lambda line: (line["at"], line["chain"], line["seq"]))
