"""Law 12: an index serves whatever is read, however large the city has grown."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import pytest

from rodem.local.running import with_database
from tests.conftest import MakeDatabase

from .plans import expect_much, indexes, is_bounded, scans
from .reads import BESIDE, ask_all, only_reads, routes_of, sent_by_all
from .whole_city import whole_city

SMALL: Mapping[str, str] = {
    "challenges": "people write them, one by one",
    "versions": "people publish them, one by one; where months have versions, there is one for each",
    "tariffs": "people write them, one by one",
    "tariff_stops": "people set them",
    "levels": "people set them",
    "limit_versions": "people write them, one by one",
    "limit_stops": "people set them",
    "factor_sets": "people write them, one by one",
    "factors": "people write factor sets, one by one",
    "results": "there is one for each challenge",
    "uplifts": "there is one for each challenge",
    "expectations": "people declare them, one by one",
    "release_plans": "people write them, one by one",
    "imports": "a row for each operator and month",
    "jobs": "people ask for them, one by one, and what is over is deleted after a week",
    "rewards": "people write them, one by one",
    "reward_versions": "people publish them, one by one",
    "partners": "people write them, one by one",
    "projects": "people write them, one by one",
    "draws": "people write them, one by one",
    "ledger_days": "a row for each day",
    "days": "a row for each day",
    "outages": "a row for each day of outage",
    "declared_days": "a row for each day",
    "counted_days": "a row for each day",
    "streaks_to_count": "a row for each period of a challenge, until it is counted",
    "bonus_stations": "people declare them, one by one",
    "changes": "people submit them, one by one",
    "guards": "people set them",
    "expiry_starts": "a row for each value of a setting",
    "expiry_sweeps": "a row for each month",
    "zones": "a city has some hundreds",
    "stations": "a row for each place where a station has stood",
    "station_operators": "a row for each station",
    "recounts": "a row for each thing that is worked out behind trips",
    "teams": "people make them, one by one",
    "groups": "a row for each district and team, of a month or season",
    "stops": "people set them",
    "rules_version": "one row",
    "review_counts": "a row for each operator, month and reason",
    "shipped": "one row",
    "campaigns": "people write them, one by one",
    "campaign_days": "a row for each campaign and day",
    "positions": "a row for each topic and partition",
    "dead_letters": "an alert asks people to look at each",
    "pg_class": "PostgreSQL's list of tables",
}
"""Tables that do not grow with trips, riders or time, each with the reason."""
ALLOWED: Mapping[str, str] = {
    "/* of all riders */": "a publishing counts the challenge for all riders",
    "SELECT DISTINCT rider_id FROM trips WHERE operator_id": "a simulation is of all trips of its days",
    "SELECT DISTINCT rider_id FROM entries JOIN challenges": "the same, lot by lot",
    "SELECT challenge_id, count(*) FROM joins": "each process counts once a day who has joined",
    "count(*) FROM memberships JOIN teams": "the same of who was in teams",
    "count(*) FROM partners AS stay": "the same of who was in pairs",
    "AND NOT has_left AND rider_id >": "an outage goes through the entries of a challenge, lot by lot",
    "count(*) FROM outbox) AS unpublished": "the relay empties the outbox",
    "FROM differences GROUP BY what": "the doctor lets whole tables be compared, in one request at a time",
    "FROM agreed WHERE value <> 0": "the same",
    "SELECT balanced FROM doctor": "the same",
    "WITH lifted AS ( UPDATE accounts": "new levels are those of all riders",
    "min(posted_at) AT TIME ZONE": "a ledger's first line, until its first day is closed",
    "SELECT account_id, head.seq, head.hash FROM accounts": "a day's digest is of all chains",
    "AND redemption_id IS NULL LIMIT": "the index has unused codes only; who locks one looks again",
    "FROM point_counts WHERE": "a board has a few hundred rows of 256 points each, and 256 of a point each",
    "trips.reasons @> ARRAY": "people make the queue shorter; a rare reason is found by its index",
    "trips.confirmed_by @> ARRAY": "the same of sources",
    "FROM appeals WHERE answered_at IS NULL": "people answer appeals that wait",
    "FROM trips WHERE due_at <=": "what is due is what the work takes, and is due no more",
    "FROM live_trips WHERE NOT closed AND closes_at <": "the index has open traces only",
    "others -> 'replayed' ?|": "the index has copies only, by the trips that they copy",
    "FROM beside_searches WHERE trace_ids &&": "the worker empties the queue within seconds",
    "EXISTS (SELECT FROM vehicle_events WHERE operator_id": "one event is enough",
    "WHERE team_id = $1 AND until IS NULL": "the index has those who are in; a team takes 1,000 at most",
    "own.group_id = row.group_id": "a team's riders are added up behind their trips; it takes 1,000 at most",
    "of_group.period_on AND shares.is_completed": "the first of a team's riders who was told of it is enough",
}
"""Parts of statements that may read much, each with the reason."""

ID = (
    r"[0-9a-f]{8}-[0-9a-f-]{27}|week-riders-all|(?<=/limits/)[0-9]+|(?<=/declarations/)[a-z_.]+"
    r"|(?<=/days/)[0-9-]{10}|(?<=/release-plan/)[0-9]{4}-[0-9]{2}|(?<=/pairs/)[0-9A-Z-]+"
)
"""What a path of a command names: a UUID, a leaderboard, a version of the limits, an indicator, a day, a
plan's first month, or a code."""


@dataclass(frozen=True)
class Reads:
    """The databases of the services, and by service what was sent to them: SQL -> for which request; an empty
    text for work beside requests. `untried` are routes, as method and path, for which no command was sent."""

    dsns: Mapping[str, str]
    sent: Mapping[str, Mapping[str, str]]
    untried: set[tuple[str, str]]


@pytest.fixture(scope="module")
async def reads(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Reads:
    """All that is sent while a city is filled, and everything that can be read is asked for."""
    with sent_by_all() as all_sent:
        async with whole_city(make_database, tmp_path_factory.mktemp("issuer")) as city:
            requests = dict(city.filled)
            for door in city.doors.values():
                requests |= {trace_id: str(asked) for trace_id, asked in (await ask_all(door)).items()}
    requests[BESIDE] = ""
    services = {dsn.rpartition("/")[2]: service for service, dsn in city.dsns.items()}
    sent: dict[str, dict[str, str]] = {service: {} for service in city.dsns}
    for database, sql, trace_id in all_sent:
        if database in services and trace_id in requests:
            # The words of a request come before "", where it sends what is sent beside requests too.
            known = sent[services[database]].get(sql)
            sent[services[database]][sql] = known or requests[trace_id]
    routes = {each for door in city.doors.values() for each in routes_of(door) if not only_reads(*each)}
    tried = re.compile("|".join(re.sub(ID, "[^/]+", command) for command in city.filled.values()))
    return Reads(city.dsns, sent, {each for each in routes if not tried.fullmatch(" ".join(each))})


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        await expect_much(connection)
        yield connection
    finally:
        await connection.close()


async def unserved(connection: asyncpg.Connection, sent: Mapping[str, str]) -> list[str]:
    """What no index serves of these statements, in words."""
    known = await indexes(connection)
    return [
        f"{request or 'Work beside requests'} reads {scan.table}, by index {scan.index}"
        f" with the condition {scan.condition!r}: {' '.join(sql.split())}"
        for sql, request in sent.items()
        for scan in await scans(connection, sql)
        if not (scan.table in SMALL or is_bounded(scan, known) or is_allowed(sql))
    ]


def is_allowed(sql: str) -> bool:
    return any(part in " ".join(sql.split()) for part in ALLOWED)


@pytest.mark.parametrize("work", ["requests", "events and periodic work"])
@pytest.mark.parametrize("service", with_database())
async def test_an_index_serves(service: str, work: str, reads: Reads) -> None:
    for_requests = work == "requests"
    sent = {sql: request for sql, request in reads.sent[service].items() if bool(request) is for_requests}
    assert sent
    async with connected(reads.dsns[service]) as connection:
        faults = await unserved(connection, sent)
    assert not faults, "\n".join(faults)


def test_every_command_is_sent(reads: Reads) -> None:
    """What can be read is asked for by itself; a new command joins `whole_city.fill`."""
    assert reads.untried == set()


async def test_what_is_excepted_exists(reads: Reads) -> None:
    """Else an exception would wait for a table or a statement that comes later."""
    everything = [" ".join(sql.split()) for sent in reads.sent.values() for sql in sent]
    assert [part for part in ALLOWED if not any(part in sql for sql in everything)] == []
    tables = set()
    for dsn in reads.dsns.values():
        async with connected(dsn) as connection:
            tables |= {row[0] for row in await connection.fetch("SELECT relname FROM pg_class")}
    assert SMALL.keys() <= tables


HELD = "CREATE INDEX held_idx ON trips (operator_id, started_at, trip_id) WHERE verdict = 'held'"


@pytest.mark.parametrize(
    ("service", "changes", "request_"),
    [
        pytest.param("trips", f"DROP INDEX trips_verdict_idx; {HELD}", "GET /v1/trips?", id="partial"),
        pytest.param("trips", "DROP INDEX trips_rider_started_idx", "GET /v1/me/trips?", id="none"),
        pytest.param(
            "challenges", "DROP INDEX trips_rider_started_idx", "PUT /v1/me/entries/", id="of events"
        ),
    ],
)
async def test_a_request_that_no_index_serves_is_found(
    service: str, changes: str, request_: str, reads: Reads
) -> None:
    async with connected(reads.dsns[service]) as connection:
        await connection.execute(f"BEGIN; {changes}")
        assert any(fault.startswith(request_) for fault in await unserved(connection, reads.sent[service]))
