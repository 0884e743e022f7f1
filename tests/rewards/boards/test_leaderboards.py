"""Leaderboards of riders: who is on them, with how many points, and at which rank."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from services.rewards.periods import rules
from tests.days import this_week, today
from tests.events import entry_judged
from tests.laws.statements import statements
from tests.rewards.boards.boards import board, fill, opt_in, rider, signed_in, standings, trip, voided
from tests.rewards.running_rewards import Running, heard, is_sound


async def me(rewards: Running, name: str, board_id: str = "week-riders-all", period: str = "") -> Any:
    path = f"/v1/leaderboards/{board_id}/me" + (f"?period={period}" if period else "")
    return await rewards.asked("GET", path, headers=signed_in(rewards, name))


async def test_a_board_has_the_points_of_its_period_by_rank_and_nickname(rewards: Running) -> None:
    names = await fill(rewards, this_week(), 8)
    await rewards.hear(
        trip("Cai", this_week(), 80), trip("Bea", this_week(), 80), trip("Ana", this_week(), 90)
    )
    await opt_in(rewards, "Ana", "Bea", "Cai")
    shown = await board(rewards, "week-riders-all")
    assert shown[:4] == [(1, "Ana", 90), (2, "Bea", 80), (2, "Cai", 80), (4, "filler 08", 8)]
    assert len(shown) == len(names) + 3
    assert await is_sound(rewards)


@pytest.mark.parametrize("term", ["week", "month", "season"])
async def test_a_period_ends_with_its_last_local_day(rewards: Running, term: Any) -> None:
    first = rules.begins_on(term, date(2026, 8, 12))
    last = rules.ends_on(term, first) - timedelta(days=1)
    days = {first - timedelta(days=1): 1, first: 2, last: 4, last + timedelta(days=1): 8}
    await opt_in(rewards, "Ana")
    await rewards.hear(*(trip("Ana", on, points) for on, points in days.items()))
    assert await standings(rewards, term, "all", first) == {"Ana": 6}
    assert await standings(rewards, "all", "all", rules.BEGINNING) == {"Ana": 15}


async def test_a_board_of_ebikes_has_their_trips_alone(rewards: Running) -> None:
    """The day's limit is that of each board: 300 by bike and 200 by e-bike give 400, and 200."""
    await opt_in(rewards, "Ana")
    await rewards.hear(
        trip("Ana", this_week(), 300), trip("Ana", this_week(), 200, vehicle_type="ebike", what="by e-bike")
    )
    assert await standings(rewards, "week", "all", this_week()) == {"Ana": 400}
    assert await standings(rewards, "week", "ebike", this_week()) == {"Ana": 200}
    await rewards.hear(trip("Ana", this_week(), 200, 2, what="by e-bike"))  # it was a bike after all
    assert await standings(rewards, "week", "ebike", this_week()) == {}
    assert await is_sound(rewards)


async def test_limits_of_a_trip_and_a_day_hold_and_the_months_does_not(rewards: Running) -> None:
    tomorrow = today() + timedelta(days=1)
    await rewards.published(trip_points_max=50, day_points_max=80, month_points_max=10)
    await opt_in(rewards, "Ana")
    await rewards.hear(*(trip("Ana", tomorrow, 60, what=str(n)) for n in range(2)))
    assert await standings(rewards, "all", "all", rules.BEGINNING) == {"Ana": 80}
    await rewards.hear(voided("Ana", tomorrow, what="1"))
    assert await standings(rewards, "all", "all", rules.BEGINNING) == {"Ana": 50}


async def test_rewards_of_challenges_are_on_no_board(rewards: Running) -> None:
    await opt_in(rewards, "Ana")
    await rewards.hear(heard(entry_judged(rider_id=rider("Ana"), completed_at=datetime.now(UTC))))
    await rewards.hear(trip("Ana", this_week(), 30))
    assert await rewards.rows("SELECT points FROM accounts") == [(130,)]
    assert await standings(rewards, "all", "all", rules.BEGINNING) == {"Ana": 30}


async def test_fewer_than_ten_riders_are_nobody(rewards: Running) -> None:
    names = await fill(rewards, this_week(), 9)
    empty = {"board_id": "week-riders-all", "period": rules.name_of("week", this_week())}
    assert await rewards.asked("GET", "/v1/leaderboards/week-riders-all") == empty | {"top": []}
    assert await me(rewards, names[0]) == empty | {"riders": 0, "above": [], "below": []}
    await rewards.hear(trip("Ana", this_week(), 90))
    assert await board(rewards, "week-riders-all") == [], "who has not opted in does not fill a board"
    await opt_in(rewards, "Ana")
    assert len(await board(rewards, "week-riders-all")) == 10
    assert (await me(rewards, names[0]))["riders"] == 10
    await rewards.hear(voided("Ana", this_week()))
    assert await board(rewards, "week-riders-all") == [], "who has no point does not either"


async def test_who_has_not_opted_in_is_on_no_board_and_in_no_row(rewards: Running) -> None:
    names = await fill(rewards, this_week())
    await rewards.hear(trip("Ana", this_week(), 90), trip("Bea", this_week(), 95))
    await opt_in(rewards, "Bea", on=False)
    assert [name for _, name, _ in await board(rewards, "week-riders-all")] == names[::-1]
    for name in ("Ana", "Bea"):
        own = await me(rewards, name)
        assert (own["riders"], own.get("rank"), own.get("points"), own["above"]) == (10, None, None, [])
    on_boards = {row[0] for row in await rewards.rows("SELECT rider_id FROM standings")}
    assert on_boards == {rider(name) for name in names}


async def test_opting_in_shows_the_whole_period_and_leaving_ends_it_everywhere(rewards: Running) -> None:
    """Past periods too, and the nickname with them."""
    last_week = this_week() - timedelta(days=7)
    before = rules.name_of("week", last_week)
    await fill(rewards, this_week())
    await fill(rewards, last_week)
    await rewards.hear(trip("Ana", last_week, 90), trip("Ana", this_week(), 70))
    await opt_in(rewards, "Ana")
    assert (await board(rewards, "week-riders-all"))[0] == (1, "Ana", 70)
    assert (await board(rewards, "week-riders-all", before))[0] == (1, "Ana", 90)
    assert (await board(rewards, "all-riders-all"))[0] == (1, "Ana", 160)
    await rewards.hear(trip("Ana", this_week(), 5, what="one more"))
    assert (await board(rewards, "week-riders-all"))[0] == (1, "Ana", 75)
    await opt_in(rewards, "Ana", on=False)
    for period in (None, before):
        assert "Ana" not in [name for _, name, _ in await board(rewards, "week-riders-all", period)]
    assert await rewards.rows("SELECT 1 FROM standings WHERE nickname = 'Ana'") == []
    await rewards.hear(trip("Ana", this_week(), 5, what="and another"))
    assert await rewards.rows("SELECT 1 FROM standings WHERE nickname = 'Ana'") == []
    await opt_in(rewards, "Ana")
    assert (await board(rewards, "week-riders-all"))[0] == (1, "Ana", 80), "the whole period once more"
    assert await is_sound(rewards)


async def test_who_opts_in_before_the_first_trip_is_on_boards_with_it(rewards: Running) -> None:
    await opt_in(rewards, "Ana")
    assert await is_sound(rewards)
    await rewards.hear(trip("Ana", this_week(), 70))
    assert await standings(rewards, "week", "newcomers", this_week()) == {"Ana": 70}
    assert await is_sound(rewards)


async def test_a_new_nickname_is_on_all_boards_at_once(rewards: Running) -> None:
    await fill(rewards, this_week())
    await rewards.hear(trip("Ana", this_week(), 70))
    await opt_in(rewards, "Ana")
    async with rewards.engine.begin() as tx:
        await tx.execute(sa.text("UPDATE profiles SET nickname_changed_at = now() - interval '7 days'"))
    body = {"nickname": "Zoe", "on_leaderboards": True}
    await rewards.asked("PUT", "/v1/me/profile", body, headers=signed_in(rewards, "Ana"))
    assert (await board(rewards, "week-riders-all"))[0] == (1, "Zoe", 70)
    assert await rewards.rows("SELECT 1 FROM standings WHERE nickname = 'Ana'") == []


async def test_a_void_moves_ranks(rewards: Running) -> None:
    names = await fill(rewards, this_week())
    await rewards.hear(trip(names[0], this_week(), 90, what="long"))
    assert (await me(rewards, names[0]))["rank"] == 1
    await rewards.hear(voided(names[0], this_week(), what="long"))
    assert (await me(rewards, names[0]))["rank"] == 10
    assert (await me(rewards, names[9]))["rank"] == 1
    assert await is_sound(rewards)


async def test_who_first_rode_28_days_before_a_period_is_new_in_it(rewards: Running) -> None:
    """A void of the first trip, and an earlier trip that comes late, change who is new."""
    long_ago, just = this_week() - timedelta(days=29), this_week() - timedelta(days=28)
    await opt_in(rewards, "Ana", "Bea")
    for name, first in (("Ana", just), ("Bea", long_ago)):
        await rewards.hear(trip(name, first, 10), trip(name, this_week(), 20))
    assert await standings(rewards, "week", "newcomers", this_week()) == {"Ana": 20}
    await rewards.hear(voided("Bea", long_ago))
    assert await standings(rewards, "week", "newcomers", this_week()) == {"Ana": 20, "Bea": 20}
    await rewards.hear(trip("Ana", long_ago, 0, distance_m=None))  # it counts, and gives nothing
    assert await standings(rewards, "week", "newcomers", this_week()) == {"Bea": 20}
    assert await is_sound(rewards)


async def test_me_has_five_on_each_side_with_their_ranks(rewards: Running) -> None:
    """Against a plain list, with many equal points, for every rider."""
    random = Random(7)
    points = {f"rider {n:02}": random.choice([1, 2, 3, 255, 256, 257, 300]) for n in range(40)}
    await rewards.hear(*(trip(name, this_week(), given) for name, given in points.items()))
    await opt_in(rewards, *points)
    in_order = sorted(points, key=lambda name: (-points[name], name))
    whole = [
        {
            "rank": 1 + sum(more > points[name] for more in points.values()),
            "nickname": name,
            "points": points[name],
        }
        for name in in_order
    ]
    for place, name in enumerate(in_order):
        own = await me(rewards, name)
        assert own["above"] == whole[max(0, place - 5) : place], name
        assert own["below"] == whole[place + 1 : place + 6], name
        assert (own["rank"], own["points"], own["riders"]) == (whole[place]["rank"], points[name], 40)
    assert await board(rewards, "week-riders-all") == [tuple(each.values()) for each in whole]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("week-riders-some", 404, id="no such board"),
        pytest.param("week-riders-all?period=2026-11", 422, id="a month of a week's board"),
        pytest.param("week-riders-all?period=2026-W54", 422, id="no such week"),
        pytest.param("month-riders-all?period=2026-13", 422, id="no such month"),
        pytest.param("month-riders-all?period=next", 422, id="no period"),
        pytest.param("season-riders-all?period=2026-Q5", 422, id="no such quarter"),
        pytest.param("all-riders-all?period=2026", 422, id="a period of all time"),
        pytest.param("all-riders-newcomers", 404, id="nobody is new for ever"),
        pytest.param("month-riders-all?period=2019-01", 404, id="long ago"),
    ],
)
async def test_a_board_or_period_that_is_none(rewards: Running, path: str, status: int) -> None:
    board_id, _, query = path.partition("?")
    await rewards.asked("GET", f"/v1/leaderboards/{path}", status=status)
    headers = signed_in(rewards, "Ana")
    await rewards.asked("GET", f"/v1/leaderboards/{board_id}/me?{query}", status=status, headers=headers)


@pytest.mark.parametrize(
    ("period", "today", "shown"),
    [
        pytest.param(("month", date(2025, 10, 1)), date(2026, 11, 30), True, id="the last one shown"),
        pytest.param(("month", date(2025, 10, 1)), date(2026, 12, 1), False, id="13 months after its end"),
        pytest.param(("week", date(2025, 10, 20)), date(2026, 11, 26), True, id="a week"),
        pytest.param(("week", date(2025, 10, 20)), date(2026, 11, 27), False, id="13 months after a week"),
        pytest.param(("all", rules.BEGINNING), date(2026, 11, 27), True, id="all time"),
    ],
)
def test_how_long_a_period_is_shown(period: tuple[Any, date], today: date, shown: bool) -> None:
    assert rules.is_shown(*period, today) is shown


async def test_boards_are_listed_with_their_periods(rewards: Running) -> None:
    listed = (await rewards.asked("GET", "/v1/leaderboards"))["leaderboards"]
    periods = {each["board_id"]: each.get("period") for each in listed}
    assert periods["week-riders-newcomers"] == rules.name_of("week", this_week())
    assert periods["all-riders-ebike"] is None
    for board_id in periods:
        await board(rewards, board_id)


async def test_a_rider_who_opts_in_while_a_batch_runs_has_its_points_once(rewards: Running) -> None:
    async with rewards.engine.begin() as tx:
        batch = [trip("Ana", this_week(), 30)]
        await rewards.handlers[batch[0].event.type](tx, batch)
        joining = asyncio.create_task(opt_in(rewards, "Ana"))
        await asyncio.sleep(0.3)
        assert not joining.done()
    await joining
    assert await standings(rewards, "week", "all", this_week()) == {"Ana": 30}


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_the_order_boards_come_out_the_same(rewards: Running, seed: int) -> None:
    """Trips in any batches, told again, corrected and taken back; riders who come and go."""
    random, names = Random(seed), ["Ana", "Bea", "Cai", "Dan"]
    events = [
        trip(
            name,
            this_week() - timedelta(days=7 * ago),
            random.randrange(300),
            revision,
            what=f"{ago} {n}",
            **facts,
        )
        for name in names
        for ago in (0, 4, 5, 13)
        for n in range(2)
        for revision in (1, 2, 3)
        for facts in (
            {
                "vehicle_type": random.choice(["bike", "ebike"]),
                "counts": random.random() < 0.7,
            },
        )
    ]
    random.shuffle(events)
    while events:
        size = random.randrange(1, 12)
        batch, events = events[:size], events[size:]
        await rewards.hear(*batch)
        if random.random() < 0.5:
            await rewards.hear(*batch)
        await opt_in(rewards, random.choice(names), on=random.random() < 0.6)
        assert await is_sound(rewards)


async def test_a_batch_of_riders_who_are_on_no_board_sends_nothing_for_boards(rewards: Running) -> None:
    """And one more statement for those who are, nine at most."""

    async def sent(*batch: Any) -> int:
        async with rewards.engine.begin() as tx, statements(tx) as sql:
            await rewards.handlers[batch[0].event.type](tx, batch)
        return len([each for each in sql if each])

    await rewards.hear(*(trip(f"rider {n}", this_week(), 5) for n in range(50)))
    later = [trip(f"rider {n}", this_week(), 5, what="later") for n in range(50)]
    unseen = await sent(*later)
    await opt_in(rewards, *(f"rider {n}" for n in range(20)))
    latest = [trip(f"rider {n}", this_week(), 5, what="latest") for n in range(50)]
    assert await sent(*latest) == unseen + 1 <= 9
