"""What is older than it is kept is deleted: places after so many days, ways when no trip can be a replay of
them any more."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.trips.deadlines.actions import keep
from services.trips.limits.rules import first_version
from services.trips.own_traces import actions
from services.trips.own_traces.actions import LOT, check_days, prune
from services.trips.replayed import store as replayed
from services.trips.stored_traces import store as places
from shared.db import create_engine
from shared.settings import NotConfigured
from tests.blocks import blocks, grown
from tests.cases.trip_histories import Trips
from tests.conftest import MakeDatabase
from tests.days import today
from tests.trips.limits.writing import limits
from tests.trips.own_traces.riding import docked, facts_of, ridden, traced, where
from tests.trips.running_trips import running_trips as running_service
from tests.trips.telling_live import BEGAN, POINTS, Phone, _begun, code, live

__all__ = ["_begun", "live"]

ENDED = BEGAN + timedelta(minutes=11)
"""When the end of the trips of these tests was heard of."""
SECOND = timedelta(seconds=1)


async def prune_at(live: Trips, now: datetime, days: int = 30) -> None:
    live.at(now)
    await keep(live.engine, live.state["game_now"], now)
    await prune(live.engine, live.state["game_now"], days, now)


async def count(live: Trips, table: str) -> int:
    async with live.engine.connect() as tx:
        return int((await tx.execute(sa.text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_places_are_kept_for_so_many_days_and_the_trip_stays(live: Trips) -> None:
    phone = await ridden(live)
    dock = await docked(phone)
    before = [facts_of(await each.seen()) for each in (phone, dock)]
    await prune_at(live, ENDED + timedelta(days=30))
    assert (await traced(phone)).json()["holds"] == "places"
    assert await count(live, "ways") == 1
    await prune_at(live, ENDED + timedelta(days=30) + SECOND)
    assert code(await traced(phone)) == (404, "no-trace")
    assert await where(live) == 0
    assert [facts_of(await each.seen()) for each in (phone, dock)] == before


async def test_a_trip_that_is_told_late_is_kept_since_it_was_heard_of(live: Trips) -> None:
    live.at(BEGAN + timedelta(days=10))
    phone = Phone(live)
    await phone.whole()
    await prune_at(live, BEGAN + timedelta(days=40))
    assert (await traced(phone)).json()["holds"] == "places"
    await prune_at(live, BEGAN + timedelta(days=40) + SECOND)
    assert await where(live) == 0


async def test_points_that_may_still_come_are_waited_for_however_few_days_places_are_kept(
    live: Trips,
) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.chunk(0, POINTS[:300])
    await prune_at(live, BEGAN + timedelta(days=10), days=1)
    assert (await traced(phone)).json()["holds"] == "points"
    assert (await phone.chunk(1, POINTS[300:])).is_success
    assert (await phone.seen())["ended_at"] == "2026-11-16T07:10:00Z"  # its last point
    await prune_at(live, BEGAN + timedelta(days=15), days=1)
    assert await where(live) == 0


async def test_who_is_locked_is_left_to_the_next_time(live: Trips) -> None:
    phone, other = await ridden(live), await ridden(live)
    late = ENDED + timedelta(days=31)
    live.at(late)
    await keep(live.engine, live.state["game_now"], late)
    async with live.engine.begin() as tx:
        lock = "SELECT FROM riders WHERE rider_id = :rider_id FOR UPDATE"
        await tx.execute(sa.text(lock), {"rider_id": UUID(phone.rider)})
        await prune_at(live, late)
    assert (await traced(phone)).status_code == 200
    assert code(await traced(other)) == (404, "no-trace")
    await prune_at(live, late)
    assert await where(live) == 0


async def test_two_processes_delete_at_a_time_in_small_lots(
    live: Trips, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "LOT", 3)
    phones = [Phone(live) for _ in range(10)]
    for phone in phones:
        await phone.whole()
    before = [await phone.seen() for phone in phones]
    late = ENDED + timedelta(days=31)
    await asyncio.gather(*(prune_at(live, late) for _ in range(3)))
    await prune_at(live, late)
    assert await where(live) == 0
    assert [await phone.seen() for phone in phones] == before


async def test_a_way_is_forgotten_when_nothing_can_be_a_replay_of_it(live: Trips) -> None:
    """45 days and a second after it began: one that is told two weeks late may have lasted a day, and looks
    30 days back."""
    await ridden(live)
    last = BEGAN + timedelta(days=30 + 14 + 1, seconds=1)
    await prune_at(live, last, days=366)
    assert (await count(live, "ways"), await count(live, "traces WHERE kept IS NOT NULL")) == (1, 1)
    await prune_at(live, last + SECOND, days=366)
    assert (await count(live, "ways"), await count(live, "traces WHERE kept IS NOT NULL")) == (0, 1)


async def test_places_are_kept_for_as_long_as_ways_are_compared(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await make_database("trips")
    engine = create_engine(dsn, 1)
    first = first_version()
    await check_days(engine, first, 30, today())
    with pytest.raises(NotConfigured, match=r"RODEM_TRACE_DAYS is 29.* 30 days"):
        await check_days(engine, first, 29, today())
    async with running_service(dsn, tmp_path) as trips:
        fewer = limits(bike={"replay_days": 20}, ebike={"replay_days": 10})
        await trips.put("/v1/limits", fewer)
    begun = date.fromisoformat(fewer["valid_from"])
    await check_days(engine, first, 20, begun)
    with pytest.raises(NotConfigured):
        await check_days(engine, first, 20, begun - timedelta(days=1))
    await engine.dispose()


async def test_no_limit_compares_ways_for_longer_than_places_are_kept(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await make_database("trips")
    async with running_service(dsn, tmp_path) as trips:
        await trips.put("/v1/limits", limits(bike={"replay_days": 20}, ebike={"replay_days": 20}))
        yesterday = str(today() - timedelta(days=1))
        begin = "UPDATE limit_versions SET body = body || jsonb_build_object('valid_from', $1::text)"
        await trips.rows(begin, yesterday)
    async with running_service(dsn, tmp_path, trace_days=20) as trips:
        body = limits(bike={"replay_days": 21})
        refused = await trips.put("/v1/limits", body, 422)
        assert refused["errors"] == [{"pointer": "/bike/replay_days", "code": "out_of_range", "maximum": 20}]
        await trips.put("/v1/limits", limits(bike={"replay_days": 19}))


# A trip every minute, each with a place kept of it and a way; the newest ones are no older than they may be.
MUCH = """
    WITH told AS (
        INSERT INTO trips (trip_id, city_id, rider_id, operator_id, way, vehicle_type, started_at, ended_at,
            duration_s, energy_kcal, local_on, local_hour, received_at, content_hash, history, unpaid,
            first_verdict, verdict, revision)
        SELECT gen_random_uuid(), 'city', gen_random_uuid(), 'op1', 'phone', 'bike', at, at, 600, 0,
            current_date, 0, at, '\\x00', false, false, 'accepted', 'accepted', 1
        FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS number,
            LATERAL (SELECT CAST(:until AS timestamptz) - number * interval '1 minute' AS at) AS began
        RETURNING trip_id, rider_id, started_at, ended_at
    ), kept AS (
        INSERT INTO traces (trip_id, city_id, rider_id, kept, zone_ids, since_at)
        SELECT trip_id, 'city', rider_id, '\\x00', '{}', ended_at FROM told
    )
    INSERT INTO ways (trip_id, city_id, key, started_at, ended_at)
    SELECT trip_id, 'city', sha256(trip_id::text::bytea), started_at, ended_at FROM told
"""
UNTIL = datetime(2026, 11, 16, tzinfo=UTC)


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), 1, statement_timeout_s=120)
    yield engine
    await engine.dispose()


async def _fill(engine: AsyncEngine, first: int, last: int) -> None:
    async with engine.begin() as tx:
        await tx.execute(sa.text(MUCH), {"first": first, "last": last, "until": UNTIL})
        for table in ("trips", "traces", "ways", "live_trips"):
            await tx.execute(sa.text(f"ANALYZE {table}"))


async def _read(engine: AsyncEngine) -> dict[str, int]:
    """The blocks that are read to find a lot, from the first and from behind another, and where there is
    none."""
    now = UNTIL - timedelta(minutes=100)
    one = {"before": now, "most": LOT}
    behind = one | {"since_at": UNTIL - timedelta(minutes=900), "trip_id": uuid4()}
    after = "AND (traces.since_at, traces.trip_id) > (:since_at, :trip_id)"
    return {
        "due": await blocks(engine, sa.text(places.DUE.format(after="")), one),
        "due behind": await blocks(engine, sa.text(places.DUE.format(after=after)), behind),
        "none due": await blocks(
            engine, sa.text(places.DUE.format(after="")), one | {"before": UNTIL - timedelta(days=365)}
        ),
        "ways": await blocks(engine, replayed.FORGET_WAYS, one),
    }


async def test_a_lot_reads_as_much_of_100_000_rows_as_of_10_000(engine: AsyncEngine) -> None:
    await _fill(engine, 1, 10_000)
    before = await _read(engine)
    await _fill(engine, 10_001, 100_000)
    after = await _read(engine)
    assert not grown(before, after), after
    assert max(after.values()) < 2_000, after
