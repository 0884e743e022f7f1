"""Challenges for teams: what riders bring is added up behind their trips, and each is told what it gives."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.challenges.group_work.actions import work
from shared.events.challenges import EntryJudged, EntryMoved
from shared.events.registry import decode
from tests.challenges.running_challenges import BEGIN, LATER, Running, again, body, trip
from tests.challenges.test_teams import join, made, rider

Entry = EntryJudged | EntryMoved
TRIPS = {"kind": "sum", "measure": "trips", "target": 1}
SINCE = f"'{(BEGIN - timedelta(days=1)).isoformat()}'"


def written(size_max: int = 10, member_min: int | None = None, **changes: Any) -> dict[str, Any]:
    """A challenge for teams: 10 km, unless said."""
    who: dict[str, Any] = {"kind": "teams", "of": "team", "size_max": size_max}
    if member_min is not None:
        who["member_min"] = member_min
    return body(ends_at=LATER.isoformat(), **changes) | {"who": who}


async def for_teams(challenges: Running, **changes: Any) -> str:
    """The same, published."""
    sent, key = written(**changes), {"Idempotency-Key": str(uuid4())}
    challenge_id = str((await challenges.asked("POST", "/v1/challenges", sent, 201, key))["challenge_id"])
    await challenges.step(challenge_id, "publish")
    return challenge_id


async def team_of_two(challenges: Running, name: str = "Reds", size_max: int = 5) -> tuple[str, UUID, UUID]:
    """A team, and who has been in it since before the window."""
    ana, ben = uuid4(), uuid4()
    team_id, invite = await made(challenges, rider(challenges, ana), name, size_max=size_max)
    await join(challenges, rider(challenges, ben), invite)
    await challenges.rows_of_a_change(
        f"UPDATE memberships SET since = {SINCE} WHERE team_id = '{team_id}' RETURNING 0"
    )
    return team_id, ana, ben


async def worked(challenges: Running) -> None:
    """The periodic work is done, as it is every five seconds: by this one, or by the service."""
    while await challenges.count("group_work"):
        await work(challenges.engine, challenges.settings)


async def said_to(challenges: Running, rider_id: UUID) -> list[Entry]:
    """What was said to a rider of entries, in order."""
    events = [decode(each.type, each.data) for each in await challenges.said()]
    return [each for each in events if isinstance(each, Entry) and each.rider_id == rider_id]


def told(said: list[Entry]) -> list[tuple[int, int, int | None]]:
    """Revision, progress, and points that are given (None: only how far it is)."""
    return [
        (
            each.revision,
            each.progress,
            sum(given.points for given in each.given) if isinstance(each, EntryJudged) else None,
        )
        for each in said
    ]


async def test_a_team_is_added_up_and_each_who_brought_something_is_rewarded(challenges: Running) -> None:
    challenge_id = await for_teams(challenges)
    team_id, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana))
    await worked(challenges)
    first, second = trip(ben), trip(ana, distance_m=500)
    await challenges.hear(first)
    await worked(challenges)
    await challenges.hear(second)
    await worked(challenges)
    assert told(await said_to(challenges, ana)) == [(1, 6_000, 0), (2, 12_000, 100), (3, 12_500, None)]
    assert told(await said_to(challenges, ben)) == [(1, 12_000, 100)]
    last = (await said_to(challenges, ben))[0]
    assert (last.participant.kind, last.participant.id) == ("team", team_id)
    assert str(last.challenge_id) == challenge_id
    await challenges.hear(again(first, verdict="voided"))
    await worked(challenges)
    assert told(await said_to(challenges, ben))[-1] == (2, 6_500, 0)
    assert told(await said_to(challenges, ana))[-1] == (4, 6_500, 0)
    assert await challenges.rows("SELECT * FROM differences") == []
    assert await challenges.count("entries") == 0
    # As the gateway has it of each, by the name that it gives the entry.
    compared = "SELECT id, value FROM agreed WHERE owner = 'challenges' ORDER BY value DESC, id"
    expected = [(f"{challenge_id} {each} team:{team_id}", 6_500) for each in (ana, ben)]
    assert sorted(await challenges.rows(compared)) == sorted(expected)


async def test_one_rider_alone_completes_nothing_for_a_team(challenges: Running) -> None:
    await for_teams(challenges)
    _, ana, _ = await team_of_two(challenges)
    await challenges.hear(trip(ana, distance_m=20_000))
    await worked(challenges)
    assert told(await said_to(challenges, ana)) == [(1, 20_000, 0)]


async def test_publishing_counts_what_was_ridden_before_and_a_pause_delays_what_it_gives(
    challenges: Running,
) -> None:
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana))
    challenge_id = await for_teams(challenges)
    await worked(challenges)
    assert told(await said_to(challenges, ana)) == [(1, 6_000, 0)]
    await challenges.step(challenge_id, "pause")
    await challenges.hear(trip(ben))
    await worked(challenges)
    assert told(await said_to(challenges, ben)) == [(1, 12_000, 0)]
    assert told(await said_to(challenges, ana)) == [(1, 6_000, 0)]
    await challenges.step(challenge_id, "publish")
    await worked(challenges)
    assert [told(await said_to(challenges, each))[-1][1:] for each in (ana, ben)] == [(12_000, 100)] * 2


async def test_a_larger_team_and_who_has_a_later_team_get_nothing(challenges: Running) -> None:
    await for_teams(challenges, size_max=5)
    _, cai, _ = await team_of_two(challenges, "Large", size_max=6)
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana), trip(ben), trip(cai, distance_m=20_000))
    await worked(challenges)
    assert await said_to(challenges, cai) == []
    assert told(await said_to(challenges, ben)) == [(1, 12_000, 100)]
    await made(challenges, rider(challenges, ben), "Blues")
    await worked(challenges)
    assert told(await said_to(challenges, ben))[-1] == (2, 12_000, 0)
    assert told(await said_to(challenges, ana))[-1] == (1, 12_000, 100)


async def test_nobody_joins_a_challenge_for_teams_alone(challenges: Running) -> None:
    challenge_id = await for_teams(challenges)
    assert (await challenges.join(challenge_id, uuid4(), 409))["code"] == "not-joined-alone"
    path = f"/v1/me/entries/{challenge_id}"
    left = await challenges.asked("DELETE", path, None, 409, rider(challenges))
    assert left["code"] == "not-joined-alone"


async def test_after_a_reset_what_is_derived_anew_is_said_at_a_higher_revision(challenges: Running) -> None:
    await for_teams(challenges)
    _, ana, ben = await team_of_two(challenges)
    trips = [trip(ana), trip(ben), trip(ana, distance_m=1_000)]
    for each in trips:
        await challenges.hear(each)
        await worked(challenges)
    before = [(await said_to(challenges, each))[-1] for each in (ana, ben)]
    async with challenges.engine.begin() as tx:
        for table in ("trips", "shares", "share_marks", "group_entries"):
            await tx.exec_driver_sql(f"TRUNCATE {table}")
    await challenges.hear(*trips[:2])
    await worked(challenges)
    await challenges.rows_of_a_change("SELECT restate()")
    await worked(challenges)
    after = [(await said_to(challenges, each))[-1] for each in (ana, ben)]
    assert all(new.revision > old.revision for old, new in zip(before, after, strict=True))
    assert [each.progress for each in after] == [12_000] * 2
    given = [each.given for each in after if isinstance(each, EntryJudged)]
    assert all(len(each) == 1 for each in given)
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_the_doctor_finds_teams_that_are_not_what_their_riders_bring(challenges: Running) -> None:
    await for_teams(challenges)
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana), trip(ben))
    await worked(challenges)
    assert await challenges.rows("SELECT * FROM differences") == []
    await challenges.rows_of_a_change("UPDATE shares SET progress = progress + 1 RETURNING 0")
    await challenges.rows_of_a_change("UPDATE group_entries SET riders = 1 RETURNING 0")
    found = {what for (what,) in await challenges.rows("SELECT what FROM differences")}
    assert found == {"shares.progress"} | {
        f"group_entries.{each}" for each in ("progress", "riders", "completed_at")
    }
    assert datetime.now(UTC) > BEGIN


async def test_a_trip_that_comes_while_its_rider_is_counted_is_not_missed(challenges: Running) -> None:
    await for_teams(challenges)
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana))
    async with challenges.engine.begin() as tx:
        await challenges.apply(tx, [trip(ana, distance_m=1_000), trip(ben)])
        await work(challenges.engine, challenges.settings)
    await worked(challenges)
    assert told(await said_to(challenges, ana))[-1][1:] == (13_000, 100)
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_a_new_version_is_told_to_all_who_have_brought_something(challenges: Running) -> None:
    challenge_id = await for_teams(challenges, target=20_000)
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana), trip(ben))
    await worked(challenges)
    for target, points in ((15_000, 0), (12_000, 100)):
        await challenges.rewrite(challenge_id, written(target=target))
        await challenges.step(challenge_id, "publish")
        await worked(challenges)
        for each in (ana, ben):
            last = (await said_to(challenges, each))[-1]
            assert isinstance(last, EntryJudged)
            assert (last.target, sum(given.points for given in last.given)) == (target, points)


async def given_to(challenges: Running, challenge_id: str, *riders: UUID) -> list[bool]:
    """Whether the last word on this challenge to each of these riders gives something."""
    found = []
    for rider_id in riders:
        said = await said_to(challenges, rider_id)
        judged = [
            each for each in said if isinstance(each, EntryJudged) and str(each.challenge_id) == challenge_id
        ]
        found.append(bool(judged and judged[-1].given))
    return found


async def test_a_team_is_rewarded_rider_by_rider_as_far_as_each_has_what_is_required(
    challenges: Running,
) -> None:
    required = await challenges.published(target=6_000)
    challenge_id = await for_teams(challenges, requires=[required])
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana), trip(ben, distance_m=5_000))
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [True, False]
    more = trip(ben, distance_m=1_000)
    for heard, is_given in ((more, True), (again(more, verdict="voided"), False), (again(again(more)), True)):
        await challenges.hear(heard)
        await worked(challenges)
        assert await given_to(challenges, challenge_id, ana, ben) == [True, is_given]
        assert await challenges.rows("SELECT * FROM differences") == []


async def test_what_a_rider_completes_without_riding_for_the_team_is_looked_at_too(
    challenges: Running,
) -> None:
    required = await challenges.published(target=6_000)
    challenge_id = await for_teams(challenges, requires=[required])
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana), trip(ben, distance_m=5_000))
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [True, False]
    await challenges.rewrite(required, body(target=5_000))
    await challenges.step(required, "publish")
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [True, True]
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_what_requires_a_teams_challenge_is_for_those_who_are_rewarded_in_it(
    challenges: Running,
) -> None:
    required = await for_teams(challenges, member_min=3_000)
    challenge_id = await challenges.published(target=1_000, requires=[required])
    _, ana, ben = await team_of_two(challenges)
    rest = trip(ben, distance_m=2_000)
    await challenges.hear(trip(ana, distance_m=9_000), rest)
    await worked(challenges)
    assert [await challenges.entry(challenge_id, each) for each in (ana, ben)] == [
        (9_000, True),
        (2_000, False),
    ]
    assert await given_to(challenges, challenge_id, ana, ben) == [True, False]
    await challenges.hear(again(rest, verdict="voided"))
    await worked(challenges)
    assert await challenges.entry(challenge_id, ana) == (9_000, False)
    assert await given_to(challenges, challenge_id, ana, ben) == [False, False]
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_a_day_of_outage_bridges_a_teams_streak_and_its_riders_are_told(challenges: Running) -> None:
    challenge_id = await for_teams(challenges, goal={"kind": "streak", "of": "days", "target": 2})
    _, ana, ben = await team_of_two(challenges)
    await challenges.hear(trip(ana), trip(ben, started_at=BEGIN + timedelta(days=2)))
    await worked(challenges)
    assert await given_to(challenges, challenge_id, ana, ben) == [False, False]
    path = f"/v1/days/{BEGIN.date() + timedelta(days=1)}/outage"
    for method, status, far in (("PUT", 200, 2), ("DELETE", 204, 1)):
        await challenges.asked(method, path, status=status)
        await worked(challenges)
        assert await given_to(challenges, challenge_id, ana, ben) == [far == 2] * 2
        assert [(await said_to(challenges, each))[-1].progress for each in (ana, ben)] == [far, far]
        assert await challenges.rows("SELECT * FROM differences") == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"goal": {"kind": "steps", "need": 1, "steps": [TRIPS, {**TRIPS, "target": 2}]}}, "/goal/kind"),
        ({"levels": [{"target": each, "points": 1} for each in (1, 2)]}, "/levels"),
    ],
    ids=["steps", "levels"],
)
async def test_what_is_not_counted_of_teams_yet_is_refused(
    challenges: Running, changes: dict[str, Any], pointer: str
) -> None:
    sent = written() | changes
    if "levels" in changes:
        del sent["reward"], sent["goal"]["target"]
    key = {"Idempotency-Key": str(uuid4())}
    refused = await challenges.asked("POST", "/v1/challenges", sent, 422, key)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [(pointer, "not_allowed")]
