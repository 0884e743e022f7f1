"""What riders read of challenges for teams: how far their team is, and why a trip counts for it or not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.challenges.catalogue.rules import counted_at
from tests.challenges.running_challenges import BEGIN, Running, again, trip
from tests.challenges.test_challenges_for_teams import for_teams, team_of_two, worked
from tests.challenges.test_own_entries import entries, of_trip
from tests.challenges.test_reading import read
from tests.challenges.test_teams import join, made, rider
from tests.days import MADRID


def short(entry: dict[str, Any]) -> tuple[str, str, int, bool]:
    """Challenge, team, progress, and whether it is completed."""
    assert entry["participant"]["kind"] == "team"
    far = entry["progress"], "completed_at" in entry
    return entry["challenge_id"], entry["participant"]["id"], *far


async def test_a_team_is_told_to_its_riders_and_to_nobody_else(challenges: Running) -> None:
    challenge_id = await for_teams(challenges)
    team_id, ana, ben = await team_of_two(challenges)
    assert await entries(challenges, ana) == []
    ride = trip(ana)
    await challenges.hear(ride)
    await worked(challenges)
    for each in (ana, ben):
        [entry] = await entries(challenges, each)
        assert short(entry) == (challenge_id, team_id, 6_000, False), "ben has brought nothing yet"
        assert entry["why"] == "Distance: 6 km of 10 km. It is open until January 1, 2200."
    await challenges.hear(trip(ben))
    await worked(challenges)
    assert short((await entries(challenges, ana))[0]) == (challenge_id, team_id, 12_000, True)
    assert [len(await entries(challenges, ana, f"?state={state}")) for state in ("completed", "open")] == [
        1,
        0,
    ]
    assert await entries(challenges, uuid4()) == []
    mine = (await read(challenges, challenge_id, "rider", sub=str(ana)))["mine"]
    assert "joined_at" not in mine, "nobody joins it"
    assert short(mine["entry"]) == (challenge_id, team_id, 12_000, True)
    assert "mine" not in await read(challenges, challenge_id, "rider", sub=str(uuid4()))


async def test_who_has_left_reads_of_the_team_only_what_was_ridden_for(challenges: Running) -> None:
    challenge_id = await for_teams(challenges)
    team_id, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana))
    await worked(challenges)
    for each in (ana, ben):
        await challenges.asked("DELETE", "/v1/me/team", None, 204, rider(challenges, each))
    assert [short(each) for each in await entries(challenges, ana)] == [(challenge_id, team_id, 6_000, False)]
    assert await entries(challenges, ben) == []


async def test_of_two_teams_a_rider_reads_both_and_as_the_own_part_the_present_one(
    challenges: Running,
) -> None:
    challenge_id = await for_teams(challenges)
    reds, ana, _ = await team_of_two(challenges)
    await challenges.hear(trip(ana))
    blues, invite = await made(challenges, rider(challenges), "Blues")
    await join(challenges, rider(challenges, ana), invite)
    await challenges.hear(trip(ana, started_at=datetime.now(UTC), distance_m=1_000))
    await worked(challenges)
    both = {(challenge_id, reds, 6_000, False), (challenge_id, blues, 1_000, False)}
    assert {short(each) for each in await entries(challenges, ana)} == both
    mine = (await read(challenges, challenge_id, "rider", sub=str(ana)))["mine"]
    assert short(mine["entry"]) == (challenge_id, blues, 1_000, False)
    found, cursor = [], ""
    for _ in range(2):
        answer = await challenges.asked(
            "GET", f"/v1/me/entries?limit=1{cursor}", headers=rider(challenges, ana)
        )
        found += answer["entries"]
        cursor = f"&cursor={answer.get('next_cursor')}"
    assert {short(each) for each in found} == both
    assert "next_cursor" not in answer


async def test_a_completion_that_waits_for_the_end_of_a_pause_is_not_told(challenges: Running) -> None:
    challenge_id = await for_teams(challenges)
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana))
    await worked(challenges)
    await challenges.step(challenge_id, "pause")
    await challenges.hear(trip(ben))
    await worked(challenges)
    for each in (ana, ben):
        assert [short(entry)[2:] for entry in await entries(challenges, each)] == [(12_000, False)]


async def test_a_trip_tells_whether_it_counts_for_the_team(challenges: Running) -> None:
    challenge_id = await for_teams(challenges)
    small = await for_teams(challenges, size_max=4)
    _, ana, _ = await team_of_two(challenges)
    ride, early, others = trip(ana), trip(ana, started_at=BEGIN - timedelta(days=2)), trip(uuid4())
    await challenges.hear(ride, early, others)
    not_in = (False, "not_taking_part")
    assert await of_trip(challenges, ride) == {challenge_id: (True, None), small: not_in}
    named = await of_trip(challenges, early, f"?challenge_id={challenge_id}")
    assert named == {challenge_id: (False, "outside_window")}
    assert await of_trip(challenges, others) == {challenge_id: not_in, small: not_in}
    await challenges.hear(again(ride, verdict="voided"))
    assert (await of_trip(challenges, ride))[challenge_id] == (False, "not_accepted")


async def test_how_many_are_in_teams_that_take_part_is_told_roughly_and_of_this_morning(
    challenges: Running,
) -> None:
    morning = counted_at(datetime.now(UTC), MADRID)
    team_id, _ = await made(challenges, rider(challenges), "Many", size_max=50)
    values = {"team_id": UUID(team_id), "since": morning - timedelta(seconds=1), "now": datetime.now(UTC)}
    statement = """
        INSERT INTO memberships (membership_id, rider_id, team_id, kind, since, revision, city_id)
        SELECT gen_random_uuid(), gen_random_uuid(), :team_id, 'team', :{at}, 1, 'city'
        FROM generate_series(1, {riders})
    """
    async with challenges.engine.begin() as tx:
        for at, riders in (("since", 15), ("now", 10)):
            await tx.execute(sa.text(statement.format(at=at, riders=riders)), values)
    for size_max, shown in ((50, 20), (49, None)):
        challenge_id = await for_teams(challenges, size_max=size_max)
        assert (await read(challenges, challenge_id, "rider")).get("riders_joined") == shown
