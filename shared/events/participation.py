"""Events of the topic `participation`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.event import Count, Event, Figure, Month, Name, Share, Word


class ReportChanged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The status of a report about a place, and its due date. Rider, text and position are left out."""

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
    """The state of a proposal, the kind of its answer, and the due date of what was promised.

    `actor` is the kind of proposer. The proposer and the texts of proposal and answer are left out.
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
    """The answers of `n` people to one question. `value_id` is the value of the city that it is about, if
    any.

    `mean` and the bounds of its 95 % confidence interval are on the question's scale. `shares` is answer ->
    share of people (0 to 1).
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
    """The aggregated results of a survey by question, without those that only few people answered."""

    type = "survey.closed.v1"

    survey_id: UUID
    wave: Name
    kinds: Annotated[tuple[Word, ...], Meta(max_length=20)]
    questions: Annotated[tuple[QuestionResult, ...], Meta(max_length=200)]

    @property
    def key(self) -> str:
        return str(self.survey_id)


class ActRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An act of participation: the kind of actor, phase, level and month.

    `who` is a random pseudonym for each rider and calendar year, `zone_id` the zone where the rider rides
    most. `first`: the person's first recorded act. Subject and day are left out.
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
