"""Challenges for teams: what riders bring is added up behind their trips, and each is told what it gives."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.challenges.groups.actions import work
from shared.events.challenges import EntryJudged, EntryMoved
from shared.events.registry import decode
from tests.challenges.running_challenges import BEGIN, LATER, Running, again, body, trip
from tests.challenges.test_teams import join, made, rider

Entry = EntryJudged | EntryMoved
SINCE = f"'{(BEGIN - timedelta(days=1)).isoformat()}'"


async def for_teams(challenges: Running, target: int = 10_000, **who: Any) -> str:
    """A published challenge for teams: so many metres."""
    sent = body(target=target, ends_at=LATER.isoformat())
    sent["who"] = {"kind": "teams", "of": "team", "size_max": 10} | who
    key = {"Idempotency-Key": str(uuid4())}
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
    """The periodic work is done, as it is every five seconds."""
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
    assert found == {"shares.progress", "group_entries.riders", "group_entries.completed_at"}
    assert datetime.now(UTC) > BEGIN
