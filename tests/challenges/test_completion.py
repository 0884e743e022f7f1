"""When an entry is completed, taken back and completed again; what pausing, closing and leaving do to it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import sqlalchemy as sa

from shared.events.challenges import Given, Participant
from shared.events.heard import Heard
from tests.challenges.running_challenges import BEGIN, LATER, Running, again, body, trip


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
        # That it is no longer completed is stored too, not only said.
        assert await challenges.rows("SELECT what, id FROM differences") == []
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


async def test_a_closed_challenge_counts_what_started_before_it_closed_however_late_it_comes(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(ends_at=LATER.isoformat())
    counted, held = trip(rider_id, distance_m=4_000), trip(rider_id, verdict="held")
    await challenges.hear(counted, held)
    await challenges.step(challenge_id, "close")
    started_later = trip(rider_id, started_at=LATER - timedelta(days=1))
    await challenges.hear(started_later, again(held, verdict="accepted"))
    assert await challenges.entry(challenge_id, rider_id) == (10_000, True)
    await challenges.hear(again(counted, verdict="voided"), again(started_later, verdict="voided"))
    await challenges.hear(trip(rider_id))
    assert await completions(challenges, challenge_id) == [
        (4_000, False),
        (4_000, False),
        (10_000, True),
        (6_000, False),
        (12_000, True),
    ]


async def test_closing_counts_anew_without_what_started_after_it(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(ends_at=LATER.isoformat())
    await challenges.hear(trip(rider_id), trip(rider_id, started_at=LATER - timedelta(days=1)))
    assert await challenges.entry(challenge_id, rider_id) == (12_000, True)
    await challenges.step(challenge_id, "close")
    assert await completions(challenges, challenge_id) == [(12_000, True), (6_000, False)]


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


async def test_in_a_pause_progress_is_said_and_a_completion_waits_until_it_is_published(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published()
    await challenges.hear(trip(rider_id))
    await challenges.step(challenge_id, "pause")
    await challenges.hear(trip(rider_id))
    assert await challenges.entry(challenge_id, rider_id) == (12_000, True)
    assert await completions(challenges, challenge_id) == [(6_000, False), (12_000, False)]
    await challenges.step(challenge_id, "publish")
    assert (await completions(challenges, challenge_id))[2:] == [(12_000, True)]


async def test_what_is_taken_back_in_a_pause_is_said_at_once_and_waits_when_it_comes_back(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_000)
    first = trip(rider_id)
    voided = again(first, verdict="voided")
    await challenges.hear(first)
    await challenges.step(challenge_id, "pause")
    await challenges.hear(trip(rider_id, distance_m=1))
    await challenges.hear(voided)
    await challenges.hear(again(voided, verdict="accepted"))
    said = [(6_000, True), (6_001, True), (1, False), (6_001, False)]
    assert await completions(challenges, challenge_id) == said
    await challenges.step(challenge_id, "publish")
    assert await completions(challenges, challenge_id) == [*said, (6_001, True)]


@pytest.mark.parametrize("later", ["voided", "accepted"])
async def test_closing_says_what_a_pause_has_kept_back(challenges: Running, later: str) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_000)
    heard = trip(rider_id)
    await challenges.step(challenge_id, "pause")
    await challenges.hear(heard)
    await challenges.hear(again(heard, verdict=later))
    await challenges.step(challenge_id, "close")
    done = later == "accepted"
    last = (await completions(challenges, challenge_id))[-1]
    assert last == (6_000 if done else 0, done)
    assert [each[1] for each in await completions(challenges, challenge_id)][:-1].count(True) == 0


async def test_joining_counts_earlier_trips_and_leaving_ends_it_until_it_is_completed(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(who="joined")
    await challenges.hear(trip(rider_id, distance_m=9_000))
    assert await challenges.entry(challenge_id, rider_id) is None
    joined = await challenges.join(challenge_id, rider_id)
    assert (joined["progress"], joined["target"], joined["unit"]) == (9_000, 10_000, "distance_m")
    assert (joined["reward_points"], joined["state"]) == (100, "open")
    assert datetime.fromisoformat(joined["ends_at"]) == LATER
    assert "completed_at" not in joined
    await challenges.leave(challenge_id, rider_id)
    last = trip(rider_id, distance_m=1_000)
    await challenges.hear(last)
    left = (await challenges.entries_judged(challenge_id))[-1]
    assert (left.left, left.progress, left.completed_at) == (True, 0, None)
    assert "completed_at" in await challenges.join(challenge_id, rider_id)
    await challenges.leave(challenge_id, rider_id, 409)
    await challenges.hear(again(last, verdict="voided"))
    await challenges.leave(challenge_id, rider_id)
    assert (await challenges.entries_judged(challenge_id))[-1].left


async def test_a_new_version_with_a_lower_target_completes_and_with_more_points_gives_more(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_001)
    await challenges.hear(trip(rider_id))
    for target, points in ((6_000, 100), (6_000, 600)):
        name = {"en": f"For {points}"}
        await challenges.rewrite(challenge_id, body(name=name, target=target, points=points))
        before = await challenges.entries_said(challenge_id)
        assert (await challenges.entries_said(challenge_id))[-1].event.target == before[-1].event.target
        await challenges.step(challenge_id, "publish")
    said = await challenges.entries_judged(challenge_id)
    assert [(each.version, each.reward_points, each.target, each.name, len(each.given)) for each in said] == [
        (2, 100, 6_000, {"en": "For 100"}, 1),
        (3, 600, 6_000, {"en": "For 600"}, 1),
    ]


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"target": 10_001}, ["/goal/target"]),
        ({"points": 99}, ["/reward/points"]),
        ({"points": 99, "target": 10_001}, ["/goal/target", "/reward/points"]),
        ({"starts_at": (BEGIN - timedelta(days=1)).isoformat()}, ["/starts_at"]),
        ({"ends_at": LATER.isoformat()}, ["/ends_at"]),
        ({"who": "joined", "ends_at": (BEGIN + timedelta(days=1)).isoformat()}, ["/who/kind"]),
        ({"measure": "trips"}, ["/goal/measure"]),
    ],
)
@pytest.mark.parametrize("state", ["published", "paused"])
async def test_what_was_published_changes_only_in_the_riders_favour(
    challenges: Running, changes: dict[str, Any], pointers: list[str], state: str
) -> None:
    """Neither writing it nor publishing what was written before takes anything away. The end has passed."""
    challenge_id = await challenges.published()
    if state == "paused":
        await challenges.step(challenge_id, "pause")
    refused = await challenges.rewrite(challenge_id, body(**changes), 409)
    assert (refused["code"], refused["pointers"]) == ("not-in-riders-favour", pointers)
    written = "UPDATE challenges SET body = CAST(:body AS jsonb)"
    async with challenges.engine.begin() as tx:
        await tx.execute(sa.text(written), {"body": json.dumps(body(**changes))})
    refused = await challenges.step(challenge_id, "publish", 409)
    assert (refused["code"], refused["pointers"]) == ("not-in-riders-favour", pointers)


async def test_the_end_of_what_runs_moves_later_and_counts_what_started_since(challenges: Running) -> None:
    rider_id = uuid4()
    sooner = (LATER - timedelta(days=9)).isoformat()
    challenge_id = await challenges.published(ends_at=sooner)
    await challenges.hear(trip(rider_id, started_at=LATER - timedelta(days=1)))
    assert await challenges.entry(challenge_id, rider_id) is None
    await challenges.rewrite(challenge_id, body(ends_at=LATER.isoformat()))
    await challenges.step(challenge_id, "publish")
    assert await challenges.entry(challenge_id, rider_id) == (6_000, False)


async def test_only_trips_that_the_challenges_operator_told_count(challenges: Running) -> None:
    """But for a challenge of the game's operator, in which everybody's do."""
    rider_id, rival = uuid4(), challenges.signed_in("operator", "rival", "rival")
    of_game = await challenges.published(measure="trips", target=2)
    key = {"Idempotency-Key": str(uuid4())}
    written = body(measure="trips", target=2)
    created = await challenges.asked("POST", "/v1/challenges", written, 201, rival | key)
    of_rival = created["challenge_id"]
    own, rivals = trip(rider_id), trip(rider_id)
    told = msgspec.structs.replace(rivals.event, operator_id="rival")
    await challenges.hear(own, Heard(rivals.id, rivals.time, told))
    await challenges.step(of_rival, "publish", headers=rival)
    await challenges.hear(trip(rider_id))
    assert await challenges.entry(of_game, rider_id) == (3, True)
    assert await challenges.entry(of_rival, rider_id) == (1, False)
    assert await challenges.rows("SELECT what, id FROM differences") == []
