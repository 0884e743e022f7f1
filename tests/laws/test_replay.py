"""Rebuilding a service from what was said gives the same, and tells nobody anything twice."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from rodem.care.replay import replay
from rodem.refusals import Refused
from shared.eventlog.consumer import consume
from tests.waiting import eventually

from .city import (
    REWARDS,
    City,
    call,
    forgotten,
    ledgers,
    said,
    summary,
    tell_gateway,
    tell_rewards,
)
from .evaluator import Call
from .histories import RIDERS, TODAYS, cut, histories
from .streams import LEDGER, POSITION, Rooms, consumer, dsn_of, judged, reader, running, say, scalar
from .test_order import chances

GIVEN = "SELECT md5(string_agg(given_by || points || hash::text, ',' ORDER BY posting_id)) FROM postings"


async def test_a_ledger_hears_all_once_more_and_is_never_emptied(rooms: Rooms) -> None:
    voided = [judged(i, revision=2, counts=False, verdict="voided") for i in range(0, 500, 7)]
    await say(rooms.trips, [*(judged(i, distance_m=9_900) for i in range(500)), *voided])
    last = 500 + len(voided)
    async with running(consume(consumer(rooms.trips, rooms.rewards, REWARDS, 100))):
        await eventually(reader(rooms.rewards, POSITION), last)
        before = [await scalar(rooms.rewards, query) for query in (LEDGER, GIVEN)]
        with pytest.raises(Refused, match="A ledger is never emptied"):
            await replay("rewards", dsn_of(rooms.rewards), reset=True)
        assert await replay("rewards", dsn_of(rooms.rewards), reset=False) == ["trips"]
        await eventually(reader(rooms.rewards, POSITION), last)
        assert [await scalar(rooms.rewards, query) for query in (LEDGER, GIVEN)] == before


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls=histories(), luck=chances)
async def test_who_heard_a_service_before_its_replay_learns_nothing_wrong_from_it(
    city: City, calls: list[Call], luck: Random
) -> None:
    """Replayed in other batches, it says some things again under the same ids, which are published once."""
    async with forgotten(city) as day:
        for each in calls:
            await call(day.trips, each)
        events = await said(day.trips)
        await tell_rewards(day.rewards, cut(events, luck))
        first = await said(day.rewards)
        await tell_gateway(day.gateway, cut(first, luck))
        shown = [await summary(day.gateway, rider, TODAYS[-1]) for rider in RIDERS]
    async with forgotten(city) as day:
        await tell_rewards(day.rewards, cut(events, luck))
        known = {record.id for record in first}
        again = [record for record in await said(day.rewards) if record.id not in known]
        await tell_gateway(day.gateway, [events, first, *cut(again, luck)])
        for rider, before in zip(RIDERS, shown, strict=True):
            after = await summary(day.gateway, rider, TODAYS[-1])
            assert (after.account_points, after.level) == (before.account_points, before.level)
            ledger = (await ledgers(day.rewards, [rider]))[rider]
            assert (ledger.account_points, ledger.level) == (after.account_points, after.level)
