"""What is kept of traces, in the table `traces`: places, or what remains of them. Functions take `tx`; they
never decide."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.tellings.rules import Telling
from services.trips.tellings.store import LIST_SEPARATOR, as_list
from services.trips.traces.rules import Remains, packed
from shared.db import by_column, unnest

TRACE_COLUMNS = {
    "trip_id": "uuid",
    "city_id": "text",
    "rider_id": "uuid",
    "kept": "bytea",
    "zone_ids": "text",
    "start_zone_id": "text",
    "end_zone_id": "text",
    "since_at": "timestamptz",
}
SET_TRACES = sa.text(f"""
    INSERT INTO traces ({", ".join(TRACE_COLUMNS)})
    SELECT {", ".join(as_list("zone_ids", "text") if name == "zone_ids" else name for name in TRACE_COLUMNS)}
    FROM {unnest(TRACE_COLUMNS)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET kept = excluded.kept, zone_ids = excluded.zone_ids,
        start_zone_id = excluded.start_zone_id, end_zone_id = excluded.end_zone_id,
        since_at = excluded.since_at
        WHERE traces.remains IS NULL
""")


async def set_traces(tx: AsyncConnection, city_id: str, told: Sequence[Telling]) -> None:
    """Insert or replace the traces of these tellings, where they have one. What was deleted stays so."""
    rows = [
        (
            each.trip_id,
            city_id,
            each.rider_id,
            packed(each.trace),
            LIST_SEPARATOR.join(each.trace_zone_ids),
            *each.trace_ends,
            max(each.ended_at or each.started_at, each.heard_at or each.received_at),
        )
        for each in told
        if each.trace is not None
    ]
    if rows:
        await tx.execute(SET_TRACES, by_column(TRACE_COLUMNS, rows))


FORGET_COLUMNS = {"trip_id": "uuid", "remains": "jsonb"}
FORGET = sa.text(f"""
    UPDATE traces SET kept = NULL, remains = row.remains FROM {unnest(FORGET_COLUMNS)}
    WHERE traces.trip_id = row.trip_id AND traces.kept IS NOT NULL
""")


async def forget(tx: AsyncConnection, remains: Mapping[UUID, Remains]) -> None:
    """Delete the places and paces of these trips, of whose traces this remains, and by what their ways are
    known again. Their riders are locked; of ways that are added meanwhile see `own_traces.actions.forget`."""
    rows = [(trip_id, msgspec.json.encode(remains[trip_id]).decode()) for trip_id in sorted(remains)]
    await tx.execute(FORGET, by_column(FORGET_COLUMNS, rows))
    await tx.execute(
        sa.text("DELETE FROM ways WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))"),
        {"trip_ids": sorted(remains)},
    )


class Due(NamedTuple):
    """A trace whose places are to be deleted, and whose it is."""

    since_at: datetime
    trip_id: UUID
    rider_id: UUID
    started_at: datetime
    ended_at: datetime


# Points of a live trip may come for two weeks, however few days places are kept.
DUE = """
    SELECT traces.since_at, traces.trip_id, trips.rider_id, trips.started_at, trips.ended_at
    FROM traces JOIN trips ON trips.trip_id = traces.trip_id
    WHERE traces.kept IS NOT NULL AND traces.since_at < :before {after}
        AND NOT EXISTS (
            SELECT FROM live_trips WHERE live_trips.trip_id = traces.trip_id AND NOT live_trips.closed
        )
    ORDER BY traces.since_at, traces.trip_id LIMIT :most
"""


async def due(tx: AsyncConnection, before: datetime, most: int, after: Due | None) -> list[Due]:
    """The traces of trips that ended, and were heard of, before this instant, from behind `after`, in order,
    `most` at most."""
    condition = "AND (traces.since_at, traces.trip_id) > (:since_at, :trip_id)" if after else ""
    place = {"since_at": after.since_at, "trip_id": after.trip_id} if after else {}
    values = {"before": before, "most": most, **place}
    rows = await tx.execute(sa.text(DUE.format(after=condition)), values)
    return [Due(*row) for row in rows]


KEPT_OF = sa.text("""
    SELECT traces.since_at, traces.trip_id, trips.rider_id, trips.started_at, trips.ended_at
    FROM trips CROSS JOIN LATERAL (
        SELECT trip_id, since_at FROM traces
        WHERE traces.trip_id = trips.trip_id AND kept IS NOT NULL OFFSET 0
    ) AS traces
    WHERE trips.rider_id = ANY(CAST(:rider_ids AS uuid[]))
    ORDER BY trips.rider_id, trips.started_at
""")


async def kept_of(tx: AsyncConnection, rider_ids: Collection[UUID]) -> list[Due]:
    """The traces of these riders of which places are kept, each rider's in order of their starts."""
    return [Due(*row) for row in await tx.execute(KEPT_OF, {"rider_ids": sorted(rider_ids)})]
