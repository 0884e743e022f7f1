"""Events that several services publish, each on its own topic."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from shared.events.event import Digest, Event, Name, RiderEvent, Seq, Version, Word


class ActivityReported(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An activity of a rider that is no trip (parked, shared a car, answered a survey), and whether it
    counts.

    `service` is the kind of activity, `local_on` its day in the city. Place and content are left out. For an
    activity that could be linked to a public report, `at` is noon of `local_on` instead of the true time.
    """

    type = "activity.reported.v1"

    activity_id: UUID
    service: Word
    at: datetime
    local_on: date
    counts: bool


class Subject(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The thing that a decision is about: a challenge, a tariff, a report."""

    type: Word
    id: Name
    version: Version | None = None


class DecisionRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a service's hash chain of decisions: step, organisation (never a person) and subject.

    `hash` is the SHA-256 of the previous line's hash and this line. `reason_hash` is the salted hash of the
    reason, whose text is left out.
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
