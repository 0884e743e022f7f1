"""Draws until they close: written and published, with stock set aside; tickets bought and given back."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from services.rewards.draws.rules import Secrets, unseal
from services.rewards.keys.rules import DEVELOPMENT_KEYS
from shared.events.several import DecisionRecorded
from tests.rewards.shop.drawing import (
    BOUGHT,
    HOUR,
    buy,
    cancelled_without_refunds,
    drafted,
    drawing,
    holder,
    join,
    leave,
    mine,
    now,
    opened,
    ride,
    rider_with,
    seen,
    step,
)
from tests.rewards.shop.running_shop import REASON, Shop
from tests.rewards.shop.test_redemptions import owns, redeem

STATIONS = {"from": "stations", "station_ids": ["s1", "s2"], "uses_min": 2}


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": {"ca": "Timbres"}}, "/name/en", "missing"),
        ({"terms": {"en": "x" * 20_001}}, "/terms/en", "out_of_range"),
        ({"closes_at": "2026-01-01T00:00:00Z"}, "/closes_at", "not_after_start"),
        ({"settle_hours": 337}, "/settle_hours", "out_of_range"),
        ({"wait_hours": -1}, "/wait_hours", "out_of_range"),
        ({"prizes": []}, "/prizes", "out_of_range"),
        ({"prizes": [{"reward_id": str(uuid4()), "count": 1}]}, "/prizes/0/reward_id", "unknown"),
        ({"tickets": {"cost_points": 1, "per_rider_max": 1}}, "/tickets/from", "missing"),
        ({"tickets": {"from": "luck"}}, "/tickets/from", "not_allowed"),
        ({"tickets": {"from": "trips"}}, "/tickets/per_trips", "missing"),
        ({"tickets": {"from": "trips", "per_trips": 0}}, "/tickets/per_trips", "out_of_range"),
        ({"tickets": BOUGHT | {"per_trips": 3}}, "/tickets/per_trips", "unknown_field"),
        ({"tickets": BOUGHT | {"cost_points": True}}, "/tickets/cost_points", "wrong_type"),
        ({"tickets": STATIONS | {"station_ids": ["a", "a"]}}, "/tickets/station_ids/1", "repeated"),
        ({"tickets": STATIONS | {"station_ids": []}}, "/tickets/station_ids", "out_of_range"),
        ({"campaign_id": str(uuid4())}, "/campaign_id", "unknown"),
        ({"seed": "00" * 32}, "/seed", "unknown_field"),
    ],
)
async def test_what_a_draw_cannot_be(shop: Shop, changes: dict[str, Any], pointer: str, code: str) -> None:
    refused = await drafted(shop, await shop.published(), 422, **changes)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [(pointer, code)]


async def test_a_draw_has_at_most_a_thousand_prizes(shop: Shop) -> None:
    reward_id = await shop.published()
    prizes = [{"reward_id": reward_id, "count": count} for count in (999, 2)]
    refused = await drafted(shop, reward_id, 422, prizes=prizes)
    assert [(each["pointer"], each["maximum"]) for each in refused["errors"]] == [("/prizes", 1_000)]


@pytest.mark.parametrize("settle_hours", [0, 336])
async def test_a_draw_can_close_when_the_calendar_ends(shop: Shop, settle_hours: int) -> None:
    last: dict[str, Any] = {"closes_at": "9999-12-31T23:59:59Z", "settle_hours": settle_hours}
    draw_id = await opened(shop, await shop.published(), **last)
    await join(shop, draw_id, await rider_with(shop, 10))
    assert (await seen(shop, draw_id))["freezes_at"] == last["closes_at"]


async def test_terms_of_20_000_characters_in_three_languages_are_taken(shop: Shop) -> None:
    reward_id, long = await shop.published(), "é" * 20_000
    draw_id = await opened(shop, reward_id, terms={"en": long, "ca": long, "es": long})
    assert (await seen(shop, draw_id))["terms"]["es"] == long


async def test_prizes_are_the_operators_own_and_no_donations(shop: Shop) -> None:
    rivals = shop.signed_in("operator", operator_id="a rival")
    of_rival = await shop.asked(
        "POST", "/v1/rewards", {"name": {"en": "A bell"}, "kind": "benefit", "cost_points": 1,
        "confirmation": "instant"}, 201, rivals,
    )  # fmt: skip
    donation = await shop.published(kind="donation")
    for reward_id, code in ((of_rival["reward_id"], "unknown"), (donation, "not_allowed")):
        refused = await drafted(shop, reward_id, 422)
        assert [each["code"] for each in refused["errors"]] == [code]


async def test_publishing_sets_the_stock_aside_and_shows_commitments_only(shop: Shop) -> None:
    reward_id = await shop.published(stock=4)
    draw_id = await opened(shop, reward_id)
    assert (await shop.listed())[0]["left"] == 1
    shown = await seen(shop, draw_id)
    assert not {"seed", "list_hash", "winners"} & shown.keys()
    [(seed, key, commitment, of_key)] = await shop.rows(
        "SELECT sealed_seed, sealed_pseudonym_key, commitment, pseudonym_commitment FROM draws"
    )
    assert (shown["commitment"], shown["pseudonym_commitment"]) == (commitment.hex(), of_key.hex())
    [(known_id,)] = await shop.rows("SELECT draw_id FROM draws")
    secrets = unseal(DEVELOPMENT_KEYS, known_id, Secrets(seed, key))
    assert [sha256(each).digest() for each in secrets] == [commitment, of_key]
    assert [len(each) for each in secrets] == [32, 32]
    # Who has the database has neither of them: not as they are, and not under another name.
    [(whole,)] = await shop.rows("SELECT CAST(draws AS text) FROM draws")
    assert not [each for each in secrets if each.hex() in whole]


async def test_a_draw_without_enough_stock_is_not_published(shop: Shop) -> None:
    reward_id = await shop.published(stock=5)
    await opened(shop, reward_id)
    second = (await drafted(shop, reward_id))["draw_id"]
    assert (await step(shop, second, "publish", 409))["code"] == "sold-out"
    assert (await shop.listed())[0]["left"] == 2
    await redeem(shop, (await rider_with(shop, 20)).headers, reward_id, quantity=2)
    assert (await redeem(shop, (await rider_with(shop, 20)).headers, reward_id, 409))["code"] == "sold-out"


async def test_two_draws_that_are_published_at_once_do_not_share_their_prizes(shop: Shop) -> None:
    reward_id = await shop.published(stock=4)
    drafts = [(await drafted(shop, reward_id))["draw_id"] for _ in range(4)]

    async def publish(draw_id: str) -> int:
        answer = await shop.client.post(f"/v1/draws/{draw_id}/publish", json=REASON)
        return answer.status_code

    assert sorted(await asyncio.gather(*map(publish, drafts))) == [200, 409, 409, 409]
    assert await shop.rows("SELECT units_set_aside FROM rewards") == [(3,)]


async def test_unused_codes_are_set_aside_too(shop: Shop) -> None:
    reward_id = await shop.published(kind="code")
    await shop.asked("POST", f"/v1/rewards/{reward_id}/codes", {"codes": ["A", "B", "C"]})
    await opened(shop, reward_id)
    refused = await redeem(shop, (await rider_with(shop, 20)).headers, reward_id, 409)
    assert refused["code"] == "sold-out"


async def test_a_prize_that_is_not_offered_or_a_draw_that_is_over_is_not_published(shop: Shop) -> None:
    reward_id = await shop.published()
    draft = (await drafted(shop, reward_id))["draw_id"]
    late = (await drafted(shop, reward_id, closes_at=(now() - HOUR / 2).isoformat()))["draw_id"]
    assert (await step(shop, late, "publish", 409))["code"] == "draw-closed"
    await shop.step(reward_id, "pause")
    assert (await step(shop, draft, "publish", 409))["code"] == "redemption-closed"


async def test_a_draft_is_seen_by_the_games_operator_alone_and_only_it_writes_draws(shop: Shop) -> None:
    draw_id = (await drafted(shop, await shop.published()))["draw_id"]
    rival = shop.signed_in("operator", operator_id="a rival")
    for other in (rival, shop.signed_in("rider"), shop.signed_in("city")):
        await shop.asked("GET", f"/v1/draws/{draw_id}", status=404, headers=other)
        assert (await shop.asked("GET", "/v1/draws", headers=other))["draws"] == []
    assert (await shop.asked("GET", f"/v1/draws/{draw_id}"))["state"] == "draft"
    assert [each["draw_id"] for each in (await shop.asked("GET", "/v1/draws"))["draws"]] == [draw_id]
    for name in ("submit", "publish", "cancel"):
        path = f"/v1/draws/{draw_id}/{name}"
        assert (await shop.asked("POST", path, REASON, 403, rival))["code"] == "not-the-games-operator"
        await shop.asked("POST", path, REASON, 403, shop.signed_in("rider"))
    await shop.asked("GET", f"/v1/draws/{draw_id}/list", status=404)


async def test_a_guarded_draw_needs_the_citys_key(shop: Shop) -> None:
    city, reward_id = shop.signed_in("city"), await shop.published()
    guard = {"guard_id": "many", "when": [{"fact": "prize_units", "over": 2}], "mandate_ref": "Ple 1"}
    await shop.asked("PUT", "/v1/guards/draw", {"guards": [guard | REASON]}, headers=city)
    draw_id = (await drafted(shop, reward_id))["draw_id"]
    assert (await step(shop, draw_id, "publish", 409))["code"] == "needs-approval"
    await step(shop, draw_id, "submit", 202)
    assert (await step(shop, draw_id, "submit", 409))["code"] == "draw-state"
    decision = {"decision": "approve", **REASON}
    await shop.asked("POST", f"/v1/draws/{draw_id}/decision", decision, headers=city)
    assert (await step(shop, draw_id, "publish"))["state"] == "published"
    assert (await step(shop, draw_id, "publish", 409))["code"] == "draw-state"
    decided = [each for each in await shop.said(DecisionRecorded) if each.subject.id == draw_id]
    assert [each.step for each in decided] == ["submitted", "approved", "published"]


async def test_tickets_are_bought_with_points_by_who_has_accepted_the_terms(shop: Shop) -> None:
    draw_id, rider = await opened(shop, await shop.published()), await rider_with(shop, 35)
    assert (await buy(shop, draw_id, rider, 1, 409))["code"] == "not-taking-part"
    assert (await join(shop, draw_id, rider))["tickets"] == 0
    bought = await buy(shop, draw_id, rider, 2)
    assert (bought["count"], bought["cost_points"], bought["bought"]) == (2, 20, 2)
    refused = await buy(shop, draw_id, rider, 2, 409)
    assert (refused["code"], refused["missing_points"]) == ("insufficient-points", 5)
    assert (await buy(shop, draw_id, rider, 4, 409))["code"] == "limit-reached"
    assert (await buy(shop, draw_id, rider))["bought"] == 3
    assert await owns(shop, "redeemed") == 30
    [part] = await mine(shop, rider)
    assert (part["tickets"], part["bought"], "pseudonym" in part) == (3, 3, False)
    kinds = await shop.rows(
        "SELECT kind, points, given_by FROM postings WHERE kind <> 'challenge' ORDER BY seq"
    )
    assert kinds == [("draw_ticket", 20, f"draw:{draw_id}"), ("draw_ticket", 10, f"draw:{draw_id}")]
    await join(shop, draw_id, rider)  # again: nothing changes
    assert (await mine(shop, rider))[0]["bought"] == 3


async def test_a_repeated_key_buys_once(shop: Shop) -> None:
    draw_id, rider = await opened(shop, await shop.published()), await rider_with(shop, 100)
    await join(shop, draw_id, rider)
    headers = rider.headers | {"Idempotency-Key": "one"}
    path = f"/v1/draws/{draw_id}/tickets"
    answers = {(await shop.client.post(path, json={"count": 1}, headers=headers)).content for _ in range(3)}
    assert (len(answers), await owns(shop, "redeemed")) == (1, 10)


async def test_the_last_tickets_and_the_last_points_are_spent_once(shop: Shop) -> None:
    draw_id, rider = await opened(shop, await shop.published()), await rider_with(shop, 30)
    await join(shop, draw_id, rider)

    async def send(number: int) -> int:
        headers = rider.headers | {"Idempotency-Key": str(number)}
        path, status = f"/v1/draws/{draw_id}/tickets", 503
        while status == 503:
            answer = await shop.client.post(path, json={"count": 2}, headers=headers)
            status = answer.status_code
        return status

    assert sorted(await asyncio.gather(*map(send, range(6)))) == [201] + [409] * 5


async def test_leaving_gives_points_back_once(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published())
    rider = await holder(shop, draw_id, 4)
    await leave(shop, draw_id, rider)
    assert (await owns(shop, "redeemed"), await mine(shop, rider)) == (0, [])
    await leave(shop, draw_id, rider, 404)
    await join(shop, draw_id, rider)
    await buy(shop, draw_id, rider, 5)
    totals = await shop.rows(
        "SELECT kind, points FROM postings WHERE given_by = :by ORDER BY seq", by=f"draw:{draw_id}"
    )
    assert totals == [("draw_ticket", 40), ("refund", 40), ("draw_ticket", 50)]


async def test_a_draw_is_open_from_its_beginning_to_its_end(shop: Shop) -> None:
    reward_id, rider = await shop.published(), await rider_with(shop, 100)
    later = {"opens_at": (now() + HOUR).isoformat(), "closes_at": (now() + 2 * HOUR).isoformat()}
    early = await opened(shop, reward_id, **later)
    await join(shop, early, rider)  # the terms may be accepted before
    assert (await buy(shop, early, rider, 1, 409))["code"] == "draw-closed"
    over = await opened(shop, reward_id)
    await join(shop, over, rider)
    await shop.rows("UPDATE draws SET closes_at = now() WHERE draw_id = :id", id=over)
    assert (await buy(shop, over, rider, 1, 409))["code"] == "draw-closed"
    assert (await join(shop, over, rider, 409))["code"] == "draw-closed"
    assert (await leave(shop, over, rider, 409))["code"] == "draw-closed"
    for nowhere in (str(uuid4()), "x", (await drafted(shop, reward_id))["draw_id"]):
        await join(shop, nowhere, rider, 404)
        await buy(shop, nowhere, rider, 1, 404)


async def test_tickets_for_trips_are_not_sold(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published(), tickets={"from": "trips", "per_trips": 2})
    rider = await rider_with(shop, 100)
    await join(shop, draw_id, rider)
    assert (await buy(shop, draw_id, rider, 1, 409))["code"] == "tickets-not-sold"


async def test_trips_of_the_window_give_tickets_also_from_before_taking_part(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published(), tickets={"from": "trips", "per_trips": 2})
    shown = await seen(shop, draw_id)
    begin, end = (datetime.fromisoformat(shown[name]) for name in ("opens_at", "closes_at"))
    rider, other = [await rider_with(shop, 0) for _ in range(2)]
    for at in (
        begin - timedelta(microseconds=1),
        begin,
        begin + HOUR / 2,
        end - timedelta(microseconds=1),
        end,
    ):
        await ride(shop, rider, at)
    await ride(shop, rider, begin, earns=False)
    await ride(shop, other, begin)
    assert (await join(shop, draw_id, rider))["tickets"] == 1
    await ride(shop, rider, begin)
    assert [each["tickets"] for each in await mine(shop, rider)] == [2]


async def test_stations_give_one_ticket_for_so_many_trips(shop: Shop) -> None:
    draw_id, rider = await opened(shop, await shop.published(), tickets=STATIONS), await rider_with(shop, 0)
    await ride(shop, rider, now(), "s1", "s2")
    await ride(shop, rider, now(), "s3", "s4")
    await ride(shop, rider, now())
    assert (await join(shop, draw_id, rider))["tickets"] == 0
    for tickets in (1, 1):
        await ride(shop, rider, now(), None, "s2")
        assert [each["tickets"] for each in await mine(shop, rider)] == [tickets]


async def test_tickets_of_challenges_add_to_any(shop: Shop) -> None:
    reward_id, rider = await shop.published(), await rider_with(shop, 0)
    await ride(shop, rider, now())
    for tickets in (BOUGHT, {"from": "trips", "per_trips": 1}, STATIONS):
        draw_id = await opened(shop, reward_id, tickets=tickets)
        own = (await join(shop, draw_id, rider))["tickets"]
        given = f'{{"{draw_id}": 3, "{uuid4()}": 100}}'
        await shop.rows(
            "INSERT INTO entries"
            " (rider_id, challenge_id, part, revision, points, available_at, tickets, city_id)"
            " VALUES (:rider_id, gen_random_uuid(), '', 1, 0, now(), CAST(:given AS jsonb), 'city')",
            rider_id=rider.rider_id, given=given,
        )  # fmt: skip
        assert (await mine(shop, rider))[0]["tickets"] == own + 3


async def test_a_cancelled_draw_gives_points_and_prizes_back(shop: Shop) -> None:
    reward_id = await shop.published(stock=3)
    draw_id = await opened(shop, reward_id)
    riders = [await holder(shop, draw_id, count) for count in (1, 5)]
    assert (await step(shop, draw_id, "cancel"))["state"] == "cancelled"
    assert (await owns(shop, "redeemed"), (await shop.listed())[0]["left"]) == (0, 3)
    assert (await step(shop, draw_id, "cancel", 409))["code"] == "draw-state"
    assert (await buy(shop, draw_id, riders[0], 1, 409))["code"] == "draw-closed"
    [(cancelled_at,)] = await shop.rows("SELECT cancelled_at FROM draws")
    refunds = await shop.rows("SELECT points, posted_at FROM postings WHERE kind = 'refund' ORDER BY points")
    assert refunds == [(10, cancelled_at), (50, cancelled_at)]
    assert (await seen(shop, draw_id))["state"] == "cancelled"


async def test_a_rider_spends_what_a_cancelled_draw_gives_back_before_a_sweep_has_come(shop: Shop) -> None:
    reward_id = await shop.published()
    draw_id = await opened(shop, reward_id)
    rider = await holder(shop, draw_id, 5)  # 50 points are left
    await cancelled_without_refunds(shop)
    await redeem(shop, rider.headers, reward_id, quantity=10)
    assert await owns(shop, "redeemed") == 100


async def test_a_stopped_draw_waits(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published())
    rider = await holder(shop, draw_id)
    until = (datetime.now(UTC) + HOUR).isoformat()
    stop = {"until": until, **REASON}
    answer = await shop.asked("POST", f"/v1/draws/{draw_id}/stop", stop, headers=shop.signed_in("city"))
    assert answer["resumes"] is True
    assert (await buy(shop, draw_id, rider, 1, 409))["code"] == "stopped"
    assert (await join(shop, draw_id, await rider_with(shop, 0), 409))["code"] == "stopped"
    await leave(shop, draw_id, rider)
    await shop.rows("UPDATE draws SET stopped_until = now()")
    await join(shop, draw_id, rider)


async def test_dry_runs_change_nothing(shop: Shop) -> None:
    reward_id = await shop.published(stock=3)
    dry = {"Prefer": "dry-run"}
    body = drawing(reward_id)
    await shop.asked("POST", "/v1/draws", body, 200, dry)
    draw_id = (await drafted(shop, reward_id))["draw_id"]
    path = f"/v1/draws/{draw_id}"
    await shop.asked("POST", f"{path}/publish", REASON, 200, dry)
    assert (await shop.listed())[0]["left"] == 3
    await step(shop, draw_id, "publish")
    await holder(shop, draw_id)
    await shop.asked("POST", f"{path}/cancel", REASON, 200, dry)
    assert ((await seen(shop, draw_id))["state"], await owns(shop, "redeemed")) == ("published", 10)
