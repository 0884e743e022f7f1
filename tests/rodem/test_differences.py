"""The doctor finds a number that was changed behind the rules, in whatever room, and names the row."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import pytest

from rodem.care import agreement, differences, doctor
from rodem.care.differences import DIFFERENCES, Difference
from rodem.local.running import with_database
from services.rewards.leaderboards.actions import show
from services.rewards.ledger.actions import lock_accounts
from services.rewards.profiles import store as profiles
from services.rewards.profiles.rules import Profile
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.eventlog.log import Record
from shared.events.registry import encode
from shared.events.riders import RiderErased
from shared.events.trips import TripJudged
from tests.challenges.publishing import pause, publish
from tests.conftest import MakeDatabase
from tests.days import MADRID
from tests.events import NOON, trip_judged
from tests.handlers import by_type, of_room
from tests.laws.city import said

NAMES = UUID("0190aaaa-0000-7000-8000-000000000004")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(3)]

KEEP_TRIP = """
    INSERT INTO trips (trip_id, city_id, rider_id, operator_id, vehicle_type, started_at, ended_at,
        duration_s, distance_m, energy_kcal, local_on, local_hour, start_zone_id, received_at, content_hash,
        history, unpaid, first_verdict, verdict, revision)
    VALUES ($1, 'city', $2, 'operator', $9, $3, $3, $4, $5, $6, $10, $11, $12, $3, '', false, false,
        'accepted', $7, $8)
    ON CONFLICT (trip_id) DO UPDATE SET verdict = excluded.verdict, revision = excluded.revision
"""


def ridden() -> list[TripJudged]:
    """Three riders ride on three days in two zones; one reaches a day's limit, one trip is voided."""
    events: list[TripJudged] = []
    for rider_id in RIDERS:
        for day in range(3):
            for number in range(4):
                changes = {
                    "rider_id": rider_id,
                    "trip_id": uuid5(rider_id, f"{day} {number}"),
                    "started_at": NOON + timedelta(days=2 * day, hours=number),
                    "distance_m": 20_000 if rider_id == RIDERS[0] else 4_200,
                    "start_zone_id": "B1" if number % 2 else None,
                    "vehicle_type": "ebike" if number == 3 else "bike",
                }
                events.append(trip_judged(**changes))
                if number == 2:
                    events.append(trip_judged(**changes, revision=2, verdict="voided"))
    return events


START = datetime(2026, 5, 4, tzinfo=MADRID)
KINDS: Mapping[str, Mapping[str, Any]] = {
    "published": {"goal": {"kind": "sum", "measure": "distance_m", "target": 30_000}},
    "paused": {"goal": {"kind": "sum", "measure": "trips", "target": 3}},
    "daily": {"goal": {"kind": "sum", "measure": "trips", "target": 3}, "period": "day"},
    "days": {"goal": {"kind": "streak", "of": "days", "target": 3, "freezes": 1}},
    "best": {"goal": {"kind": "best", "measure": "distance_m", "target": 20_000}, "period": "week"},
}
CHALLENGES = {kind: uuid5(NAMES, kind) for kind in KINDS}


async def publish_challenges(dsn: str, kinds: Sequence[str] = tuple(KINDS)) -> None:
    """Challenges for all, of a week, that count in every way, or some of them."""
    engine = create_engine(dsn, 1)
    for kind in kinds:
        body = {
            "name": {"en": "Far"},
            "who": {"kind": "all"},
            "reward": {"points": 100},
            "starts_at": START.isoformat(),
            "ends_at": (START + timedelta(days=7)).isoformat(),
            **KINDS[kind],
        }
        async with engine.begin() as tx:
            await publish(tx, CHALLENGES[kind], body)
    await engine.dispose()


async def pause_one(dsn: str) -> None:
    """Pause a challenge."""
    engine = create_engine(dsn, 1)
    async with engine.begin() as tx:
        await pause(tx, CHALLENGES["paused"])
    await engine.dispose()


async def tell(service: str, dsn: str, records: Sequence[Record]) -> list[Record]:
    """Have a service apply these. Returns what it says."""
    engine = create_engine(dsn, 1)
    async with engine.begin() as tx:
        await bus.handle(tx, "city", by_type(of_room(service)), records)
    async with engine.connect() as tx:
        answer = await said(tx)
    await engine.dispose()
    return answer


async def opt_in(dsn: str) -> None:
    """Put the riders on leaderboards."""
    engine = create_engine(dsn, 1)
    async with engine.begin() as tx:
        accounts = await lock_accounts(tx, RIDERS)
        for number, (rider_id, account) in enumerate(accounts.items()):
            await profiles.put(tx, "city", rider_id, Profile(f"rider {number}", NOON, True))
            await show(tx, "city", account, True)
    await engine.dispose()


async def keep_trips(dsn: str) -> None:
    """Make the trips known to the service that judges them."""
    connection = await asyncpg.connect(dsn)
    for t in ridden():
        numbers = (t.duration_s, t.distance_m, t.energy_kcal, t.verdict, t.revision)
        places = (t.vehicle_type, t.local_on, t.local_hour, t.start_zone_id)
        await connection.execute(KEEP_TRIP, t.trip_id, t.rider_id, t.started_at, *numbers, *places)
    await connection.close()


@pytest.fixture(scope="module")
async def databases(make_database: MakeDatabase) -> Mapping[str, str]:
    """A city that has applied all that was said."""
    return await make_city(make_database)


async def make_city(make_database: MakeDatabase) -> Mapping[str, str]:
    """The databases of a city in which all services have applied what was said."""
    dsns = {service: await make_database(service) for service in with_database()}
    await publish_challenges(dsns["challenges"])
    await keep_trips(dsns["trips"])
    events = [
        Record(0, place, uuid5(NAMES, f"event {place}"), event.type, event.key, NOON, encode(event))
        for place, event in enumerate(ridden(), 1)
    ]
    await tell("challenges", dsns["challenges"], events[:7])
    # One is paused: its progress goes on, and completions wait.
    await pause_one(dsns["challenges"])
    judged = await tell("challenges", dsns["challenges"], events[7:])
    posted = await tell("rewards", dsns["rewards"], [*events, *judged])
    await opt_in(dsns["rewards"])
    for service in ("gateway", "public_value"):
        await tell(service, dsns[service], [*events, *judged, *posted])
    return dsns


async def test_a_city_that_nobody_has_touched_has_none(databases: Mapping[str, str]) -> None:
    assert await differences.find(databases, within_s=60) == ([], [])
    assert await agreement.find(databases, within_s=60) == ([], [])
    for service, table in (("rewards", "postings"), ("gateway", "lines"), ("public_value", "cells")):
        assert await asked(databases[service], f"SELECT count(*) > 5 FROM {table}") == [(True,)]
    completed = "SELECT count(*) FROM entries WHERE completed_at IS NOT NULL"
    assert await asked(databases["challenges"], completed) != [(0,)]
    assert await asked(databases["challenges"], f"{completed} AND NOT is_given") != [(0,)]
    of_periods = "SELECT count(DISTINCT period_on) FROM entries WHERE challenge_id = '{}'"
    assert await asked(databases["challenges"], of_periods.format(CHALLENGES["daily"])) == [(3,)]


async def asked(dsn: str, query: str, before: str | None = None) -> list[tuple[object, ...]]:
    """The rows of a query after a change that is then taken back."""
    connection = await asyncpg.connect(dsn)
    transaction = connection.transaction()
    await transaction.start()
    if before is not None:
        assert await connection.execute(before) != "UPDATE 0"
    rows = await connection.fetch(query)
    await transaction.rollback()
    await connection.close()
    return [tuple(row) for row in rows]


ONE = "WHERE ctid = (SELECT ctid FROM {} ORDER BY ctid DESC LIMIT 1)"


@pytest.mark.parametrize(
    ("service", "table", "change", "what"),
    [
        ("rewards", "accounts", "points = points + 1", "accounts.points"),
        ("rewards", "accounts", "lifetime_points = lifetime_points + 1", "accounts.lifetime_points"),
        ("rewards", "accounts", "debt_points = debt_points + 1", "accounts.debt_points"),
        ("rewards", "accounts", "seq = seq + 1", "accounts.seq"),
        ("rewards", "accounts", None, "accounts.points"),
        ("rewards", "postings", "points = points + 1", "postings.points"),
        ("rewards", "postings", "given_by = 'trip:invented'", "postings.points"),
        ("rewards", "postings", None, "postings.points"),
        ("rewards", "trips", "points = points + 1", "postings.points"),
        ("rewards", "entries", "points = points + 1", "postings.points"),
        ("rewards", "rider_days", "points = points + 7", "rider_days.points"),
        ("rewards", "rider_days", "revision = revision + 1", "rider_days.revision"),
        ("rewards", "rider_days", "trips = trips + 1", "rider_days.trips"),
        ("rewards", "rider_days", "ebike_points = ebike_points + 1", "rider_days.ebike_points"),
        ("rewards", "rider_days", None, "rider_days.points"),
        ("rewards", "standings", "points = points + 1", "standings.points"),
        ("rewards", "standings", None, "standings.points"),
        ("rewards", "point_counts", "riders = riders + 1", "point_counts.riders"),
        ("gateway", "accounts", "account_points = account_points + 1", "accounts.account_points"),
        ("gateway", "accounts", "debt_points = debt_points + 1", "accounts.debt_points"),
        ("gateway", "accounts", "lifetime_points = lifetime_points + 1", "accounts.lifetime_points"),
        ("gateway", "lines", "points = points + 1", "sources.total_points"),
        ("gateway", "lines", "balance_after = balance_after + 1", "lines.balance_after"),
        ("gateway", "lines", None, "accounts.lines"),
        ("gateway", "sources", "total_points = total_points + 1", "sources.total_points"),
        ("gateway", "trips", "distance_m = distance_m + 1", "totals.distance_m"),
        ("gateway", "totals", "trips = trips + 1", "totals.trips"),
        ("gateway", "totals", "energy_kcal = energy_kcal + 1", "totals.energy_kcal"),
        ("gateway", "totals", None, "totals.duration_s"),
        ("gateway", "rider_days", "trips = trips + 1", "rider_days.trips"),
        ("gateway", "rider_days", "begins = NOT begins", "rider_days.begins"),
        ("public_value", "cells", "trips = trips + 1", "cells.trips"),
        ("public_value", "cells", "bike_m = bike_m + 1", "cells.bike_m"),
        ("public_value", "cells", "ebike_m = ebike_m + 1", "cells.ebike_m"),
        ("public_value", "cells", "duration_s = duration_s + 1", "cells.duration_s"),
        ("public_value", "cells", "energy_kcal = energy_kcal + 1", "cells.energy_kcal"),
        ("public_value", "cells", "points = points + 1", "cells.points"),
        ("public_value", "cells", None, "cells.trips"),
        ("public_value", "shares", "trips = trips + 1", "shares.trips"),
        ("public_value", "sources", "total_points = total_points + 1", "cells.points"),
        ("public_value", "trips", "zone_id = 'B2'", "cells.duration_s"),
        ("public_value", "trips", "rider_key = 'bike'", "stand_ins.trips"),
        ("challenges", "entries", "progress = progress + 1", "entries.progress"),
        ("challenges", "entries", "completed_at = NULL", "entries.completed_at"),
        ("challenges", "entries", None, "entries.progress"),
        ("challenges", "trips", "distance_m = distance_m + 1", "entries.progress"),
        ("challenges", "trips", "local_on = local_on + 1", "entries.progress"),
    ],
)
async def test_a_changed_row_is_found(
    databases: Mapping[str, str], service: str, table: str, change: str | None, what: str
) -> None:
    """`change` None: the row is deleted."""
    where = ONE.format(table) + (" AND counts" if service == "public_value" and table == "trips" else "")
    if service == "challenges":
        where = {
            "entries": "WHERE completed_at IS NOT NULL",
            "trips": f"WHERE counts AND started_at = '{NOON.isoformat()}'",
        }[table]
    before = f"UPDATE {table} SET {change} {where}" if change else f"DELETE FROM {table} {where}"
    found = {row[0]: row[1:] for row in reversed(await asked(databases[service], DIFFERENCES, before))}
    assert what in found


async def test_points_that_moved_from_one_day_to_another_are_found(databases: Mapping[str, str]) -> None:
    """Below the day's limit no line of the ledger differs, and the rider's days have the same sum."""
    shift = f"""
        UPDATE rider_days SET points = points + CASE local_on WHEN '2026-05-04' THEN 7 ELSE -7 END
        WHERE rider_id = '{RIDERS[1]}' AND local_on IN ('2026-05-04', '2026-05-06')
    """
    found = await asked(databases["rewards"], DIFFERENCES, shift)
    assert {(what, id_) for what, _, id_, *_ in found} == {
        ("rider_days.points", f"{RIDERS[1]} 2026-05-04"),
        ("rider_days.points", f"{RIDERS[1]} 2026-05-06"),
    }


async def test_the_doctor_names_the_first_rows_and_the_remedy(databases: Mapping[str, str]) -> None:
    connection = await asyncpg.connect(databases["rewards"])
    await connection.execute("UPDATE accounts SET points = points + 7")
    try:
        found, _ = await differences.find({"rewards": databases["rewards"]}, within_s=60)
        rows = await connection.fetch("SELECT rider_id::text, points FROM accounts ORDER BY 1")
    finally:
        await connection.execute("UPDATE accounts SET points = points - 7")
        await connection.close()
    assert found == [
        Difference("rewards", "accounts.points", 3, rider_id, points, points - 7)
        for rider_id, points in map(tuple, rows)
    ]
    well = doctor.Health([], doctor.Flow([], [], 0, {}), {}, {})
    health = doctor.Health([], well.flow, {}, {}, found)
    [fault] = doctor.faults(health)
    assert f"accounts.points is not what it is derived from in 3 rows: {found[0].id}" in fault
    assert "`rodem ledger verify`" in fault
    assert "--reset" not in fault
    assert doctor.as_json(health)["differences"][0] == {
        "service": "rewards",
        "what": "accounts.points",
        "rows": 3,
        "id": found[0].id,
        "found": found[0].found,
        "expected": found[0].expected,
    }


@pytest.mark.parametrize(
    ("service", "change", "what"),
    [
        ("gateway", "entries SET progress = progress + 1 WHERE progress > 0", "progress"),
        ("gateway", "accounts SET account_points = account_points + 1", "points"),
        ("gateway", "accounts SET lifetime_points = lifetime_points + 1", "lifetime_points"),
        ("gateway", "accounts SET level = level + 1 WHERE level > 1", "level"),
        ("gateway", "totals SET distance_m = distance_m + 1", "distance_m"),
        ("public_value", "sources SET total_points = total_points + 1", "given_points"),
        ("public_value", "trips SET duration_s = duration_s + 1 WHERE counts", "duration_s"),
        ("challenges", "trips SET energy_kcal = energy_kcal + 1 WHERE counts", "energy_kcal"),
        ("challenges", "trips SET started_at = started_at + 1 * interval '1 hour'", "started_s"),
        ("rewards", "trips SET started_at = started_at + 1 * interval '1 hour'", "day_started_s"),
        ("rewards", "trips SET local_hour = local_hour + 1 WHERE counts", "day_hours"),
        ("public_value", "cells SET ebike_m = ebike_m + 1 WHERE ebike_m > 0", "day_ebike_m"),
        ("public_value", "cells SET trips = trips + 1 WHERE zone_id = 'B1'", "zone_trips"),
    ],
)
async def test_a_number_that_its_owner_does_not_hold_is_found(
    databases: Mapping[str, str], service: str, change: str, what: str
) -> None:
    connection = await asyncpg.connect(databases[service])
    await connection.execute("UPDATE " + change)
    try:
        found, _ = await agreement.find(databases, within_s=60)
    finally:
        await connection.execute("UPDATE " + change.replace("+ 1", "- 1"))
        await connection.close()
    assert {(each.service, each.what.partition(" ")[0]) for each in found} == {(service, what)}
    assert all(each.found > each.expected > 0 for each in found)
    assert await agreement.find(databases, within_s=60) == ([], [])


async def erase(databases: Mapping[str, str], rider_id: UUID) -> None:
    """Let every service that hears of it erase this rider, and others hear what that makes of points."""
    event = RiderErased(city_id="city", rider_id=rider_id, revision=1)
    record = Record(0, 1_000, uuid5(NAMES, "erased"), event.type, event.key, NOON, encode(event))
    before = await tell("rewards", databases["rewards"], [])
    posted = (await tell("rewards", databases["rewards"], [record]))[len(before) :]
    for service in ("trips", "public_value"):
        await tell(service, databases[service], [record])
    for service in ("gateway", "public_value"):
        await tell(service, databases[service], posted)


async def test_sums_of_who_was_erased_are_no_difference_and_hide_none(make_database: MakeDatabase) -> None:
    """Some services hold them under the old name, and some under one that nothing leads to."""
    databases = await make_city(make_database)
    await erase(databases, RIDERS[1])
    assert await agreement.find(databases, within_s=60) == ([], [])
    connection = await asyncpg.connect(databases["gateway"])
    await connection.execute("UPDATE totals SET distance_m = distance_m + 1")
    await connection.close()
    connection = await asyncpg.connect(databases["public_value"])
    await connection.execute(
        "UPDATE trips SET rider_id = gen_random_uuid() WHERE counts AND rider_id = $1", RIDERS[0]
    )
    await connection.close()
    found, _ = await agreement.find(databases, within_s=60)
    in_gateway = {each.id for each in found if each.service == "gateway"}
    assert in_gateway == {str(RIDERS[0]), str(RIDERS[2])}
    invented = [each for each in found if (each.service, each.expected) == ("public_value", 0)]
    assert len(invented) > 1, "more names that the owner does not hold than riders who were erased"


async def test_rows_that_cannot_be_read_in_time_are_no_good_news(
    databases: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreement, "ROWS", "SELECT pg_sleep(60), $1::text, $2::text, $3::int[]")
    connection = await asyncpg.connect(databases["gateway"])
    await connection.execute("UPDATE totals SET distance_m = distance_m + 1")
    try:
        assert await agreement.find(databases, within_s=3) == ([], ["gateway"])
    finally:
        await connection.execute("UPDATE totals SET distance_m = distance_m - 1")
        await connection.close()


async def test_what_cannot_be_compared_in_time_is_no_good_news(databases: Mapping[str, str]) -> None:
    connection = await asyncpg.connect(databases["rewards"])
    async with connection.transaction():
        await connection.execute("LOCK TABLE accounts")
        found, not_compared = await differences.find({"rewards": databases["rewards"]}, within_s=0.2)
    await connection.close()
    assert (found, not_compared) == ([], ["rewards"])
    health = doctor.Health([], doctor.Flow([], [], 0, {}), {}, {}, found, not_compared)
    [fault] = doctor.faults(health)
    assert "--within" in fault


async def test_a_database_that_goes_away_is_a_finding_and_ends_no_examination(
    databases: Mapping[str, str],
) -> None:
    nowhere = databases["rewards"].partition("@")[0] + "@127.0.0.1:1/rewards"
    assert await differences.find({"rewards": nowhere}, within_s=5) == ([], ["rewards"])
    assert await agreement.find({"rewards": nowhere}, within_s=5) == ([], ["rewards"])


async def test_every_service_that_derives_numbers_has_them_compared(databases: Mapping[str, str]) -> None:
    derives = """
        SELECT count(*) > 0 FROM pg_class
        WHERE obj_description(oid, 'pg_class') LIKE 'Derived.%' OR relname = 'postings'
    """
    has_view = "SELECT to_regclass('differences') IS NOT NULL"
    for dsn in databases.values():
        assert await asked(dsn, derives) == await asked(dsn, has_view)
