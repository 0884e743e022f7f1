"""What may be decided and appealed, and until when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.trips.limits.rules import Limits
from services.trips.rules import (
    UNDONE_REASON,
    Decided,
    DecidedBy,
    KeptTrip,
    TripUndone,
    check_is_no_part,
)
from services.trips.tellings.rules import Seen
from shared.http.problems import Problem

APPEAL_DAYS = 14
"""How long a rider may appeal after the end of a trip, its last decision, or its lapse."""
ANSWER_DAYS = 14
"""How long an operator has to answer an appeal. Then the appeal is overdue."""
OVERDUE_STEP = 10
"""Overdue appeals are told to everybody in whole tens: a smaller number would tell of somebody's."""
ANY_REASON = ""
"""The reason under which decisions on trips of all reasons are counted."""
NO_REASON = "none"
"""The reason under which decisions on trips that counted are counted."""
FACED_NO_VERDICT = ("cancelled", UNDONE_REASON)
"""Why a trip is voided of which there is nothing to decide."""

AppealState = Literal["waiting", "upheld", "dismissed"]


class NothingToAppeal(Problem):
    """The trip counts, is not over, or is no trip of its own any more; or an appeal is already waiting."""

    status = 409
    title = "Nothing to appeal"


class AppealTooLate(Problem):
    """More than 14 days have gone by since the trip's end, its last decision, or its lapse."""

    status = 409
    title = "Appeal too late"


class Wanted(NamedTuple):
    """A decision that somebody wants to make."""

    trip_id: UUID
    verdict: Decided
    by: DecidedBy


@dataclass(frozen=True)
class Standing:
    """The decision that stands on a trip. `held_for`: why the trip did not count before anybody decided."""

    verdict: Decided
    by: DecidedBy
    held_for: Sequence[str] = ()


@dataclass(frozen=True)
class Appealed:
    """A rider's appeal, and its answer once there is one.

    Nobody can answer while the trip is part of another, or its import is undone: then `settled` says whether
    what it has become counts. None: somebody can, or has.
    """

    text: str
    appealed_at: datetime
    answer: str | None = None
    upheld: bool | None = None
    settled: bool | None = None

    @property
    def state(self) -> AppealState:
        """Whether it waits, or how it was answered or settled."""
        outcome = self.settled if self.upheld is None else self.upheld
        if outcome is None:
            return "waiting"
        return "upheld" if outcome else "dismissed"

    @property
    def answer_by(self) -> datetime:
        """Until when it is to be answered."""
        return self.appealed_at + timedelta(days=ANSWER_DAYS)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it waits longer than it should."""
        return self.state == "waiting" and now > self.answer_by


@dataclass(frozen=True)
class Reviewed:
    """A trip with the decision that stands on it and its last appeal."""

    trip: KeptTrip
    decision: Standing | None = None
    appeal: Appealed | None = None

    @property
    def waits(self) -> bool:
        """Whether an appeal waits for its answer."""
        return self.appeal is not None and self.appeal.state == "waiting"


def check_decidable(trip: KeptTrip) -> None:
    """Refuse (409) to decide a trip that is merged into another, or whose import was undone: its row may have
    been imported again."""
    check_is_no_part(trip)
    if trip.reasons == (UNDONE_REASON,):
        raise TripUndone("This trip came with an import that was undone.")


def is_repeated(reviewed: Reviewed, wanted: Wanted) -> bool:
    """Whether this very decision stands already and answers nothing, so that a retry changes nothing."""
    standing = reviewed.decision
    if standing is None or reviewed.waits:
        return False
    return standing.verdict == wanted.verdict and standing.by == wanted.by._replace(
        decided_at=standing.by.decided_at
    )


def held_for(reviewed: Reviewed) -> tuple[str, ...]:
    """Why a trip did not count before anybody decided it."""
    if reviewed.decision is not None:
        return tuple(reviewed.decision.held_for)
    return reviewed.trip.reasons


def check_appealable(reviewed: Reviewed) -> None:
    """Refuse (409) an appeal against a trip that counts, is open, merged or cancelled, or while one waits."""
    trip = reviewed.trip
    if trip.verdict == "accepted":
        raise NothingToAppeal("This trip counts, so there is nothing to appeal against.")
    if trip.verdict == "open":
        raise NothingToAppeal("This trip is not over yet.")
    if trip.merged_into or trip.reasons[:1] in [(reason,) for reason in FACED_NO_VERDICT]:
        raise NothingToAppeal("This is no trip of its own any more, so there is nothing to appeal against.")
    if reviewed.waits:
        raise NothingToAppeal("Your appeal is waiting for the operator's answer.")


def check_in_time(reviewed: Reviewed, view: Seen, now: datetime) -> None:
    """Refuse (409) an appeal later than 14 days after the trip's told end, its last decision, or its
    lapse."""
    begins = view.told_until
    if reviewed.decision is not None:
        begins = max(begins, reviewed.decision.by.decided_at)
    elif reviewed.trip.verdict == "rejected" and reviewed.trip.reasons == ("unconfirmed",):
        begins += timedelta(days=view.limits.confirm_days)
    if now > begins + timedelta(days=APPEAL_DAYS):
        raise AppealTooLate("More than {days} days have gone by.", days=APPEAL_DAYS)


def strike_stands(standing: Standing, limits: Limits, now: datetime) -> bool:
    """Whether a decision bears a strike that still counts."""
    return standing.by.strike and now <= standing.by.decided_at + timedelta(days=limits.strike_days)


def month_of(at: datetime, timezone: str) -> date:
    """The first day of the local month of an instant."""
    return at.astimezone(ZoneInfo(timezone)).date().replace(day=1)


def in_steps(count: int) -> int:
    """A count that is told to everybody: rounded down to whole tens.

    >>> in_steps(0), in_steps(9), in_steps(10), in_steps(29)
    (0, 0, 10, 20)
    """
    return count - count % OVERDUE_STEP
