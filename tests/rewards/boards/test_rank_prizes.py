"""Prizes for ranks: promised before a period ends, paid seven local days after it, by the board as it is."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.rewards.periods import rules as periods
from services.rewards.rank_prizes import actions
from services.rewards.rank_prizes.rules import Won, shares
from services.rewards.redemptions.actions import Shop
from services.rewards.work import settle_and_close
from shared.events.rewards import LevelReached, PointsPosted
from tests.days import MADRID, this_week, today
from tests.rewards.boards.boards import fill, opt_in, rider, trip, voided
from tests.rewards.running_rewards import Running, is_sound

PATH = "/v1/leaderboards/week-riders-all/prizes"


def ids(number: int) -> list[UUID]:
    return [UUID(int=n + 1) for n in range(number)]


@pytest.mark.parametrize(
    ("points", "prizes", "won"),
    [
        pytest.param([9, 8, 7], [5, 3, 2], [5, 3, 2], id="three places"),
        pytest.param([9, 9, 7], [5, 4], [4, 4], id="the first two share"),
        pytest.param([9, 8, 8, 8], [5, 4, 3], [5, 2, 2, 2], id="three share two prizes"),
        pytest.param([9, 8, 8, 8], [5, 2], [5], id="less than a point each"),
        pytest.param([9], [5, 4], [5, 4], id="more places than points"),
    ],
)
def test_who_shares_a_rank_shares_its_prizes(points: list[int], prizes: list[int], won: list[int]) -> None:
    riders = ids(12)
    everybody = [*points, *range(points[-1] - 1, -99, -1)][:12]
    found = shares(zip(riders, everybody, strict=True), prizes)
    assert [found[each].points for each in riders if each in found] == won
    assert sum(each.points for each in found.values()) <= sum(prizes)


def test_nobody_wins_on_a_board_of_nine() -> None:
    assert shares([(each, 5) for each in ids(9)], [500]) == {}
    assert shares([(each, 5) for each in ids(10)], [500]) == {each: Won(1, 50) for each in ids(10)}


def week_name() -> str | None:
    """The name of the current week."""
    return periods.name_of("week", this_week())


async def promised(rewards: Running, prizes: list[int], status: int = 201, **changes: Any) -> dict[str, Any]:
    body = {"period": week_name(), "points": prizes} | changes
    return await rewards.asked("POST", PATH, body, status, {"Idempotency-Key": str(uuid4())})


async def pay(rewards: Running, days: int = 0, seconds: int = 0) -> dict[str, PointsPosted]:
    """Pay at the midnight at which prizes are due, and so much later. Returns the lines, by board name."""
    ends_on = periods.ends_on("week", this_week()) + timedelta(days=7 + days)
    now = datetime.combine(ends_on, datetime.min.time(), MADRID).astimezone(UTC) + timedelta(seconds=seconds)
    before = len(await rewards.said())
    await actions.pay_due(rewards.engine, "city", now)
    events = (await rewards.said())[before:]
    return {str(event.rider_id): event for event in events if isinstance(event, PointsPosted)}


async def test_prizes_are_paid_by_the_board_as_it_is_seven_days_later(rewards: Running) -> None:
    names = await fill(rewards, this_week())
    made = await promised(rewards, [500, 300, 200])
    due = datetime.combine(this_week() + timedelta(days=14), datetime.min.time(), MADRID)
    assert datetime.fromisoformat(made["due_at"]) == due
    assert await pay(rewards, seconds=-1) == {}
    await rewards.hear(trip("Ana", this_week(), 90), voided(names[9], this_week()))
    await opt_in(rewards, "Ana")
    lines = await pay(rewards, seconds=30)
    assert {rider_id: line.points for rider_id, line in lines.items()} == {
        str(rider("Ana")): 500,
        str(rider(names[8])): 300,
        str(rider(names[7])): 200,
    }
    line = lines[str(rider("Ana"))]
    assert (line.kind, line.rule, line.params) == (
        "bonus",
        "rank_prize",
        {"rank": 1, "board_id": "week-riders-all", "period": week_name()},
    )
    assert (line.posted_at, line.available_at, line.local_on) == (due, due, due.date())
    assert await pay(rewards, days=1) == {}, "once"
    await rewards.hear(voided("Ana", this_week()))
    assert await rewards.rows("SELECT points FROM accounts WHERE rider_id = :id", id=rider("Ana")) == [(500,)]
    assert await is_sound(rewards), "what was paid is final, and on no board"


async def test_a_level_that_a_prize_brings_is_said_as_news(rewards: Running) -> None:
    names = await fill(rewards, this_week())
    await rewards.hear(
        *(trip(names[9], this_week() + timedelta(days=n - 7), 400, what=f"long {n}") for n in range(2))
    )
    await promised(rewards, [2_000])
    await pay(rewards)
    levels = [event for event in await rewards.said() if isinstance(event, LevelReached)]
    assert [event.level for event in levels] == [2, 3]
    assert levels[0].revision < levels[1].revision


async def test_a_day_is_closed_after_its_prizes_are_paid(rewards: Running) -> None:
    """The service was down for days, and begins with whatever comes first."""
    names = await fill(rewards, this_week())
    # A day is closed an hour after its end: this one is, whatever time it is now.
    due_on = today() - timedelta(days=2)
    due_at = datetime.combine(due_on, datetime.min.time(), MADRID)
    await rewards.hear(trip(names[0], this_week(), 2, revision=2)._replace(time=due_at - timedelta(days=2)))
    await promised(rewards, [500])
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql("UPDATE rank_prizes SET due_at = $1", (due_at,))
    settings: Any = SimpleNamespace(city_id="city", timezone="Europe/Madrid", operator_id="operator")
    settings.database_url = rewards.dsn

    async def expire(_: object) -> None:
        """Points do not expire here."""

    await settle_and_close(rewards.engine, settings, Shop("city", MADRID, []), expire)
    assert await rewards.rows("SELECT count(*) FROM ledger_days WHERE day <= :due_on", due_on=due_on) == [
        (3,)
    ]
    [[posted_at]] = await rewards.rows("SELECT posted_at FROM postings WHERE rule = 'rank_prize'")
    assert posted_at == due_at


async def test_nothing_is_paid_on_an_empty_board(rewards: Running) -> None:
    await fill(rewards, this_week(), 9)
    await promised(rewards, [500])
    assert await pay(rewards) == {}
    await fill(rewards, this_week(), 12)
    assert await pay(rewards, days=1) == {}, "nor later"


async def test_two_processes_pay_once(rewards: Running) -> None:
    await fill(rewards, this_week())
    await promised(rewards, [500, 300])
    now = datetime.now(UTC) + timedelta(days=30)
    await asyncio.gather(*(actions.pay_due(rewards.engine, "city", now) for _ in range(4)))
    assert await rewards.rows("SELECT sum(points) FROM postings WHERE rule = 'rank_prize'") == [(800,)]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        pytest.param({"period": "2026-W01"}, "/period", "period_over", id="a week that is over"),
        pytest.param({"period": "2026-11"}, "/period", "bad_format", id="no week"),
        pytest.param({"points": []}, "/points", "out_of_range", id="no prize"),
        pytest.param({"points": [0]}, "/points/0", "out_of_range", id="a prize of nothing"),
        pytest.param({"points": [1] * 101}, "/points", "out_of_range", id="too many"),
        pytest.param({"campaign_id": str(uuid4())}, "/campaign_id", "unknown", id="an unknown campaign"),
    ],
)
async def test_prizes_that_cannot_be_promised(
    rewards: Running, changes: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await promised(rewards, [500], 422, **changes)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [(pointer, code)]


async def test_only_the_games_operator_promises_and_only_on_boards_of_riders(rewards: Running) -> None:
    body = {"period": week_name(), "points": [5]}
    key = {"Idempotency-Key": "k"}
    other = rewards.signed_in("operator", None, "another")
    await rewards.asked("POST", PATH, body, 403, key | other)
    await rewards.asked("POST", PATH.replace("week-riders-all", "month-teams"), body, 404, key)
    await rewards.asked("POST", PATH.replace("week-riders-all", "all-riders-all"), body, 422, key)
