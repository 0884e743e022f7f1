"""What trips answers: the JSON of a trip for its rider and for its operator."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.trips.rules import Verdict
from shared.http import cursors
from shared.http.auth import Caller
from shared.http.problems import NotFound

TRIP_FIELDS = (
    "vehicle_type",
    "duration_s",
    "distance_m",
    "distance_source",
    "start_station_id",
    "end_station_id",
)


def path_id(text: str) -> UUID:
    """The trip_id in a path. What is not a UUID names nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such trip.") from None


def own_trip(row: sa.Row[Any] | None, operator: Caller) -> sa.Row[Any]:
    """The trip, if it is this operator's; others are not to be known of."""
    if row is None or row.operator_id != operator.operator_id:
        raise NotFound("There is no such trip.")
    return row


def verdict_answer(trip_id: UUID, verdict: Verdict) -> dict[str, Any]:
    """What the reporter of a trip is told."""
    reasons = [verdict.reason] if verdict.reason else []
    return {"trip_id": str(trip_id), "verdict": verdict.name, "reasons": reasons}


def trip_answer(row: sa.Row[Any]) -> dict[str, Any]:
    """A trip as its rider sees it. What is not known is left out."""
    return {
        **verdict_answer(row.trip_id, Verdict(row.verdict, row.reason)),
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat(),
        **{name: value for name in TRIP_FIELDS if (value := getattr(row, name)) is not None},
    }


def queue_answer(row: sa.Row[Any]) -> dict[str, Any]:
    """A trip as its operator sees it."""
    return {
        **trip_answer(row),
        "rider_id": str(row.rider_id),
        **({"appeal": row.appeal} if row.appeal is not None else {}),
    }


def page(
    secret: str,
    list_name: str,
    rows: Sequence[sa.Row[Any]],
    limit: int,
    answer: Callable[[sa.Row[Any]], dict[str, Any]],
) -> dict[str, Any]:
    """At most `limit` trips, and where the next page begins if there is one more row."""
    listed: dict[str, Any] = {"trips": [answer(row) for row in rows[:limit]]}
    if len(rows) > limit:
        last = rows[limit - 1]
        listed["next_cursor"] = cursors.write(
            secret, list_name, last.started_at.isoformat(), str(last.trip_id)
        )
    return listed
