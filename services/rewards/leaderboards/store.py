"""Tables of leaderboards: the points of riders who have opted in, by board and period, and how many of them
have how many points. Functions never decide or commit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.leaderboards.rules import (
    BUCKET_POINTS,
    NEIGHBOURS,
    NEWCOMER_DAYS,
    TOP,
    Board,
    DayOnBoards,
    Neighbour,
)
from services.rewards.periods.rules import BEGINNING
from shared.db import by_column, fetch, unnest

# How many riders have how many points, counted point by point (width 1) and bucket by bucket. Rows are
# sorted, because all batches write the same ones.
COUNT = f"""
    INSERT INTO point_counts AS known (term, part, begins_on, width, bucket, riders, city_id)
    SELECT term, part, begins_on, width, bucket, sum(riders), :city_id
    FROM moved CROSS JOIN LATERAL (VALUES (points_before, -1), (points, 1)) AS side (points, riders)
    CROSS JOIN LATERAL (
        VALUES (1, side.points), ({BUCKET_POINTS}, side.points / {BUCKET_POINTS})
    ) AS level (width, bucket)
    WHERE side.points > 0 GROUP BY term, part, begins_on, width, bucket HAVING sum(riders) <> 0
    ORDER BY term, part, begins_on, width, bucket
    ON CONFLICT (term, part, begins_on, width, bucket) DO UPDATE SET riders = known.riders + excluded.riders
"""
# One statement for all boards. `rider` has the first day of a trip that counts, as it was when the rider's
# boards were last added to, and as it is. Where that is another day, the boards of newcomers are made anew:
# of a newcomer they say what the boards of all say.
ADD = f"""
    WITH day AS ({{days}}), rider AS (
        SELECT rider_id, nickname, first_ridden_on AS first_before, (
            SELECT local_on FROM rider_days
            WHERE rider_days.rider_id = profiles.rider_id AND trips > 0 ORDER BY local_on LIMIT 1
        ) AS first_now
        FROM profiles WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
    ), gain AS (
        SELECT rider_id, term, part, begins_on, gained.points
        FROM day JOIN rider USING (rider_id) CROSS JOIN LATERAL (VALUES
            ('week', CAST(date_trunc('week', CAST(local_on AS timestamp)) AS date)),
            ('month', CAST(date_trunc('month', CAST(local_on AS timestamp)) AS date)),
            ('season', CAST(date_trunc('quarter', CAST(local_on AS timestamp)) AS date)),
            ('all', DATE '{BEGINNING}')
        ) AS period (term, begins_on) CROSS JOIN LATERAL (VALUES
            ('all', day.points), ('ebike', day.ebike_points),
            ('newcomers', CASE WHEN term <> 'all' AND first_now >= begins_on - {NEWCOMER_DAYS}
                THEN day.points ELSE 0 END)
        ) AS gained (part, points)
        UNION ALL
        SELECT rider_id, term, 'newcomers', begins_on, CASE part WHEN 'all' THEN points ELSE -points END
        FROM rider JOIN standings USING (rider_id)
        WHERE first_before IS DISTINCT FROM first_now AND (part = 'newcomers' OR (
            part = 'all' AND term <> 'all' AND first_now >= begins_on - {NEWCOMER_DAYS}
        ))
    ), moved AS (
        INSERT INTO standings AS known (rider_id, term, part, begins_on, points, nickname, city_id)
        SELECT rider_id, term, part, begins_on, sum(points), nickname, :city_id
        FROM gain JOIN rider USING (rider_id) GROUP BY rider_id, term, part, begins_on, nickname
        HAVING sum(points) <> 0 ORDER BY rider_id, term, part, begins_on
        ON CONFLICT (rider_id, term, part, begins_on) DO UPDATE SET points = known.points + excluded.points
        RETURNING new.term, new.part, new.begins_on, coalesce(old.points, 0) AS points_before, new.points
    ), kept AS (
        UPDATE profiles SET first_ridden_on = first_now FROM rider
        WHERE profiles.rider_id = rider.rider_id AND first_before IS DISTINCT FROM first_now
    ) {COUNT}
"""
DAY_COLUMNS = {"rider_id": "uuid", "local_on": "date", "points": "int", "ebike_points": "int"}
ADD_DAYS = sa.text(ADD.format(days=f"SELECT {', '.join(DAY_COLUMNS)} FROM {unnest(DAY_COLUMNS)}"))


async def add_days(tx: AsyncConnection, city_id: str, days: Sequence[DayOnBoards]) -> None:
    """Add what these days have gained to all boards. Their riders are on boards, their accounts locked."""
    riders = sorted({day.rider_id for day in days})
    values = {**by_column(DAY_COLUMNS, days), "rider_ids": riders, "city_id": city_id}
    await fetch(tx, ADD_DAYS, values)


FILL = sa.text(
    ADD.format(
        days="""
            SELECT rider_id, local_on, least(points, limit_points) AS points,
                least(ebike_points, limit_points) AS ebike_points
            FROM rider_days WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
        """
    )
)


async def join(tx: AsyncConnection, city_id: str, rider_ids: Sequence[UUID]) -> None:
    """Show riders on all boards, with all that their days have given. They have profiles, are on no board
    yet, and their accounts are locked."""
    await fetch(tx, FILL, {"rider_ids": list(rider_ids), "city_id": city_id})


LEAVE = sa.text(f"""
    WITH forgotten AS (
        UPDATE profiles SET first_ridden_on = NULL WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
    ), moved AS (
        DELETE FROM standings WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
        RETURNING term, part, begins_on, points AS points_before, 0 AS points
    ) {COUNT}
""")


async def leave(tx: AsyncConnection, city_id: str, rider_ids: Sequence[UUID]) -> None:
    """Take riders off all boards of all periods."""
    await fetch(tx, LEAVE, {"rider_ids": list(rider_ids), "city_id": city_id})


RENAME = sa.text("UPDATE standings SET nickname = :nickname WHERE rider_id = :rider_id")


async def rename(tx: AsyncConnection, rider_id: UUID, nickname: str) -> None:
    """Show a rider under another nickname, on all boards of all periods."""
    await tx.execute(RENAME, {"rider_id": rider_id, "nickname": nickname})


# Points are compared as -points, so that one direction of the index is the order of the board.
ON_BOARD = "term = :term AND part = :part AND begins_on = :begins_on"
READ_TOP = sa.text(f"""
    SELECT nickname, points FROM standings WHERE {ON_BOARD} AND -points < 0 ORDER BY -points, nickname
    LIMIT {TOP}
""")


async def top(tx: AsyncConnection, board: Board, begins_on: date) -> list[tuple[str, int]]:
    """Nickname and points of the first riders, in the order of the board."""
    values = {"term": board.term, "part": board.part, "begins_on": begins_on}
    return [(nickname, points) for nickname, points in await fetch(tx, READ_TOP, values)]


class Around(NamedTuple):
    """A rider's rank and points on a board (0: not on it) and how many have as many points, those next to the
    rider, from the nearest on, and how many riders are on the board."""

    riders: int
    rank: int
    points: int
    equals: int
    above: list[Neighbour]
    below: list[Neighbour]


EQUALS = f"""
    SELECT riders FROM point_counts WHERE {ON_BOARD} AND width = 1 AND bucket = {{}}
"""


# One condition for each end of the range in the index: of two for one end PostgreSQL may take the far one.
ABOVE = "(-points, nickname) < (-me.points, me.nickname)"
BELOW = "(-points, nickname) > (-me.points, me.nickname) AND -points < 0"


def _neighbours(condition: str, order: str) -> str:
    """SQL of those next to the rider on one side, from the nearest on, as JSON."""
    return f"""(
        SELECT coalesce(json_agg(json_build_array(nickname, points, ({EQUALS.format("next.points")}))), '[]')
        FROM (
            SELECT nickname, points FROM standings
            WHERE {ON_BOARD} AND {condition}
            ORDER BY -points {order}, nickname {order} LIMIT {NEIGHBOURS}
        ) AS next
    )"""


IN_BUCKETS = f"""
    SELECT coalesce(sum(riders), 0)::int FROM point_counts WHERE {ON_BOARD} AND width = {BUCKET_POINTS}
"""
READ_AROUND = sa.text(f"""
    SELECT ({IN_BUCKETS}),
        1 + ({IN_BUCKETS} AND bucket > me.points / {BUCKET_POINTS}) + (
            SELECT coalesce(sum(riders), 0)::int FROM point_counts WHERE {ON_BOARD} AND width = 1
                AND bucket > me.points AND bucket < (me.points / {BUCKET_POINTS} + 1) * {BUCKET_POINTS}
        ), me.points, ({EQUALS.format("me.points")}),
        {_neighbours(ABOVE, "DESC")}, {_neighbours(BELOW, "ASC")}
    FROM (SELECT) AS always LEFT JOIN standings AS me ON rider_id = :rider_id AND {ON_BOARD} AND points > 0
""")


async def around(tx: AsyncConnection, board: Board, begins_on: date, rider_id: UUID) -> Around:
    """A rider's place on a board, and those next to it, in one statement: one state of the board."""
    values = {"term": board.term, "part": board.part, "begins_on": begins_on, "rider_id": rider_id}
    [row] = await fetch(tx, READ_AROUND, values)
    riders, rank, points, equals, above, below = row
    if points is None:
        return Around(riders, 0, 0, 0, [], [])
    return Around(riders, rank, points, equals, _rows(above), _rows(below))


def _rows(rows: list[list[Any]]) -> list[Neighbour]:
    return [(nickname, points, equals) for nickname, points, equals in rows]
