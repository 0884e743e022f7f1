"""An operator's trips that are to be reviewed. Functions take `tx`; they never decide."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.queue.rules import Filters
from services.trips.review.rules import Reviewed
from services.trips.review.store import ANSWERABLE, REVIEWED, reviewed
from services.trips.rules import Listed
from services.trips.tellings.store import remains_of
from services.trips.traces.rules import Remains, Trace, unpacked
from shared.db import Statement

WAITS = "(trips.verdict = 'held' OR trips.appeal_waits)"
"""What waits for a person. Written as in the indexes of such trips, so that PostgreSQL takes them."""
ONE_REASON = ("rejected", "voided")
"""Verdicts with exactly one reason."""


class InQueue(NamedTuple):
    """A trip in the queue, and what is kept of its own trace, or remains of it."""

    reviewed: Reviewed
    trace: Trace | None
    remains: Remains | None


async def operator_trips(
    tx: AsyncConnection, operator_id: str, wanted: Filters, most: int, after: Listed | None
) -> list[InQueue]:
    """An operator's trips that are wanted, oldest first."""
    if wanted.reason and wanted.verdict in ("accepted", "open"):
        return []  # such trips have no reasons
    return [
        InQueue(reviewed(row), unpacked(row.trace) if row.trace else None, remains_of(row.remains))
        for row in await tx.execute(*statement(operator_id, wanted, most, after))
    ]


def statement(operator_id: str, wanted: Filters, most: int, after: Listed | None) -> Statement:
    """What reads these trips."""
    conditions = ["trips.operator_id = :operator_id", *_conditions(wanted)]
    values: dict[str, Any] = {"operator_id": operator_id, "most": most}
    for name in ("verdict", "reason", "since", "until"):
        if (value := getattr(wanted, name)) is not None:
            values[name] = value
    if after:
        conditions.append("(started_at, trips.trip_id) > (:after_start, :after_id)")
        values |= {"after_start": after.started_at, "after_id": after.trip_id}
    query = sa.text(f"""
        SELECT {REVIEWED}, traces.kept AS trace, traces.remains::text AS remains FROM trips
        LEFT JOIN appeals ON appeals.trip_id = trips.trip_id
        LEFT JOIN traces ON traces.trip_id = trips.trip_id
        WHERE {" AND ".join(conditions)} ORDER BY started_at, trips.trip_id LIMIT :most
    """)
    return query, values


def _conditions(wanted: Filters) -> Iterator[str]:
    """What is asked for, each so that an index serves it."""
    if wanted.appealed:
        yield f"trips.appeal_waits AND {ANSWERABLE}"
    elif wanted.appealed is False:
        yield f"NOT (trips.appeal_waits AND {ANSWERABLE})"
    if wanted.verdict:
        yield "trips.verdict = :verdict"
    is_searched = wanted.reason or wanted.confirmed_by
    if (wanted.verdict == "held" and is_searched) or not (wanted.verdict or wanted.appealed):
        yield f"{WAITS} AND {ANSWERABLE}"
    elif wanted.verdict:
        yield "trips.is_trip"  # as what waits is anyway
    if wanted.reason and wanted.verdict in ONE_REASON:
        yield "trips.verdict IN ('rejected', 'voided') AND trips.reasons[1] = :reason"
    elif wanted.reason:
        yield "trips.reasons @> ARRAY[CAST(:reason AS text)]"
    if wanted.confirmed_by:
        yield f"trips.confirmed_by @> ARRAY['{wanted.confirmed_by}']"
    bounds = {"trips.started_at >= :since": wanted.since, "trips.started_at < :until": wanted.until}
    yield from (condition for condition, bound in bounds.items() if bound)
