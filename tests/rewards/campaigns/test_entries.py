"""Rewards of challenges that a campaign pays: given, promised, refused, taken back."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.rewards.charges.actions import end_promises
from shared.db import insert
from shared.events.challenges import Given
from shared.events.rewards import PointsPosted
from shared.events.riders import RiderErased
from tests.rewards.campaigns.running_campaigns import (
    Entry,
    figures,
    lines_of,
    published,
    rewrite,
    states_said,
    step,
)
from tests.rewards.running_rewards import Running, heard

DIFFERENCES = "SELECT count(*) FROM differences"


@pytest.fixture(autouse=True)
async def no_figure_differs(rewards: Running) -> object:
    """After each test what campaigns have spent and promised is what entries have cost."""
    yield
    assert await rewards.rows(DIFFERENCES) == [(0,)]


async def test_what_fits_is_given_and_what_does_not_is_told(rewards: Running) -> None:
    campaign_id = await published(rewards)
    first, second = Entry(campaign_id, 100), Entry(campaign_id, 1)
    await rewards.hear(first.next(completed=True))
    await rewards.hear(second.next(completed=True))
    assert await lines_of(rewards, first.facts["rider_id"]) == [(100, "challenge")]
    assert await lines_of(rewards, second.facts["rider_id"]) == [(0, "budget_spent")]
    assert await figures(rewards, campaign_id) == (100, 0, "spent")
    assert await states_said(rewards, campaign_id) == ["open", "spent"]
    assert await rewards.rows("SELECT count(*) FROM postings") == [(1,)]


async def test_what_was_refused_says_what_was_earned_and_what_is_paid(rewards: Running) -> None:
    campaign_id = await published(rewards)
    entry = Entry(campaign_id, 40)
    await rewards.hear(entry.next(completed=True))
    await rewards.hear(entry.next(completed=True, reward_points=141))
    said = [each for each in await rewards.said() if isinstance(each, PointsPosted)]
    assert (said[-1].points, said[-1].total_points, said[-1].rule) == (0, 40, "budget_spent")
    params = said[-1].params
    assert (params["earned_points"], params["paid_points"]) == (141, 40)


async def test_a_join_is_promised_its_reward_or_told_at_once_that_it_is_not(rewards: Running) -> None:
    campaign_id = await published(rewards)
    first, second = Entry(campaign_id, 60, joined=True), Entry(campaign_id, 60, joined=True)
    await rewards.hear(first.next(), second.next())
    assert await figures(rewards, campaign_id) == (0, 60, "spent")
    assert await lines_of(rewards, first.facts["rider_id"]) == []
    assert await lines_of(rewards, second.facts["rider_id"]) == [(0, "budget_spent")]
    await rewards.hear(second.next())
    assert len(await lines_of(rewards, second.facts["rider_id"])) == 1, "who was told is not told again"


async def test_a_promise_is_paid_whatever_happened_since(rewards: Running) -> None:
    campaign_id = await published(rewards, pace="even")
    entry = Entry(campaign_id, 60, joined=True)
    await rewards.hear(entry.next())
    await step(rewards, campaign_id, "close")
    await rewards.hear(entry.next(completed=True))
    assert await figures(rewards, campaign_id) == (60, 0, "over")
    assert await lines_of(rewards, entry.facts["rider_id"]) == [(60, "challenge")]


async def test_who_leaves_is_promised_nothing_more_and_may_join_again(rewards: Running) -> None:
    campaign_id = await published(rewards)
    entry = Entry(campaign_id, 60, joined=True)
    await rewards.hear(entry.next())
    await rewards.hear(entry.next(joined=False, left=True, promise_until=None))
    assert await figures(rewards, campaign_id) == (0, 0, "open")
    later = datetime.now(UTC) + timedelta(days=1)
    await rewards.hear(entry.next(joined=True, left=False, promise_until=later))
    assert await figures(rewards, campaign_id) == (0, 60, "open")


async def test_a_promise_ends_when_its_time_is_over(rewards: Running) -> None:
    campaign_id = await published(rewards)
    until = datetime.now(UTC) + timedelta(days=1)
    entry = Entry(campaign_id, 60, joined=True, promise_until=until)
    await rewards.hear(entry.next())
    await end_promises(rewards.engine, "city", until - timedelta(microseconds=1))
    assert await figures(rewards, campaign_id) == (0, 60, "open")
    await end_promises(rewards.engine, "city", until)
    assert await figures(rewards, campaign_id) == (0, 0, "open")


async def test_what_ends_is_only_what_is_not_given_yet(rewards: Running) -> None:
    campaign_id = await published(rewards)
    until = datetime.now(UTC) + timedelta(days=1)
    entry = Entry(campaign_id, 60, joined=True, promise_until=until)
    await rewards.hear(entry.next())
    await rewards.hear(entry.next(completed=True))
    await end_promises(rewards.engine, "city", until)
    assert await figures(rewards, campaign_id) == (60, 0, "open")


async def test_who_is_erased_is_promised_nothing_more_and_named_by_no_row(rewards: Running) -> None:
    """What was given stays given; one of the two has no account yet."""
    campaign_id = await published(rewards)
    rider_id, other_id = uuid4(), uuid4()
    entries = [
        Entry(campaign_id, 30, joined=True, rider_id=rider_id),
        Entry(campaign_id, 20, joined=True, rider_id=rider_id),
        Entry(campaign_id, 40, joined=True, rider_id=other_id),
    ]
    await rewards.hear(*(each.next() for each in entries))
    await rewards.hear(entries[0].next(completed=True))
    assert await figures(rewards, campaign_id) == (30, 60, "open")
    erased = [heard(RiderErased(city_id="city", revision=1, rider_id=each)) for each in (rider_id, other_id)]
    for _ in range(2):
        await rewards.hear(*erased)
        assert await figures(rewards, campaign_id) == (30, 0, "open")
    named = "SELECT count(*) FROM {} WHERE rider_id = ANY(:ids)"
    for table in ("charged_entries", "entries", "accounts"):
        assert await rewards.rows(named.format(table), ids=[rider_id, other_id]) == [(0,)]
    await rewards.hear(entries[2].next())
    assert await figures(rewards, campaign_id) == (30, 0, "open")


async def test_a_take_back_gives_the_points_back_to_the_budget_at_once(rewards: Running) -> None:
    campaign_id = await published(rewards)
    entry, other = Entry(campaign_id, 100), Entry(campaign_id, 100)
    await rewards.hear(entry.next(completed=True))
    await rewards.hear(entry.next(), other.next(completed=True))
    assert await figures(rewards, campaign_id) == (100, 0, "open")
    assert await lines_of(rewards, other.facts["rider_id"]) == [(100, "challenge")]
    await rewards.hear(entry.next(completed=True))
    assert (await lines_of(rewards, entry.facts["rider_id"]))[-1] == (0, "budget_spent"), "it has to fit anew"


async def test_to_who_has_joined_what_is_taken_back_is_promised_even_if_it_was_not(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=59)
    entry = Entry(campaign_id, 60, joined=True)
    await rewards.hear(entry.next())
    await rewrite(rewards, campaign_id, budget_points=60)
    await rewards.hear(entry.next(completed=True))
    assert await figures(rewards, campaign_id) == (60, 0, "open")
    await rewards.hear(entry.next())
    assert await figures(rewards, campaign_id) == (0, 60, "open")


async def test_a_version_that_gives_more_raises_a_promise_where_that_fits(rewards: Running) -> None:
    campaign_id = await published(rewards)
    entry = Entry(campaign_id, 60, joined=True)
    await rewards.hear(entry.next())
    await rewards.hear(entry.next(reward_points=90))
    assert await figures(rewards, campaign_id) == (0, 90, "open")
    await rewards.hear(entry.next(reward_points=101))
    assert await figures(rewards, campaign_id) == (0, 90, "spent")
    await step(rewards, campaign_id, "resume")
    await rewards.hear(entry.next(completed=True))
    assert await lines_of(rewards, entry.facts["rider_id"]) == [(0, "budget_spent"), (90, "challenge")]
    assert await figures(rewards, campaign_id) == (90, 0, "open")


async def test_a_version_that_gives_less_frees_what_it_cannot_give(rewards: Running) -> None:
    campaign_id = await published(rewards)
    entry = Entry(campaign_id, 60, joined=True)
    await rewards.hear(entry.next())
    await rewards.hear(entry.next(reward_points=40))
    assert await figures(rewards, campaign_id) == (0, 40, "open")


async def test_each_level_that_is_reached_is_asked_for_by_itself(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=30)
    entry, now = Entry(campaign_id, 60), datetime.now(UTC)
    levels = [
        Given(level=level, points=points, completed_at=now, local_on=now.date())
        for level, points in ((1, 40), (2, 20))
    ]
    await rewards.hear(entry.next(given=tuple(levels[:1])))
    await step(rewards, campaign_id, "resume")
    await rewards.hear(entry.next(given=tuple(levels)))
    assert await lines_of(rewards, entry.facts["rider_id"]) == [(0, "budget_spent"), (20, "challenge")]
    assert await figures(rewards, campaign_id) == (20, 0, "open")
    await rewards.hear(entry.next(given=tuple(levels[:1])))
    assert (await lines_of(rewards, entry.facts["rider_id"]))[2:] == [(-20, "challenge")]
    assert await figures(rewards, campaign_id) == (0, 0, "open"), "what the second one gave is taken back"
    said = [each for each in await rewards.said() if isinstance(each, PointsPosted)]
    names = [each.source.rpartition(":")[2] for each in said]
    told = [(each.params.get("earned_points"), each.params.get("paid_points")) for each in said]
    assert (names, told[0]) == (["1", "2", "2"], (40, 0))


async def test_levels_are_paid_from_the_promise_of_their_entry(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=60)
    entry, now = Entry(campaign_id, 60, joined=True), datetime.now(UTC)
    levels = [
        Given(level=level, points=points, completed_at=now, local_on=now.date())
        for level, points in ((1, 10), (2, 20), (3, 30))
    ]
    for reached, given, promised in ((0, 0, 60), (2, 30, 30), (3, 60, 0), (1, 10, 50), (3, 60, 0)):
        await rewards.hear(entry.next(given=tuple(levels[:reached])))
        assert await figures(rewards, campaign_id) == (given, promised, "open")


async def test_each_period_has_its_own_promise(rewards: Running) -> None:
    """Both are completed, one is taken back, and one promise is over before the other."""
    campaign_id = await published(rewards, budget_points=130)
    until = datetime.now(UTC) + timedelta(days=1)
    of_both: dict[str, Any] = {"rider_id": uuid4(), "challenge_id": uuid4(), "joined": True}
    first, second, third = (
        Entry(campaign_id, 60, **of_both, promise_until=until + timedelta(days=7 * week), period_start=day)
        for week, day in enumerate((date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18)))
    )
    await rewards.hear(first.next(), second.next())
    assert await figures(rewards, campaign_id) == (0, 120, "open")
    await rewards.hear(second.next(completed=True))
    assert await figures(rewards, campaign_id) == (60, 60, "open")
    await end_promises(rewards.engine, "city", until)
    assert await figures(rewards, campaign_id) == (60, 0, "open")
    await rewards.hear(second.next(), third.next())
    assert await figures(rewards, campaign_id) == (0, 120, "open")
    said = [each for each in await rewards.said() if isinstance(each, PointsPosted)]
    of_second = f"entry:{of_both['challenge_id']}:2026-05-11"
    assert [(each.source, each.points) for each in said] == [(of_second, 60), (of_second, -60)]
    await rewards.hear(heard(RiderErased(city_id="city", revision=1, rider_id=first.facts["rider_id"])))
    assert await figures(rewards, campaign_id) == (0, 0, "open")


async def test_events_of_one_batch_count_in_their_order(rewards: Running) -> None:
    """A pace does not hold back what was promised before, even if both are heard at once."""
    campaign_id = await published(rewards, pace="even")
    entry, other = Entry(campaign_id, 90, joined=True), Entry(campaign_id, 20)
    await rewards.hear(entry.next(), other.next(completed=True), entry.next(completed=True))
    assert await figures(rewards, campaign_id) == (90, 0, "spent")
    assert await lines_of(rewards, entry.facts["rider_id"]) == [(90, "challenge")]
    assert await lines_of(rewards, other.facts["rider_id"]) == [(0, "budget_spent")]


async def test_what_was_heard_before_is_asked_for_once(rewards: Running) -> None:
    campaign_id = await published(rewards)
    entry = Entry(campaign_id, 60)
    earlier, later = entry.next(), entry.next(completed=True)
    await rewards.hear(later)
    await rewards.hear(earlier)
    await rewards.hear(later, later)
    assert await figures(rewards, campaign_id) == (60, 0, "open")


async def test_a_campaign_that_nobody_knows_gives_nothing(rewards: Running) -> None:
    entry = Entry(str(uuid4()), 60)
    await rewards.hear(entry.next(completed=True))
    assert await lines_of(rewards, entry.facts["rider_id"]) == [(0, "budget_spent")]


async def test_without_a_campaign_nothing_is_asked(rewards: Running) -> None:
    entry = Entry(None, 60, joined=True)
    await rewards.hear(entry.next(), entry.next(completed=True))
    assert await lines_of(rewards, entry.facts["rider_id"]) == [(60, "challenge")]


async def open_accounts(rewards: Running, entries: Sequence[Entry]) -> None:
    """Riders whose accounts are open wait for nobody: who opens one waits for all others who do."""
    columns = ("rider_id", "city_id")
    async with rewards.engine.begin() as tx:
        await insert(tx, "accounts", columns, [(each.facts["rider_id"], "city") for each in entries])


async def test_forty_at_once_never_get_more_than_the_budget(rewards: Running) -> None:
    """Half of them join, half have completed: each in a transaction of its own, for 10 points."""
    campaign_id = await published(rewards)
    entries = [Entry(campaign_id, 10, joined=number % 2 == 0) for number in range(40)]
    await open_accounts(rewards, entries)
    await asyncio.gather(*(rewards.hear(each.next(completed=not each.facts["joined"])) for each in entries))
    spent_points, promised_points, state = await figures(rewards, campaign_id)
    assert (spent_points + promised_points, state) == (100, "spent")
    assert await rewards.rows("SELECT count(*), sum(points) FROM accounts WHERE points > 0") == [
        (spent_points // 10, spent_points)
    ]
    assert await rewards.rows("SELECT count(*) FROM charged_entries WHERE open_points = 10") == [
        (promised_points // 10,)
    ]


async def test_raising_lowering_and_giving_at_once_never_overdraw(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=50)
    entries = [Entry(campaign_id, 10) for _ in range(20)]
    await open_accounts(rewards, entries)

    async def write(budget_points: int) -> None:
        answer = await rewards.client.put(
            f"/v1/campaigns/{campaign_id}",
            json=await _body(rewards, campaign_id, budget_points),
        )
        assert answer.status_code in (200, 409), answer.text

    await asyncio.gather(
        *(rewards.hear(each.next(completed=True)) for each in entries),
        *(write(points) for points in (60, 30, 80, 40, 10)),
    )
    [(budget, taken)] = await rewards.rows(
        "SELECT (body ->> 'budget_points')::bigint, spent_points + promised_points FROM campaigns"
    )
    assert taken <= budget


async def _body(rewards: Running, campaign_id: str, budget_points: int) -> dict[str, object]:
    found = await rewards.asked("GET", f"/v1/campaigns/{campaign_id}")
    names = ("name", "starts_at", "ends_at", "pace")
    reason = {"reason": "A test wants it."}
    return {name: found[name] for name in names} | {"budget_points": budget_points} | reason
