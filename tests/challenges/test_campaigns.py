"""Challenges that a campaign pays: which they may name, who may still join, what their entries say."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.challenges import ChallengePublished, EntryJudged
from shared.events.heard import Heard
from shared.events.registry import decode
from shared.events.rewards import CampaignChanged
from tests.challenges.running_challenges import (
    BEGIN,
    LATER,
    REASON,
    Running,
    again,
    body,
    running_challenges,
    trip,
)
from tests.conftest import MakeDatabase


async def told(
    challenges: Running,
    campaign_id: UUID,
    revision: int = 1,
    state: str = "open",
    operator_id: str = "operator",
) -> str:
    """Challenges hears of a campaign."""
    event = CampaignChanged(
        city_id="city",
        campaign_id=campaign_id,
        revision=revision,
        name="The shop",
        operator_id=operator_id,
        state=state,
        starts_at=BEGIN,
        ends_at=BEGIN + timedelta(days=30),
    )
    async with challenges.engine.begin() as tx:
        await challenges.handlers[CampaignChanged.type](tx, [Heard(uuid4(), datetime.now(UTC), event)])
    return str(campaign_id)


async def refusal(challenges: Running, status: int, **changes: Any) -> dict[str, Any]:
    key = {"Idempotency-Key": str(uuid4())}
    return await challenges.asked("POST", "/v1/challenges", body(**changes), status, key)


async def test_a_challenge_names_a_campaign_of_its_operator(challenges: Running) -> None:
    own, rivals = await told(challenges, uuid4()), await told(challenges, uuid4(), operator_id="rival")
    for unknown in (rivals, str(uuid4())):
        refused = await refusal(challenges, 422, campaign_id=unknown)
        assert refused["errors"] == [{"pointer": "/campaign_id", "code": "unknown"}]
    challenge_id = await challenges.draft()
    refused = await challenges.rewrite(challenge_id, body(campaign_id=rivals), 422)
    assert refused["errors"] == [{"pointer": "/campaign_id", "code": "unknown"}]
    await challenges.rewrite(challenge_id, body(campaign_id=own))
    [listed] = (await challenges.asked("GET", "/v1/challenges"))["challenges"]
    assert listed["campaign_id"] == own


async def test_entries_say_who_pays_and_until_when_who_has_joined_is_promised_it(challenges: Running) -> None:
    campaign_id, rider_id = await told(challenges, uuid4()), uuid4()
    for_all = await challenges.published(campaign_id=campaign_id)
    to_join = await challenges.published(campaign_id=campaign_id, who="joined")
    await challenges.join(to_join, rider_id)
    await challenges.hear(trip(rider_id, distance_m=12_000))
    events = [decode(each.type, each.data) for each in await challenges.said()]
    published = [each for each in events if isinstance(each, ChallengePublished)]
    assert {str(each.campaign_id) for each in published} == {campaign_id}
    entries = {str(each.challenge_id): each for each in events if isinstance(each, EntryJudged)}
    assert {str(each.campaign_id) for each in entries.values()} == {campaign_id}
    assert (entries[for_all].joined, entries[for_all].promise_until) == (False, None)
    assert entries[to_join].joined
    assert entries[to_join].promise_until == LATER + timedelta(days=21)


@pytest.mark.parametrize("pauses", [False, True], ids=["published", "paused"])
async def test_closing_moves_until_when_is_promised(challenges: Running, pauses: bool) -> None:
    """Progress and completion stay as they were, and what is heard later counts on from there."""
    campaign_id, first, second = await told(challenges, uuid4()), uuid4(), uuid4()
    end = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    challenge_id = await challenges.published(campaign_id=campaign_id, who="joined", ends_at=end)
    ridden = trip(first, distance_m=12_000)
    for rider_id in (first, second):
        await challenges.join(challenge_id, rider_id)
    await challenges.hear(ridden)
    before = {each.rider_id: each for each in await challenges.entries_judged(challenge_id)}
    for step in ("pause", "close") if pauses else ("close",):
        await challenges.step(challenge_id, step)
    after = {each.rider_id: each for each in await challenges.entries_judged(challenge_id)}
    for rider_id in (first, second):
        old, new = before[rider_id], after[rider_id]
        assert new.revision > old.revision
        assert (new.given, new.progress, new.joined) == (old.given, old.progress, True)
        assert new.promise_until is not None
        assert (
            timedelta(0) <= datetime.now(UTC) + timedelta(days=21) - new.promise_until < timedelta(minutes=1)
        )
    await challenges.hear(again(ridden, verdict="voided"))
    last = (await challenges.entries_judged(challenge_id))[-1]
    assert (last.rider_id, last.given, last.revision > after[first].revision) == (first, (), True)
    assert await challenges.rows("SELECT count(*) FROM differences") == [(0,)]


async def test_nobody_joins_while_the_budget_is_spent(challenges: Running) -> None:
    campaign_id, first, second = uuid4(), uuid4(), uuid4()
    await told(challenges, campaign_id)
    challenge_id = await challenges.published(campaign_id=str(campaign_id), who="joined")
    await challenges.join(challenge_id, first)
    await told(challenges, campaign_id, 2, "spent")
    assert (await challenges.join(challenge_id, second, 409))["code"] == "budget-spent"
    assert await challenges.count("joins") == 1
    await challenges.join(challenge_id, first)  # who is in stays in
    await told(challenges, campaign_id, 4, "open")
    await told(challenges, campaign_id, 3, "spent")
    await challenges.join(challenge_id, second)
    await challenges.leave(challenge_id, first)
    await told(challenges, campaign_id, 5, "over")
    assert (await challenges.join(challenge_id, first, 409))["code"] == "budget-spent"


async def test_a_challenge_for_all_goes_on_when_its_budget_is_spent(challenges: Running) -> None:
    campaign_id, rider_id = uuid4(), uuid4()
    await told(challenges, campaign_id)
    challenge_id = await challenges.published(campaign_id=str(campaign_id))
    await told(challenges, campaign_id, 2, "spent")
    await challenges.hear(trip(rider_id, distance_m=12_000))
    assert await challenges.entry(challenge_id, rider_id) == (12_000, True)


async def test_the_campaign_of_what_was_published_stays(challenges: Running) -> None:
    """Entries are paid by it, and promised their points."""
    first, second = [await told(challenges, uuid4()) for _ in range(2)]
    challenge_id = await challenges.draft(campaign_id=first)
    await challenges.rewrite(challenge_id, body(campaign_id=second))
    await challenges.step(challenge_id, "publish")
    for changed in (body(campaign_id=first), body()):
        refused = await challenges.rewrite(challenge_id, changed, 409)
        assert (refused["code"], refused["pointers"]) == ("not-in-riders-favour", ["/campaign_id"])
    await challenges.rewrite(challenge_id, body(campaign_id=second, points=200))


async def test_a_challenge_gives_at_most_so_many_points(challenges: Running) -> None:
    challenge_id = await challenges.draft(points=5_000)
    refused = await refusal(challenges, 422, points=5_001)
    fault = {"pointer": "/reward/points", "code": "out_of_range", "minimum": 0, "maximum": 5_000}
    assert refused["errors"] == [fault]
    refused = await challenges.rewrite(challenge_id, body(points=5_001), 422)
    assert refused["errors"] == [fault]


@pytest.fixture
async def in_production(make_database: MakeDatabase, tmp_path: Path) -> Any:
    dsn, silent_dsn = await make_database("challenges"), await make_database("trips")
    async with running_challenges(dsn, silent_dsn, tmp_path, "production") as running:
        yield running


async def test_in_production_a_challenge_needs_a_campaign(in_production: Running) -> None:
    challenge_id = await in_production.draft()
    refused = await in_production.step(challenge_id, "publish", 409)
    assert (refused["code"], refused["pointers"]) == ("needs-campaign", ["/campaign_id"])
    dry = await in_production.step(challenge_id, "publish", 409, {"Prefer": "dry-run"})
    assert dry["code"] == "needs-campaign"
    campaign_id = await told(in_production, uuid4())
    await in_production.rewrite(challenge_id, body(campaign_id=campaign_id))
    await in_production.step(challenge_id, "publish")
    for step in ("pause", "close"):
        path = f"/v1/challenges/{challenge_id}/{step}"
        await in_production.asked("POST", path, REASON)
