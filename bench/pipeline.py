"""The CPU of ours (Rodem's handlers) against naive and COPY, and with more challenges and more history."""

import gc
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import asyncpg

from bench import ceiling, everything, history, naive, ours, stream
from bench.databases import Cluster, copies
from bench.ours import WARM_UP, Cpu
from shared.eventlog.log import Record

PAIR = ("challenges", "rewards")
USUAL_GARBAGE = (700, 10, 10)

STATE = {
    "challenges": (
        "SELECT challenge_id, rider_id, period_on, progress, completed_at IS NOT NULL, is_given FROM entries"
        " WHERE progress > 0 ORDER BY 1, 2",
        "SELECT * FROM trips ORDER BY trip_id",
    ),
    "rewards": (
        "SELECT rider_id, points, debt_points, lifetime_points, trip_revisions FROM accounts ORDER BY 1",
        "SELECT rider_id, given_by, kind, sum(moves.points) FROM moves JOIN accounts USING (account_id)"
        " GROUP BY 1, 2, 3 HAVING sum(moves.points) <> 0 ORDER BY 1, 2, 3",
        "SELECT challenge_id, rider_id, revision, points FROM entries ORDER BY 1, 2",
        "SELECT rider_id, local_on, points, revision FROM rider_days ORDER BY 1, 2",
        "SELECT source, destination, postings.points, available_at, rule, params FROM postings"
        " JOIN accounts USING (account_id) WHERE kind = 'challenge' ORDER BY rider_id, given_by, posted_at",
    ),
}
"""Queries whose results must be the same for ours and naive: progress, completions, balances, postings.
An
entry's revision counts what was said of it, which is less where a batch brings several trips of a rider.
Postings are summed, because a trip that is voided in the batch that brings it gets no postings from ours, and
two that cancel out from naive."""


class Unequal(Exception):
    """Two pipelines that applied the same events have different states."""


async def state(dsns: Sequence[str]) -> list[list[tuple[Any, ...]]]:
    """The rows of all queries in STATE."""
    results = []
    for service, dsn in zip(PAIR, dsns, strict=True):
        connection = await asyncpg.connect(dsn)
        for query in STATE[service]:
            results.append([tuple(row) for row in await connection.fetch(query)])
        await connection.close()
    return results


async def prepare(cluster: Cluster, count: int) -> tuple[list[Record], list[Record]]:
    """Trips and the entry events that follow from them, in memory: the input of all pipelines."""
    trips = stream.trips(count)
    async with copies(cluster, PAIR[:1]) as (dsn,):
        entries = await ours.entries_of(dsn, trips)
    # Trips and entries are frozen, so that the garbage collector does not walk them during the measurement.
    gc.collect()
    gc.freeze()
    return trips, entries


async def versus_naive(cluster: Cluster, runs: int, count: int) -> dict[str, Any]:
    """The CPU of the naive pipeline as a multiple of that of ours. Raises Unequal if the two pipelines leave
    different states."""
    trips, entries = await prepare(cluster, count + WARM_UP)
    results = []
    for _ in range(runs):
        async with copies(cluster, PAIR) as dsns:
            of_ours = await ours.run(cluster, dsns, trips, entries)
            state_ours = await state(dsns)
        gc.set_threshold(*USUAL_GARBAGE)
        async with copies(cluster, PAIR) as dsns:
            of_naive = await naive.run(cluster, dsns, trips, entries)
            if await state(dsns) != state_ours:
                raise Unequal("Naive and ours heard the same events and hold something else.")
        ratio = total(of_naive).total_s / total(of_ours).total_s
        say(f"naive : ours {ratio:.1f}", ours=total(of_ours), naive=total(of_naive), count=count)
        results.append((ratio, total(of_ours), total(of_naive)))
    ratio, median_ours, median_naive = sorted(results, key=lambda result: result[0])[len(results) // 2]
    return {
        "value": round(median(result[0] for result in results), 1),
        "trips": count,
        "entry_events": len(entries) - WARM_UP,
        "ours_us_per_trip": in_us(median_ours, count),
        "naive_us_per_trip": in_us(median_naive, count),
    }


async def versus_copy(cluster: Cluster, runs: int, count: int) -> dict[str, Any]:
    """The CPU of COPYing the rows that ours inserts, as a share of the CPU of ours."""
    trips, entries = await prepare(cluster, count + WARM_UP)
    async with copies(cluster, PAIR) as dsns:
        await ours.run(cluster, dsns, trips[: WARM_UP + 1], entries[: WARM_UP + 1])
        before = [await ceiling.keys(service, dsn) for service, dsn in zip(PAIR, dsns, strict=True)]
    results = []
    rows: list[ceiling.Rows] = []
    relays: list[Cpu] = []
    for _ in range(runs):
        async with copies(cluster, PAIR) as dsns:
            of_ours = await ours.run(cluster, dsns, trips, entries)
            if not rows:
                rows = [
                    await ceiling.inserted(service, dsn, keys)
                    for service, dsn, keys in zip(PAIR, dsns, before, strict=True)
                ]
                gc.collect()
                gc.freeze()
            relays.append(await ours.relay(cluster, dsns))
        async with copies(cluster, PAIR) as dsns:
            of_copy = await ceiling.run(cluster, dsns, count, rows)
        ratio = of_copy.total_s / total(of_ours).total_s
        say(f"COPY : ours {ratio:.3f}", ours=total(of_ours), copy=of_copy, relay=relays[-1], count=count)
        results.append((ratio, total(of_ours), of_copy))
    ratio, median_ours, median_copy = sorted(results, key=lambda result: result[0])[len(results) // 2]
    return {
        "value": round(median(result[0] for result in results), 3),
        "trips": count,
        "rows": {
            f"{service}.{table}": len(inserted)
            for service, database_rows in zip(PAIR, rows, strict=True)
            for table, (_, inserted) in database_rows.items()
        },
        "ours_us_per_trip": in_us(median_ours, count),
        "copy_us_per_trip": in_us(median_copy, count),
        "relay_us_per_trip": in_us(sorted(relays, key=lambda cpu: cpu.total_s)[len(relays) // 2], count),
    }


async def grown(
    cluster: Cluster, runs: int, count: int, templates: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    """CPU per trip on the last of these pairs of databases, as a multiple of that on the first."""
    trips = stream.trips(count + WARM_UP)
    results: dict[str, list[tuple[Cpu, int]]] = {name: [] for name in templates}
    entries = {}
    for name, pair in templates.items():
        async with copies(cluster, pair[:1]) as (dsn,):
            entries[name] = await ours.entries_of(dsn, trips)
    gc.collect()
    gc.freeze()
    for _ in range(runs):
        for name, pair in templates.items():
            async with copies(cluster, pair) as dsns:
                spent = total(await ours.run(cluster, dsns, trips, entries[name]))
            say(name, ours=spent, count=count)
            results[name].append((spent, len(entries[name])))
    medians = {
        name: sorted(runs_of_pair, key=lambda run: run[0].total_s)[len(runs_of_pair) // 2]
        for name, runs_of_pair in results.items()
    }
    first, last = (medians[name][0].total_s for name in (next(iter(templates)), list(templates)[-1]))
    return {
        "value": round(last / first, 2),
        "trips": count,
        "us_per_trip": {name: in_us(spent, count) for name, (spent, _) in medians.items()},
        "entry_events": {name: events for name, (_, events) in medians.items()},
    }


async def challenges_10_to_1000(cluster: Cluster, runs: int, count: int) -> dict[str, Any]:
    """The cost of 990 more active challenges that no trip of the stream counts toward."""
    await history.copy_template(cluster, "rewards", "rewards_plain")
    templates = {}
    for active in (10, 1_000):
        await history.copy_template(cluster, "challenges_plain", f"challenges_{active}")
        await stream.add_challenges(cluster.database(f"challenges_{active}"), active)
        templates[f"{active} challenges"] = (f"challenges_{active}", "rewards_plain")
    return await grown(cluster, runs, count, templates)


async def history_100k_to_2m(
    cluster: Cluster, runs: int, count: int, stored: Sequence[int]
) -> dict[str, Any]:
    """How much more a trip costs when `stored` trips (100,000 to 2 million) are in the database already."""
    templates = {}
    for trips in stored:
        pair = (f"challenges_with_{trips}", f"rewards_with_{trips}")
        for template, name in zip(PAIR, pair, strict=True):
            await history.copy_template(cluster, template, name)
        await history.load(cluster, pair, trips)
        templates[f"{trips} stored trips"] = pair
    return await grown(cluster, runs, count, templates)


async def boards_and_chains(cluster: Cluster, runs: int, count: int) -> dict[str, Any]:
    """The cost of boards, multipliers and a campaign, as a multiple of a trip without them. Chains, digests
    and debts are a part of both: nobody can switch them off. Besides: a campaign that pays for every trip."""
    templates = {"off": PAIR}
    for name, paid_always in (("every trip paid", True), ("on", False)):
        database = f"rewards_{name.replace(' ', '_')}"
        await history.copy_template(cluster, "rewards", database)
        await everything.switch_on(cluster, database, paid_always)
        templates[name] = ("challenges", database)
    return await grown(cluster, runs, count, templates)


def total(spent: dict[str, Cpu]) -> Cpu:
    """The sum of all consumers."""
    return Cpu(sum(c.python_s for c in spent.values()), sum(c.postgres_s for c in spent.values()))


def in_us(spent: Cpu, count: int) -> dict[str, float]:
    """Microseconds of CPU for each of so many trips."""
    return {
        "python": round(spent.python_s / count * 1e6, 1),
        "postgres": round(spent.postgres_s / count * 1e6, 1),
        "total": round(spent.total_s / count * 1e6, 1),
    }


def say(what: str, count: int, **spent: Cpu) -> None:
    """Print the CPU per trip of a run, and its parts."""
    columns = [
        f"{name} {cpu.total_s / count * 1e6:,.0f} us/trip"
        f" (Python {cpu.python_s / count * 1e6:,.0f} + PostgreSQL {cpu.postgres_s / count * 1e6:,.0f})"
        for name, cpu in spent.items()
    ]
    print(f"  {what:24} " + "   ".join(columns), flush=True)
