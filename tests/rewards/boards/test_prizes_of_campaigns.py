"""Prizes for ranks that a campaign pays: promised at once, then spent, and what is not paid is given back."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest

from services.rewards.rank_prizes import actions
from tests.days import this_week
from tests.rewards.boards.boards import fill, opt_in, rider, trip
from tests.rewards.boards.test_rank_prizes import PATH, pay, promised, week_name
from tests.rewards.campaigns.running_campaigns import (
    Entry,
    draft,
    figures,
    published,
    rewrite,
    shown,
    states_said,
    step,
)
from tests.rewards.running_rewards import Running, is_sound

LATER = timedelta(days=30)


async def test_prizes_are_promised_at_once_and_count_until_they_are_paid(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=1_000)
    made = await promised(rewards, [500, 300, 200], campaign_id=campaign_id)
    assert made["campaign_id"] == campaign_id
    found = await shown(rewards, campaign_id)
    assert (found["spent_points"], found["promised_points"], found["state"]) == (0, 1_000, "open")
    assert found["forecast"] == {"points": 1_000}
    await fill(rewards, this_week())
    assert len(await pay(rewards)) == 3
    assert await figures(rewards, campaign_id) == (1_000, 0, "open")
    due_on = this_week() + timedelta(days=14)
    days = await rewards.rows("SELECT local_on, points FROM campaign_days WHERE points <> 0")
    assert days == [(due_on, 1_000)]
    await pay(rewards, days=1)
    assert await figures(rewards, campaign_id) == (1_000, 0, "open"), "once"
    assert await is_sound(rewards)


async def test_prizes_that_do_not_fit_are_refused_and_the_campaign_is_spent(rewards: Running) -> None:
    """As with all that asks for more than there is: nothing new is promised, however little."""
    campaign_id = await published(rewards, budget_points=1_000)
    await promised(rewards, [600], campaign_id=campaign_id)
    refusal = await promised(rewards, [300, 101], 409, campaign_id=campaign_id)
    assert (refusal["code"], refusal["points"], refusal["points_left"]) == ("budget-spent", 401, 400)
    assert await figures(rewards, campaign_id) == (0, 600, "spent")
    assert (await promised(rewards, [1], 409, campaign_id=campaign_id))["code"] == "budget-spent"
    assert await states_said(rewards, campaign_id) == ["open", "spent"]
    await step(rewards, campaign_id, "resume")
    await promised(rewards, [300, 100], campaign_id=campaign_id)
    assert await figures(rewards, campaign_id) == (0, 1_000, "open")
    assert await rewards.rows("SELECT count(*) FROM rank_prizes") == [(2,)]
    assert await is_sound(rewards)


async def test_a_larger_budget_holds_what_was_refused(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=100)
    await promised(rewards, [101], 409, campaign_id=campaign_id)
    await rewrite(rewards, campaign_id, budget_points=101)
    await promised(rewards, [101], campaign_id=campaign_id)
    assert await figures(rewards, campaign_id) == (0, 101, "open")


async def test_a_dry_run_promises_nothing_and_spends_no_campaign(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=100)
    for points, status in ((100, 200), (101, 409)):
        headers = {"Idempotency-Key": str(uuid4()), "Prefer": "dry-run"}
        body = {"period": week_name(), "points": [points], "campaign_id": campaign_id}
        await rewards.asked("POST", PATH, body, status, headers)
        assert await figures(rewards, campaign_id) == (0, 0, "open")


async def test_a_repeated_key_promises_once(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=100)
    body = {"period": week_name(), "points": [60], "campaign_id": campaign_id}
    answers = [
        await rewards.client.post(PATH, json=body, headers={"Idempotency-Key": "one"}) for _ in range(3)
    ]
    assert {(each.status_code, each.content) for each in answers} == {(201, answers[0].content)}
    assert await figures(rewards, campaign_id) == (0, 60, "open")


async def test_a_campaign_that_is_a_draft_or_paused_promises_nothing(rewards: Running) -> None:
    paused = await published(rewards)
    await step(rewards, paused, "pause")
    for campaign_id in (paused, await draft(rewards)):
        assert (await promised(rewards, [1], 409, campaign_id=campaign_id))["code"] == "budget-spent"
    await step(rewards, paused, "resume")
    await promised(rewards, [1], campaign_id=paused)


async def test_promises_are_not_paced(rewards: Running) -> None:
    campaign_id = await published(rewards, pace="even")
    await promised(rewards, [100], campaign_id=campaign_id)
    assert await figures(rewards, campaign_id) == (0, 100, "open")


async def test_prizes_name_a_campaign_of_their_operator(rewards: Running) -> None:
    rival = rewards.signed_in("operator", None, "rival") | {"Idempotency-Key": "r"}
    body = {
        "name": "Theirs",
        "starts_at": "2026-05-01T00:00:00Z",
        "ends_at": "2099-05-01T00:00:00Z",
        "budget_points": 100,
        "pace": "free",
    }
    other = await rewards.asked("POST", "/v1/campaigns", body, 201, rival)
    for unknown in (other["campaign_id"], str(uuid4())):
        refusal = await promised(rewards, [1], 422, campaign_id=unknown)
        assert refusal["errors"] == [{"pointer": "/campaign_id", "code": "unknown"}]


@pytest.mark.parametrize(
    ("riders", "points", "paid_points"),
    [
        pytest.param(9, [60, 30], 0, id="an empty board"),
        pytest.param(12, [60, 30], 90, id="all"),
        pytest.param(10, [6] * 15, 60, id="more places than riders"),
    ],
)
async def test_what_is_not_paid_is_given_back(
    rewards: Running, riders: int, points: list[int], paid_points: int
) -> None:
    campaign_id = await published(rewards)
    await promised(rewards, points, campaign_id=campaign_id)
    assert await figures(rewards, campaign_id) == (0, 90, "open")
    await fill(rewards, this_week(), riders)
    await pay(rewards)
    assert await figures(rewards, campaign_id) == (paid_points, 0, "open")
    assert await is_sound(rewards)


async def test_what_rounding_leaves_is_given_back(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await fill(rewards, this_week())
    names = ("Ana", "Bet", "Cai")
    await rewards.hear(*(trip(name, this_week(), 90) for name in names))
    await opt_in(rewards, *names)
    await promised(rewards, [50, 30, 20], campaign_id=campaign_id)
    lines = await pay(rewards)
    assert [lines[str(rider(name))].points for name in names] == [33, 33, 33]
    assert await figures(rewards, campaign_id) == (99, 0, "open")
    assert await is_sound(rewards)


@pytest.mark.parametrize("steps", [["pause"], ["close"], []], ids=["paused", "closed", "spent"])
async def test_what_was_promised_is_paid_whatever_has_become_of_the_campaign(
    rewards: Running, steps: list[str]
) -> None:
    campaign_id = await published(rewards)
    await promised(rewards, [60], campaign_id=campaign_id)
    await promised(rewards, [41], 409, campaign_id=campaign_id)
    for name in steps:
        await step(rewards, campaign_id, name)
    await fill(rewards, this_week())
    assert [each.points for each in (await pay(rewards)).values()] == [60]
    assert (await figures(rewards, campaign_id))[:2] == (60, 0)


async def test_what_ranks_are_promised_is_given_to_nobody_else_before(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await promised(rewards, [60], campaign_id=campaign_id)
    await rewards.hear(Entry(campaign_id, 41).next(completed=True))
    assert await figures(rewards, campaign_id) == (0, 60, "spent")
    refusal = await rewrite(rewards, campaign_id, 409, budget_points=59)
    assert (refusal["code"], refusal["points"]) == ("budget-below-promised", 60)
    await pay(rewards)
    assert await figures(rewards, campaign_id) == (0, 0, "spent"), "nobody was on the board"
    await step(rewards, campaign_id, "resume")
    await rewards.hear(Entry(campaign_id, 100).next(completed=True))
    assert await figures(rewards, campaign_id) == (100, 0, "open")


async def test_twenty_promises_at_once_never_exceed_the_budget(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=100)

    async def send(number: int) -> int:
        body, status = {"period": week_name(), "points": [30], "campaign_id": campaign_id}, 503
        while status == 503:
            headers = {"Idempotency-Key": str(number)}
            status = (await rewards.client.post(PATH, json=body, headers=headers)).status_code
        return status

    assert sorted(await asyncio.gather(*map(send, range(20)))) == [201] * 3 + [409] * 17
    assert await figures(rewards, campaign_id) == (0, 90, "spent")
    assert await is_sound(rewards)


async def test_payments_raises_and_awards_at_once_lose_no_point(rewards: Running) -> None:
    """The campaign's row is written by all of them: two processes that pay, its operator, and riders."""
    campaign_id = await published(rewards, budget_points=1_000)
    await fill(rewards, this_week())
    for _ in range(3):
        await promised(rewards, [100, 50, 50], campaign_id=campaign_id)
    now = datetime.now(UTC) + LATER
    entries = [Entry(campaign_id, 10) for _ in range(5)]
    raises: list[Any] = [rewrite(rewards, campaign_id, budget_points=1_000 + n) for n in range(5)]
    await asyncio.gather(
        *(actions.pay_due(rewards.engine, "city", now) for _ in range(2)),
        *(rewards.hear(entry.next(completed=True)) for entry in entries),
        *raises,
    )
    assert await figures(rewards, campaign_id) == (650, 0, "open")
    assert await is_sound(rewards)


async def test_who_is_killed_while_paying_has_paid_and_given_back_nothing(rewards: Running) -> None:
    class Killed(BaseException):
        """Stands for a kill: nobody catches it."""

    campaign_id = await published(rewards)
    await fill(rewards, this_week())
    await promised(rewards, [60, 30], campaign_id=campaign_id)
    with mock.patch.object(actions, "book_decided", side_effect=Killed), pytest.raises(Killed):
        await pay(rewards)
    assert await figures(rewards, campaign_id) == (0, 90, "open")
    await pay(rewards)
    assert await figures(rewards, campaign_id) == (90, 0, "open")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE campaigns SET promised_points = 61", ("campaigns.promised_points", 61, 60)),
        ("UPDATE campaigns SET spent_points = 29", ("campaigns.spent_points", 29, 30)),
        ("UPDATE rank_prizes SET paid_points = 0 WHERE paid_points = 30", ("rank_prizes.paid_points", 0, 30)),
    ],
)
async def test_a_doctor_finds_what_campaigns_and_prizes_do_not_agree_on(
    rewards: Running, change: str, found: tuple[str, int, int]
) -> None:
    campaign_id = await published(rewards)
    await fill(rewards, this_week())
    await promised(rewards, [30], campaign_id=campaign_id)
    await pay(rewards)
    await promised(rewards, [60], campaign_id=campaign_id)
    assert await is_sound(rewards)
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql(change)
    differing = await rewards.rows(
        "SELECT what, found, expected FROM differences WHERE what = :w", w=found[0]
    )
    assert differing == [found]
