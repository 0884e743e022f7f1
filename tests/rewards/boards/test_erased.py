"""Who is erased is on no board, and nothing of it is kept for boards and badges."""

from datetime import datetime

from shared.events.riders import RiderErased
from tests.rewards.boards.boards import board, fill, opt_in, rider, trip
from tests.rewards.boards.test_groups import make, member, team
from tests.rewards.boards.test_leaderboards import WEEK
from tests.rewards.running_rewards import Running, heard

KEPT = ("profiles", "standings", "group_points", "badges", "entry_badges", "memberships", "recount_requests")


async def test_boards_forget_who_is_erased_at_once(rewards: Running) -> None:
    await fill(rewards, WEEK)
    await rewards.hear(team("Rapid"))
    await rewards.hear(member("Ana", "Rapid", since=datetime.fromisoformat("2020-01-01T00:00:00Z")))
    await rewards.hear(trip("Ana", WEEK, 90))
    await opt_in(rewards, "Ana")
    await make(rewards)
    assert (await board(rewards, "week-riders-all"))[0] == (1, "Ana", 90)
    await rewards.hear(heard(RiderErased(city_id="city", revision=1, rider_id=rider("Ana"))))
    assert "Ana" not in [name for _, name, _ in await board(rewards, "week-riders-all")]
    for table in KEPT:
        assert await rewards.rows(f"SELECT 1 FROM {table} WHERE rider_id = :id", id=rider("Ana")) == [], table
    await opt_in(rewards, "Bea")  # another rider may have the nickname now
