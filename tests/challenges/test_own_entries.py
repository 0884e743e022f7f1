"""How far riders are, as they read it themselves, and why a trip of theirs counted or not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.challenges.tree.joining import is_held_out
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import BEGIN, LATER, Running, again, problem, trip
from tests.days import MADRID, this_month, this_week, today

DAYS = {"kind": "distinct", "of": "days", "target": 1}
EVENING = {"local_hours": [{"from": 18, "to": 22}]}


async def entries(
    challenges: Running, rider_id: UUID, query: str = "", **headers: str
) -> list[dict[str, Any]]:
    rider = challenges.signed_in("rider", str(rider_id)) | headers
    found = await challenges.asked("GET", f"/v1/me/entries{query}", headers=rider)
    listed: list[dict[str, Any]] = found["entries"]
    return listed


def midnight(day: date) -> str:
    """The first instant of a day in the city."""
    return datetime(day.year, day.month, day.day, tzinfo=MADRID).isoformat()


def on(rider_id: UUID, day: date, hour: int = 12) -> Heard[TripJudged]:
    """A trip of this day."""
    return trip(rider_id, started_at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


async def test_an_entry_says_how_far_it_is(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(ends_at=LATER.isoformat())
    first = trip(rider_id)
    await challenges.hear(first, trip(uuid4()))
    (entry,) = await entries(challenges, rider_id)
    assert entry == {
        "challenge_id": challenge_id,
        "participant": {"kind": "rider", "id": str(rider_id)},
        "progress": 6_000,
        "target": 10_000,
        "unit": "distance_m",
        "why": "Distance: 6 km of 10 km. It is open until January 1, 2200.",
    }
    await challenges.hear(trip(rider_id))
    (entry,) = await entries(challenges, rider_id)
    assert entry["progress"] == 12_000
    assert entry["why"].startswith("Distance: 12 km of 10 km. Completed on ")
    assert "completed_at" in entry
    await challenges.hear(again(first, verdict="voided"))
    (entry,) = await entries(challenges, rider_id)
    assert (entry["progress"], "completed_at" in entry) == (6_000, False)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ca", "Dies: 1 de 1."),
        ("es", "Días: 1 de 1."),
        ("fr", "Days: 1 of 1."),
    ],
)
async def test_why_is_said_in_the_readers_language(challenges: Running, language: str, words: str) -> None:
    rider_id = uuid4()
    await challenges.published(goal=DAYS)
    await challenges.hear(trip(rider_id))
    headers = challenges.signed_in("rider", str(rider_id)) | {"Accept-Language": language}
    answer = await challenges.client.get("/v1/me/entries", headers=headers)
    assert answer.json()["entries"][0]["why"].startswith(words)
    assert answer.headers["content-language"] == (language if language != "fr" else "en")
    assert answer.headers["vary"] == "Accept-Language"


async def test_a_list_is_of_what_is_open_or_completed(challenges: Running) -> None:
    """What has ended without being completed is neither."""
    rider_id = uuid4()
    over = await challenges.published()
    running = await challenges.published(ends_at=LATER.isoformat())
    completed = await challenges.published(target=6_000)
    closed = await challenges.published(ends_at=LATER.isoformat())
    paused = await challenges.published(ends_at=LATER.isoformat())
    await challenges.hear(trip(rider_id))
    await challenges.step(closed, "close")
    await challenges.step(paused, "pause")
    for state, expected in (
        ("open", {running, paused}),
        ("completed", {completed}),
        ("all", {over, running, completed, closed, paused}),
    ):
        found = await entries(challenges, rider_id, f"?state={state}")
        assert {each["challenge_id"] for each in found} == expected
    rider = challenges.signed_in("rider", str(rider_id))
    for query in ("state=over", "state=", "limit=0", "x=1"):
        refused = await challenges.client.get(f"/v1/me/entries?{query}", headers=rider)
        assert problem(refused) == (422, "validation-error")


@pytest.mark.parametrize("period", ["day", "week", "month"])
async def test_of_periods_the_running_one_is_open(challenges: Running, period: str) -> None:
    rider_id, day = uuid4(), today()
    running_on = {"day": day, "week": this_week(), "month": this_month()}[period]
    before = running_on - timedelta(days=1)
    year = timedelta(days=365 if period == "month" else 70)
    first, last = day - year, day + year
    if period == "week":
        first, last = first - timedelta(days=first.weekday()), last - timedelta(days=last.weekday())
    if period == "month":
        first, last = first.replace(day=1), last.replace(day=1)
    challenge_id = await challenges.published(
        goal=DAYS | {"target": 2 if period != "day" else 1},
        period=period,
        starts_at=midnight(first),
        ends_at=midnight(last),
    )
    await challenges.hear(on(rider_id, before), on(rider_id, running_on))
    found = await entries(challenges, rider_id)
    assert [each["period_start"] for each in found] == [str(running_on), found[1]["period_start"]]
    state = "completed" if period == "day" else "open"
    shown = [each["period_start"] for each in await entries(challenges, rider_id, f"?state={state}")]
    assert shown == [each["period_start"] for each in found][: 2 if period == "day" else 1]
    rider = challenges.signed_in("rider", str(rider_id))
    one = await challenges.asked("GET", f"/v1/challenges/{challenge_id}", headers=rider)
    assert one["mine"]["entry"]["period_start"] == str(running_on)


async def test_a_completion_that_waits_for_the_end_of_a_pause_is_not_told(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_000)
    await challenges.step(challenge_id, "pause")
    await challenges.hear(trip(rider_id))
    (entry,) = await entries(challenges, rider_id)
    assert (entry["progress"], "completed_at" in entry) == (6_000, False)
    assert "It is paused" in entry["why"]
    assert await entries(challenges, rider_id, "?state=completed") == []
    await challenges.step(challenge_id, "publish")
    assert len(await entries(challenges, rider_id, "?state=completed")) == 1


async def test_pages_hold_every_entry_once_and_nobody_elses(challenges: Running) -> None:
    rider_id, other = uuid4(), uuid4()
    for number in range(5):
        await challenges.published(starts_at=(BEGIN - timedelta(days=number)).isoformat())
    await challenges.hear(trip(rider_id), trip(other))
    found, query, cursors = [], "?limit=2", []
    rider = challenges.signed_in("rider", str(rider_id))
    while query:
        page = await challenges.asked("GET", f"/v1/me/entries{query}", headers=rider)
        found += page["entries"]
        cursors += [page["next_cursor"]] if "next_cursor" in page else []
        query = f"?limit=2&cursor={page['next_cursor']}" if "next_cursor" in page else ""
    assert found == await entries(challenges, rider_id)
    assert len({each["challenge_id"] for each in found}) == 5
    assert {each["participant"]["id"] for each in found} == {str(rider_id)}
    stranger = challenges.signed_in("rider", str(other))
    for cursor in (cursors[0], "AAAA", "%00", cursors[0] + "A"):
        refused = await challenges.client.get(f"/v1/me/entries?cursor={cursor}", headers=stranger)
        assert problem(refused) == (400, "invalid-cursor")


async def test_who_has_left_has_no_entry(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(who="joined")
    await challenges.hear(trip(rider_id))
    await challenges.join(challenge_id, rider_id)
    assert len(await entries(challenges, rider_id)) == 1
    await challenges.leave(challenge_id, rider_id)
    assert await entries(challenges, rider_id) == []


async def of_trip(
    challenges: Running, heard: Heard[TripJudged], query: str = ""
) -> dict[str, tuple[bool, str | None]]:
    """Challenge -> whether it counts the trip, and why not."""
    rider = challenges.signed_in("rider", str(heard.event.rider_id))
    path = f"/v1/me/trips/{heard.event.trip_id}{query}"
    found = await challenges.asked("GET", path, headers=rider)
    return {each["challenge_id"]: (each["counted"], each.get("reason")) for each in found["challenges"]}


async def test_a_trip_tells_where_it_counts_and_why_not(challenges: Running) -> None:
    rider_id = uuid4()
    counting = await challenges.published()
    joined = await challenges.published(who="joined")
    evening = await challenges.published(where=EVENING)
    weekend = await challenges.published(where=EVENING | {"weekdays": [6, 7]})
    later = await challenges.published(starts_at=LATER.isoformat(), ends_at="2201-01-01T00:00:00Z")
    rivals = await of_rival(challenges)
    draft = await challenges.draft()
    ride = trip(rider_id)
    await challenges.hear(ride)
    expected = {
        counting: (True, None),
        joined: (False, "not_taking_part"),
        evening: (False, "local_hours"),
        weekend: (False, "weekdays"),
        rivals: (False, "another_operator"),
    }
    assert await of_trip(challenges, ride) == expected
    for named, found in (
        (later, {later: (False, "outside_window")}),
        (counting, {}),
        (draft, {}),
        (str(uuid4()), {}),
    ):
        assert await of_trip(challenges, ride, f"?challenge_id={named}") == expected | found
    await challenges.join(joined, rider_id)
    assert (await of_trip(challenges, ride))[joined] == (True, None)


async def of_rival(challenges: Running) -> str:
    """A challenge of another operator, which counts that one's trips alone."""
    challenge_id = await challenges.published()
    await challenges.rows_of_a_change(
        f"UPDATE challenges SET operator_id = 'rival' WHERE challenge_id = '{challenge_id}' RETURNING 1"
    )
    return challenge_id


async def test_a_trip_that_is_not_accepted_counts_nowhere(challenges: Running) -> None:
    challenge_id = await challenges.published()
    ride = trip(uuid4(), verdict="held")
    await challenges.hear(ride)
    assert await of_trip(challenges, ride) == {challenge_id: (False, "not_accepted")}
    await challenges.hear(again(ride, verdict="accepted"))
    assert await of_trip(challenges, ride) == {challenge_id: (True, None)}


async def test_a_trip_is_told_to_its_rider_alone(challenges: Running) -> None:
    ride = trip(uuid4())
    await challenges.hear(ride)
    path = f"/v1/me/trips/{ride.event.trip_id}"
    stranger = challenges.signed_in("rider", str(uuid4()))
    assert problem(await challenges.client.get(path, headers=stranger)) == (404, "not-found")
    unknown = await challenges.client.get(f"/v1/me/trips/{uuid4()}", headers=stranger)
    assert problem(unknown) == (404, "not-found")
    for role in ("operator", "city"):
        refused = await challenges.client.get(path, headers=challenges.signed_in(role))
        assert problem(refused) == (403, "forbidden")
    rider = challenges.signed_in("rider", str(ride.event.rider_id))
    refused = await challenges.client.get(f"{path}?challenge_id=x", headers=rider)
    assert problem(refused) == (422, "validation-error")


async def test_what_is_kept_from_a_rider_is_not_named_to_it(challenges: Running) -> None:
    """Not even when it is asked for."""
    challenge_id = await challenges.published(holdout_percent=20)
    riders = (uuid4() for _ in range(1_000))
    held_out = next(each for each in riders if is_held_out(UUID(challenge_id), each, 20))
    ride = trip(held_out)
    await challenges.hear(ride)
    assert await of_trip(challenges, ride, f"?challenge_id={challenge_id}") == {}
