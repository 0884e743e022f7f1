"""The table of prizes for ranks, and who wins them. Functions never decide or commit."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.leaderboards.rules import BOARDS, RIDERS_MIN
from services.rewards.leaderboards.store import ON_BOARD
from services.rewards.rank_prizes.rules import Prizes, Standing


async def add(tx: AsyncConnection, city_id: str, prizes: Prizes) -> None:
    """Insert prizes that are to be paid."""
    await tx.execute(
        sa.text("""
            INSERT INTO rank_prizes (prize_id, board_id, begins_on, points, due_at, campaign_id, city_id)
            VALUES (:prize_id, :board_id, :begins_on, CAST(:points AS int[]), :due_at, :campaign_id, :city_id)
        """),
        {
            "prize_id": prizes.prize_id,
            "board_id": prizes.board.board_id,
            "begins_on": prizes.begins_on,
            "points": list(prizes.points),
            "due_at": prizes.due_at,
            "campaign_id": prizes.campaign_id,
            "city_id": city_id,
        },
    )


DUE = sa.text("""
    SELECT prize_id, board_id, begins_on, points, due_at, campaign_id FROM rank_prizes
    WHERE paid_at IS NULL AND due_at <= :now ORDER BY due_at, prize_id LIMIT :most
""")


async def due(tx: AsyncConnection, now: datetime, most: int) -> list[Prizes]:
    """Prizes that are to be paid now, the first due first."""
    rows = await tx.execute(DUE, {"now": now, "most": most})
    return [Prizes(prize_id, BOARDS[board_id], *prizes) for prize_id, board_id, *prizes in rows]


# The riders of so many places, and all who have as many points as the last of them; ten at least, by whom one
# sees that the board is not empty.
WINNERS = sa.text(f"""
    SELECT rider_id, points FROM standings WHERE {ON_BOARD} AND -points <= coalesce((
        SELECT -points FROM standings WHERE {ON_BOARD} AND -points < 0
        ORDER BY -points, nickname OFFSET :places - 1 LIMIT 1
    ), -1) ORDER BY -points, nickname
""")


async def winners(tx: AsyncConnection, prizes: Prizes) -> list[Standing]:
    """The riders who fill the places for which there are prizes, in the order of the board."""
    board = prizes.board
    values = {"term": board.term, "part": board.part, "begins_on": prizes.begins_on}
    places = max(len(prizes.points), RIDERS_MIN)
    rows = await tx.execute(WINNERS, {**values, "places": places})
    return [Standing(*row) for row in rows]


PAID = sa.text("""
    UPDATE rank_prizes SET paid_at = :now, paid_points = :points
    WHERE prize_id = :prize_id AND paid_at IS NULL
""")


async def mark_paid(tx: AsyncConnection, prize_id: UUID, points: int, now: datetime) -> bool:
    """Mark prizes as settled, with so many points paid. False if they were already."""
    return (await tx.execute(PAID, {"prize_id": prize_id, "points": points, "now": now})).rowcount == 1
