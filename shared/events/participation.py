"""Events of the topic `participation`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.event import Count, Event, Figure, Month, Name, Share, Word


class ReportChanged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a report about a place, and until when it is due. No rider, no words, no position."""

    type = "report.changed.v1"

    report_id: UUID
    category: Word
    zone_id: Name | None = None
    responsible: Name
    status: Word
    submitted_on: date
    due_on: date
    answered_on: date | None = None

    @property
    def key(self) -> str:
        return str(self.report_id)


class ProposalChanged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a proposal, what was answered, and what was promised until when.

    `actor` is the proposer's kind. Who proposed it, its words and the answer's are left out.
    """

    type = "proposal.changed.v1"

    proposal_id: UUID
    kind: Word
    actor: Word
    state: Word
    answer: Word | None = None
    answer_due_on: date | None = None
    answered_on: date | None = None
    due_on: date | None = None
    challenge_id: UUID | None = None
    reward_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.proposal_id)


class QuestionResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How `n` people answered one question, which is about a value of the city or stands for itself.

    `mean` with the ends of its 95 % interval is on the question's scale; `shares` are answer -> share.
    """

    question_id: Name
    kind: Word
    value_id: Word | None = None
    n: Count
    mean: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    shares: Annotated[dict[Word, Share], Meta(max_length=50)] | None = None


class SurveyClosed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What a survey has brought, question by question. No single answer, nothing that only few answered."""

    type = "survey.closed.v1"

    survey_id: UUID
    wave: Name
    kinds: Annotated[tuple[Word, ...], Meta(max_length=20)]
    questions: Annotated[tuple[QuestionResult, ...], Meta(max_length=200)]

    @property
    def key(self) -> str:
        return str(self.survey_id)


class ActRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody has taken part: what kind of actor, in which phase and at which level, in which month.

    `who` is random for each rider and calendar year, `zone_id` where that rider rides most; `first`: nobody
    knew an act of theirs before. What it was about is left out, and its day.
    """

    type = "act.recorded.v1"

    act_id: UUID
    actor: Word
    phase: Word
    level: Word
    kind: Word
    month: Month
    zone_id: Name | None = None
    who: UUID | None = None
    first: bool = False

    @property
    def key(self) -> str:
        return str(self.act_id)
