"""Which board and period somebody asks for; riders join boards and leave them."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.groups import actions as groups
from services.rewards.groups.rules import GROUP_BOARDS, GroupBoard
from services.rewards.leaderboards import store
from services.rewards.leaderboards.rules import BOARDS, NO_BOARD, NO_PERIOD, Board
from services.rewards.ledger.rules import Account
from services.rewards.ledger.store import show_on_leaderboards
from services.rewards.periods import rules as periods
from shared.http.owned import owned


def board_of(board_id: str) -> Board | GroupBoard:
    """The board with this id. Raises NotFound."""
    of_riders = BOARDS.get(board_id)
    return of_riders or owned(GROUP_BOARDS.get(board_id), NO_BOARD)


def period_of(board: Board | GroupBoard, name: str | None, today: date) -> date:
    """The first day of the period with this name, or of the current one. Raises NotFound for one that is too
    long ago, and ValidationError for a name of none."""
    first = periods.begins_on(board.term, today) if name is None else periods.first_day(board.term, name)
    return owned(first if periods.is_shown(board.term, first, today) else None, NO_PERIOD)


async def show(tx: AsyncConnection, city_id: str, account: Account, on: bool) -> None:
    """Show a rider on all boards from now on, or on none. The rider has a profile, and the account is
    locked: no batch adds to the rider's boards meanwhile."""
    await show_on_leaderboards(tx, city_id, account, on)
    await groups.show(tx, city_id, account.rider_id, on)
    await (store.join if on else store.leave)(tx, city_id, [account.rider_id])
