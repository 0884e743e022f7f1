"""Who is erased is on no board, and nothing of it is kept for boards and badges."""

from datetime import datetime

from shared.events.riders import RiderErased
from tests.rewards.boards.boards import board, fill, opt_in, rider, trip
from tests.rewards.boards.test_badges import entry, work_out
from tests.rewards.boards.test_groups import make, member, team
from tests.rewards.boards.test_leaderboards import WEEK
from tests.rewards.running_rewards import Running, heard

KEPT = ("profiles", "standings", "group_points", "badges", "entry_badges", "memberships", "recount_requests")


async def naming_ana(rewards: Running) -> list[str]:
    """The tables of KEPT that have a row of Ana."""
    has_row = "SELECT 1 FROM {} WHERE rider_id = :id"
    return [table for table in KEPT if await rewards.rows(has_row.format(table), id=rider("Ana"))]


async def test_boards_forget_who_is_erased_at_once(rewards: Running) -> None:
    await fill(rewards, WEEK)
    await rewards.hear(team("Rapid"))
    await rewards.hear(member("Ana", "Rapid", since=datetime.fromisoformat("2020-01-01T00:00:00Z")))
    await rewards.hear(trip("Ana", WEEK, 90))
    await opt_in(rewards, "Ana")
    await rewards.hear(entry(1, "spring"))
    await make(rewards)
    await work_out(rewards)
    await rewards.hear(entry(2, "autumn"))  # Ana's badges wait to be worked out anew
    assert await naming_ana(rewards) == [*KEPT]
    assert (await board(rewards, "week-riders-all"))[0] == (1, "Ana", 90)
    await rewards.hear(heard(RiderErased(city_id="city", revision=1, rider_id=rider("Ana"))))
    assert "Ana" not in [name for _, name, _ in await board(rewards, "week-riders-all")]
    assert await naming_ana(rewards) == []
    await opt_in(rewards, "Bea")  # another rider may have the nickname now
