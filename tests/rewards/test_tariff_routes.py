"""Tariffs by their routes: who writes them, when they begin, and what everybody reads."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.rewards.tariffs.rules import TARIFF_1_ID
from services.rewards.tariffs.store import read_tariffs
from tests.days import MADRID, local_day
from tests.events import zone_reported
from tests.rewards.running_rewards import REASON, Running, heard, tariff

ALL = {"guard_id": "all", "when": [], "reason": "We look at all.", "mandate_ref": "Ple 1"}


async def listed(rewards: Running) -> list[dict[str, Any]]:
    """The public list, as somebody without a token reads it."""
    return list((await rewards.asked("GET", "/v1/tariffs", headers={"Authorization": ""}))["tariffs"])


async def stop(rewards: Running, tariff_id: str, days: int, status: int = 200) -> dict[str, Any]:
    asked = {"until": (datetime.now(UTC) + timedelta(days=days)).isoformat(), **REASON}
    return await rewards.asked(
        "POST", f"/v1/tariffs/{tariff_id}/stop", asked, status, rewards.signed_in("city")
    )


async def test_everybody_reads_the_default_game_and_what_was_published(rewards: Running) -> None:
    await rewards.draft(name="Not yet")
    tariff_id = await rewards.published(name="Winter", multipliers=[{"name": "Early", "percent": 150}])
    default, winter = await listed(rewards)
    assert (default["version"], default["day_points_max"], default["pending_hours"]) == (1, 400, 24)
    assert {key: winter[key] for key in ("tariff_id", "version", "state", "name", "valid_from")} == {
        "tariff_id": tariff_id,
        "version": 2,
        "state": "published",
        "name": "Winter",
        "valid_from": local_day(1),
    }
    assert winter["multipliers"] == [{"name": "Early", "percent": 150}]
    pages = [await rewards.asked("GET", "/v1/tariffs?limit=1")]
    pages.append(await rewards.asked("GET", f"/v1/tariffs?limit=1&cursor={pages[0]['next_cursor']}"))
    assert [page["tariffs"] for page in pages] == [[default], [winter]]
    assert "next_cursor" not in pages[1]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        pytest.param({"day_points_max": -1}, "/day_points_max", "out_of_range"),
        pytest.param({"pending_hours": 2_161}, "/pending_hours", "out_of_range"),
        pytest.param({"valid_from": "2026-13-01"}, "/valid_from", "bad_format"),
        pytest.param({"name": "n" * 121}, "/name", "out_of_range"),
        pytest.param({"surprise": 1}, "/surprise", "unknown_field"),
        pytest.param({"trip_points_max": None}, "/trip_points_max", "null"),
        pytest.param(
            {"multipliers": [{"name": "m", "percent": 501}]}, "/multipliers/0/percent", "out_of_range"
        ),
        pytest.param(
            {"multipliers": [{"name": "m", "percent": 150, "local_hours": [{"from": 7, "to": 7}]}]},
            "/multipliers/0/local_hours/0",
            "empty_range",
        ),
        pytest.param(
            {
                "multipliers": [
                    {"name": "m", "percent": 150, "from_on": "2026-12-02", "until_on": "2026-12-01"}
                ]
            },
            "/multipliers/0/until_on",
            "empty_range",
        ),
        pytest.param(
            {"multipliers": [{"name": "m", "percent": 150, "weekdays": [1, 1]}]},
            "/multipliers/0/weekdays",
            "repeated",
        ),
        pytest.param(
            {"multipliers": [{"name": "m", "percent": 150, "campaign_id": str(uuid4())}]},
            "/multipliers/0/campaign_id",
            "unknown",
        ),
        pytest.param(
            {"bonus": [{"kind": "a", "points": 0, "day_max": 1}]}, "/bonus/0/points", "out_of_range"
        ),
        pytest.param(
            {"bonus": [{"kind": "a", "points": 1, "day_max": 101}]}, "/bonus/0/day_max", "out_of_range"
        ),
        pytest.param(
            {"bonus": [{"kind": "a" * 65, "points": 1, "day_max": 1}]}, "/bonus/0/kind", "out_of_range"
        ),
        pytest.param(
            {"bonus": [{"kind": "a", "points": each, "day_max": 1} for each in (1, 2)]},
            "/bonus/1/kind",
            "repeated",
        ),
        pytest.param({"value_tags": {"climate": 99}}, "/value_tags", "out_of_range"),
        pytest.param({"value_tags": {"profit": 100}}, "/value_tags/profit", "unknown_field"),
    ],
)
async def test_a_bad_tariff_is_refused_at_its_place(
    refusing: Running, changes: dict[str, Any], pointer: str, code: str
) -> None:
    key = {"Idempotency-Key": "k"}
    refused = await refusing.asked("POST", "/v1/tariffs", tariff(**changes), 422, key)
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("step", ["submit", "publish"])
@pytest.mark.parametrize("days", [0, -1])
async def test_a_tariff_begins_after_today(rewards: Running, step: str, days: int) -> None:
    tariff_id = await rewards.draft(valid_from=local_day(days))
    refused = await rewards.step(tariff_id, step, 422)
    assert refused["errors"] == [{"pointer": "/valid_from", "code": "valid_from_past"}]
    changed = tariff(valid_from=local_day(1)) | REASON
    await rewards.asked("PUT", f"/v1/tariffs/{tariff_id}", changed)
    await rewards.step(tariff_id, step, 202 if step == "submit" else 200)


async def test_what_is_published_never_changes(rewards: Running) -> None:
    tariff_id = await rewards.published()
    before = await listed(rewards)
    for method, path, body in (
        ("PUT", "", tariff(day_points_max=1) | REASON),
        ("POST", "/publish", REASON),
        ("POST", "/submit", REASON),
        ("POST", "/close", REASON),
    ):
        refused = await rewards.asked(method, f"/v1/tariffs/{tariff_id}{path}", body, 409)
        assert refused["code"] == "tariff-state"
    assert await listed(rewards) == before


async def test_the_default_tariff_can_be_neither_changed_nor_stopped(rewards: Running) -> None:
    for step in ("publish", "submit", "close"):
        assert (await rewards.step(str(TARIFF_1_ID), step, 409))["code"] == "default-tariff"
    assert (await stop(rewards, str(TARIFF_1_ID), 3, 409))["code"] == "default-tariff"


async def test_a_dropped_draft_is_never_published(rewards: Running) -> None:
    tariff_id = await rewards.draft()
    assert (await rewards.step(tariff_id, "close"))["state"] == "closed"
    assert (await rewards.step(tariff_id, "publish", 409))["state"] == "closed"
    assert len(await listed(rewards)) == 1


async def test_a_dry_run_says_what_would_be_and_changes_nothing(rewards: Running) -> None:
    tariff_id = await rewards.draft()
    dry = {"Prefer": "dry-run"}
    tried = await rewards.step(tariff_id, "publish", headers=dry)
    assert (tried["state"], tried["version"]) == ("published", 2)
    assert len(await listed(rewards)) == 1
    assert await rewards.rows("SELECT seq FROM decisions") == []
    assert (await rewards.step(tariff_id, "publish"))["version"] == 2


async def test_only_the_games_operator_writes_tariffs(rewards: Running) -> None:
    tariff_id, rival = await rewards.draft(), rewards.signed_in("operator", operator_id="rival")
    key = {"Idempotency-Key": "k"}
    asked = [
        ("POST", "/v1/tariffs", tariff()),
        ("PUT", f"/v1/tariffs/{tariff_id}", tariff() | REASON),
        *(("POST", f"/v1/tariffs/{tariff_id}/{step}", REASON) for step in ("submit", "publish", "close")),
    ]
    for method, path, body in asked:
        refused = await rewards.asked(method, path, body, 403, rival | key)
        assert refused["code"] == "not-the-games-operator"
        refused = await rewards.asked(method, path, body, 403, rewards.signed_in("rider") | key)
        assert refused["code"] == "forbidden"
        await rewards.asked(method, path, body, 401, {"Authorization": "", **key})


async def test_what_a_guard_covers_needs_the_second_key(rewards: Running) -> None:
    """The facts of a tariff are what a guard asks for; its signature is for this body alone."""
    city = rewards.signed_in("city")
    guard = ALL | {"guard_id": "generous", "when": [{"fact": "multiplier_percent", "over": 200}]}
    await rewards.asked("PUT", "/v1/guards/tariff", {"guards": [guard]}, headers=city)
    await rewards.published(multipliers=[{"name": "Twice", "percent": 200}])
    tariff_id = await rewards.draft(multipliers=[{"name": "Thrice", "percent": 300}])
    assert (await rewards.step(tariff_id, "publish", 409))["guards"] == ["generous"]
    assert (await rewards.step(tariff_id, "submit", 202))["guards"] == ["generous"]
    approve = {"decision": "approve", **REASON}
    decided = await rewards.asked("POST", f"/v1/tariffs/{tariff_id}/decision", approve, headers=city)
    assert decided["state"] == "approved"
    assert (await rewards.step(tariff_id, "publish"))["version"] == 3
    chain = (await rewards.asked("GET", "/v1/decisions"))["decisions"]
    steps = [line["step"] for line in chain if line["subject"]["id"] == tariff_id]
    assert steps == ["submitted", "approved", "published"]
    assert {line["chain"] for line in chain} == {"rewards"}


async def test_writing_a_signed_tariff_anew_takes_the_signature_away(rewards: Running) -> None:
    city = rewards.signed_in("city")
    await rewards.asked("PUT", "/v1/guards/tariff", {"guards": [ALL]}, headers=city)
    tariff_id = await rewards.draft()
    await rewards.step(tariff_id, "submit", 202)
    approve = {"decision": "approve", **REASON}
    await rewards.asked("POST", f"/v1/tariffs/{tariff_id}/decision", approve, headers=city)
    changed = tariff(day_points_max=10_000) | REASON
    assert (await rewards.asked("PUT", f"/v1/tariffs/{tariff_id}", changed))["state"] == "draft"
    assert (await rewards.step(tariff_id, "publish", 409))["code"] == "needs-approval"


async def test_a_stop_takes_whole_local_days_from_tomorrow_on(rewards: Running) -> None:
    tariff_id = await rewards.published()
    await stop(rewards, tariff_id, 3)
    _, stopped = await listed(rewards)
    assert stopped["stops"] == [{"from_on": local_day(1), "until_on": local_day(3)}]
    async with rewards.engine.connect() as tx:
        tariffs = await read_tariffs(tx)
    paid_by = [tariffs[datetime.fromisoformat(local_day(n)).date()].version for n in (1, 3, 4)]
    assert paid_by == [1, 1, 2]
    assert (await stop(rewards, tariff_id, 5, 409))["code"] == "stopped"


async def test_a_stop_that_ends_today_takes_no_day(rewards: Running) -> None:
    tariff_id = await rewards.published()
    until = datetime.now(UTC) + timedelta(seconds=1)
    asked = {"until": until.isoformat(), **REASON}
    await rewards.asked("POST", f"/v1/tariffs/{tariff_id}/stop", asked, headers=rewards.signed_in("city"))
    _, stopped = await listed(rewards)
    # In the last second of a day the stop ends tomorrow.
    ends_today = str(until.astimezone(MADRID).date()) == local_day()
    assert ("stops" in stopped) is not ends_today


async def test_a_stopped_draft_is_not_published(rewards: Running) -> None:
    tariff_id = await rewards.draft()
    assert (await stop(rewards, tariff_id, 3))["resumes"] is False
    assert (await rewards.step(tariff_id, "publish", 409))["code"] == "stopped"


async def test_a_district_is_what_the_map_shows_when_the_tariff_is_published(rewards: Running) -> None:
    zones = [("eixample", None), ("fort-pienc", "eixample"), ("gracia", None)]
    await rewards.hear(*(heard(zone_reported(zone_id=z, parent_id=parent)) for z, parent in zones))
    multipliers = [{"name": "There", "percent": 150, "start_zone_ids": ["eixample"]}]
    await rewards.published(multipliers=multipliers)
    await rewards.hear(heard(zone_reported(zone_id="gracia", parent_id="eixample", revision=2)))
    async with rewards.engine.connect() as tx:
        [published] = (await read_tariffs(tx)).published
    assert published.multipliers[0].zone_ids == frozenset({"eixample", "fort-pienc"})


async def test_two_publishings_at_once_get_two_versions(rewards: Running) -> None:

    drafts = [await rewards.draft() for _ in range(6)]
    published = await asyncio.gather(*(rewards.step(each, "publish") for each in drafts))
    assert sorted(each["version"] for each in published) == [2, 3, 4, 5, 6, 7]
    assert UUID(published[0]["tariff_id"]) == UUID(drafts[0])
