"""Who is erased stays counted for the team and the pair, under a name that nothing maps to."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from tests.challenges.running_challenges import Running, trip
from tests.challenges.test_challenges_for_pairs import two
from tests.challenges.test_challenges_for_teams import (
    TRIPS,
    for_teams,
    given_to,
    said_to,
    team_of_two,
    told,
    worked,
)
from tests.challenges.test_erasure import erase, tables_with
from tests.challenges.test_pairs import accept, block, for_pairs, invite
from tests.challenges.test_stops_and_replays import replayed, restated
from tests.challenges.test_teams import join, made, rider

Group = Callable[[Running], Awaitable[tuple[str, UUID, UUID]]]


async def team(challenges: Running) -> tuple[str, UUID, UUID]:
    """A challenge, and two of a team."""
    _, ana, ben = await team_of_two(challenges)
    return await for_teams(challenges), ana, ben


async def pair(challenges: Running) -> tuple[str, UUID, UUID]:
    """A challenge, and who is a pair in it."""
    challenge_id = await for_pairs(challenges)
    _, ana, ben = await two(challenges, challenge_id)
    return challenge_id, ana, ben


async def said_after(challenges: Running, before: int) -> set[str]:
    """To whom something of entries was said since."""
    return {each.key for each in (await challenges.said())[before:] if each.type.startswith("entry.")}


@pytest.mark.parametrize("group", [team, pair])
async def test_what_was_brought_stays_counted_for_the_others_and_is_said_to_them_alone(
    challenges: Running, group: Group
) -> None:
    challenge_id, ana, ben = await group(challenges)
    await challenges.hear(trip(ana))
    await worked(challenges)
    await erase(challenges, ana)
    said = len(await challenges.said())
    assert await tables_with(challenges, ana) == set()
    await challenges.hear(trip(ben))
    await worked(challenges)
    assert told(await said_to(challenges, ben)) == [(1, 12_000, 100)]
    assert await said_after(challenges, said) == {str(ben)}
    await challenges.step(challenge_id, "close")
    await worked(challenges)
    assert await said_after(challenges, said) == {str(ben)}
    assert await challenges.rows("SELECT * FROM differences") == []
    held = await challenges.rows("SELECT id FROM agreed WHERE owner = 'challenges' AND what = 'progress'")
    assert [str(ben) in row[0] for row in held] == [True]


@pytest.mark.parametrize("group", [team, pair])
async def test_what_waits_to_be_counted_is_counted_after_an_erasure(
    challenges: Running, group: Group
) -> None:
    _, ana, ben = await group(challenges)
    async with challenges.engine.begin() as tx:
        # The periodic work waits meanwhile.
        await tx.exec_driver_sql("SELECT pg_advisory_xact_lock(x'47726F757073'::bigint)")
        await challenges.hear(trip(ana), trip(ben))
        await erase(challenges, ana)
    said = len(await challenges.said())
    await worked(challenges)
    assert told(await said_to(challenges, ben)) == [(1, 12_000, 100)]
    assert await said_after(challenges, said) <= {str(ben)}
    assert await tables_with(challenges, ana) == set()
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_what_is_published_later_counts_the_trips_of_who_was_erased_for_the_team(
    challenges: Running,
) -> None:
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana), trip(ben))
    await erase(challenges, ana)
    challenge_id = await for_teams(challenges, goal={**TRIPS, "target": 2})
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ben) == [True]
    assert {each.key for each in await challenges.said() if each.type.startswith("entry.")} == {str(ben)}
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_a_replay_brings_nobody_back(challenges: Running) -> None:
    _, ana, ben = await team_of_two(challenges)
    await for_teams(challenges)
    heard = [trip(ana), trip(ben)]
    await challenges.hear(*heard)
    await worked(challenges)
    await erase(challenges, ana)
    await replayed(challenges)
    await challenges.hear(*heard)
    await worked(challenges)
    await restated(challenges)
    await worked(challenges)
    assert await tables_with(challenges, ana) == set()
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_a_place_in_a_team_is_free_again_and_blocks_are_forgotten(challenges: Running) -> None:
    ana, ben, cleo = uuid4(), uuid4(), uuid4()
    team_id, code = await made(challenges, rider(challenges, ana), size_max=2)
    await join(challenges, rider(challenges, ben), code)
    await join(challenges, rider(challenges, cleo), code, 409)
    challenge_id = await for_pairs(challenges)
    pair_id, dora, emil = await two(challenges, challenge_id)
    await block(challenges, rider(challenges, dora), pair_id)
    await join(challenges, rider(challenges, ana), "0000-0000-0001-3", 404)
    await erase(challenges, ana, emil)
    for gone in (ana, emil):
        assert await tables_with(challenges, gone) == set()
    assert await challenges.count("blocks") == 0
    assert (await join(challenges, rider(challenges, cleo), code))["members"] == 2
    seen = await challenges.asked("GET", f"/v1/teams/{team_id}", headers=rider(challenges, ben))
    assert len(seen["members"]) == 2, "who has been in it longest owns it"


async def test_who_was_erased_makes_and_joins_nothing(challenges: Running) -> None:
    """Its token may be good for some time."""
    ana, ben = uuid4(), uuid4()
    _, code = await made(challenges, rider(challenges, ben))
    challenge_id = await for_pairs(challenges)
    to_pair = (await invite(challenges, rider(challenges, ben), challenge_id))["invite"]
    await erase(challenges, ana)
    gone = rider(challenges, ana)
    key = {"Idempotency-Key": str(uuid4())}
    body = {"name": "Reds", "kind": "team", "size_max": 5}
    refusals = [
        await challenges.asked("POST", "/v1/teams", body, 409, gone | key),
        await join(challenges, gone, code, 409),
        await invite(challenges, gone, challenge_id, 409),
        await accept(challenges, gone, to_pair, 409),
    ]
    assert {each["code"] for each in refusals} == {"erased-rider"}
    assert await tables_with(challenges, ana) == set()
