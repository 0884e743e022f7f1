"""Table of who takes part in draws. Functions take `tx`; they never commit or decide.

Whoever changes how many tickets a rider has bought holds the lock on the rider's account.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.tickets.rules import Bought, Holding
from shared.db import Statement, fetch

REFUNDED_MAX = 500
"""Most riders whose tickets one transaction gives back."""
COUNTED_AT_ONCE = 5_000
"""Most riders whose tickets one statement counts."""
BEFORE_ALL = UUID(int=0)
"""Comes before every rider."""


async def join(tx: AsyncConnection, city_id: str, draw_id: UUID, rider_id: UUID, now: datetime) -> None:
    """Let a rider take part; who does already goes on."""
    await tx.execute(
        sa.text("""
            INSERT INTO draw_riders (draw_id, rider_id, city_id, joined_at)
            VALUES (:draw_id, :rider_id, :city_id, :now) ON CONFLICT DO NOTHING
        """),
        {"draw_id": draw_id, "rider_id": rider_id, "city_id": city_id, "now": now},
    )


async def leave(tx: AsyncConnection, draw_id: UUID, rider_id: UUID) -> None:
    """Let a rider take part no longer. What was bought is given back by the caller."""
    await tx.execute(
        sa.text("DELETE FROM draw_riders WHERE draw_id = :draw_id AND rider_id = :rider_id"),
        {"draw_id": draw_id, "rider_id": rider_id},
    )


BOUGHT = """
    SELECT draw_id, rider_id, bought, coalesce((body -> 'tickets' ->> 'cost_points')::int, 0), body -> 'name',
        cancelled_at
    FROM draw_riders JOIN draws USING (draw_id)
"""


async def find(tx: AsyncConnection, draw_id: UUID, rider_id: UUID) -> Bought | None:
    """What a rider who takes part has bought; None for who doesn't."""
    rows = await fetch(
        tx,
        sa.text(f"{BOUGHT} WHERE draw_id = :draw_id AND rider_id = :rider_id"),
        {"draw_id": draw_id, "rider_id": rider_id},
    )
    return Bought(*rows[0]) if rows else None


async def set_bought(tx: AsyncConnection, draw_id: UUID, rider_id: UUID, bought: int) -> None:
    """Store how many tickets a rider has bought of a draw."""
    await tx.execute(
        sa.text("""
            UPDATE draw_riders SET bought = :bought WHERE draw_id = :draw_id AND rider_id = :rider_id
        """),
        {"draw_id": draw_id, "rider_id": rider_id, "bought": bought},
    )


# Of each rider a few rows in the index by rider. Whether any was bought is looked at after: asked for here,
# PostgreSQL would take the index of all that was bought.
CANCELLED = sa.text(f"""
    {BOUGHT} WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND state = 'cancelled'
    ORDER BY cancelled_at, draw_id, rider_id
""")
CLEAR = sa.text("""
    UPDATE draw_riders SET bought = 0
    FROM unnest(CAST(:draw_ids AS uuid[]), CAST(:rider_ids AS uuid[])) AS row (draw_id, rider_id)
    WHERE draw_riders.draw_id = row.draw_id AND draw_riders.rider_id = row.rider_id
""")


def cancelled(rider_ids: Iterable[UUID]) -> Statement:
    """What reads the cancelled draws in which these riders took part."""
    return CANCELLED, {"rider_ids": list(rider_ids)}


async def cancelled_of(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> list[Bought]:
    """Tickets of cancelled draws that these riders have bought and not got back."""
    rows = await fetch(tx, *cancelled(rider_ids))
    return [bought for row in rows if (bought := Bought(*row)).bought]


async def clear(tx: AsyncConnection, refunded: Collection[Bought]) -> None:
    """Store that these tickets were given back."""
    values = {
        "draw_ids": [each.draw_id for each in refunded],
        "rider_ids": [each.rider_id for each in refunded],
    }
    await fetch(tx, CLEAR, values)


async def riders_to_refund(tx: AsyncConnection) -> list[UUID]:
    """Riders who have bought tickets of draws that were cancelled, at most REFUNDED_MAX."""
    rows = await tx.execute(
        sa.text("""
            SELECT rider_id FROM draws JOIN draw_riders USING (draw_id)
            WHERE state = 'cancelled' AND bought > 0 LIMIT :most
        """),
        {"most": REFUNDED_MAX},
    )
    return sorted({row[0] for row in rows})


# Trips are looked up by rider and local day, in the index of their primary key. A local day is at most a day
# before or after that of UTC.
HOLDINGS = """
    SELECT draw_id, taking_part.rider_id, bought, coalesce(used.trips, 0)::int, given.tickets::int
    FROM {taking_part} AS taking_part JOIN draws USING (draw_id)
    LEFT JOIN LATERAL (
        SELECT count(*) AS trips FROM trips
        WHERE trips.rider_id = taking_part.rider_id AND earns
            AND local_on >= opens_at::date - 1 AND local_on <= closes_at::date + 1
            AND started_at >= opens_at AND started_at < closes_at
            AND (
                body -> 'tickets' ->> 'from' = 'trips'
                OR body -> 'tickets' -> 'station_ids' ? start_station_id
                OR body -> 'tickets' -> 'station_ids' ? end_station_id
            )
    ) AS used ON body -> 'tickets' ->> 'from' <> 'points'
    CROSS JOIN LATERAL (
        SELECT coalesce(sum((entries.tickets ->> draw_id::text)::int), 0) AS tickets FROM entries
        WHERE entries.rider_id = taking_part.rider_id AND entries.tickets ? draw_id::text
    ) AS given
"""
NEXT_RIDERS = """(
    SELECT draw_id, rider_id, bought FROM draw_riders WHERE draw_id = :draw_id AND rider_id > :after
    ORDER BY rider_id LIMIT :most
)"""
NEXT_HOLDINGS = sa.text(HOLDINGS.format(taking_part=NEXT_RIDERS))
OWN_HOLDINGS = sa.text(f"""
    {HOLDINGS.format(taking_part="draw_riders")}
    WHERE taking_part.rider_id = :rider_id AND draw_id = ANY(CAST(:draw_ids AS uuid[]))
""")


async def holdings(tx: AsyncConnection, draw_id: UUID) -> list[Holding]:
    """What gives tickets to all who take part in a draw, as it is known now.

    Some riders at a time: all trips of all riders in one statement would pass its time limit in a large city,
    and the draw would never be counted.
    """
    found: list[Holding] = []
    after, rows = BEFORE_ALL, COUNTED_AT_ONCE
    while rows == COUNTED_AT_ONCE:
        values = {"draw_id": draw_id, "after": after, "most": COUNTED_AT_ONCE}
        page = [Holding(*row) for row in await fetch(tx, NEXT_HOLDINGS, values)]
        found += page
        rows, after = len(page), max((each.rider_id for each in page), default=after)
    return found


async def own_holdings(tx: AsyncConnection, rider_id: UUID, draw_ids: Sequence[UUID]) -> dict[UUID, Holding]:
    """By draw, what gives this rider tickets of these draws."""
    rows = await fetch(tx, OWN_HOLDINGS, {"rider_id": rider_id, "draw_ids": list(draw_ids)})
    return {row[0]: Holding(*row) for row in rows}
