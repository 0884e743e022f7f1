"""Events that several services say, each on its own topic."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from shared.events.event import Digest, Event, Name, RiderEvent, Seq, Version, Word


class ActivityReported(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A rider did something that is no trip (parked, shared a car, answered a survey), and whether it counts.

    `service` is what was done, `local_on` its day in the city. Where and about what is left out; of what may
    lead to a public report, `at` is noon of `local_on`.
    """

    type = "activity.reported.v1"

    activity_id: UUID
    service: Word
    at: datetime
    local_on: date
    counts: bool


class Subject(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was decided about: a challenge, a tariff, a report."""

    type: Word
    id: Name
    version: Version | None = None


class DecisionRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a service's chain of decisions: which step, by whom (never a person), about what.

    `hash` is the SHA-256 of the hash before and of the line. Of the reason only its salted hash is told.
    """

    type = "decision.recorded.v1"

    chain: Word
    seq: Seq
    at: datetime
    decision_id: UUID
    kind: Word
    subject: Subject
    step: Word
    role: Word
    organisation: Name
    mandate_ref: Name | None = None
    reason_hash: Digest
    hash: Digest

    @property
    def key(self) -> str:
        return str(self.decision_id)
