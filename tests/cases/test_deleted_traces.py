"""Golden histories of trips in which all riders delete their traces: nothing is judged otherwise by that, nor
when everything is judged again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.trips.cross_checks.actions import look
from services.trips.deadlines.actions import keep
from services.trips.riderless.actions import search
from services.trips.verdicts.actions import judge_again
from services.trips.verdicts.store import lock_riders
from tests.cases.test_trip_histories import all_cases, named_cases, trips

from .trip_histories import CITY, Case, History, Trips

pytestmark = pytest.mark.cases
__all__ = ["trips"]

NO_NEWS = ("void", "decide", "appeal", "cancel")
"""Steps that tell nothing of where or when somebody rode: they come out the same without traces."""
SHOWN = """
    trip_id, rider_id, verdict, reasons, started_at, ended_at, distance_m, distance_source, zone_ids,
    confirmed_by, merged_into, beside, others, vehicle_id, start_station_id, end_station_id, start_zone_id,
    end_zone_id, is_trip
"""


async def settle(trips: Trips, at: datetime) -> None:
    """Let all workers of trips do what is left to do at this instant."""
    game_now = trips.state["game_now"]
    while await search(trips.engine, game_now, at) or await look(trips.engine, game_now, at):
        pass
    await keep(trips.engine, game_now, at)


async def seen(trips: Trips) -> list[Any]:
    async with trips.engine.connect() as tx:
        rows = await tx.execute(sa.text(f"SELECT {SHOWN} FROM trips ORDER BY trip_id"))
        return [tuple(row) for row in rows]


async def delete_all(trips: Trips) -> None:
    """Delete every trace by its rider, and see that nothing is left of where anybody was. Traces of trips
    that are open stay."""
    left = set()
    async with trips.engine.connect() as tx:
        named = """
            SELECT trip_id, rider_id FROM traces UNION SELECT trip_id, rider_id FROM live_trips
            WHERE cancelled_at IS NOT NULL OR started_at IS NOT NULL ORDER BY trip_id
        """
        kept = (await tx.execute(sa.text(named))).all()
    for row in kept:
        path = f"/v1/me/trips/{row.trip_id}/trace"
        answer = await trips.send("DELETE", path, "rider", str(row.rider_id))
        if answer.status_code != httpx.codes.NO_CONTENT:
            assert answer.json()["code"] == "trip-open"
            left.add(row.trip_id)
    tables = ("traces WHERE kept IS NOT NULL", "ways", "live_chunks")
    query = " UNION ".join(f"SELECT trip_id FROM {each}" for each in tables)
    async with trips.engine.connect() as tx:
        assert set((await tx.execute(sa.text(query))).scalars()) <= left


async def judge_everything_again(trips: Trips, at: datetime) -> None:
    async with trips.engine.begin() as tx:
        spans = "SELECT rider_id, min(started_at), max(ended_at) FROM trips GROUP BY rider_id"
        riders = {row[0]: (row[1], row[2]) for row in await tx.execute(sa.text(spans)) if row[0].int}
        strikes = (await lock_riders(tx, CITY, riders)).strikes
        game = await trips.state["game_now"](tx)
        await judge_again(tx, game, riders, strikes, at)
    await settle(trips, at)


async def _play(trips: Trips, case: Case, steps: Sequence[Case]) -> None:
    history = History(trips, all_cases()["rides"])
    for step in steps:
        await history.tell(step, datetime.fromisoformat(step["received"]))


@pytest.mark.parametrize("case", list(named_cases()))
async def test_nothing_is_judged_otherwise_when_traces_are_deleted(trips: Trips, case: Case) -> None:
    at = datetime.fromisoformat(case["at"])
    no_news = list(takewhile(lambda step: step["do"] in NO_NEWS, reversed(case["steps"])))
    told = case["steps"][: len(case["steps"]) - len(no_news)]
    outcomes = []
    for deletes in (False, True):
        await trips.play_in(case.get("city", {}))
        await _play(trips, case, told)
        then = datetime.fromisoformat(case["steps"][len(told) - 1]["received"])
        if deletes and no_news:
            await settle(trips, then)
            await delete_all(trips)
        await _play(trips, case, case["steps"][len(told) :])
        trips.at(at)
        await judge_everything_again(trips, at)  # what has come of open trips, too
        outcomes.append(await seen(trips))
    assert outcomes[1] == outcomes[0]
    await delete_all(trips)
    await judge_everything_again(trips, at)
    assert await seen(trips) == outcomes[0]
    later = at + timedelta(days=40)  # every deadline is over: with and without traces trips lapse alike
    await judge_everything_again(trips, later)
    lapsed = await seen(trips)
    await trips.play_in(case.get("city", {}))
    await _play(trips, case, case["steps"])
    await settle(trips, at)
    await judge_everything_again(trips, later)
    assert lapsed == await seen(trips)
