"""When an entry is completed, taken back and completed again; what pausing, closing and leaving do to it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import msgspec

from shared.events.challenges import Given, Participant
from shared.events.heard import Heard
from tests.challenges.running_challenges import BEGIN, Running, again, trip


async def completions(challenges: Running, challenge_id: str) -> list[tuple[int, bool]]:
    """Progress and completion in the order in which they were said."""
    said = await challenges.entries_said(challenge_id)
    return [(each.event.progress, each.is_completed) for each in said]


async def test_completion_is_said_once_taken_back_and_said_again(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published()
    first, second = trip(rider_id), trip(rider_id)
    for heard in (first, second, second, again(second, verdict="voided"), second, trip(rider_id)):
        await challenges.hear(heard)
    assert await completions(challenges, challenge_id) == [
        (6_000, False),
        (12_000, True),
        (6_000, False),
        (12_000, True),
    ]
    revisions = [each.event.revision for each in await challenges.entries_said(challenge_id)]
    assert revisions == sorted(set(revisions))


async def test_a_trip_that_earns_no_points_counts_all_the_same(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_000)
    heard = trip(rider_id)
    unpaid = msgspec.structs.replace(heard.event, history=True, unpaid=True)
    await challenges.hear(Heard(heard.id, heard.time, unpaid))
    assert await challenges.entry(challenge_id, rider_id) == (6_000, True)


async def test_the_moment_of_completion_stays_while_progress_goes_on(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_000)
    await challenges.hear(trip(rider_id))
    await challenges.hear(trip(rider_id, revision=7))
    await challenges.step(challenge_id, "publish")
    first, second = await challenges.entries_judged(challenge_id)
    assert first.completed_at == second.completed_at == first.judged_at < second.judged_at


async def test_what_an_entry_gives_is_said_only_when_it_changes(challenges: Running) -> None:
    rider_id = uuid4()
    await challenges.published(target=12_000)
    first, second, third = (trip(rider_id) for _ in range(3))
    for heard in (first, second, third, again(third, verdict="voided"), again(second, verdict="voided")):
        await challenges.hear(heard)
    assert [(said.event.type, said.event.progress) for said in await challenges.entries_said()] == [
        ("entry.moved.v1", 6_000),
        ("entry.judged.v1", 12_000),
        ("entry.moved.v1", 18_000),
        ("entry.moved.v1", 12_000),
        ("entry.judged.v1", 6_000),
    ]


async def test_an_entry_says_what_it_gives_by_the_day_of_completion(challenges: Running) -> None:
    rider_id = uuid4()
    await challenges.published(starts_at=(BEGIN - timedelta(days=1)).isoformat())
    first, a_day_later = trip(rider_id, distance_m=10_000), trip(rider_id, revision=86_400)
    for heard in (first, a_day_later, again(first, verdict="voided")):
        await challenges.hear(heard)
    completed, taken_back = await challenges.entries_judged()
    assert completed.completed_at is not None
    given = Given(points=100, completed_at=completed.completed_at, local_on=date(2026, 5, 5))
    assert (completed.given, taken_back.given) == ((given,), ())
    assert completed.local_on == date(2026, 5, 5)


async def test_what_is_said_of_a_challenge_is_said_of_its_entries(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(who="joined")
    await challenges.join(challenge_id, rider_id)
    await challenges.leave(challenge_id, rider_id)
    [challenge] = await challenges.challenges_said()
    assert (challenge.state, challenge.who, challenge.period) == ("published", "joined", "once")
    assert (challenge.kind, challenge.unit, challenge.target) == ("sum", "distance_m", 10_000)
    assert challenge.operator_id == "operator"
    entries = await challenges.entries_judged()
    assert [(each.joined, each.left) for each in entries] == [(True, False), (False, True)]
    for entry in entries:
        assert entry.participant == Participant(kind="rider", id=str(rider_id))
        assert (entry.kind, entry.unit, entry.ends_at) == (challenge.kind, challenge.unit, challenge.ends_at)


async def test_the_target_is_reached_exactly_and_not_one_metre_before(challenges: Running) -> None:
    near, there = uuid4(), uuid4()
    challenge_id = await challenges.published()
    await challenges.hear(trip(near, distance_m=9_999), trip(there, distance_m=10_000))
    assert await challenges.entry(challenge_id, near) == (9_999, False)
    assert await challenges.entry(challenge_id, there) == (10_000, True)


async def test_publishing_counts_what_came_before_in_whatever_revision_is_known(challenges: Running) -> None:
    rider_id = uuid4()
    voided = trip(rider_id)
    await challenges.hear(trip(rider_id), trip(rider_id, distance_m=4_000), voided)
    await challenges.hear(again(voided, verdict="voided"))
    challenge_id = await challenges.draft()
    answer = await challenges.step(challenge_id, "publish")
    assert answer == {
        "challenge_id": challenge_id,
        "state": "published",
        "version": 1,
    }
    assert await completions(challenges, challenge_id) == [(10_000, True)]


async def test_what_publishing_brought_is_not_said_of_fewer_than_15_riders(challenges: Running) -> None:
    """Else whoever writes a challenge for the minute of one trip would learn by its target how long that trip
    was. Of more riders tens are said."""
    counted = ("entries", "completed", "reward_points")
    await challenges.hear(*(trip(uuid4(), distance_m=12_000) for _ in range(14)))
    challenge_id = await challenges.draft(points=100)
    for headers in ({"Prefer": "dry-run"}, {}):
        answer = await challenges.step(challenge_id, "publish", 200, headers)
        assert answer.keys().isdisjoint(counted)
    await challenges.hear(trip(uuid4(), distance_m=4_000))
    answer = await challenges.step(challenge_id, "publish")
    assert {name: answer[name] for name in counted if name in answer} == {"entries": 20}
    await challenges.hear(trip(uuid4(), distance_m=12_000))
    answer = await challenges.step(challenge_id, "publish")
    assert [answer[name] for name in counted] == [20, 20, 2_000]


async def test_a_closed_challenge_counts_nothing_new_but_voids_take_back(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published()
    counted, held = trip(rider_id, distance_m=10_000), trip(rider_id, verdict="held")
    await challenges.hear(counted, held)
    await challenges.step(challenge_id, "close")
    late = trip(rider_id)
    released = again(held, verdict="accepted")
    await challenges.hear(late, released, trip(uuid4(), distance_m=10_000))
    await challenges.hear(again(late, verdict="voided"), again(released, verdict="voided"))
    assert await completions(challenges, challenge_id) == [(10_000, True)]
    voided = again(counted, verdict="voided")
    await challenges.hear(voided)
    assert await completions(challenges, challenge_id) == [(10_000, True), (0, False)]
    await challenges.hear(again(voided, verdict="accepted"))
    assert await challenges.entry(challenge_id, rider_id) == (10_000, True)


async def test_closing_moves_the_end_where_it_has_not_come_yet(challenges: Running) -> None:
    runs, over = BEGIN + timedelta(days=36_500), BEGIN + timedelta(days=1)
    for planned in (runs, over):
        rider_id = uuid4()
        challenge_id = await challenges.published(ends_at=planned.isoformat())
        counted = trip(rider_id)
        await challenges.hear(counted)
        before = datetime.now(UTC)
        await challenges.step(challenge_id, "close")
        after = datetime.now(UTC)
        await challenges.hear(again(counted, verdict="voided"))
        ends = [said.ends_at for said in await challenges.challenges_said()][-2:]
        ends += [said.event.ends_at for said in await challenges.entries_said(challenge_id)]
        assert ends[0] == ends[2] == planned, "while it runs it is said to end as planned"
        assert before <= ends[1] <= after if planned is runs else ends[1] == over
        assert ends[3] == ends[1], "a void that comes later says the same end"


async def test_a_paused_challenge_counts_again_what_came_meanwhile(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published()
    await challenges.hear(trip(rider_id))
    await challenges.step(challenge_id, "pause")
    await challenges.hear(trip(rider_id))
    assert await challenges.entry(challenge_id, rider_id) == (6_000, False)
    await challenges.step(challenge_id, "publish")
    assert await completions(challenges, challenge_id) == [(6_000, False), (12_000, True)]


async def test_what_is_paused_and_then_closed_counts_what_it_had_counted_when_it_paused(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published()
    late = trip(rider_id)
    await challenges.step(challenge_id, "pause")
    await challenges.hear(late)
    await challenges.step(challenge_id, "close")
    await challenges.hear(again(late, verdict="voided"))
    assert await completions(challenges, challenge_id) == []


async def test_joining_counts_earlier_trips_and_leaving_ends_it_until_it_is_completed(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(who="joined")
    await challenges.hear(trip(rider_id, distance_m=9_000))
    assert await challenges.entry(challenge_id, rider_id) is None
    joined = await challenges.join(challenge_id, rider_id)
    assert (joined["progress"], joined["target"], joined["unit"]) == (9_000, 10_000, "distance_m")
    assert (joined["reward_points"], joined["state"]) == (100, "over")
    assert datetime.fromisoformat(joined["ends_at"]) == BEGIN + timedelta(days=1)
    assert "completed_at" not in joined
    await challenges.leave(challenge_id, rider_id)
    last = trip(rider_id, distance_m=1_000)
    await challenges.hear(last)
    left = (await challenges.entries_judged(challenge_id))[-1]
    assert (left.left, left.progress, left.completed_at) == (True, 9_000, None)
    assert "completed_at" in await challenges.join(challenge_id, rider_id)
    await challenges.leave(challenge_id, rider_id, 409)
    await challenges.hear(again(last, verdict="voided"))
    await challenges.leave(challenge_id, rider_id)
    assert (await challenges.entries_judged(challenge_id))[-1].left


async def test_a_new_version_with_a_higher_target_takes_back_and_with_a_lower_one_completes(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_000)
    await challenges.hear(trip(rider_id))
    for target in (6_001, 5_000):
        sent = {"name": {"en": "Another"}, "who": "all", "reward": {"points": target // 10}}
        edited = (await challenges.asked("GET", "/v1/challenges"))["challenges"][0] | sent
        edited["goal"]["target"] = target
        rewritten = {name: edited[name] for name in ("goal", "starts_at", "ends_at")} | sent
        await challenges.rewrite(challenge_id, rewritten)
        assert (await challenges.entries_judged(challenge_id))[-1].target != target
        await challenges.step(challenge_id, "publish")
    said = await challenges.entries_judged(challenge_id)
    assert [(each.version, each.reward_points, each.completed_at is not None) for each in said] == [
        (1, 100, True),
        (2, 600, False),
        (3, 500, True),
    ]
