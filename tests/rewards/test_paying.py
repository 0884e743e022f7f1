"""Trips that are paid: by the tariff of their day, within its limits, whoever has published it."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.rewards.balances.actions import balance_of
from services.rewards.balances.rules import Balance
from services.rewards.ledger.actions import lock_accounts
from services.rewards.tariffs.rules import PENDING_HOURS_MAX
from shared.events.heard import Heard
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.trips import TripJudged
from tests.days import tomorrow
from tests.events import entry_judged, trip_judged
from tests.handlers import by_type, of_room
from tests.rewards.running_rewards import REASON, Running, heard, is_sound

RIDER = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")


def trip(name: str, local_on: date, points: int, revision: int = 1, **facts: Any) -> Heard[TripJudged]:
    """A trip that is worth so many points by the rates of the default game, for its energy."""
    event = trip_judged(
        rider_id=RIDER,
        trip_id=uuid5(RIDER, name),
        revision=revision,
        started_at=datetime(local_on.year, local_on.month, local_on.day, 10, tzinfo=UTC),
        distance_m=1,
        energy_kcal=points * 10,
        **facts,
    )
    return heard(event)


async def posted(rewards: Running) -> dict[str, PointsPosted]:
    """What was said last of each source."""
    events = [event for event in await rewards.said() if isinstance(event, PointsPosted)]
    return {event.source: event for event in events}


async def totals(rewards: Running) -> dict[str, int]:
    """What each source has given in all, where it gives anything; limits by their own names."""
    said = await posted(rewards)
    return {
        source if source.startswith(("cap:", "month_cap:")) else source.partition(":")[0]: event.total_points
        for source, event in said.items()
        if event.total_points
    }


async def test_a_day_is_paid_by_its_own_tariff_and_says_so(rewards: Running) -> None:
    """A process that has remembered the tariffs before notices what was published meanwhile."""
    today = tomorrow() - timedelta(days=1)
    await rewards.hear(trip("before", today, 30))
    twice = {"name": "Twice", "percent": 200}
    await rewards.published(pending_hours=1, multipliers=[twice], value_tags={"health": 100})
    await rewards.hear(trip("today", today, 30), trip("tomorrow", tomorrow(), 30))
    said = await posted(rewards)
    first, second = (said[f"trip:{uuid5(RIDER, name)}"] for name in ("today", "tomorrow"))
    assert (first.points, first.version, first.value_tags) == (30, 1, None)
    assert (second.points, second.version, second.value_tags) == (60, 2, {"health": 100})
    assert (second.params["multiplier"], second.params["percent"]) == ("Twice", 200)
    ended_at = datetime(tomorrow().year, tomorrow().month, tomorrow().day, 10, 20, tzinfo=UTC)
    assert second.available_at == ended_at + timedelta(hours=1)
    assert await is_sound(rewards)


async def test_a_late_trip_and_a_correction_are_paid_by_the_tariff_of_their_day(rewards: Running) -> None:
    await rewards.published(multipliers=[{"name": "Twice", "percent": 200}])
    yesterday = tomorrow() - timedelta(days=2)
    await rewards.hear(trip("late", yesterday, 30), trip("new", tomorrow(), 30))
    await rewards.hear(trip("new", tomorrow(), 31, revision=2))
    said = await posted(rewards)
    points = [said[f"trip:{uuid5(RIDER, name)}"].total_points for name in ("late", "new")]
    assert points == [30, 62]


async def balance(rewards: Running, now: datetime) -> Balance:
    async with rewards.engine.begin() as tx:
        return await balance_of(tx, (await lock_accounts(tx, [RIDER]))[RIDER], now)


LIMITS = {"trip_points_max": 100, "day_points_max": 150, "month_points_max": 200}


async def begin_today(rewards: Running) -> None:
    """A tariff with all limits, as if it had begun in 2000: the first day of the month is its own too."""
    await rewards.published(**LIMITS)
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql(
            """UPDATE tariffs SET body = jsonb_set(body, '{valid_from}', '"2000-01-01"')"""
        )


MAY = date(2026, 5, 4)


def in_may() -> list[Heard[TripJudged]]:
    return [
        trip("a", MAY, 120),
        trip("b", MAY, 80),
        trip("c", MAY + timedelta(days=1), 90),
        trip("a", MAY, 0, revision=2, verdict="voided"),
    ]


async def test_three_limits_take_in_whatever_order_trips_come(rewards: Running) -> None:
    await begin_today(rewards)
    expected = {"trip:b": 80, "trip:c": 90}
    luck = Random(7)
    for n, order in enumerate(luck.sample(list(permutations(in_may())), 6)):
        async with rewards.engine.connect() as tx:
            handlers, rest = by_type(of_room("rewards")), list(order)
            while rest:
                size = luck.choice([1, 2, 4])
                await handlers[TripJudged.type](tx, rest[:size])
                rest = rest[size:]
            given_by = await tx.exec_driver_sql(
                "SELECT given_by, sum(points)::int FROM moves GROUP BY 1 HAVING sum(points) <> 0"
            )
            names = {f"trip:{uuid5(RIDER, name)}": f"trip:{name}" for name in "abc"}
            rows: list[tuple[Any, ...]] = [tuple(row) for row in given_by]
            booked = {names.get(source, source): points for source, points in rows}
            assert booked == expected, n
            differing = await tx.exec_driver_sql("SELECT what, id FROM differences")
            assert differing.all() == []
            await tx.rollback()


async def test_each_limit_says_what_it_takes(rewards: Running) -> None:
    """Of 120 points the trip leaves 100; with 80 more the day 150; with the next day's 90 the month 200."""
    await begin_today(rewards)
    a, b, c, void = in_may()
    await rewards.hear(a)
    assert await totals(rewards) == {"trip": 120, "trip_cap": -20}
    await rewards.hear(b)
    await rewards.hear(c)
    said = await posted(rewards)
    caps = {event.rule: event for event in said.values() if event.kind == "cap"}
    assert {rule: (cap.total_points, cap.params) for rule, cap in caps.items()} == {
        "trip_limit": (-20, {"limit_points": 100, "full_points": 120}),
        "day_limit": (-30, {"limit_points": 150, "full_points": 180}),
        "month_limit": (-40, {"limit_points": 200, "full_points": 240}),
    }
    assert caps["month_limit"].source == "month_cap:2026-05"
    assert await rewards.rows("SELECT points FROM accounts") == [(200,)]
    await rewards.hear(void)
    assert await rewards.rows("SELECT points FROM accounts") == [(170,)]
    assert {event.total_points for event in (await posted(rewards)).values() if event.kind == "cap"} == {0}
    assert await is_sound(rewards)


async def test_a_day_that_was_paid_before_its_tariff_was_published_stays_sound(rewards: Running) -> None:
    """A trip of another time zone, or of a fast clock, may belong to tomorrow already."""
    await rewards.hear(trip("early", tomorrow(), 500))
    await rewards.published(day_points_max=100)
    await rewards.hear(trip("later", tomorrow(), 10))
    assert (await posted(rewards))[f"cap:{tomorrow()}"].total_points == 100 - 510
    assert await rewards.rows("SELECT points FROM accounts") == [(100,)]
    assert await is_sound(rewards)


async def test_an_entry_is_pending_as_the_tariff_of_its_day_says(rewards: Running) -> None:
    await rewards.published(pending_hours=2)
    completed_at = datetime(tomorrow().year, tomorrow().month, tomorrow().day, 12, tzinfo=UTC)
    for days, hours in ((0, 2), (-1, 24)):
        at = completed_at + timedelta(days=days)
        entry = entry_judged(
            rider_id=RIDER, challenge_id=uuid5(RIDER, str(days)), judged_at=at, completed_at=at
        )
        await rewards.hear(heard(entry))
        said = (await posted(rewards))[f"entry:{uuid5(RIDER, str(days))}"]
        assert said.available_at == at + timedelta(hours=hours)


async def levels_said(rewards: Running) -> list[LevelReached]:
    return [event for event in await rewards.said() if isinstance(event, LevelReached)]


async def set_levels(rewards: Running, from_points: list[int], status: int = 200) -> dict[str, Any]:
    return await rewards.asked("PUT", "/v1/levels", {"from_points": from_points, **REASON}, status)


async def test_a_threshold_that_falls_lifts_at_once_who_has_the_points(rewards: Running) -> None:
    await rewards.hear(trip("a", MAY, 350))
    assert await levels_said(rewards) == []
    assert (await set_levels(rewards, [0, 300, 2_000, 5_000, 12_000, 30_000]))["version"] == 2
    [lifted] = await levels_said(rewards)
    assert (lifted.rider_id, lifted.level, lifted.lifetime_points) == (RIDER, 2, 350)
    await rewards.hear(trip("b", MAY + timedelta(days=1), 400), trip("c", MAY + timedelta(days=2), 400))
    assert len(await levels_said(rewards)) == 1  # 1,150 points: still the second level
    await set_levels(rewards, [0, 300, 900, 5_000, 12_000, 30_000, 60_000])
    await rewards.hear(trip("a", MAY, 0, revision=2, verdict="voided"))
    said = await levels_said(rewards)
    assert [event.level for event in said] == [2, 3, 2]
    assert [event.revision for event in said] == sorted({event.revision for event in said})
    assert (await rewards.asked("GET", "/v1/levels"))["from_points"][2] == 900


async def test_what_is_no_better_list_of_levels_is_refused(rewards: Running) -> None:
    raised = await set_levels(rewards, [0, 501, 2_000, 5_000, 12_000], 422)
    assert raised["errors"] == [
        {"pointer": "/from_points/1", "code": "threshold_raised"},
        {"pointer": "/from_points/5", "code": "threshold_raised"},
    ]
    unordered = await set_levels(rewards, [0, 500, 500, 5_000, 12_000, 30_000], 422)
    assert unordered["errors"] == [{"pointer": "/from_points/2", "code": "not_ascending"}]
    same = [0, 500, 2_000, 5_000, 12_000, 30_000]
    assert (await set_levels(rewards, same))["version"] == 1
    rival = rewards.signed_in("operator", operator_id="rival")
    asked = {"from_points": [0], **REASON}
    assert (await rewards.asked("PUT", "/v1/levels", asked, 403, rival))["code"] == "not-the-games-operator"


@pytest.mark.parametrize("levels_first", [True, False])
async def test_levels_wait_for_a_batch_that_runs_and_a_batch_for_levels(
    rewards: Running, levels_first: bool
) -> None:
    """Whichever comes first, the rider is on the level that the points and the list at the end give."""
    lower = [0, 300, 2_000, 5_000, 12_000, 30_000]
    async with rewards.engine.connect() as tx:
        if levels_first:
            await tx.exec_driver_sql("LOCK TABLE accounts IN EXCLUSIVE MODE")
            await tx.exec_driver_sql(
                "INSERT INTO levels (version, from_points) VALUES (2, '{0,300,2000,5000,12000,30000}')"
            )
            waiting: asyncio.Task[Any] = asyncio.create_task(rewards.hear(trip("a", MAY, 350)))
        else:
            await by_type(of_room("rewards"))[TripJudged.type](tx, [trip("a", MAY, 350)])
            waiting = asyncio.create_task(set_levels(rewards, lower))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await tx.commit()
        await waiting
    assert [event.level for event in await levels_said(rewards)] == [2]


async def test_what_three_limits_take_is_taken_from_what_is_pending(rewards: Running) -> None:
    """Of 100 and 80 points the day gives 150, of these and the next day's 90 the month 200."""
    await begin_today(rewards)
    a, _, c, void = in_may()
    later = trip("b", MAY, 80, revision=2, duration_s=4 * 3_600)
    await rewards.hear(a, later, c)
    ended_at = a.event.ended_at
    pending_points = [
        (await balance(rewards, ended_at + timedelta(hours=hours))).pending_points
        for hours in (0, 24, 28, 48)
    ]
    assert pending_points == [200, 100, 50, 0]
    await rewards.hear(void)
    assert await balance(rewards, ended_at + timedelta(hours=24)) == (170, 170)
    assert (await balance(rewards, ended_at + timedelta(hours=28))).points == 80


async def test_the_longest_wait_of_the_longest_trip_is_pending_to_its_end(rewards: Running) -> None:
    await rewards.published(pending_hours=PENDING_HOURS_MAX)
    longest = trip("a", tomorrow(), 10, duration_s=86_400)
    await rewards.hear(longest)
    available_at = longest.event.ended_at + timedelta(hours=PENDING_HOURS_MAX)
    assert await balance(rewards, available_at - timedelta(microseconds=1)) == (10, 10)
    assert await balance(rewards, available_at) == (10, 0)


async def test_what_a_trip_s_limit_takes_is_of_the_zone_in_which_the_trip_starts_now(
    rewards: Running,
) -> None:
    """Else a corrected station leaves points of two signs in two zones."""
    await begin_today(rewards)
    await rewards.hear(trip("a", MAY, 120, start_zone_id="gracia"))
    await rewards.hear(trip("a", MAY, 120, revision=2, start_zone_id="sants"))
    said = await posted(rewards)
    limit = said[f"trip_cap:{uuid5(RIDER, 'a')}"]
    assert (limit.points, limit.total_points, limit.zone_id, limit.revision) == (0, -20, "sants", 2)
    assert said[f"trip:{uuid5(RIDER, 'a')}"].zone_id == "sants"
    assert await is_sound(rewards)
