"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key, segment


class ListedBoard(Model, frozen=True, kw_only=True):
    """A board, and its current period, left out for one that counts for ever."""

    board_id: str
    period: str | None = None


class BoardList(Model, frozen=True, kw_only=True):
    """All boards."""

    leaderboards: list[ListedBoard]


class BoardPlace(Model, frozen=True, kw_only=True):
    """A rider on a board. Riders with equal points share a rank, and the next one is left out."""

    rank: int
    nickname: str
    points: int


class GroupPlace(Model, frozen=True, kw_only=True):
    """A team, district or workplace on a board. Equal ones share a rank, and the next one is left out."""

    rank: int
    group_id: str
    name: str
    points: int


class Leaderboard(Model, frozen=True, kw_only=True):
    """The first 100 of a board: of riders, or of groups. A board of fewer than 10 riders is empty, and
    districts and workplaces of fewer than 10 riders are not on it."""

    board_id: str
    period: str | None = None
    top: list[BoardPlace] | list[GroupPlace]


class OwnPlace(Model, frozen=True, kw_only=True):
    """A rider's place on a board, and the five above and below, all in the order of the board. Who is not on
    it has no rank, and reads how many are. A board of fewer than 10 riders is empty."""

    board_id: str
    period: str | None = None
    riders: int
    rank: int | None = None
    points: int | None = None
    above: list[BoardPlace]
    below: list[BoardPlace]


class RankPrizesBody(Model, frozen=True, kw_only=True):
    """The points for the first places of a board in a period that has not ended, the first place first."""

    period: str
    points: list[int]
    campaign_id: UUID | None = None


class RankPrizes(Model, frozen=True, kw_only=True):
    """Prizes for the first places of a board. They are paid at `due_at`, by the board as it is then, by the
    campaign if there is one."""

    prize_id: UUID
    board_id: str
    period: str
    points: list[int]
    due_at: datetime
    campaign_id: UUID | None = None


async def list_leaderboards(rodem: Rodem) -> BoardList:
    """All leaderboards, with their current periods. A season is a quarter of the year."""
    return decoded(await rodem.send("GET", "/v1/leaderboards"), BoardList)


async def read_leaderboard(rodem: Rodem, board_id: UUID | str, *, period: str | None = None) -> Leaderboard:
    """The first 100 of a board, by nickname: only riders who have opted in. Boards of teams, districts and
    workplaces are made every 15 minutes. `period` is such as `2026-W47`,
    `2026-11` or `2026-Q4`, by itself the current one; 13 months after its end it is no longer shown."""
    return decoded(
        await rodem.send("GET", f"/v1/leaderboards/{segment(board_id)}", query={"period": period}),
        Leaderboard,
    )


async def read_own_place(rodem: Rodem, board_id: UUID | str, *, period: str | None = None) -> OwnPlace:
    """Where you stand on a board, with the five above and below you, and how many riders are on it. On boards
    of groups no rider has a rank."""
    return decoded(
        await rodem.send("GET", f"/v1/leaderboards/{segment(board_id)}/me", query={"period": period}),
        OwnPlace,
    )


async def promise_rank_prizes(
    rodem: Rodem,
    board_id: UUID | str,
    body: RankPrizesBody | Raw,
    *,
    idempotency_key: str | None = None,
    dry_run: bool = False,
) -> RankPrizes:
    """Promise points for the first places of a board of riders. They are paid seven local days after the
    period, by the board as it is then. Who shares a rank shares the prizes of the places that they fill. A
    campaign that is named promises them at once, and gets back what is not paid."""
    return decoded(
        await rodem.send(
            "POST",
            f"/v1/leaderboards/{segment(board_id)}/prizes",
            body=body,
            idempotency_key=idempotency_key or new_key(),
            dry_run=dry_run,
        ),
        RankPrizes,
    )
