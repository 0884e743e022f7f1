"""A challenge is tried on the past, as a job: nothing of challenges is locked or written."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from services.challenges import store as challenges
from services.challenges.actions import known_by_now
from services.challenges.matching.rules import Known, Rule, compiled
from services.challenges.simulations import rules, store
from services.challenges.simulations.answers import result_of
from services.challenges.simulations.rules import Entry, Resampling, Ridden, Simulation
from services.challenges.simulations.store import Lot
from services.challenges.tree.periods import local_day
from services.challenges.tree.trees import Tree, tree_of
from shared.jobs.actions import SaysProgress, Work
from shared.settings import ServiceSettings

PROGRESS_EVERY_S = 1.0
NOBODYS = UUID(int=0)
"""By this id it is told who would be held out of a challenge that has none yet."""
T = TypeVar("T")


class Asked(NamedTuple):
    """What was asked for: the challenge, from when to when, by whose trips, and the seed of the interval."""

    tree: Tree
    challenge_id: UUID | None
    operator_id: str
    since: datetime
    until: datetime
    seed: int


class Trial(NamedTuple):
    """A challenge under trial, and the SQL of what riders reach and of what counts. `version` is that of one
    in force with which another is compared."""

    rule: Rule
    simulation: Simulation
    reached: str
    ridden: str
    version: int | None = None


def read_asked(asked: Mapping[str, Any]) -> Asked:
    """What the row of a job says."""
    challenge_id = asked.get("challenge_id")
    return Asked(
        tree_of(asked["challenge"]),
        UUID(challenge_id) if challenge_id else None,
        asked["operator_id"],
        datetime.fromisoformat(asked["since"]),
        datetime.fromisoformat(asked["until"]),
        asked["seed"],
    )


def simulating(engine: AsyncEngine, settings: ServiceSettings) -> Work:
    """The work of simulations of challenges."""
    zone = ZoneInfo(settings.timezone)

    async def simulate(
        connection: asyncpg.Connection, row: Mapping[str, Any], say_progress: SaysProgress
    ) -> str:
        """Try a challenge on all trips of its operator, as of one moment, some riders at a time."""
        asked = read_asked(row)
        tried, *compared = await _begin(engine, zone, asked)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            # One core for a job: what it asks of PostgreSQL is not spread over others.
            await connection.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            said_at = 0.0
            lots = await store.lots(connection, asked.operator_id, asked.since, asked.until)
            for lot in lots:
                for trial in (tried, *compared):
                    await _add_lot(connection, asked, trial, lot)
                if time.monotonic() >= said_at + PROGRESS_EVERY_S or lot is lots[-1]:
                    await say_progress(lot.place, lots[-1].place)
                    said_at = time.monotonic()
        interval = await _interval(tried.simulation, asked.seed)
        of_version = [(each.version, each.simulation) for each in compared if each.version is not None]
        result = result_of(
            tried.simulation,
            tried.rule.known.saved_mg_per_km,
            interval,
            of_version[0] if of_version else None,
        )
        return result.model_dump_json(exclude_none=True)

    return simulate


async def _begin(engine: AsyncEngine, zone: ZoneInfo, asked: Asked) -> list[Trial]:
    """The challenge, and the version of it that is in force, if there is one."""
    async with engine.connect() as tx:
        in_force = await challenges.find_in_force(tx, asked.challenge_id) if asked.challenge_id else None
        today = local_day(datetime.now(UTC), zone)
        known = in_force.known if in_force else await known_by_now(tx, asked.tree, today)
    trials = [_trial(asked, asked.tree, known, zone)]
    if in_force is not None:
        trials.append(_trial(asked, in_force.tree, known, zone)._replace(version=in_force.version))
    return trials


def _trial(asked: Asked, tree: Tree, known: Known, zone: ZoneInfo) -> Trial:
    rule = compiled(
        asked.challenge_id or NOBODYS,
        1,
        rules.as_tried(tree, asked.since, asked.until),
        known,
        is_paused=False,
        closed_at=None,
        zone=zone,
        by_operator=asked.operator_id,
    )
    return Trial(rule, Simulation(rule.tree), store.reached(rule), store.ridden(rule))


async def _add_lot(connection: asyncpg.Connection, asked: Asked, trial: Trial, lot: Lot) -> None:
    """Add the riders of a lot. As long as each page of rows took, requests have the event loop."""
    required = trial.rule.tree.requires
    allowed = await store.allowed(connection, lot, required) if required else frozenset()
    won = await store.won(connection, lot, asked.operator_id, asked.since, asked.until)
    entries: dict[UUID, list[Entry]] = await _by_rider(
        store.pages(connection, trial.reached, lot), store.entry_of
    )
    ridden: dict[UUID, list[Ridden]] = await _by_rider(
        store.pages(connection, trial.ridden, lot), store.ridden_of
    )
    began = time.monotonic()
    for rider_id in sorted(ridden):
        trial.simulation.add(
            rider_id,
            entries.get(rider_id, ()),
            ridden[rider_id],
            gives=not required or rider_id in allowed,
            has_won=rider_id in won,
        )
        if time.monotonic() - began > rules.HELD_S:
            await asyncio.sleep(time.monotonic() - began)
            began = time.monotonic()


async def _by_rider(pages: AsyncIterator[Sequence[Any]], read: Callable[[Any], T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    async for rows in pages:
        began = time.monotonic()
        for row in rows:
            found.setdefault(row[0], []).append(read(row))
        await asyncio.sleep(time.monotonic() - began)
    return found


async def _interval(simulation: Simulation, seed: int) -> tuple[int, int]:
    resampling = Resampling(simulation.points_of_riders, seed)
    began = time.monotonic()
    while not resampling.draw():
        await asyncio.sleep(time.monotonic() - began)
        began = time.monotonic()
    return resampling.interval()
