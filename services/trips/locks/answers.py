"""Response models of locks: what a batch of events made."""

from pydantic import BaseModel

from services.trips.locks.rules import Report
from shared.http.bodies import Word
from shared.http.documented import example


class EventFailure(BaseModel):
    """An event that did not land: its index in the batch, and the code of the problem."""

    index: int
    code: Word


class EventsReport(BaseModel):
    """`rides` were completed or changed by this call; `waiting` of its unlocks have no lock yet;
    `duplicates` of its events were known."""

    model_config = example(
        rides=1, waiting=0, duplicates=1, failures=[{"index": 2, "code": "event-conflict"}]
    )

    rides: int
    waiting: int
    duplicates: int
    failures: list[EventFailure]


def report_answer(report: Report) -> EventsReport:
    """What a batch of events made."""
    failures = [EventFailure(index=index, code=code) for index, code in report.failures]
    return EventsReport(
        rides=report.rides, waiting=report.waiting, duplicates=report.duplicates, failures=failures
    )
