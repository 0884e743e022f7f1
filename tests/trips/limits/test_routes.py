"""Limits by their routes: who writes them, when they begin, and who reads what."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from rodem.care.decisions import verify
from rodem.local.tokens import mint
from services.trips.limit_changes import actions
from services.trips.limits.rules import BIKE, EBIKE, first_version, limits_of
from services.trips.limits.store import read_versions
from shared.db import create_engine
from shared.jobs import actions as jobs
from tests.conftest import MakeDatabase
from tests.days import MADRID, local_day
from tests.trips.limits.writing import (
    ALL,
    PATH,
    REASON,
    asked,
    guard,
    limits,
    listed,
    state_of,
    steps_of,
    take,
    written,
)
from tests.trips.running_trips import Trips, running_trips
from tests.waiting import eventually

DRY = {"Prefer": "dry-run"}
JOBS = "/v1/jobs/trips"


async def job_done(trips: Trips, job_id: str) -> dict[str, Any]:
    """What a trial has found, once it is done."""

    async def state() -> object:
        return (await asked(trips, "GET", f"{JOBS}/{job_id}")).json()["state"]

    await eventually(state, "done", within_s=30)
    return dict((await asked(trips, "GET", f"{JOBS}/{job_id}")).json())


async def test_the_default_limits_are_there_from_the_start(trips: Trips) -> None:
    assert await listed(trips) == {
        "limits": [{"version": 1, "state": "published", "bike": asdict(BIKE), "ebike": asdict(EBIKE)}],
        "in_force": 1,
    }


async def test_the_settings_say_version_1_and_what_no_later_version_names(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    words = {"rider_trips": "accepted", "two_sources": "required"}
    async with running_trips(await make_database("trips"), tmp_path, **words) as trips:
        await written(trips, bike={"two_sources": "no"})
        first, second = (await listed(trips))["limits"]
        assert {name: first["bike"][name] for name in words} == words
        assert {name: second["ebike"][name] for name in words} == words
        assert second["bike"]["two_sources"] == "no"


async def test_what_is_written_is_the_next_version_with_all_its_values(trips: Trips) -> None:
    assert await written(trips, ebike={"surge": 0.4}) == {"version": 2, "state": "published"}
    assert await written(trips, bike={"tiny_n": 5}, valid_from=local_day(9)) == {
        "version": 3,
        "state": "published",
    }
    first, second, third = (answer := await listed(trips))["limits"]
    assert answer["in_force"] == 1
    assert (second["valid_from"], third["valid_from"]) == (local_day(1), local_day(9))
    assert first["bike"]["tiny_n"] == 3
    assert second["bike"] == asdict(BIKE) | {"tiny_n": 4}
    assert third["bike"] == asdict(BIKE) | {"tiny_n": 5}
    assert third["ebike"] == second["ebike"] == asdict(EBIKE) | {"surge": 0.4}
    assert datetime.fromisoformat(second["published_at"]).tzinfo
    assert await steps_of(trips) == ["published", "published"]


async def test_versions_come_in_pages(trips: Trips) -> None:
    for tiny_n in (4, 5):
        await written(trips, bike={"tiny_n": tiny_n})
    found, cursor = [], ""
    while True:
        page = (await asked(trips, "GET", f"{PATH}?limit=2{cursor}", role="city")).json()
        found += page["limits"]
        if "next_cursor" not in page:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == (await listed(trips))["limits"]
    assert [each["version"] for each in found] == [1, 2, 3]


async def test_what_judges_trips_is_what_was_published(trips: Trips) -> None:
    await written(trips, bike={"tiny_n": 5})
    await guard(trips, ALL)
    await written(trips, 202, bike={"tiny_n": 6})
    engine = create_engine(trips.dsn, 1)
    async with engine.connect() as tx:
        versions = await read_versions(tx, first_version())
    await engine.dispose()
    tomorrow = datetime.now(MADRID).date() + timedelta(days=1)
    assert [each.version for each in versions] == [1, 2]
    assert limits_of(versions, "bike", tomorrow).tiny_n == 5
    assert limits_of(versions, "ebike", tomorrow).tiny_n == limits_of(versions, "bike", tomorrow.min).tiny_n


@pytest.mark.parametrize("days", [0, -1])
async def test_limits_begin_after_today(trips: Trips, days: int) -> None:
    answer = await asked(trips, "PUT", PATH, limits(days))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/valid_from", "code": "valid_from_past"}]
    assert await trips.rows("SELECT version FROM limit_versions") == []


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        pytest.param({"bike": {"speed_max": 45}}, "/bike/speed_max", "unknown_field"),
        pytest.param({"bike": {"tiny_n": "3"}}, "/bike/tiny_n", "wrong_type"),
        pytest.param({"ebike": {"surge": 9}}, "/ebike/surge", "out_of_range"),
        pytest.param({"ebike": {"two_sources": "yes"}}, "/ebike/two_sources", "not_allowed"),
    ],
)
async def test_a_bad_limit_is_refused_at_its_place(
    refusing: Trips, changes: Mapping[str, Any], pointer: str, code: str
) -> None:
    assert await refusing.faults(PATH, limits(**changes)) == [(pointer, code)]


async def test_a_put_that_is_sent_again_changes_nothing(trips: Trips) -> None:
    first = await written(trips)
    assert await written(trips) == first
    await guard(trips, ALL)
    waiting = await written(trips, 202, bike={"tiny_n": 9})
    assert await written(trips, 202, bike={"tiny_n": 9}) == waiting
    assert await steps_of(trips) == ["published", "submitted"]
    assert len(await trips.rows("SELECT change_id FROM changes")) == 1


async def test_only_the_games_operator_writes_limits(trips: Trips) -> None:
    await written(trips)
    rival = {"Authorization": f"Bearer {mint(trips.folder, 'operator', None, 'rival')}"}
    for method, path, body in (("PUT", PATH, limits()), ("POST", f"{PATH}/2/submit", REASON)):
        answer = await trips.client.request(method, path, json=body, headers=rival)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-the-games-operator")
        for role in ("rider", "city", "auditor"):
            answer = await asked(trips, method, path, body, role)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await trips.client.get(PATH, headers=rival)).status_code == 200
    assert (await asked(trips, "GET", PATH, role="rider")).status_code == 403
    assert (await trips.client.get(PATH, headers={"Authorization": ""})).status_code == 401


async def test_what_a_guard_covers_waits_for_the_second_key(trips: Trips) -> None:
    """A guard asks for what is named. Approved limits come into force at once."""
    generous = ALL | {"guard_id": "generous", "when": [{"fact": "bike_tiny_n", "over": 5}]}
    await guard(trips, generous)
    assert (await written(trips, bike={"tiny_n": 5}))["version"] == 2
    waiting = await written(trips, 202, bike={"tiny_n": 6})
    assert {name: waiting[name] for name in ("version", "state", "guards")} == {
        "version": 3,
        "state": "submitted",
        "guards": ["generous"],
    }
    [change] = (await asked(trips, "GET", "/v1/changes?state=submitted", role="city")).json()["changes"]
    assert (change["change_id"], change["kind"]) == (waiting["change_id"], "limits")
    assert change["subject"] == {"type": "limits", "id": "3", "version": 3}
    assert change["body"] == {"valid_from": local_day(1), "bike": {"tiny_n": 6}}
    assert [each["state"] for each in (await listed(trips))["limits"]] == ["published"] * 2 + ["submitted"]
    decided = await take(trips, 3, "approve")
    assert decided == {"change_id": waiting["change_id"], "state": "published", "guards": []}
    assert (await listed(trips))["limits"][2]["state"] == "published"
    assert await written(trips, bike={"tiny_n": 6}) == {"version": 3, "state": "published"}
    assert await steps_of(trips) == ["published", "submitted", "approved", "published"]


async def test_who_has_written_limits_cannot_sign_them(trips: Trips) -> None:
    await guard(trips, ALL)
    await written(trips, 202)
    same = trips.signed_in("city", "somebody of the operator")
    body = {"decision": "approve", **REASON}
    answer = await trips.client.post(f"{PATH}/2/decision", json=body, headers=same)
    assert (answer.status_code, answer.json()["code"]) == (403, "same-person")


async def test_limits_that_are_written_anew_need_another_signature(trips: Trips) -> None:
    await guard(trips, ALL)
    first = await written(trips, 202, bike={"tiny_n": 5})
    second = await written(trips, 202, bike={"tiny_n": 6})
    assert (second["version"], second["change_id"] == first["change_id"]) == (2, False)
    body = {"decision": "approve", "change_id": first["change_id"], **REASON}
    answer = await asked(trips, "POST", f"{PATH}/2/decision", body, "city")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-decide")
    await take(trips, 2, "approve")
    assert (await listed(trips))["limits"][1]["bike"]["tiny_n"] == 6


async def test_refused_limits_can_be_submitted_again_or_written_anew(trips: Trips) -> None:
    await guard(trips, ALL)
    await written(trips, 202, bike={"tiny_n": 5})
    assert (await take(trips, 2, "refuse"))["state"] == "refused"
    assert await state_of(trips, 2) == "draft"
    again = await written(trips, 202, bike={"tiny_n": 5})
    assert (again["version"], again["state"]) == (2, "submitted")
    await take(trips, 2, "refuse")
    assert (await take(trips, 2, "submit"))["guards"] == ["all"]
    assert (await take(trips, 2, "approve"))["state"] == "published"


async def test_silence_is_consent_where_the_guard_says_so(trips: Trips) -> None:
    await guard(trips, ALL | {"veto_hours": 1})
    await written(trips, 202)
    await written(trips, 202)
    await trips.rows("UPDATE changes SET submitted_at = now() - interval '1 hour' RETURNING 1")
    assert await written(trips) == {"version": 2, "state": "published"}


async def test_what_waits_past_its_first_day_never_comes_into_force(
    trips: Trips, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was ridden is judged by what was public before."""
    await guard(trips, ALL)
    await written(trips, 202)
    begun = datetime.now(MADRID).date() + timedelta(days=1)
    monkeypatch.setattr(actions, "today", lambda _: begun)
    refused = await take(trips, 2, "approve")
    assert (refused["code"], refused["valid_from"]) == ("first-day-over", str(begun))
    assert await state_of(trips, 2) == "submitted"
    await take(trips, 2, "refuse")
    assert (await take(trips, 2, "submit"))["code"] == "first-day-over"
    assert (await written(trips, 202, valid_from=local_day(2)))["version"] == 2
    assert (await take(trips, 2, "approve"))["state"] == "published"


async def test_the_city_stops_whole_days(trips: Trips) -> None:
    await written(trips)
    assert (await take(trips, 2, "stop"))["resumes"] is True
    assert (await take(trips, 2, "stop"))["code"] == "stopped"
    [_, stopped] = (await listed(trips))["limits"]
    assert stopped["stops"] == [{"from_on": local_day(1), "until_on": local_day(2)}]
    assert stopped["state"] == "published"


async def test_limits_that_the_city_has_stopped_before_do_not_come_into_force(trips: Trips) -> None:
    await guard(trips, ALL)
    await written(trips, 202)
    assert (await take(trips, 2, "stop"))["resumes"] is False
    assert (await take(trips, 2, "approve"))["code"] == "stopped"
    assert (await written(trips, 202, bike={"tiny_n": 8}))["version"] == 2
    await guard(trips)
    assert (await asked(trips, "PUT", PATH, limits())).json()["code"] == "stopped"
    assert await state_of(trips, 2) == "submitted"


async def test_version_1_stays_and_others_are_not_there(trips: Trips) -> None:
    for route in ("submit", "approve", "stop"):
        assert (await take(trips, 1, route))["code"] == "default-limits"
        for version in ("2", "0", "01", "-1", "x", "9" * 30, "1e3", "²"):
            assert (await take(trips, version, route))["code"] == "not-found"


async def test_limits_that_are_written_at_once_get_two_versions(trips: Trips) -> None:
    at_once = await asyncio.gather(*(written(trips, bike={"tiny_n": each}) for each in range(4, 9)))
    assert sorted(each["version"] for each in at_once) == [2, 3, 4, 5, 6]


async def test_the_chain_holds_and_every_line_is_said(trips: Trips) -> None:
    await guard(trips, ALL)
    await written(trips, 202)
    await take(trips, 2, "approve")
    read = await asyncio.to_thread(verify, f"{trips.url}/v1/decisions.ndjson?chain=trips")
    assert read == {"ok": True, "chains": [{"chain": "trips", "lines": 4}]}
    said = await trips.said("decision.recorded.v1")
    assert [each["step"] for each in said] == ["guarded", "submitted", "approved", "published"]
    assert {each["kind"] for each in said} == {"limits"}
    assert [each["role"] for each in said] == ["city", "operator", "city", "city"]
    assert REASON["reason"] not in str(said)
    other = await asked(trips, "GET", "/v1/decisions?chain=rewards", role="city")
    assert other.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"valid_from": "2026-01-01", "bike": {"tiny_n": 4}, **REASON},
        {"valid_from": "2099-01-01", "bike": {"speed_max": 45}, **REASON},
        {"valid_from": "2099-01-01", "ebike": {"surge": 9}, **REASON},
        {"valid_from": "2099-01-01", **REASON},
        {"valid_from": "2099-01-01", "bike": {"tiny_n": 4}},
    ],
)
async def test_a_dry_run_refuses_what_a_put_refuses(refusing: Trips, body: Mapping[str, Any]) -> None:
    refused = [await asked(refusing, "PUT", PATH, body, **more) for more in ({}, DRY)]
    assert [each.status_code for each in refused] == [422, 422]
    assert refused[0].json()["errors"] == refused[1].json()["errors"]
    assert await refusing.rows("SELECT count(*) FROM jobs") == [(0,)]


async def test_a_dry_run_writes_nothing_and_names_the_guards(trips: Trips) -> None:
    await guard(trips, ALL)
    answer = await asked(trips, "PUT", PATH, limits(), **DRY)
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (202, "dry-run")
    told = answer.json()
    assert told == {"version": 2, "state": "submitted", "guards": ["all"], "job_id": told["job_id"]}
    found = await job_done(trips, told["job_id"])
    assert (found["guards"], found["trips"], found["changed"]) == (["all"], 0, [])
    assert len((await listed(trips))["limits"]) == 1
    assert await steps_of(trips) == []
    assert await trips.rows("SELECT change_id FROM changes") == []


async def test_what_the_city_has_stopped_cannot_be_tried(trips: Trips) -> None:
    await guard(trips, ALL)
    await written(trips, 202)
    await take(trips, 2, "stop")
    await guard(trips)
    for more in ({}, DRY):
        answer = await asked(trips, "PUT", PATH, limits(), **more)
        assert (answer.status_code, answer.json()["code"]) == (409, "stopped")
    assert await trips.rows("SELECT count(*) FROM jobs") == [(0,)]


async def test_a_trial_is_the_game_operators_who_has_asked(trips: Trips) -> None:
    job_id = (await asked(trips, "PUT", PATH, limits(), **DRY)).json()["job_id"]
    await job_done(trips, job_id)
    rival = {"Authorization": f"Bearer {mint(trips.folder, 'operator', None, 'rival')}"}
    answer = await trips.client.get(f"{JOBS}/{job_id}", headers=rival)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-the-games-operator")
    assert (await trips.client.put(PATH, json=limits(), headers=rival | DRY)).status_code == 403
    for role in ("rider", "city", "auditor"):
        assert (await asked(trips, "GET", f"{JOBS}/{job_id}", role=role)).status_code == 403
    await trips.rows("UPDATE jobs SET operator_id = 'who had the game before' RETURNING 1")
    for unknown in (job_id, uuid4(), "nothing"):
        assert (await asked(trips, "GET", f"{JOBS}/{unknown}")).status_code == 404


async def test_no_more_than_five_trials_wait(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LOOK_EVERY_S", 600)
    await job_done(trips, (await asked(trips, "PUT", PATH, limits(), **DRY)).json()["job_id"])
    # Nobody looks for these: whoever asks for a job by the route wakes the process.
    await trips.rows(
        """
        INSERT INTO jobs (job_id, city_id, operator_id, kind, state, asked)
        SELECT gen_random_uuid(), 'city', 'operator', 'limits_trial', 'waiting', '{}'
        FROM generate_series(1, 5) RETURNING 1
        """
    )
    answer = await asked(trips, "PUT", PATH, limits(), **DRY)
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-jobs")
    assert await trips.rows("SELECT version FROM limit_versions") == []
