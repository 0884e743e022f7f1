"""A trip as an operator reports it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4


def reported_trip(ago: timedelta = timedelta(hours=1), **facts: Any) -> dict[str, Any]:
    """A bike's trip of 20 minutes that began `ago`, of a rider of its own, with these facts besides."""
    started_at = datetime.now(UTC) - ago
    return {
        "trip_id": str(uuid4()),
        "rider_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(minutes=20)).isoformat(),
    } | facts
