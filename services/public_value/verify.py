"""`python -m services.public_value.verify [N]` makes the releases up to N anew, from the log alone, and
compares them with those that are told, byte for byte.

Prints `{"ok", "releases", "figures", "events"}`, and what differs first: then it ends with 1. DATABASE_URL
names the database of public_value, REPLAY_DATABASE_URL one with its tables and no row, RODEM_SOURCES the
databases of who says what it hears.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.public_value.app import Settings
from services.public_value.factor_sets import store as factor_sets
from services.public_value.handlers import HANDLERS
from services.public_value.plans.rules import as_told
from services.public_value.releases import rules, store
from services.public_value.releases.actions import Releasing, further_figures, release
from services.public_value.releases.calendar.rules import last_day
from services.public_value.releases.publishing import store as published
from services.public_value.releases.publishing.rules import RULE_VERSION, hash_of, listed
from services.public_value.releases.publishing.store import Release
from services.public_value.releases.rules import Figure, Kind
from services.public_value.releases.store import Run
from shared import telemetry
from shared.db import create_engine
from shared.eventlog import anew
from shared.eventlog.consumer import BATCH_TIMEOUT_S
from shared.eventlog.kafka.reading import ON_KAFKA

OTHER_RULES = "Release {release} was made by version {then} of the rules, and this is version {now}."
TAMPERED = "Release {release} is not the one that was made: what it tells has another hash."
OTHER_EVENTS = "By the log release {release} tells something else: events are missing, or others."
OTHER_LINE = "The line of release {release} is not the one that was made."
KAFKA = "This city hears from Kafka: its positions do not say what of the log a release knew."


class Broken(Exception):
    """A release is not what the log gives. The message says which, what differs first, and why."""


class Proved(NamedTuple):
    """What was compared."""

    releases: int
    figures: int
    events: int


@dataclass(frozen=True)
class Anew:
    """The city and its empty copy, in which each run is made anew. `sources` by topic."""

    city: AsyncEngine
    copy: AsyncEngine
    releasing: Releasing
    sources: Mapping[str, str]


async def verify(told: Anew, until: int | None) -> Proved:
    """Make all runs anew, up to the one that made this release or to the last. Raises Broken."""
    city_id = told.releasing.city_id
    async with told.city.connect() as tx:
        runs = await store.read_runs(tx, city_id)
        sets = await factor_sets.read(tx)
    async with told.copy.begin() as tx:
        for each in sets:
            if each.published_at is not None:
                await factor_sets.write(tx, city_id, each.factor_set_id, each.body)
                await factor_sets.publish(tx, each.factor_set_id, each.published_at)
    heard: dict[str, int] = {}
    proved = Proved(0, 0, 0)
    for run in runs:
        if until is not None and proved.releases >= until:
            break
        events = await _hear(told, run, heard)
        of_then = replace(told.releasing, any_covers=run.any_covers, plans=as_told(run.plans))
        await release(of_then, run.run_at, by_command=run.by_command)
        figures = await _compare(told, run.release or proved.releases + 1, is_told=run.release is not None)
        proved = Proved(run.release or proved.releases, proved.figures + figures, proved.events + events)
    return proved


async def _hear(told: Anew, run: Run, heard: dict[str, int]) -> int:
    """Hear what the run had heard. `heard` are the positions so far, which move. Returns how many events."""
    events = 0
    if any(topic.endswith(ON_KAFKA) for topic in run.positions):
        raise Broken(KAFKA)
    for topic, of_topic in HANDLERS.items():
        if topic not in told.sources or topic not in run.positions:
            continue
        since, until = heard.get(topic, 0), run.positions[topic]
        async for records in anew.published(told.sources[topic], until, since):
            await anew.apply(told.copy, told.releasing.city_id, of_topic, records)
            events += len(records)
        heard[topic] = max(since, until)
    return events


async def _compare(told: Anew, number: int, *, is_told: bool) -> int:
    """Compare a release with the one that was made anew. `is_told`: the run of then has made it. Returns the
    number of its figures. Raises Broken."""
    city_id = told.releasing.city_id
    async with told.city.connect() as of_city, told.copy.connect() as of_copy:
        then = await published.find(of_city, city_id, number) if is_told else None
        again = await published.find(of_copy, city_id, number)
    if then is None and again is None:
        return 0
    if then is not None and then.content["rule_version"] != RULE_VERSION:
        versions = {"then": then.content["rule_version"], "now": RULE_VERSION}
        raise Broken(OTHER_RULES.format(release=number, **versions))
    figures = await _figures(told.city, city_id, number) if then else []
    others = await _figures(told.copy, city_id, number) if again else []
    is_hash_right = then is not None and _hash(then, figures) == then.hash
    why = (OTHER_EVENTS if then is None or is_hash_right else TAMPERED).format(release=number)
    if (first := _first_other(figures, others)) is not None:
        raise Broken(f"{why} {_in_words(first, figures, others)}{await _row_in_words(told, first)}")
    if then is None or again is None or (then.hash, then.content) != (again.hash, again.content):
        raise Broken(OTHER_LINE.format(release=number))
    return len(figures)


def _hash(of: Release, figures: Sequence[Figure]) -> bytes:
    return hash_of(of.number, of.made_at, of.content, figures, of.previous_hash)


async def _figures(engine: AsyncEngine, city_id: str, number: int) -> list[Figure]:
    async with engine.connect() as tx:
        first = await published.read_figures(tx, city_id, number)
    return [figure async for page in further_figures(engine, city_id, number, first) for figure in page]


def _first_other(figures: Sequence[Figure], others: Sequence[Figure]) -> Figure | None:
    """The first figure that is in one release only, or another there."""
    return min(set(figures) ^ set(others), key=lambda figure: figure.key, default=None)


def _in_words(first: Figure, figures: Sequence[Figure], others: Sequence[Figure]) -> str:
    def value_in(release: Sequence[Figure]) -> str:
        found = [listed(figure) for figure in release if figure.key == first.key]
        kept = {name: value for name, value in found[0].items() if name in VALUES} if found else None
        return json.dumps(kept) if kept else "nothing"

    name = " ".join(
        filter(None, (first.measure, first.interval, str(first.start), first.place, first.vehicle_type))
    )
    return f"{name}: {value_in(figures)} was told, {value_in(others)} is made."


VALUES = ("value", "low", "high", "days")


async def _row_in_words(told: Anew, first: Figure) -> str:
    """The first counted row of the figure's days that is another by the log, in words."""
    kind: Kind = "points" if first.measure == "points" else "trips"
    span = first.start, last_day(first.interval, first.start)
    async with told.city.connect() as of_city, told.copy.connect() as of_copy:
        counted = await _rows(of_city, told.releasing.city_id, kind, *span)
        again = await _rows(of_copy, told.releasing.city_id, kind, *span)
    for key in sorted(counted.keys() | again.keys()):
        if counted.get(key) != again.get(key):
            day, source = key
            then, now = counted.get(key, "not counted"), again.get(key, "not counted")
            return f" First row: {source} of {day}, {then} then, {now} by the log."
    return ""


async def _rows(
    tx: AsyncConnection, city_id: str, kind: Kind, first: date, last: date
) -> dict[tuple[date, str], str]:
    """Counted rows in words, without their riders, who may have been forgotten."""
    days = await store.read_counted(tx, city_id, kind, first, last)
    return {(day, row.source): _facts(row) for day, rows in days.items() for row in rows}


def _facts(row: rules.Counted) -> str:
    facts: dict[str, Any] = {name: value for name, value in row._asdict().items() if value}
    return json.dumps({name: value for name, value in facts.items() if name not in ("source", "rider")})


async def prove(settings: Settings, own_dsn: str, until: int | None) -> Proved:
    """What was proved of this city's releases, in the empty database `own_dsn`. Raises Broken."""
    own = settings.model_copy(update={"database_url": own_dsn})
    city = create_engine(settings.database_url, 2, BATCH_TIMEOUT_S)
    copy = create_engine(own_dsn, 2, BATCH_TIMEOUT_S, plans="custom")
    try:
        return await verify(Anew(city, copy, own.releasing(), settings.sources), until)
    finally:
        await city.dispose()
        await copy.dispose()


def main() -> None:
    """Prove the releases, and print what was proved, or what differs first."""
    parser = argparse.ArgumentParser(prog="rodem indicators verify", description=__doc__)
    parser.add_argument("until", nargs="?", type=int, metavar="N", help="the last release to make anew")
    until = parser.parse_args().until
    telemetry.configure_logging(Settings.service)
    try:
        proved = asyncio.run(prove(Settings.model_validate({}), os.environ["REPLAY_DATABASE_URL"], until))
    except Broken as broken:
        print(json.dumps({"ok": False, "fault": str(broken)}))
        sys.exit(1)
    print(json.dumps({"ok": True, **proved._asdict()}))


if __name__ == "__main__":
    main()
