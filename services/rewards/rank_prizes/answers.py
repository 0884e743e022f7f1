"""What is answered about prizes for ranks."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.rewards.periods.rules import name_of
from services.rewards.rank_prizes.bodies import EXAMPLE
from services.rewards.rank_prizes.rules import Prizes
from shared.http.documented import example


class RankPrizes(BaseModel):
    """Prizes for the first places of a board. They are paid at `due_at`, by the board as it is then, by the
    campaign if there is one."""

    model_config = example(
        prize_id="019aa000-0000-7000-8000-0000000000d1",
        board_id="month-riders-all",
        due_at="2099-12-08T00:00:00+01:00",
        **EXAMPLE,
    )

    prize_id: UUID
    board_id: str
    period: str
    points: list[int]
    due_at: datetime
    campaign_id: UUID | None = None


def rank_prizes(prizes: Prizes) -> RankPrizes:
    """The answer for these prizes."""
    return RankPrizes(
        prize_id=prizes.prize_id,
        board_id=prizes.board.board_id,
        period=name_of(prizes.board.term, prizes.begins_on) or "",
        points=list(prizes.points),
        due_at=prizes.due_at,
        campaign_id=prizes.campaign_id,
    )
