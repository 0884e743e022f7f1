"""Hear the log anew, in a database of its own, and compare what each source gives there with the ledger.
Nothing is booked, and nothing of the city is written."""

from collections.abc import Mapping, Set
from typing import NamedTuple
from uuid import UUID

import asyncpg
from rich.progress import Progress

from services.rewards.handlers import handlers
from shared.db import create_engine
from shared.eventlog.anew import QUERY_S, apply, published
from shared.eventlog.consumer import BATCH_TIMEOUT_S
from shared.eventlog.kafka.reading import ON_KAFKA
from shared.sessions import connect

HEARD = ("trip", "cap", "challenge", "bonus")
"""Kinds of lines that follow from events alone (prizes for ranks aside). All others somebody has decided."""
ERASURES = "riders"
"""The topic of who was erased, which is not heard anew: that is copied."""
DECIDED = ("rules_version", "tariffs", "tariff_stops", "levels", "erased_riders")
"""Tables of what was decided here, which no event tells, and of who was erased: they are copied."""

TOTALS = """
    SELECT rider_id, given_by, sum(moves.points)::bigint FROM moves JOIN accounts USING (account_id)
    WHERE kind = ANY($1) AND closed_at IS NULL AND NOT starts_with(given_by, 'rank_prize:')
    GROUP BY rider_id, given_by HAVING sum(moves.points) <> 0
"""
# What campaigns pay hangs on who came first, over all topics, and on what operators did meanwhile. A limit
# takes from what they have added to trips.
PAID_BY_CAMPAIGNS = """
    SELECT rider_id, source FROM charged_entries JOIN entry_sources USING (rider_id, challenge_id, part)
    UNION SELECT rider_id, source FROM charged_trips CROSS JOIN LATERAL (VALUES
        ('trip:' || trip_id), ('trip_cap:' || trip_id), ('cap:' || local_on),
        ('month_cap:' || to_char(local_on, 'YYYY-MM'))
    ) AS sources (source)
"""
# A city that hears from Kafka counts in partitions: what it once had of the embedded log bounds nothing.
POSITIONS = f"""
    SELECT topic, position FROM positions
    WHERE NOT EXISTS (SELECT FROM positions WHERE topic LIKE '%{ON_KAFKA}')
"""


Source = tuple[UUID, str]
"""rider_id and the name of a source."""


class Ledger(NamedTuple):
    """What each source has given in all, and the position up to which each topic was heard for that."""

    totals: dict[Source, int]
    positions: dict[str, int]


class Difference(NamedTuple):
    """A source that gives otherwise by the log than by the ledger."""

    rider_id: UUID
    source: str
    booked_points: int
    heard_points: int


def differences(
    booked: Mapping[Source, int], heard: Mapping[Source, int], but: Set[Source] = frozenset()
) -> list[Difference]:
    """The sources whose totals differ, in order, `but` these."""
    return [
        Difference(*key, booked.get(key, 0), heard.get(key, 0))
        for key in sorted((booked.keys() | heard.keys()) - but)
        if booked.get(key, 0) != heard.get(key, 0)
    ]


async def read_ledger(connection: asyncpg.Connection) -> Ledger:
    """The totals, and the positions of the same moment if `connection` is a snapshot."""
    rows = await connection.fetch(TOTALS, list(HEARD), timeout=QUERY_S)
    positions = {topic: position for topic, position in await connection.fetch(POSITIONS)}
    return Ledger({(rider_id, source): points for rider_id, source, points in rows}, positions)


async def replay(
    connection: asyncpg.Connection,
    own_dsn: str,
    sources: Mapping[str, str],
    progress: Progress,
) -> tuple[list[Difference], str]:
    """Hear what the ledger of `connection` (a snapshot) has heard, in the empty database `own_dsn`.

    `sources` are the databases of the services that say it, by topic. Returns the differences, and in words
    what was compared.
    """
    city_id = await connection.fetchval("SELECT city_id FROM accounts LIMIT 1") or ""
    booked = await read_ledger(connection)
    paid = {tuple(row) for row in await connection.fetch(PAID_BY_CAMPAIGNS, timeout=QUERY_S)}
    await _copy_decided(connection, own_dsn)
    engine = create_engine(own_dsn, 1, BATCH_TIMEOUT_S, plans="custom")
    heard, not_heard = 0, 0
    for topic, of_topic in handlers().items():
        if topic == ERASURES:
            continue
        bar = progress.add_task(f"Hearing {topic}", total=None)
        # On Kafka everything is heard that was said: compare while nothing is being said.
        async for records in published(sources[topic], booked.positions.get(topic)):
            not_heard += await apply(engine, city_id, of_topic, records)
            heard += len(records)
            progress.update(bar, advance=len(records))
    await engine.dispose()
    own = await connect(own_dsn, command_timeout_s=QUERY_S)
    anew = await read_ledger(own)
    await own.close()
    unheard = f" ({not_heard} of them cannot be applied)" if not_heard else ""
    compared = booked.totals.keys() - paid
    said = f"{len(compared)} sources of the ledger and {heard} events{unheard} were compared"
    if paid:
        said += f" (not {len(paid)} sources that campaigns pay)"
    return differences(booked.totals, anew.totals, paid), said


async def _copy_decided(connection: asyncpg.Connection, own_dsn: str) -> None:
    """Copy what was decided into the empty database, in place of what its migrations have put there."""
    own = await connect(own_dsn, command_timeout_s=QUERY_S)
    for table in DECIDED:
        rows = await connection.fetch(f"SELECT * FROM {table}")
        await own.execute(f"DELETE FROM {table}")
        if rows:
            await own.copy_records_to_table(table, columns=list(rows[0].keys()), records=map(tuple, rows))
    await own.close()
