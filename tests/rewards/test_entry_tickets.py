"""Tickets of draws that an entry gives are kept with it, by draw; for the many that give none, nothing is."""

from datetime import UTC, date, datetime
from uuid import uuid4

from shared.events.challenges import Given, Tickets
from tests.events import entry_judged
from tests.rewards.running_rewards import Running, heard


async def test_tickets_of_all_levels_are_kept_together_by_draw(rewards: Running) -> None:
    draw_id, now = uuid4(), datetime.now(UTC)
    given = tuple(
        Given(
            level=level,
            points=0,
            tickets=Tickets(draw_id=draw_id, count=level),
            completed_at=now,
            local_on=now.date(),
        )
        for level in (1, 2)
    )
    giving, other = entry_judged(rider_id=uuid4(), given=given), entry_judged(rider_id=uuid4())
    await rewards.hear(heard(giving), heard(other))
    kept = dict(await rewards.rows("SELECT rider_id, tickets FROM entries"))
    assert kept == {giving.rider_id: {str(draw_id): 3}, other.rider_id: None}


async def test_tickets_of_each_period_are_kept(rewards: Running) -> None:
    rider_id, draw_id, now = uuid4(), uuid4(), datetime.now(UTC)
    periods = [date(2026, 5, day) for day in (4, 11)]
    for period in (*periods, *periods):
        tickets = Tickets(draw_id=draw_id, count=period.day)
        given = (Given(points=0, tickets=tickets, completed_at=now, local_on=now.date()),)
        await rewards.hear(heard(entry_judged(rider_id=rider_id, period_start=period, given=given)))
    kept = await rewards.rows(
        "SELECT part, tickets FROM entries WHERE rider_id = :rider_id ORDER BY part", rider_id=rider_id
    )
    assert kept == [(str(period), {str(draw_id): period.day}) for period in periods]
