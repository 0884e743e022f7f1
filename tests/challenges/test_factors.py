"""By which factors challenges count the CO2e that trips save: those of their first publishing."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from shared.events.heard import Heard
from shared.events.public_value import FactorsPublished
from tests.challenges.running_challenges import BEGIN, Running, trip
from tests.days import today

SAVING = {"goal": {"kind": "sum", "measure": "co2e_saved_g", "target": 200}}


async def hear(challenges: Running, *sets: FactorsPublished) -> None:
    batch: list[Any] = [Heard(uuid4(), BEGIN, each) for each in sets]
    async with challenges.engine.begin() as tx:
        await challenges.handlers[FactorsPublished.type](tx, batch)


def factors(name: str, valid_from: date, bike: int, revision: int = 1, **others: int) -> FactorsPublished:
    return FactorsPublished(
        city_id="city",
        revision=revision,
        factor_set_id=name,
        valid_from=valid_from,
        counterfactual_id=f"survey of {name}",
        saved_mg_per_km={"bike": bike, "ebike": 0, **others},
    )


async def saved_g(challenges: Running, **changes: Any) -> int:
    """What 6 km by bike bring to a challenge that is published now."""
    rider_id = uuid4()
    challenge_id = await challenges.published(**SAVING | changes)
    await challenges.hear(trip(rider_id))
    entry = await challenges.entry(challenge_id, rider_id)
    assert entry
    return entry[0]


async def test_those_that_hold_on_the_day_of_the_first_publishing_count(challenges: Running) -> None:
    assert await saved_g(challenges) == 42  # 6 km x 7,027 mg: the shipped ones, until others are heard
    begun = factors("begun", today(), 33_000)
    later = factors("later", today() + timedelta(days=2), 99_000)
    await hear(challenges, later, begun, factors("before", today() - timedelta(days=9), 1_000))
    assert await saved_g(challenges) == 198
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_a_version_that_follows_keeps_them(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(**SAVING)
    await hear(challenges, factors("begun", today(), 33_000))
    await challenges.hear(trip(rider_id))
    await challenges.step(challenge_id, "pause")
    await challenges.step(challenge_id, "publish")
    assert await challenges.entry(challenge_id, rider_id) == (42, False)


async def test_of_a_set_the_newest_revision_holds_in_whatever_order(challenges: Running) -> None:
    newest = factors("city", today(), 33_000, revision=2)
    await hear(challenges, newest)
    await hear(challenges, factors("city", today(), 50_000, revision=1), newest)
    assert await saved_g(challenges) == 198


async def test_what_emits_more_than_it_replaces_saves_nothing(challenges: Running) -> None:
    await hear(challenges, factors("city", today(), -5_000, cargo=9_000))
    rider_id = uuid4()
    challenge_id = await challenges.published(**SAVING)
    await challenges.hear(trip(rider_id))
    assert await challenges.entry(challenge_id, rider_id) in (None, (0, False))


async def test_the_explanation_names_those_of_the_version(challenges: Running) -> None:
    shipped = await challenges.published(**SAVING)
    await hear(challenges, factors("city-2026", today(), 33_000))
    named = await challenges.published(**SAVING)
    draft = await challenges.draft(**SAVING)
    operator = challenges.signed_in("operator")
    for challenge_id, expected in (
        (shipped, ("itf-2020-life-cycle", "example-shares")),
        (named, ("city-2026", "survey of city-2026")),
        (draft, ("city-2026", "survey of city-2026")),
    ):
        shown = await challenges.asked("GET", f"/v1/challenges/{challenge_id}", headers=operator)
        assert all(f"“{name}”" in shown["explanation"] for name in expected), shown["explanation"]


async def test_an_operator_is_warned_by_those_that_hold_now(challenges: Running) -> None:
    async def warned() -> list[str]:
        sent = {"starts_at": BEGIN.isoformat(), "ends_at": (BEGIN + timedelta(days=1)).isoformat()}
        body = {"name": {"en": "A"}, "who": {"kind": "all"}, "reward": {"points": 1}, **SAVING, **sent}
        answer = await challenges.asked("POST", "/v1/challenges:validate", body)
        return [each["vehicle_type"] for each in answer["warnings"]]

    assert await warned() == ["ebike"]
    await hear(challenges, factors("city", today(), 0, ebike=13_000))
    assert await warned() == ["bike"]
