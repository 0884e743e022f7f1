"""Multipliers that a campaign pays: what they add is charged, and what does not fit is not added."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.heard import Heard
from shared.events.rewards import PointsPosted
from shared.events.trips import TripJudged
from tests.days import local_day
from tests.events import trip_judged
from tests.rewards.campaigns.running_campaigns import figures, published, rewrite, states_said, step
from tests.rewards.running_rewards import Running, heard


@pytest.fixture(autouse=True)
async def no_figure_differs(rewards: Running) -> object:
    """After each test what campaigns have spent is what multipliers have cost."""
    yield
    assert await rewards.rows("SELECT count(*) FROM differences") == [(0,)]


async def multiplied(rewards: Running, *multipliers: dict[str, Any]) -> None:
    """Publish a tariff with these multipliers, and let it hold since long."""
    named = [{"name": f"number {place}", **each} for place, each in enumerate(multipliers)]
    tariff_id = await rewards.draft(multipliers=named, valid_from=local_day(1))
    await rewards.step(tariff_id, "publish")
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql(
            """UPDATE tariffs SET body = body || '{"valid_from": "2020-01-01"}', zones_within = '{}'"""
        )
        await tx.exec_driver_sql("UPDATE rules_version SET version = version + 1")


def trip(distance_m: int = 4_600, **changes: Any) -> Heard[TripJudged]:
    """A trip of 46 points, and of none for its energy."""
    return heard(trip_judged(distance_m=distance_m, energy_kcal=0, **changes))


async def last_line(rewards: Running, trip_id: UUID) -> tuple[int, dict[str, Any]]:
    """What a trip has given in all, and the parameters of its last line."""
    said = [each for each in await rewards.said() if isinstance(each, PointsPosted)]
    last = [each for each in said if each.source == f"trip:{trip_id}"][-1]
    return last.total_points, dict(last.params)


async def test_a_campaign_pays_what_its_multiplier_adds(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await multiplied(rewards, {"percent": 200, "campaign_id": campaign_id})
    ridden = trip()
    await rewards.hear(ridden)
    assert await figures(rewards, campaign_id) == (46, 0, "open")
    total, params = await last_line(rewards, ridden.event.trip_id)
    assert (total, params["percent"]) == (92, 200)
    assert "refusal" not in params
    await rewards.hear(ridden)
    assert await figures(rewards, campaign_id) == (46, 0, "open"), "a trip that is told again costs nothing"


async def test_what_does_not_fit_is_not_added_and_said(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await multiplied(rewards, {"percent": 200, "campaign_id": campaign_id})
    trips = [trip() for _ in range(3)]
    await rewards.hear(*trips)
    totals = [await last_line(rewards, each.event.trip_id) for each in trips]
    assert sorted(total for total, _ in totals) == [46, 92, 92]
    assert [params["refusal"] for total, params in totals if total == 46] == ["budget_spent"]
    assert await figures(rewards, campaign_id) == (92, 0, "spent")
    assert await states_said(rewards, campaign_id) == ["open", "spent"]


async def test_the_next_multiplier_whose_campaign_can_pay_counts(rewards: Running) -> None:
    small, large = await published(rewards, budget_points=91), await published(rewards)
    await multiplied(rewards, {"percent": 200, "campaign_id": large}, {"percent": 300, "campaign_id": small})
    ridden = trip()
    await rewards.hear(ridden)
    total, params = await last_line(rewards, ridden.event.trip_id)
    assert (total, params["percent"], params["refusal"]) == (92, 200, "budget_spent")
    assert (await figures(rewards, small), await figures(rewards, large)) == (
        (0, 0, "spent"),
        (46, 0, "open"),
    )


async def test_a_correction_asks_for_what_is_more_and_gives_back_what_is_less(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await multiplied(rewards, {"percent": 200, "campaign_id": campaign_id})
    ridden = trip(6_000)
    facts: dict[str, Any] = {"trip_id": ridden.event.trip_id, "rider_id": ridden.event.rider_id}
    await rewards.hear(ridden)
    for revision, (distance_m, total, spent) in enumerate([(9_000, 180, 90), (5_000, 100, 50)], start=2):
        await rewards.hear(trip(distance_m, revision=revision, **facts))
        assert (await last_line(rewards, ridden.event.trip_id))[0] == total
        assert await figures(rewards, campaign_id) == (spent, 0, "open")
    await rewards.hear(trip(11_000, revision=4, **facts))
    total, params = await last_line(rewards, ridden.event.trip_id)
    assert (total, params["added_points"], params["refusal"]) == (160, 50, "budget_spent")
    assert await figures(rewards, campaign_id) == (50, 0, "spent")


async def test_a_campaign_that_has_paid_for_a_trip_goes_on_paying(rewards: Running) -> None:
    """A correction does not ask a larger multiplier's campaign again that could not pay before."""
    small, large = await published(rewards, budget_points=50), await published(rewards)
    await multiplied(rewards, {"percent": 300, "campaign_id": small}, {"percent": 200, "campaign_id": large})
    ridden = trip()
    facts: dict[str, Any] = {"trip_id": ridden.event.trip_id, "rider_id": ridden.event.rider_id}
    await rewards.hear(ridden)
    await rewrite(rewards, small, budget_points=200)
    await rewards.hear(trip(4_700, revision=2, **facts))
    total, params = await last_line(rewards, ridden.event.trip_id)
    assert (total, params["percent"], params["refusal"]) == (94, 200, "budget_spent")
    assert (await figures(rewards, small), await figures(rewards, large)) == ((0, 0, "open"), (47, 0, "open"))


async def test_a_void_gives_the_points_back_and_what_is_earned_anew_has_to_fit_anew(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=46)
    await multiplied(rewards, {"percent": 200, "campaign_id": campaign_id})
    first, second = trip(), trip()
    facts: dict[str, Any] = {"trip_id": first.event.trip_id, "rider_id": first.event.rider_id}
    await rewards.hear(first)
    await rewards.hear(trip(revision=2, verdict="voided", **facts))
    assert await figures(rewards, campaign_id) == (0, 0, "open")
    await rewards.hear(second)
    await rewards.hear(trip(revision=3, **facts))
    total, params = await last_line(rewards, first.event.trip_id)
    assert (total, params["refusal"]) == (46, "budget_spent")
    assert await figures(rewards, campaign_id) == (46, 0, "spent")


async def test_a_multiplier_that_is_for_a_trip_no_longer_gives_back_what_it_cost(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await multiplied(rewards, {"percent": 200, "campaign_id": campaign_id, "start_zone_ids": ["eixample"]})
    ridden = trip(start_zone_id="eixample")
    facts: dict[str, Any] = {"trip_id": ridden.event.trip_id, "rider_id": ridden.event.rider_id}
    await rewards.hear(ridden)
    assert await figures(rewards, campaign_id) == (46, 0, "open")
    await rewards.hear(trip(revision=2, start_zone_id="gracia", **facts))
    assert (await last_line(rewards, ridden.event.trip_id))[0] == 46
    assert await figures(rewards, campaign_id) == (0, 0, "open")


async def test_limits_do_not_lower_what_a_campaign_is_charged(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=1_000)
    await multiplied(rewards, {"percent": 300, "campaign_id": campaign_id})
    ridden = trip(20_000)
    await rewards.hear(ridden)
    assert await figures(rewards, campaign_id) == (400, 0, "open")
    assert await rewards.rows("SELECT points FROM accounts") == [(400,)]


async def test_a_paused_campaign_pays_no_multiplier(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await multiplied(rewards, {"percent": 200, "campaign_id": campaign_id})
    await step(rewards, campaign_id, "pause")
    ridden = trip()
    await rewards.hear(ridden)
    assert (await last_line(rewards, ridden.event.trip_id))[0] == 46


async def test_trips_without_such_a_multiplier_ask_nobody(rewards: Running) -> None:
    await multiplied(rewards, {"percent": 200, "campaign_id": await published(rewards), "weekdays": [7]})
    monday = trip(trip_id=uuid4())
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql("ALTER TABLE charged_trips RENAME TO away")
        try:
            await rewards.handlers[TripJudged.type](tx, [monday])
        finally:
            await tx.rollback()
