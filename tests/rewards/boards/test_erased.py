"""Who is erased is on no board, and nothing of it is kept for boards and badges."""

from datetime import datetime

from shared.events.riders import RiderErased
from tests.days import this_week
from tests.rewards.boards.boards import board, fill, opt_in, rider, signed_in, trip
from tests.rewards.boards.test_badges import entry, station, work_out
from tests.rewards.boards.test_groups import make, member, team
from tests.rewards.running_rewards import Running, heard

KEPT = ("profiles", "standings", "group_points", "badges", "entry_badges", "memberships", "recount_requests")


async def erase(rewards: Running, name: str) -> None:
    await rewards.hear(heard(RiderErased(city_id="city", revision=1, rider_id=rider(name))))


async def kept(rewards: Running, name: str) -> list[str]:
    """The tables that have a row of this rider."""
    query = "SELECT 1 FROM {} WHERE rider_id = :id LIMIT 1"
    return [table for table in KEPT if await rewards.rows(query.format(table), id=rider(name))]


async def test_boards_forget_who_is_erased_at_once(rewards: Running) -> None:
    await fill(rewards, this_week())
    await rewards.hear(team("Rapid"))
    await rewards.hear(member("Ana", "Rapid", since=datetime.fromisoformat("2020-01-01T00:00:00Z")))
    await rewards.hear(trip("Ana", this_week(), 90))
    await opt_in(rewards, "Ana")
    await rewards.hear(entry(1, "spring"))
    await make(rewards)
    await work_out(rewards)
    await rewards.hear(entry(2, "autumn"))  # Ana's badges wait to be worked out anew
    assert await kept(rewards, "Ana") == [*KEPT]
    assert (await board(rewards, "week-riders-all"))[0] == (1, "Ana", 90)
    await erase(rewards, "Ana")
    assert "Ana" not in [name for _, name, _ in await board(rewards, "week-riders-all")]
    assert await kept(rewards, "Ana") == []
    await opt_in(rewards, "Bea")  # another rider may have the nickname now


async def test_what_is_heard_of_who_is_erased_is_kept_nowhere(rewards: Running) -> None:
    """Topics have no order among each other: memberships and entries come after the erasure too."""
    await rewards.hear(trip("Ana", this_week(), 90))
    await erase(rewards, "Ana")
    await rewards.hear(team("Rapid"))
    await rewards.hear(member("Ana", "Rapid"), member("Bea", "Rapid"))
    await rewards.hear(entry(1, "spring"))
    assert await kept(rewards, "Ana") == []
    assert await kept(rewards, "Bea") == ["memberships", "recount_requests"]
    assert await work_out(rewards) == []


async def test_who_is_erased_has_no_profile_any_more(rewards: Running) -> None:
    """Its token may be good for some time."""
    await rewards.hear(trip("Ana", this_week(), 90))
    await erase(rewards, "Ana")
    body = {"nickname": "Ana", "on_leaderboards": True}
    await rewards.asked("PUT", "/v1/me/profile", body, 404, signed_in(rewards, "Ana"))
    assert await kept(rewards, "Ana") == []
    assert await rewards.rows("SELECT 1 FROM accounts WHERE rider_id = :id", id=rider("Ana")) == []


async def test_who_is_erased_gets_no_badges_under_another_name(rewards: Running) -> None:
    await rewards.hear(trip("Ana", this_week(), 90), trip("Bea", this_week(), 90))
    assert len(await work_out(rewards)) == 2
    await erase(rewards, "Ana")
    await rewards.hear(station("a"))  # all riders are gone through
    assert await work_out(rewards) == []
    assert await rewards.rows("SELECT DISTINCT rider_id FROM badges") == [(rider("Bea"),)]
