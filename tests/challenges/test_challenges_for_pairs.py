"""Challenges for pairs: what both riders bring is added up, whenever they became a pair in a period."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.events.challenges import EntryJudged
from tests.challenges.running_challenges import Running, again, trip
from tests.challenges.test_challenges_for_teams import given_to, said_to, told, worked
from tests.challenges.test_own_entries import entries, of_trip
from tests.challenges.test_pairs import block, for_pairs, invite, paired, refuse, rider, written
from tests.challenges.test_reading import read


async def two(challenges: Running, challenge_id: str) -> tuple[str, UUID, UUID]:
    """A pair, and who is in it."""
    ana, ben = uuid4(), uuid4()
    pair_id = await paired(challenges, challenge_id, rider(challenges, ana), rider(challenges, ben))
    return pair_id, ana, ben


async def test_a_pair_is_added_up_and_both_are_rewarded(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges)
    pair_id, ana, ben = await two(challenges, challenge_id)
    ride = trip(ben)
    await challenges.hear(trip(ana, distance_m=20_000))
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [False, False], "one alone does not"
    await challenges.hear(ride)
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [True, True]
    last = (await said_to(challenges, ana))[-1]
    assert (last.participant.kind, last.participant.id, last.progress) == ("pair", pair_id, 26_000)
    assert await challenges.rows("SELECT * FROM differences") == []
    compared = "SELECT id, value FROM agreed WHERE owner = 'challenges'"
    expected = {(f"{challenge_id} {each} pair:{pair_id}", 26_000) for each in (ana, ben)}
    assert set(await challenges.rows(compared)) == expected
    await challenges.hear(again(ride, verdict="voided"))
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [False, False]
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_trips_from_before_the_pair_count_and_what_comes_of_leaving_is_told(
    challenges: Running,
) -> None:
    challenge_id = await for_pairs(challenges)
    ana, ben = uuid4(), uuid4()
    await challenges.hear(trip(ana), trip(ben))
    await worked(challenges)
    assert await said_to(challenges, ana) == [], "nobody is in a pair"
    pair_id = await paired(challenges, challenge_id, rider(challenges, ana), rider(challenges, ben))
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [True, True]
    await refuse(challenges, rider(challenges, ben), pair_id)
    await worked(challenges)
    assert told(await said_to(challenges, ana))[-1][1:] == (6_000, 0)
    assert await given_to(challenges, challenge_id, ana, ben) == [False, False]
    last = (await said_to(challenges, ben))[-1]
    assert isinstance(last, EntryJudged)
    assert (last.left, last.progress) == (True, 0)
    await challenges.hear(trip(ana), trip(ben))
    await worked(challenges)
    assert (await said_to(challenges, ben))[-1] == last
    assert await entries(challenges, ben) == []
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_who_is_blocked_leaves_with_the_own_trips(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges)
    pair_id, ana, ben = await two(challenges, challenge_id)
    await challenges.hear(trip(ana), trip(ben))
    await worked(challenges)
    await block(challenges, rider(challenges, ana), pair_id)
    await worked(challenges)
    assert told(await said_to(challenges, ana))[-1][1:] == (6_000, 0)
    assert await given_to(challenges, challenge_id, ana, ben) == [False, False]


async def test_leaving_after_the_end_takes_nothing_from_the_other_one(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges)
    pair_id, ana, ben = await two(challenges, challenge_id)
    await challenges.hear(trip(ana), trip(ben))
    await worked(challenges)
    await challenges.step(challenge_id, "close")
    await refuse(challenges, rider(challenges, ben), pair_id)
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [True, True]
    assert isinstance((await said_to(challenges, ana))[-1], EntryJudged)


async def test_a_pair_is_told_to_both_and_a_trip_says_whether_it_counts(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges)
    pair_id, ana, ben = await two(challenges, challenge_id)
    waiting = uuid4()
    await invite(challenges, rider(challenges, waiting), challenge_id)
    ride, alone = trip(ana, started_at=datetime.now(UTC) - timedelta(hours=1)), trip(waiting)
    await challenges.hear(ride, alone)
    await worked(challenges)
    for each in (ana, ben):
        [entry] = await entries(challenges, each)
        assert (entry["participant"], entry["progress"]) == ({"kind": "pair", "id": pair_id}, 6_000)
    assert (await read(challenges, challenge_id, "rider", sub=str(ben)))["mine"]["entry"] == entry
    assert await entries(challenges, waiting) == []
    assert await of_trip(challenges, ride) == {challenge_id: (True, None)}
    assert await of_trip(challenges, alone) == {challenge_id: (False, "not_taking_part")}


async def test_duels_are_not_counted_yet(challenges: Running) -> None:
    sent: dict[str, Any] = written(mode="versus")
    key = {"Idempotency-Key": str(uuid4())}
    refused = await challenges.asked("POST", "/v1/challenges", sent, 422, key)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/who/mode", "not_allowed")]
