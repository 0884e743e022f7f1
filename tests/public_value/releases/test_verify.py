"""`rodem indicators verify`: releases are made anew from the log alone, and compared byte for byte."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.care import releases as by_hand
from services.public_value.app import Settings
from services.public_value.handlers import HANDLERS
from services.public_value.releases.actions import release
from services.public_value.verify import Broken, Proved, prove
from shared.db import create_engine
from shared.eventlog import anew
from tests.conftest import MakeDatabase
from tests.events import trip_judged
from tests.laws.streams import NAMES, dsn_of, say
from tests.public_value.releases.story import MADRID, moment

RIDERS = 20


@dataclass(frozen=True)
class City:
    """Databases of who says, and of who has heard; `copy` is empty."""

    trips: AsyncEngine
    own: AsyncEngine
    copy: AsyncEngine

    @property
    def settings(self) -> Settings:
        sources = {"trips": dsn_of(self.trips)}
        facts = {"operator_id": "operator", "release_places": "P1D", "sources": sources}
        return Settings.model_validate({"DATABASE_URL": dsn_of(self.own), **facts})

    async def hear(self) -> None:
        """What consumers do: apply what is new, and move the position in the same transaction."""
        async for records in anew.published(dsn_of(self.trips), None, await self.position()):
            await anew.apply(self.own, "city", HANDLERS["trips"], records)
            position = f"VALUES ('trips', 0, {records[-1].position})"
            await change(
                self.own,
                f"""INSERT INTO positions (topic, partition, position) {position}
                ON CONFLICT (topic, partition) DO UPDATE SET position = excluded.position""",
            )

    async def position(self) -> int:
        found = await change(self.own, "SELECT coalesce(max(position), 0) FROM positions")
        return int(found)

    async def verify(self, until: int | None = None) -> Proved:
        return await prove(self.settings, dsn_of(self.copy), until)


async def change(engine: AsyncEngine, statement: str) -> Any:
    """What only the owner of the database can do."""
    connection = await asyncpg.connect(dsn_of(engine))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def trips(on: str, **changes: Any) -> list[Any]:
    """A trip of each rider on this day."""
    started_at = datetime.fromisoformat(f"{on}T12:00").replace(tzinfo=MADRID)
    facts: dict[str, Any] = {
        "started_at": started_at,
        "ended_at": started_at + timedelta(minutes=10),
        "duration_s": 600,
        "distance_m": 1_000,
        "confirmed_by": ("operator",),
    }
    return [
        trip_judged(
            trip_id=uuid5(NAMES, f"{on} {rider}"), rider_id=uuid5(NAMES, f"{rider}"), **(facts | changes)
        )
        for rider in range(RIDERS)
    ]


@pytest.fixture
async def city(make_database: MakeDatabase) -> AsyncIterator[City]:
    """Two days, each told by a release; one of the first day's trips was corrected between them, and one of
    the second came after it."""
    names = ("trips", "public_value", "public_value")
    city = City(*[create_engine(await make_database(name), 3) for name in names])
    await say(city.trips, trips("2026-05-04"))
    await city.hear()
    releasing = city.settings.releasing()
    assert await release(releasing, moment("2026-05-06T04:00"), by_command=False) == 1
    await say(city.trips, [*trips("2026-05-04", revision=2, distance_m=9_000)[:3], *trips("2026-05-05")])
    await city.hear()
    assert await release(releasing, moment("2026-05-07T04:00"), by_command=False) == 2
    await say(city.trips, trips("2026-05-05", revision=2, verdict="voided", counts=False)[:1])
    await city.hear()
    yield city
    for engine in (city.trips, city.own, city.copy):
        await engine.dispose()


async def test_honest_releases_are_what_the_log_gives(city: City) -> None:
    """Each of what was heard when it was made: not of what came or was corrected later."""
    figures = await change(city.own, "SELECT count(*) FROM figures")
    assert await city.verify() == Proved(releases=2, figures=figures, events=2 * RIDERS + 3)


async def test_only_the_first_releases_are_made_anew(city: City) -> None:
    assert (await city.verify(1)).releases == 1


async def test_a_flipped_event_is_named_with_the_first_figure_that_differs(city: City) -> None:
    trip_id = uuid5(NAMES, "2026-05-05 7")
    await change(
        city.trips,
        f"""UPDATE log SET data = replace(data, '"distance_m":1000', '"distance_m":1001')
        WHERE data LIKE '%{trip_id}%'""",
    )
    with pytest.raises(Broken) as broken:
        await city.verify()
    assert str(broken.value) == (
        "By the log release 2 tells something else: events are missing, or others. distance_m P1D 2026-05-05"
        ' city: {"value": 20000} was told, {"value": 20001} is made.'
        f" First row: {trip_id} of 2026-05-05, {row(1_000)} then, {row(1_001)} by the log."
    )


def row(metres: int) -> str:
    return (
        '{"operator": "operator", "covers": true, "zone_id": "outside", "vehicle_type": "bike", "trips": 1,'
        f' "duration_s": 600, "distance_m": {metres}, "energy_kcal": 159}}'
    )


async def test_a_figure_that_was_tampered_with_is_named(city: City) -> None:
    await change(city.own, "UPDATE figures SET value = 21 WHERE measure = 'trips' AND release = 1")
    with pytest.raises(Broken, match=r"Release 1 is not the one that was made: .* trips P1D 2026-05-04 city"):
        await city.verify()


async def test_a_missing_event_is_named(city: City) -> None:
    trip_id = uuid5(NAMES, "2026-05-04 3")
    await change(city.trips, f"DELETE FROM log WHERE data LIKE '%{trip_id}%'")
    with pytest.raises(Broken, match=rf"release 1 .* First row: {trip_id} .* not counted by the log"):
        await city.verify()


async def test_a_hash_and_other_rules_are_told_apart(city: City) -> None:
    hash_ = await change(
        city.own, "UPDATE releases SET hash = 'other' WHERE number = 2 RETURNING previous_hash"
    )
    assert len(hash_) == 32
    with pytest.raises(Broken, match="The line of release 2 is not the one that was made"):
        await city.verify()


async def test_a_release_by_other_rules_is_said_to_be_one(city: City) -> None:
    other = "UPDATE releases SET content = jsonb_set(content, '{rule_version}', '0') WHERE number = 1"
    await change(city.own, other)
    with pytest.raises(Broken, match="Release 1 was made by version 0 of the rules, and this is version 1"):
        await city.verify()


async def test_a_release_that_nobody_made_is_found(city: City) -> None:
    await change(city.own, "UPDATE release_runs SET release = NULL WHERE number = 2")
    with pytest.raises(Broken, match="By the log release 2 tells something else"):
        await city.verify()


async def test_the_command_needs_a_city_and_says_what_it_proved(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RODEM_OPERATOR_ID", "operator")
    dsn = dsn_of(city.own)
    report = await by_hand.verify(dsn, {"trips": dsn_of(city.trips), "public_value": dsn}, 1)
    assert (report["ok"], report["releases"], report["events"]) == (True, 1, RIDERS)
