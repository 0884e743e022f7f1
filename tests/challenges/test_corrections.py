"""A correction moves a trip's start: from the window of one challenge into that of another, and back."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.challenges.entries import store
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import BEGIN, Running, trip
from tests.challenges.test_stops_and_replays import replayed, restated

NOON = BEGIN + timedelta(hours=12)
EARLY, LATE = BEGIN + timedelta(hours=1), NOON + timedelta(hours=1)


def started(heard: Heard[TripJudged], at: datetime) -> Heard[TripJudged]:
    """The next revision of a trip, which says that it started at another time of the same day."""
    known = heard.event
    return trip(known.rider_id, known.trip_id, known.revision + 1, known.distance_m, known.verdict, at)


async def halves(challenges: Running, who: str, rider_id: UUID) -> tuple[str, str]:
    """Two challenges, one for each half of a day, that are completed with one trip. Who joins has done so
    before the morning ended."""
    morning = await challenges.published(target=6_000, who=who, ends_at=NOON.isoformat())
    afternoon = await challenges.published(target=6_000, who=who, starts_at=NOON.isoformat())
    if who == "joined":
        for each in (morning, afternoon):
            async with challenges.engine.begin() as tx:
                await store.join(tx, "city", UUID(each), rider_id, BEGIN)
    return morning, afternoon


async def progress(challenges: Running, rider_id: UUID, *ids: str) -> list[int]:
    entries = [await challenges.entry(each, rider_id) for each in ids]
    return [entry[0] if entry else 0 for entry in entries]


@pytest.mark.parametrize("who", ["all", "joined"])
async def test_a_corrected_start_leaves_one_window_for_the_other_and_comes_back(
    challenges: Running, who: str
) -> None:
    rider_id = uuid4()
    morning, afternoon = await halves(challenges, who, rider_id)
    first = trip(rider_id, started_at=EARLY)
    moved = started(first, LATE)
    back = started(moved, EARLY)
    for heard, expected in (
        (first, [6_000, 0]),
        (moved, [0, 6_000]),
        (first, [0, 6_000]),
        (back, [6_000, 0]),
        (moved, [6_000, 0]),
    ):
        await challenges.hear(heard)
        assert await progress(challenges, rider_id, morning, afternoon) == expected
        assert await challenges.rows("SELECT what, id FROM differences") == []
    for each in (morning, afternoon):
        revisions = [said.event.revision for said in await challenges.entries_said(each)]
        assert revisions == sorted(set(revisions))
    said = await challenges.entries_said(morning)
    assert [each.is_completed for each in said][-3:] == [True, False, True]


async def test_a_paused_challenge_follows_corrections_and_a_completion_waits(challenges: Running) -> None:
    rider_id = uuid4()
    morning, _ = await halves(challenges, "all", rider_id)
    counted, outside = trip(rider_id, started_at=EARLY), trip(rider_id, started_at=LATE)
    await challenges.hear(counted, outside)
    await challenges.step(morning, "pause")
    inside = started(outside, EARLY)
    gone = started(counted, LATE)
    for heard, expected in (
        (inside, (12_000, True)),
        (gone, (6_000, True)),
        (started(inside, LATE), (0, False)),
        (started(gone, EARLY), (6_000, False)),
    ):
        await challenges.hear(heard)
        said = (await challenges.entries_said(morning))[-1]
        assert (said.event.progress, said.is_completed) == expected
        assert await challenges.rows("SELECT what, id FROM differences") == []
    await challenges.step(morning, "publish")
    assert (await challenges.entries_said(morning))[-1].is_completed
    assert await progress(challenges, rider_id, morning) == [6_000]


async def test_what_a_replay_passes_over_does_not_make_an_entry_older(challenges: Running) -> None:
    """After a replay in one batch nobody hears of the revision by which the trip was in the window, so that
    there is no entry. What comes after the restating must be newer than what was said of it all the same."""
    rider_id = uuid4()
    morning, _ = await halves(challenges, "all", rider_id)
    first = trip(rider_id, started_at=EARLY)
    moved = started(first, LATE)
    await challenges.hear(first)
    await challenges.hear(moved)
    before = await challenges.entries_said(morning)
    await replayed(challenges)
    await challenges.hear(first, moved)
    assert await progress(challenges, rider_id, morning) == [0]
    await restated(challenges)
    assert await challenges.rows("SELECT what, id FROM differences") == []
    await challenges.hear(trip(rider_id, started_at=EARLY))
    last = (await challenges.entries_said(morning))[-1]
    assert last.is_completed
    assert last.event.revision > before[-1].event.revision


async def test_nobody_is_told_of_a_challenge_by_a_trip_that_a_correction_has_taken_out_of_it(
    challenges: Running,
) -> None:
    rider_id = uuid4()
    first = trip(rider_id, started_at=EARLY)
    await challenges.hear(first)
    await challenges.hear(started(first, LATE))
    morning, afternoon = await halves(challenges, "all", rider_id)
    assert await challenges.entries_said(morning) == []
    [said] = await challenges.entries_said(afternoon)
    assert (said.event.progress, said.is_completed) == (6_000, True)
