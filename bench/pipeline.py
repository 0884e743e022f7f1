"""Ours against naive and against COPY, and what more challenges and more history cost."""

import gc
from collections.abc import Sequence
from statistics import median
from typing import Any

import asyncpg

from bench import ceiling, history, naive, ours, stream
from bench.databases import Cluster, copies
from bench.ours import WARM_UP, Cpu
from shared.eventlog.log import Record

PAIR = ("challenges", "rewards")
USUAL_GARBAGE = (700, 10, 10)

STATE = {
    "challenges": (
        "SELECT challenge_id, rider_id, progress, base_revision + trip_revisions,"
        " completed_at IS NOT NULL FROM entries ORDER BY 1, 2",
        "SELECT trip_id, revision, trips, distance_m, duration_s, energy_kcal FROM trips ORDER BY 1",
    ),
    "rewards": (
        "SELECT rider_id, points, lifetime_points, trip_revisions FROM accounts ORDER BY 1",
        "SELECT given_by, kind, sum(CASE WHEN source = '00000000-0000-0000-0000-000000000001'"
        " THEN points ELSE -points END) FROM postings GROUP BY 1, 2 HAVING sum(CASE WHEN source ="
        " '00000000-0000-0000-0000-000000000001' THEN points ELSE -points END) <> 0 ORDER BY 1, 2",
        "SELECT challenge_id, rider_id, revision, points FROM entries ORDER BY 1, 2",
        "SELECT rider_id, local_on, points, revision FROM rider_days ORDER BY 1, 2",
        "SELECT source, destination, points, available_at, rule, params FROM postings"
        " WHERE kind = 'challenge' ORDER BY given_by, posted_at",
    ),
}
"""What must be the same whoever heard the events: progress, completions, balances, postings. Of a trip
that is voided in the batch in which it was said, ours never posts the points and naive takes them back."""


class Unequal(Exception):
    """Two pipelines that heard the same events do not hold the same."""


async def state(dsns: Sequence[str]) -> list[list[tuple[Any, ...]]]:
    """All that two pipelines must agree on."""
    found = []
    for service, dsn in zip(PAIR, dsns, strict=True):
        connection = await asyncpg.connect(dsn)
        for query in STATE[service]:
            found.append([tuple(row) for row in await connection.fetch(query)])
        await connection.close()
    return found


async def prepare(cluster: Cluster, count: int) -> tuple[list[Record], list[Record]]:
    """Trips, and the entry events that follow from them: what all pipelines are given, in memory."""
    trips = stream.trips(count)
    async with copies(cluster, PAIR[:1]) as (dsn,):
        entries = await ours.entries_of(dsn, trips)
    # They are the bench's, so nobody's collector shall walk them.
    gc.collect()
    gc.freeze()
    return trips, entries


async def versus_naive(cluster: Cluster, runs: int, count: int) -> dict[str, Any]:
    """How many times the CPU of ours the naive pipeline takes. Raises Unequal."""
    trips, entries = await prepare(cluster, count + WARM_UP)
    found = []
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
        found.append((ratio, total(of_ours), total(of_naive)))
    ratio, of_us, of_them = sorted(found, key=lambda one: one[0])[len(found) // 2]
    return {
        "value": round(median(one[0] for one in found), 1),
        "trips": count,
        "entry_events": len(entries) - WARM_UP,
        "ours_us_per_trip": in_us(of_us, count),
        "naive_us_per_trip": in_us(of_them, count),
    }


async def versus_copy(cluster: Cluster, runs: int, count: int) -> dict[str, Any]:
    """The CPU of COPYing the rows that ours inserts, as a share of what ours takes."""
    trips, entries = await prepare(cluster, count + WARM_UP)
    async with copies(cluster, PAIR) as dsns:
        await ours.run(cluster, dsns, trips[: WARM_UP + 1], entries[: WARM_UP + 1])
        before = [await ceiling.keys(*each) for each in zip(PAIR, dsns, strict=True)]
    found = []
    rows: list[ceiling.Rows] = []
    relays: list[Cpu] = []
    for _ in range(runs):
        async with copies(cluster, PAIR) as dsns:
            of_ours = await ours.run(cluster, dsns, trips, entries)
            if not rows:
                rows = [await ceiling.inserted(*each) for each in zip(PAIR, dsns, before, strict=True)]
                gc.collect()
                gc.freeze()
            relays.append(await ours.relay(cluster, dsns))
        async with copies(cluster, PAIR) as dsns:
            of_copy = await ceiling.run(cluster, dsns, count, rows)
        ratio = of_copy.total_s / total(of_ours).total_s
        say(f"COPY : ours {ratio:.3f}", ours=total(of_ours), copy=of_copy, relay=relays[-1], count=count)
        found.append((ratio, total(of_ours), of_copy))
    ratio, of_us, of_them = sorted(found, key=lambda one: one[0])[len(found) // 2]
    return {
        "value": round(median(one[0] for one in found), 3),
        "trips": count,
        "rows": {
            f"{service}.{table}": len(inserted)
            for service, of_database in zip(PAIR, rows, strict=True)
            for table, (_, inserted) in of_database.items()
        },
        "ours_us_per_trip": in_us(of_us, count),
        "copy_us_per_trip": in_us(of_them, count),
        "relay_us_per_trip": in_us(sorted(relays, key=lambda cpu: cpu.total_s)[len(relays) // 2], count),
    }


async def grown(
    cluster: Cluster, runs: int, count: int, templates: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    """CPU per event on the last of these pairs of databases, as a multiple of the first."""
    trips = stream.trips(count + WARM_UP)
    of_each: dict[str, list[tuple[Cpu, int]]] = {name: [] for name in templates}
    heard = {}
    for name, pair in templates.items():
        async with copies(cluster, pair[:1]) as (dsn,):
            heard[name] = await ours.entries_of(dsn, trips)
    gc.collect()
    gc.freeze()
    for _ in range(runs):
        for name, pair in templates.items():
            async with copies(cluster, pair) as dsns:
                spent = total(await ours.run(cluster, dsns, trips, heard[name]))
            say(name, ours=spent, count=count)
            of_each[name].append((spent, len(heard[name])))
    middle = {
        name: sorted(found, key=lambda one: one[0].total_s)[len(found) // 2]
        for name, found in of_each.items()
    }
    first, last = (middle[name][0].total_s for name in (next(iter(templates)), list(templates)[-1]))
    return {
        "value": round(last / first, 2),
        "trips": count,
        "us_per_trip": {name: in_us(spent, count) for name, (spent, _) in middle.items()},
        "entry_events": {name: entries for name, (_, entries) in middle.items()},
    }


async def challenges_10_to_1000(cluster: Cluster, runs: int, count: int) -> dict[str, Any]:
    """What 990 more active challenges cost that the stream's trips do not match."""
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
    """What it costs that so many trips are stored already."""
    templates = {}
    for trips in stored:
        pair = (f"challenges_with_{trips}", f"rewards_with_{trips}")
        for template, name in zip(PAIR, pair, strict=True):
            await history.copy_template(cluster, template, name)
        await history.load(cluster, pair, trips)
        templates[f"{trips} stored trips"] = pair
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
    """Print a run: CPU per trip, and its parts."""
    said = [
        f"{name} {cpu.total_s / count * 1e6:,.0f} us/trip"
        f" (Python {cpu.python_s / count * 1e6:,.0f} + PostgreSQL {cpu.postgres_s / count * 1e6:,.0f})"
        for name, cpu in spent.items()
    ]
    print(f"  {what:24} " + "   ".join(said), flush=True)
