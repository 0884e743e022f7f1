"""Responsiveness: how soon reports of citizens are answered. Pure.

`reports` are those that were due in the month, without duplicates.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from services.public_value.indicators.estimates import ratio


class Report(NamedTuple):
    """A report by its local days. `answered_on` is the day of the answer that stands, None while there is
    none. `refused`: the answer was that nothing will be done."""

    submitted_on: date
    due_on: date
    answered_on: date | None = None
    refused: bool = False


class Median(NamedTuple):
    """The lower median of days to an answer; None, with `most_open`, where it is a report that is open."""

    days: int | None
    most_open: bool = False


def median_days(reports: Sequence[Report]) -> Median:
    """The lower median of local days until an answer, refused reports aside. A report that is open counts as
    longer than any other."""
    looked_at = [report for report in reports if not report.refused]
    days = sorted(
        (report.answered_on - report.submitted_on).days for report in looked_at if report.answered_on
    )
    middle = (len(looked_at) - 1) // 2
    if not looked_at:
        return Median(None)
    return Median(days[middle]) if middle < len(days) else Median(None, most_open=True)


def closed_in_target(reports: Sequence[Report]) -> float | None:
    """The share of reports that were answered on the day they were due or before."""
    in_time = [report for report in reports if report.answered_on and report.answered_on <= report.due_on]
    return ratio(len(in_time), len(reports))


def refused_share(reports: Sequence[Report]) -> float | None:
    """The share of reports of which it was said that nothing will be done."""
    return ratio(sum(report.refused for report in reports), len(reports))
