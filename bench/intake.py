"""What it costs to take an operator's trips in batches and to judge them, against COPY of what they tell."""

import gc
import json
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from bench.databases import Cluster, copies
from bench.ours import Cpu, Meter
from services.trips import actions
from services.trips.limits.rules import first_version
from services.trips.rules import ReportedTrip
from services.trips.verdicts.actions import game_now
from services.trips.zone_map.actions import KnownZones
from shared.db import create_engine

BATCH = 1_000
"""As many trips as a request may have."""
WARM_UP = 5
RIDERS = 20_000
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TABLE = """
    CREATE TABLE told (trip_id uuid PRIMARY KEY, rider_id uuid NOT NULL, vehicle_id text NOT NULL,
        started_at timestamptz NOT NULL, ended_at timestamptz NOT NULL, distance_m integer NOT NULL)
"""
COLUMNS = ("trip_id", "rider_id", "vehicle_id", "started_at", "ended_at", "distance_m")
ROUNDS = 10
"""COPY takes so little that one time says too little."""
_facts = attrgetter(*COLUMNS[1:])


def batch(number: int) -> list[ReportedTrip]:
    """Trips of a thousand riders on a thousand bikes. A rider rides every nine hours."""
    return [
        ReportedTrip(
            trip_id=uuid4(),
            rider_id=UUID(int=(number * BATCH + index) % RIDERS + 1),
            operator_id="operator",
            vehicle_type="bike",
            started_at=(started_at := _start(number, index)),
            ended_at=started_at + timedelta(minutes=15),
            timezone="Europe/Madrid",
            vehicle_id=f"bike {index}",
            distance_m=3_000,
            distance_source="odometer",
            history=False,
        )
        for index in range(BATCH)
    ]


def _start(number: int, index: int) -> datetime:
    return NOW + timedelta(days=-13, hours=9 * (number * BATCH // RIDERS), minutes=index % 50)


async def measure(cluster: Cluster, runs: int, batches: int) -> dict[str, Any]:
    """`value` is the CPU of taking trips in, of process and PostgreSQL, as a multiple of the CPU of COPYing
    them into a table with a primary key."""
    results = []
    for _ in range(runs):
        told = [batch(number) for number in range(WARM_UP + batches)]
        # The garbage collector does not walk the input during the measurement.
        gc.collect()
        gc.freeze()
        async with copies(cluster, ("trips",)) as (dsn,):
            ours = await _take(cluster, dsn, told)
            copied = await _copy(cluster, dsn, told[WARM_UP:])
        count = batches * BATCH
        result = {
            "value": round(ours.total_s / copied.total_s, 2),
            "ours_us_per_trip": round(ours.total_s / count * 1e6, 1),
            "copy_us_per_trip": round(copied.total_s / count * 1e6, 1),
        }
        print(f"  {json.dumps(result)}", flush=True)
        results.append(result)
    value = statistics.median(result["value"] for result in results)
    return next(result for result in results if result["value"] >= value) | {"value": value}


async def _take(cluster: Cluster, dsn: str, told: Sequence[list[ReportedTrip]]) -> Cpu:
    judged = game_now("city", "Europe/Madrid", first_version(), KnownZones())
    engine, meter = create_engine(dsn, 1), Meter(cluster)

    async def take(trips: list[ReportedTrip]) -> None:
        async with engine.begin() as tx:
            await actions.receive(tx, await judged(tx), trips, NOW)

    for trips in told[:WARM_UP]:
        await take(trips)
    with meter:
        for trips in told[WARM_UP:]:
            await take(trips)
    await engine.dispose()
    return meter.spent


async def _copy(cluster: Cluster, dsn: str, told: Sequence[list[ReportedTrip]]) -> Cpu:
    """COPY all trips ROUNDS times, each time under other ids. Returns what one time took."""
    connection, meter = await asyncpg.connect(dsn), Meter(cluster)
    await connection.execute(TABLE)
    facts = [[_facts(trip) for trip in trips] for trips in told]
    for _ in range(ROUNDS):
        rows = [[(uuid4(), *each) for each in batch] for batch in facts]
        with meter:
            for records in rows:
                await connection.copy_records_to_table("told", records=records, columns=COLUMNS)
    await connection.close()
    return Cpu(meter.python_s / ROUNDS, meter.postgres_s / ROUNDS)
