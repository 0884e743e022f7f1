"""A service that was reset because another was restored to an earlier moment takes back what it once said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

import asyncpg
import pytest

from rodem.care import agreement, differences, restating
from rodem.care.differences import Difference
from rodem.care.doctor import Flow, Health, faults
from rodem.local.running import with_database
from rodem.refusals import Refused
from services.rewards.levels.rules import LEVELS_1, level
from shared.eventlog.log import Record
from shared.events.registry import encode
from tests.conftest import MakeDatabase
from tests.events import NOON
from tests.rodem.test_differences import publish_challenges, ridden, tell

FORGET = {
    "rewards": "TRUNCATE trips, entries, rider_days, postings, accounts",
    "challenges": "TRUNCATE trips, entries, marks",
}
PUBLISH = """
    WITH said AS (DELETE FROM outbox RETURNING *)
    INSERT INTO log (position, id, type, key, time, data)
    SELECT (SELECT coalesce(max(position), 0) FROM log) + row_number() OVER (ORDER BY seq),
        id, type, key, time, data
    FROM said ON CONFLICT (id) DO NOTHING
"""
COMPLETED = "SELECT count(*) FROM entries WHERE completed_at IS NOT NULL"


async def execute(dsn: str, statement: str, *values: object) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement, *values)
    await connection.close()


async def count(dsn: str, query: str) -> int:
    connection = await asyncpg.connect(dsn)
    number: int = await connection.fetchval(query)
    await connection.close()
    return number


def records() -> list[Record]:
    return [
        Record(
            0,
            place,
            uuid5(NAMESPACE_URL, f"event {place}"),
            event.type,
            event.key,
            NOON,
            encode(event),
        )
        for place, event in enumerate(ridden(), 1)
    ]


async def tell_and_publish(service: str, dsn: str, events: Sequence[Record]) -> list[Record]:
    """Have a service apply these. Returns what it says, which is in its log then."""
    answer = await tell(service, dsn, events)
    await execute(dsn, PUBLISH)
    return answer


@pytest.fixture
async def databases(make_database: MakeDatabase) -> Mapping[str, str]:
    """A city in which challenges and rewards have applied everything, and were then reset and have heard the
    first trips alone: trips was restored to an earlier moment. Those who hear both have heard all of it."""
    dsns = {service: await make_database(service) for service in with_database()}
    await publish_challenges(dsns["challenges"], ["published", "daily"])
    trips, kept = records(), records()[:5]
    judged = await tell_and_publish("challenges", dsns["challenges"], trips)
    posted = await tell_and_publish("rewards", dsns["rewards"], [*trips, *judged])
    assert await count(dsns["challenges"], COMPLETED) > 0
    for service, statement in FORGET.items():
        await execute(dsns[service], statement)
    judged += await tell_and_publish("challenges", dsns["challenges"], kept)
    posted += await tell_and_publish("rewards", dsns["rewards"], [*kept, *judged])
    await tell("gateway", dsns["gateway"], [*kept, *judged, *posted])
    await tell("public_value", dsns["public_value"], [*kept, *posted])
    return dsns


async def restated(databases: Mapping[str, str]) -> None:
    """Let both say anew what they hold, and tell it to those who hear them."""
    assert await restating.say_anew("challenges", databases["challenges"])
    judged = await tell_and_publish("challenges", databases["challenges"], [])
    posted = await tell_and_publish("rewards", databases["rewards"], judged)
    assert await restating.say_anew("rewards", databases["rewards"])
    posted += await tell_and_publish("rewards", databases["rewards"], [])
    await tell("gateway", databases["gateway"], [*judged, *posted])
    await tell("public_value", databases["public_value"], posted)


@pytest.mark.parametrize("owner", FORGET)
def test_the_doctor_says_how_what_was_said_once_is_taken_back(owner: str) -> None:
    """A replay of those who have heard it would make them hear it once more."""
    health = Health([], Flow([], [], 0, {}), {}, {})
    found = [Difference("gateway", f"points (of {owner})", 1, "anna", 7, 0)]
    [fault] = faults(replace(health, differences=found))
    assert f"`rodem restate {owner}` takes that back" in fault
    [fault] = faults(replace(health, differences=[Difference("gateway", "totals.trips", 1, "anna", 7, 0)]))
    assert "restate" not in fault


async def test_what_is_still_on_its_way_is_not_taken_back(databases: Mapping[str, str]) -> None:
    say = "INSERT INTO outbox (id, type, key, data) VALUES (gen_random_uuid(), 'x.y.v1', 'k', '{}')"
    await execute(databases["challenges"], say)
    with pytest.raises(Refused, match="Not everything is applied yet"):
        await restating.restate("rewards", databases["rewards"], databases, None)


async def test_a_service_that_says_nothing_of_its_own_has_nothing_to_restate(
    databases: Mapping[str, str],
) -> None:
    with pytest.raises(Refused, match="nothing to restate"):
        await restating.restate("gateway", databases["gateway"], databases, None)


ON_LEVEL_2 = "SELECT count(*) FROM accounts WHERE level = 2"


async def test_a_level_that_is_no_longer_reached_is_told_when_a_service_restates(
    databases: Mapping[str, str],
) -> None:
    """Not only with the rider's next trip; and the levels of later trips are newer than what was restated."""
    heard = {name: dsn for name, dsn in databases.items() if name != "trips"}
    assert await count(databases["gateway"], ON_LEVEL_2) == 3
    found, _ = await agreement.find(heard, within_s=60)
    assert ("gateway", "level above 1 (of rewards)") in {(each.service, each.what) for each in found}
    await restated(databases)
    assert await count(databases["gateway"], ON_LEVEL_2) == 1
    again = await tell_and_publish("rewards", databases["rewards"], records())
    await tell("gateway", databases["gateway"], again)
    assert await count(databases["gateway"], ON_LEVEL_2) == 3


async def test_the_levels_that_the_database_knows_are_those_of_the_rules(
    databases: Mapping[str, str],
) -> None:
    for points in (0, *(edge + by for edge in LEVELS_1 for by in (-1, 0, 1))):
        assert await count(databases["rewards"], f"SELECT level_of({points})") == level(LEVELS_1, points)


async def test_what_a_service_no_longer_derives_is_taken_back_by_all(databases: Mapping[str, str]) -> None:
    heard = {name: dsn for name, dsn in databases.items() if name != "trips"}
    found, _ = await agreement.find(heard, within_s=60)
    assert {(each.service, each.what.partition(" ")[0]) for each in found} >= {
        ("gateway", "points"),
        ("gateway", "progress"),
        ("public_value", "given_points"),
    }
    await restated(databases)
    assert await agreement.find(heard, within_s=60) == ([], [])
    assert await differences.find(heard, within_s=60) == ([], [])
    for service in FORGET:
        assert await restating.say_anew(service, databases[service]) == 0
