"""Who is erased has no part in any challenge, and nothing that is heard later brings one back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.riders import RiderErased
from tests.challenges.running_challenges import BEGIN, LATER, Running, again, trip
from tests.challenges.test_activities import activity, counts, failures, report, void
from tests.challenges.test_stops_and_replays import replayed, restated
from tests.events import activity_reported

SAID = ("log", "outbox")
"""What was said to other services stays until the log is written anew."""
JUNE = {"ends_at": (BEGIN + timedelta(days=28)).isoformat()}
KINDS: dict[str, dict[str, Any]] = {
    "sum": {},
    "days": {"goal": {"kind": "distinct", "of": "days", "target": 2}},
    "best": {"goal": {"kind": "best", "measure": "distance_m", "target": 5_000}},
    "improve": {
        "goal": {
            "kind": "improve",
            "measure": "trips",
            "percent": 10,
            "baseline_weeks": 2,
            "target_min": 1,
            "target_max": 5,
        },
    },
    "parking": {"goal": {"kind": "sum", "measure": "trips", "target": 1}, "where": {"services": ["parking"]}},
    "joined": {"who": "joined", "ends_at": LATER.isoformat()},
}


async def erase(challenges: Running, *rider_ids: UUID) -> None:
    erasures = [RiderErased(city_id="city", revision=1, rider_id=each) for each in rider_ids]
    await hear(challenges, *erasures)


async def hear(challenges: Running, *events: Event) -> None:
    batch: list[Any] = [Heard(uuid4(), BEGIN + timedelta(days=2), event) for event in events]
    async with challenges.engine.begin() as tx:
        await challenges.handlers[events[0].type](tx, batch)


async def life_of(challenges: Running, rider_id: UUID) -> dict[str, str]:
    """All that the service can know of a rider. Returns a challenge of each kind."""
    made = {kind: await challenges.published(**JUNE | changes) for kind, changes in KINDS.items()}
    await challenges.join(made["joined"], rider_id)
    before, voided = trip(rider_id, started_at=BEGIN - timedelta(days=9)), trip(rider_id)
    await challenges.hear(
        before, voided, trip(rider_id), trip(rider_id, started_at=BEGIN + timedelta(days=1))
    )
    await challenges.hear(again(voided, verdict="voided"))
    counted, taken_back = activity(rider_id), activity(rider_id)
    await report(challenges, counted, taken_back)
    await void(challenges, taken_back["activity_id"])
    left = await challenges.published(**KINDS["joined"], target=90_000)
    await challenges.join(left, rider_id)
    await challenges.leave(left, rider_id)
    # As a route leaves it that asks riders for an Idempotency-Key.
    await challenges.rows_of_a_change(f"""
        INSERT INTO idempotency (caller, key, request_hash, status, body)
        VALUES ('rider {rider_id}', 'a key', '', 200, '') RETURNING 1
    """)
    return made


async def tables_with(challenges: Running, rider_id: UUID) -> set[str]:
    """The tables that say something of this rider."""
    tables = await challenges.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    query = "SELECT 1 FROM {} AS row WHERE row::text LIKE :id LIMIT 1"
    return {
        table
        for (table,) in tables
        if table not in SAID and await challenges.rows(query.format(table), id=f"%{rider_id}%")
    }


async def own_rows(challenges: Running) -> list[tuple[Any, ...]]:
    """Riders' own rows, of whomever."""
    query = " UNION ALL ".join(
        f"SELECT '{table}', rider_id::text, count(*) FROM {table} GROUP BY rider_id"
        for table in ("entries", "joins", "marks", "baselines")
    )
    return sorted(await challenges.rows(query))


async def test_nothing_says_any_more_what_the_rider_took_part_in(challenges: Running) -> None:
    rider, other = uuid4(), uuid4()
    await life_of(challenges, other)
    await life_of(challenges, rider)
    known = {"entries", "joins", "marks", "baselines", "trips", "activities", "idempotency"}
    assert await tables_with(challenges, rider) >= known
    others = [row for row in await own_rows(challenges) if row[1] != str(rider)]
    await erase(challenges, rider)
    assert await tables_with(challenges, rider) == set()
    assert await own_rows(challenges) == others
    assert await challenges.rows("SELECT * FROM differences") == []
    held = "SELECT id FROM agreed WHERE owner = 'trips' AND what = 'trips'"
    assert await challenges.rows(held) == [(str(other),)]


async def test_what_the_rider_rode_stays_under_one_name_that_nothing_maps_to(challenges: Running) -> None:
    rider = uuid4()
    await life_of(challenges, rider)
    query = "SELECT count(*), count(DISTINCT rider_id), bool_and(is_erased) FROM {}"
    [(trips, *_)] = await challenges.rows(query.format("trips"))
    [(activities, *_)] = await challenges.rows(query.format("activities"))
    await erase(challenges, rider)
    await erase(challenges, rider)  # as after a crash before the position was stored
    assert await challenges.rows(query.format("trips")) == [(trips, 1, True)]
    assert await challenges.rows(query.format("activities")) == [(activities, 1, True)]
    assert await challenges.rows("SELECT rider_id FROM trips INTERSECT SELECT rider_id FROM activities") != []


async def test_what_comes_late_of_the_rider_counts_nothing(challenges: Running) -> None:
    rider, other = uuid4(), uuid4()
    made = await life_of(challenges, rider)
    known = trip(rider)
    await challenges.hear(known)
    await erase(challenges, rider)
    said = len(await challenges.said())
    await challenges.hear(again(known, distance_m=9_000), trip(rider), trip(other))
    await challenges.hear(trip(rider))
    await hear(
        challenges, activity_reported(rider_id=rider, service="parking", at=BEGIN + timedelta(hours=7))
    )
    assert await tables_with(challenges, rider) == set()
    assert await challenges.entry(made["sum"], other) == (6_000, False)
    entries = await challenges.rows("SELECT DISTINCT rider_id FROM entries")
    assert entries == [(other,)]
    late = (await challenges.said())[said:]
    assert {each.key for each in late} == {str(other)}


async def test_counting_anew_brings_nothing_back(challenges: Running) -> None:
    """Neither a new version, nor what is declared later, nor a closing."""
    rider = uuid4()
    made = await life_of(challenges, rider)
    tagged = await challenges.published(
        goal={"kind": "sum", "measure": "trips", "target": 1}, where={"day_tags_any": ["rain"]}, **JUNE
    )
    await erase(challenges, rider)
    said = len(await challenges.said())
    days = [
        {"local_on": (BEGIN.date() + timedelta(days=each)).isoformat(), "tags": ["rain"]} for each in (0, 1)
    ]
    await challenges.asked("PUT", "/v1/days", days)
    await challenges.asked("PUT", f"/v1/days/{date(2026, 5, 5)}/outage", None)
    for kind, challenge_id in {**made, "tagged": tagged}.items():
        await challenges.step(challenge_id, "pause" if kind == "best" else "close")
        if kind == "best":
            await challenges.step(challenge_id, "publish")
    assert await own_rows(challenges) == []
    assert not [each for each in (await challenges.said())[said:] if each.type.startswith("entry.")]
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_a_replay_brings_nothing_back(challenges: Running) -> None:
    """Trips are heard once more, under the name that they had, and entries are said anew."""
    rider, other = uuid4(), uuid4()
    await life_of(challenges, rider)
    heard = [trip(rider), trip(rider), trip(other)]
    await challenges.hear(*heard)
    await erase(challenges, rider)
    await replayed(challenges)
    await challenges.hear(*heard)
    await restated(challenges)
    assert await tables_with(challenges, rider) == set()
    assert {row[1] for row in await own_rows(challenges)} == {str(other)}
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_the_rider_joins_nothing_more_and_operators_report_nothing_more(challenges: Running) -> None:
    """Its token may be good for some time."""
    rider, other = uuid4(), uuid4()
    challenge_id = await challenges.published(**KINDS["joined"])
    before, after = activity(rider), activity(rider)
    await report(challenges, before)
    await erase(challenges, rider)
    refusal = await challenges.join(challenge_id, rider, 409)
    assert refusal["code"] == "erased-rider"
    await challenges.leave(challenge_id, rider, 404)
    answer = await report(challenges, before, activity(other), after)
    assert answer["accepted"] == 1
    assert failures(answer) == [
        (0, before["activity_id"], "erased-rider"),
        (2, after["activity_id"], "erased-rider"),
    ]
    await void(challenges, before["activity_id"], 404)
    assert await report(challenges, activity(other)) == counts(accepted=1)
    assert await tables_with(challenges, rider) == set()


@pytest.mark.parametrize("kind", KINDS)
async def test_who_was_erased_before_anything_came_is_as_who_was_erased_behind_it(
    challenges: Running, kind: str
) -> None:
    """Topics have no order among each other."""
    early, late = uuid4(), uuid4()
    await challenges.published(**JUNE | KINDS[kind])
    await erase(challenges, early)
    await challenges.hear(trip(early), trip(late))
    await hear(
        challenges,
        *(
            activity_reported(rider_id=each, service="parking", at=datetime(2026, 5, 4, 7, tzinfo=UTC))
            for each in (early, late)
        ),
    )
    await erase(challenges, late)
    assert await own_rows(challenges) == []
    assert await challenges.rows("SELECT * FROM differences") == []
