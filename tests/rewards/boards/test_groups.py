"""Boards of groups: teams by their sums, districts and workplaces by points per rider, of ten and more."""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.rewards.groups import actions
from shared.events.challenges import MembershipChanged, TeamChanged
from tests.days import this_month
from tests.events import zone_reported
from tests.laws.streams import move_all
from tests.rewards.boards.boards import NAMES, opt_in, rider, signed_in, trip, voided
from tests.rewards.running_rewards import Running, heard

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SETTINGS: Any = SimpleNamespace(city_id="city", timezone="Europe/Madrid")


def team_id(name: str) -> UUID:
    return uuid5(NAMES, f"team {name}")


def team(known_as: str, kind: str = "team", revision: int = 1, **changes: Any) -> Any:
    fields: dict[str, Any] = {
        "city_id": "city",
        "team_id": team_id(known_as),
        "kind": kind,
        "name": known_as,
    }
    return heard(TeamChanged(revision=revision, **fields | changes))


def member(name: str, of: str, kind: str = "team", revision: int = 1, **changes: Any) -> Any:
    fields: dict[str, Any] = {
        "city_id": "city",
        "membership_id": uuid5(NAMES, f"{name} in {of}"),
        "rider_id": rider(name),
        "team_id": team_id(of),
        "kind": kind,
        "since": LONG_AGO,
    }
    return heard(MembershipChanged(revision=revision, **fields | changes))


async def make(rewards: Running) -> None:
    """Publish what was said, and make the boards."""
    await move_all(rewards.engine)
    await actions.make(rewards.engine, SETTINGS)


async def board(rewards: Running, board_id: str) -> list[tuple[int, str, int]]:
    answer = await rewards.asked("GET", f"/v1/leaderboards/{board_id}")
    return [(each["rank"], each["name"], each["points"]) for each in answer["top"]]


def riders(number: int, letter: str = "a") -> list[str]:
    return [f"rider {letter}{n:02}" for n in range(number)]


async def groups_add_up(rewards: Running) -> bool:
    """Whether the sums of groups are those of their riders."""
    query = """
        SELECT 1 FROM groups FULL JOIN (
            SELECT term, subject, begins_on, group_id, sum(points) AS points,
                count(*) FILTER (WHERE points > 0) AS riders
            FROM group_points GROUP BY term, subject, begins_on, group_id
        ) AS due USING (term, subject, begins_on, group_id)
        WHERE (coalesce(groups.points, 0), coalesce(groups.riders, 0))
            <> (coalesce(due.points, 0), coalesce(due.riders, 0))
    """
    return await rewards.rows(query) == []


async def test_districts_are_compared_by_points_per_rider_rounded_down(rewards: Running) -> None:
    """A trip is of the district of its start zone, and a district of fewer than ten riders is not shown."""
    await rewards.hear(
        heard(zone_reported(zone_id="north", name="North")),
        heard(zone_reported(zone_id="hill", parent_id="north", name="Hill")),
        heard(zone_reported(zone_id="south", name="South")),
    )
    north, south = riders(10), riders(9, "b")
    await rewards.hear(
        *(trip(name, this_month(), 5, start_zone_id="hill") for name in north[:-1]),
        trip(north[-1], this_month(), 14, start_zone_id="north"),
        *(trip(name, this_month(), 90, start_zone_id="south") for name in south),
    )
    await opt_in(rewards, *north, *south)
    await make(rewards)
    assert await board(rewards, "month-districts") == [(1, "North", 5)], "59 // 10, and nine are too few"
    await rewards.hear(trip(north[0], this_month(), 1, start_zone_id="south", what="to the south"))
    await make(rewards)
    assert await board(rewards, "month-districts") == [(1, "South", 81), (2, "North", 5)]
    assert await board(rewards, "season-districts") == [(1, "South", 81), (2, "North", 5)]
    assert await groups_add_up(rewards)


async def test_only_riders_who_opted_in_count_and_leaving_takes_effect_at_once(rewards: Running) -> None:
    await rewards.hear(heard(zone_reported(zone_id="north", name="North")))
    names = riders(11)
    await rewards.hear(*(trip(name, this_month(), 5, start_zone_id="north") for name in names))
    await rewards.hear(trip("Ana", this_month(), 300, start_zone_id="north"))
    await opt_in(rewards, *names)
    await make(rewards)
    assert await board(rewards, "month-districts") == [(1, "North", 5)]
    await opt_in(rewards, names[0], on=False)
    assert await board(rewards, "month-districts") == [(1, "North", 5)]
    await opt_in(rewards, names[1], on=False)
    assert await board(rewards, "month-districts") == [], "nine are left"
    known = {row[0] for row in await rewards.rows("SELECT rider_id FROM group_points")}
    assert known == {rider(name) for name in names[2:]}
    await opt_in(rewards, names[1])
    await make(rewards)
    assert await board(rewards, "month-districts") == [(1, "North", 5)]
    assert await groups_add_up(rewards)


async def test_the_days_limit_is_of_each_rider_and_group(rewards: Running) -> None:
    """And is that of the day's tariff: 300 and 300 points of one team are 400."""
    await rewards.hear(team("Rapid"))
    await rewards.hear(*(member(name, "Rapid") for name in riders(10)))
    await rewards.hear(
        trip("rider a00", this_month(), 300, what="one"),
        trip("rider a00", this_month(), 300, what="another"),
        *(trip(name, this_month(), 10) for name in riders(10)[1:]),
    )
    await opt_in(rewards, *riders(10))
    await make(rewards)
    assert await board(rewards, "month-teams") == [(1, "Rapid", 490)]


async def test_a_trip_is_of_the_team_of_its_start(rewards: Running) -> None:
    noon = datetime.combine(this_month(), time(12), UTC)
    await rewards.hear(team("Before"), team("After"), team("Work", "workplace"))
    await rewards.hear(
        member("rider a00", "Before", until=noon),
        member("rider a00", "After", since=noon),
        *(member(name, "Work", "workplace") for name in riders(10)),
    )
    starts = {"just before": -1, "at": 0, "after": 1}
    await rewards.hear(
        *(
            trip("rider a00", this_month(), 10, what=what, started_at=noon + timedelta(seconds=s))
            for what, s in starts.items()
        ),
        *(trip(name, this_month(), 10) for name in riders(10)[1:]),
    )
    await opt_in(rewards, *riders(10))
    await make(rewards)
    names = {"month-workplaces": [(1, "Work", 12)]}
    assert {board_id: await board(rewards, board_id) for board_id in names} == names
    points = dict(
        await rewards.rows("SELECT group_id, points FROM groups WHERE term = 'month' AND riders < 10")
    )
    assert points == {str(team_id("Before")): 10, str(team_id("After")): 20}
    assert await board(rewards, "month-teams") == [], "one rider is on it"


async def test_a_membership_that_is_told_late_or_corrected_moves_points(rewards: Running) -> None:
    names = riders(10)
    await rewards.hear(*(trip(name, this_month(), 10) for name in names))
    await opt_in(rewards, *names)
    await make(rewards)
    await rewards.hear(team("Rapid", name="Slow"), team("Other"))
    await rewards.hear(*(member(name, "Rapid") for name in names))
    await make(rewards)
    assert await board(rewards, "month-teams") == [(1, "Slow", 100)]
    await rewards.hear(team("Rapid", revision=2))
    left = member(names[0], "Rapid", revision=2, until=LONG_AGO + timedelta(days=1))
    await rewards.hear(left, member(names[0], "Other"))
    await rewards.hear(member(names[0], "Rapid"))  # an old state, told again
    await make(rewards)
    assert await board(rewards, "month-teams") == [(1, "Rapid", 90), (2, "Other", 10)]
    await rewards.hear(voided(names[0], this_month()))
    await make(rewards)
    assert await board(rewards, "month-teams") == [], "nine riders are left on it"
    assert await groups_add_up(rewards)


async def test_a_zone_that_moves_to_another_district_takes_its_trips_along(rewards: Running) -> None:
    names = riders(10)
    for zone_id in ("north", "south", "hill"):
        await rewards.hear(heard(zone_reported(zone_id=zone_id, name=zone_id.title())))
    await rewards.hear(heard(zone_reported(zone_id="hill", parent_id="north", name="Hill", revision=2)))
    await rewards.hear(*(trip(name, this_month(), 10, start_zone_id="hill") for name in names))
    await opt_in(rewards, *names)
    await make(rewards)
    assert await board(rewards, "month-districts") == [(1, "North", 10)]
    await rewards.hear(heard(zone_reported(zone_id="hill", parent_id="south", name="Hill", revision=3)))
    await make(rewards)
    assert await board(rewards, "month-districts") == [(1, "South", 10)]


@pytest.mark.parametrize("board_id", ["month-teams", "season-districts", "month-workplaces"])
async def test_boards_of_groups_are_listed_and_no_rider_has_a_place_on_them(
    rewards: Running, board_id: str
) -> None:
    listed = (await rewards.asked("GET", "/v1/leaderboards"))["leaderboards"]
    assert board_id in {each["board_id"] for each in listed}
    headers = rewards.signed_in("rider")
    own = await rewards.asked("GET", f"/v1/leaderboards/{board_id}/me", headers=headers)
    assert "rank" not in own
    assert own["riders"] == 0


async def test_nine_riders_who_change_teams_are_not_ten(rewards: Running) -> None:
    await rewards.hear(team("Rapid"), team("Lent"))
    second, mates = this_month() + timedelta(days=1), riders(9)
    noon = datetime.combine(second, time(12), UTC)
    for name in mates:
        await rewards.hear(member(name, "Rapid", until=noon), member(name, "Lent", since=noon))
        await rewards.hear(trip(name, this_month(), 2), trip(name, second + timedelta(days=1), 3))
    await opt_in(rewards, *mates)
    await make(rewards)
    assert await board(rewards, "month-teams") == []
    await rewards.hear(member("Ana", "Rapid"))
    await rewards.hear(trip("Ana", this_month(), 2))
    await opt_in(rewards, "Ana")
    await make(rewards)
    assert await board(rewards, "month-teams") == [(1, "Lent", 27), (2, "Rapid", 20)]
    me = await rewards.asked("GET", "/v1/leaderboards/month-teams/me", headers=signed_in(rewards, "Ana"))
    assert me["riders"] == 10
