"""Factor sets by their routes: who writes them, what is refused, and which figures come from which set."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from services.public_value.factor_sets import actions
from shared.two_keys.rules import body_hash
from tests.days import local_day, today
from tests.public_value.events import judged, tell
from tests.public_value.factor_sets import REASON, factor_set
from tests.waiting import eventually

from .doors import DAY, Door

PATH = "/v1/factor-sets"
ALL: dict[str, Any] = {"guard_id": "all", "when": [], "reason": "We look at all.", "mandate_ref": "Ple 1"}


@pytest.fixture
async def sets(empty: Door) -> Door:
    """The service without factor sets of the city."""
    async with empty.engine.begin() as tx:
        await tx.execute(sa.text("TRUNCATE factor_sets, changes, stops, decisions"))
        await tx.execute(sa.text("DELETE FROM guards WHERE version > 0"))
    return empty


async def put(
    door: Door, name: str = "ours", days: int = 1, status: int = 200, **changes: Any
) -> dict[str, Any]:
    answer = await door.request("city", "PUT", f"{PATH}/{name}", factor_set(days, **changes))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def guard(door: Door, *guards: Mapping[str, Any]) -> None:
    answer = await door.request("city", "PUT", "/v1/guards/factor-set", {"guards": list(guards)})
    assert answer.status_code == 200, answer.text


async def take(door: Door, step: str, role: str = "auditor", name: str = "ours") -> dict[str, Any]:
    """The answer of a step, whatever it is."""
    body: dict[str, Any] = dict(REASON)
    if step in ("approve", "refuse"):
        step, body["decision"] = "decision", step
    elif step == "stop":
        body["until"] = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    return dict((await door.request(role, "POST", f"{PATH}/{name}/{step}", body)).json())


async def read(door: Door, name: str = "ours") -> dict[str, Any]:
    """A set, as anybody reads it, without a token."""
    answer = await door.client.get(f"{PATH}/{name}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def listed(door: Door) -> list[dict[str, Any]]:
    return list((await door.client.get(PATH)).json()["factor_sets"])


async def published(door: Door) -> list[dict[str, Any]]:
    """What is said of factor sets."""
    rows = "SELECT data FROM published WHERE type = 'factors.published.v1' ORDER BY position"
    async with door.engine.connect() as tx:
        return [json.loads(data) for data in (await tx.execute(sa.text(rows))).scalars()]


async def test_what_the_program_has_are_factor_sets_too(sets: Door) -> None:
    found = await listed(sets)
    assert [each["factor_set_id"] for each in found] == ["itf-2020-life-cycle", "itf-2020-use-phase"]
    assert await read(sets, "itf-2020-life-cycle") == found[0]
    first = found[0]
    assert (first["state"], first["scope"], first["verified"]) == ("published", "life_cycle", False)
    assert first["shares"]["car"] == {"share": 0.1, "n": 100}
    assert first["counterfactual_id"] == "example-shares"


async def test_a_shared_e_bike_that_emits_more_than_it_replaces_is_shown_so(sets: Door) -> None:
    """And saves nothing where challenges count it."""
    found = await read(sets, "itf-2020-life-cycle")
    assert found["net_g_per_km"]["ebike"]["value"] == pytest.approx(-18.64, rel=5e-4)
    assert found["net_g_per_km"]["bike"]["low"] == pytest.approx(2.180, rel=5e-4)
    assert found["saved_mg_per_km"] == {"bike": 7_027, "ebike": 0}


async def test_a_set_is_read_by_everybody_with_its_contents_and_a_hash_that_anybody_can_check(
    sets: Door,
) -> None:
    written = await put(sets)
    body = {name: value for name, value in factor_set().items() if name != "reason"}
    found = await read(sets)
    assert {name: found[name] for name in body} == body
    assert found["sha256"] == written["sha256"] == body_hash(body).hex()
    assert (found["state"], found["counterfactual_id"]) == ("published", "survey-1")
    assert found["saved_mg_per_km"] == {"bike": 33_000, "ebike": 13_000}
    low, value, high = found["net_g_per_km"]["bike"].values()
    assert value == pytest.approx(33)
    assert low < value < high
    assert [each["factor_set_id"] for each in await listed(sets)][2:] == ["ours"]


async def test_a_set_that_is_published_is_said_once_with_what_a_kilometre_saves(sets: Door) -> None:
    before = len(await published(sets))
    await put(sets)
    await put(sets)
    use_only = {mode: {"use": phases["use"]} for mode, phases in factor_set()["factors"].items()}
    await put(sets, "of-use", factors=use_only)

    async def new() -> object:
        return [
            {name: each[name] for name in each if name not in ("city_id", "revision")}
            for each in (await published(sets))[before:]
        ]

    said = {
        "factor_set_id": "ours",
        "valid_from": local_day(1),
        "counterfactual_id": "survey-1",
        "saved_mg_per_km": {"bike": 33_000, "ebike": 13_000},
    }
    await eventually(new, [said])


async def test_sets_come_in_pages(sets: Door) -> None:
    for days in (1, 2, 3):
        await put(sets, f"ours-{days}", days)
    found, cursor = [], ""
    while True:
        page = (await sets.client.get(f"{PATH}?limit=2{cursor}")).json()
        found += page["factor_sets"]
        if "next_cursor" not in page:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == await listed(sets)
    assert len(found) == 5


async def test_only_the_city_writes(sets: Door) -> None:
    for role in ("operator", "rider", "auditor", "community"):
        answer = await sets.request(role, "PUT", f"{PATH}/ours", factor_set())
        assert answer.status_code == 403
    assert (await sets.client.put(f"{PATH}/ours", json=factor_set())).status_code == 401
    assert (await sets.client.get(f"{PATH}/nothing")).status_code == 404


async def test_a_dry_run_writes_nothing(sets: Door) -> None:
    answer = await sets.request("city", "PUT", f"{PATH}/ours", factor_set(), Prefer="dry-run")
    assert (answer.status_code, answer.json()["state"]) == (200, "published")
    assert answer.headers["preference-applied"] == "dry-run"
    assert (await sets.client.get(f"{PATH}/ours")).status_code == 404


async def test_what_is_published_never_changes(sets: Door) -> None:
    first = await put(sets)
    assert await put(sets) == first
    for changes in ({"verified": False}, {"source": "Another survey."}, {"valid_from": local_day(5)}):
        assert (await put(sets, status=409, **changes))["code"] == "factor-set-exists"
    for name in ("itf-2020-life-cycle", "example-shares"):
        assert (await put(sets, name, status=409))["code"] == "factor-set-exists"
    statement = "UPDATE factor_sets SET body = '{}' WHERE factor_set_id = 'ours'"
    with pytest.raises(sa.exc.DBAPIError, match="never changes"):
        async with sets.engine.begin() as tx:
            await tx.execute(sa.text(statement))


async def test_two_sets_of_a_scope_do_not_begin_on_one_day(sets: Door) -> None:
    await put(sets)
    refused = await put(sets, "another", status=409)
    assert (refused["code"], refused["factor_set_id"]) == ("factor-sets-overlap", "ours")
    await put(sets, "another", 2)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The body with another value at a path; without what lies there for None."""
    body = json.loads(json.dumps(factor_set()))
    *parents, last = path.strip("/").split("/")
    inner = body
    for each in parents:
        inner = inner[each]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return dict(body)


@pytest.mark.parametrize(
    ("path", "value", "pointer", "code"),
    [
        ("/factors/walk", None, "/factors/walk", "missing"),
        ("/factors/ebike", None, "/factors/ebike", "missing"),
        ("/factors/car/services", None, "/factors/car/services", "missing"),
        ("/factors/car", {"use": 125.0}, "/factors/car", "mixed_scopes"),
        ("/factors/car", {}, "/factors/car", "out_of_range"),
        ("/factors/car/tyres", 1.0, "/factors/car/tyres/[key]", "not_allowed"),
        ("/factors/car/use", -1.0, "/factors/car/use", "out_of_range"),
        ("/factors/car/use", 10_001.0, "/factors/car/use", "out_of_range"),
        ("/factors/car/use", "1", "/factors/car/use", "wrong_type"),
        ("/shares/car/share", 0.21, "/shares", "wrong_sum"),
        ("/shares/walk", None, "/shares", "wrong_sum"),
        ("/shares/car/share", 1.2, "/shares/car/share", "out_of_range"),
        ("/shares/car/n", None, "/shares/car/n", "missing"),
        ("/shares/car/n", 0, "/shares/car/n", "out_of_range"),
        ("/shares/car/n", True, "/shares/car/n", "wrong_type"),
        ("/shares/taxi", {"share": 0.0, "n": 9}, "/factors/taxi", "missing"),
        ("/shares", {}, "/shares", "out_of_range"),
        ("/verified", 1, "/verified", "wrong_type"),
        ("/source", None, "/source", "missing"),
        ("/reason", None, "/reason", "missing"),
        ("/valid_from", "2026-05-04", "/valid_from", "valid_from_past"),
        ("/valid_from", "tomorrow", "/valid_from", "bad_format"),
        ("/unit", "g", "/unit", "unknown_field"),
    ],
)
async def test_what_a_set_lacks_or_mixes_is_named(
    sets: Door, path: str, value: Any, pointer: str, code: str
) -> None:
    answer = await sets.request("city", "PUT", f"{PATH}/ours", changed(path, value))
    assert answer.status_code == 422
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in answer.json()["errors"]]
    assert len(await listed(sets)) == 2


async def test_a_set_begins_after_today(sets: Door) -> None:
    answer = await sets.request("city", "PUT", f"{PATH}/ours", factor_set(0))
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["code"]) == (422, "valid_from_past")


@pytest.mark.parametrize("name", ["a b", "x" * 256, "ü"])
async def test_a_name_is_plain(sets: Door, name: str) -> None:
    assert (await sets.request("city", "PUT", f"{PATH}/{quote(name)}", factor_set())).status_code == 422


async def test_what_a_guard_covers_waits_for_the_second_key(sets: Door) -> None:
    """An auditor's, or an operator's where the guard says so. Approved, it holds at once."""
    generous = ALL | {"guard_id": "generous", "when": [{"fact": "bike_saved_mg_per_km", "over": 30_000}]}
    await guard(sets, generous | {"second": "operator"})
    waiting = await put(sets, status=202)
    assert (waiting["state"], waiting["guards"]) == ("submitted", ["generous"])
    assert (await read(sets))["state"] == "submitted"
    assert (await take(sets, "approve", "city"))["code"] == "forbidden"
    assert (await take(sets, "approve", "auditor"))["guards"] == ["generous"]
    decided = await take(sets, "approve", "operator")
    assert decided == {"change_id": waiting["change_id"], "state": "published", "guards": []}
    assert (await read(sets))["state"] == "published"
    chain = (await sets.client.get("/v1/decisions?chain=public_value")).json()["decisions"]
    steps = ["guarded", "submitted", "approved", "approved", "published"]
    assert [each["step"] for each in chain] == steps
    assert {each["kind"] for each in chain} == {"factor-set"}


async def test_a_set_that_saves_little_needs_no_second_key(sets: Door) -> None:
    await guard(sets, ALL | {"when": [{"fact": "bike_saved_mg_per_km", "over": 40_000}]})
    assert (await put(sets))["state"] == "published"


async def test_a_set_that_waits_may_be_written_anew_refused_and_submitted_again(sets: Door) -> None:
    await guard(sets, ALL)
    first = await put(sets, status=202)
    assert await put(sets, status=202) == first
    second = await put(sets, status=202, source="A better survey.")
    assert second["change_id"] != first["change_id"]
    assert (await take(sets, "refuse"))["state"] == "refused"
    assert (await read(sets))["state"] == "draft"
    assert (await take(sets, "approve"))["code"] == "nothing-to-decide"
    assert (await take(sets, "submit", "city"))["guards"] == ["all"]
    assert (await take(sets, "submit", "city"))["code"] == "factor-set-state"
    assert (await take(sets, "approve"))["state"] == "published"
    assert (await take(sets, "stop", "city"))["code"] == "factor-set-state"


async def test_a_set_that_is_stopped_while_it_waits_does_not_come_into_force(sets: Door) -> None:
    await guard(sets, ALL)
    await put(sets, status=202)
    assert (await take(sets, "stop", "city"))["resumes"] is False
    assert (await take(sets, "approve"))["code"] == "stopped"


async def test_a_set_that_waits_past_its_first_day_never_holds(
    sets: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guard(sets, ALL)
    await put(sets, status=202)
    tomorrow = today() + DAY
    monkeypatch.setattr(actions, "today", lambda _: tomorrow)
    refused = await take(sets, "approve")
    assert (refused["code"], refused["valid_from"]) == ("factor-set-begun", str(tomorrow))


async def test_a_set_that_waits_for_a_day_that_was_taken_meanwhile_does_not_hold(sets: Door) -> None:
    await guard(sets, ALL)
    await put(sets, status=202)
    await guard(sets)
    await put(sets, "another")
    assert (await take(sets, "approve"))["code"] == "factor-sets-overlap"


async def test_an_old_period_keeps_its_factors_and_figures_to_the_last_byte(
    sets: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever sets begin later. What comes from a set that nobody has verified says so."""
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    await tell(sets.engine, [judged(f"{day} {i}", i, day) for day in (may, june) for i in range(20)])
    asked = {"measures": ["climate.net_kgco2e"], "interval": "P1M"}
    monkeypatch.setattr(actions, "today", lambda _: may)
    first, second = ({"start_date": str(day), "end_date": str(day)} for day in (may, june))
    await sets.release("2026-06-02T04:00")
    old = (await sets.ask(**asked, **first)).json()
    await put(sets, valid_from=str(june))
    await sets.release("2026-07-02T04:00")
    again = (await sets.ask(**asked, **first)).json()
    assert [again[name] for name in ("columns", "rows")] == [old[name] for name in ("columns", "rows")]
    new = (await sets.ask(**asked, **second)).json()
    assert new["columns"][1] == {
        "name": "climate.net_kgco2e",
        "unit": "kg CO2e",
        "factor_set_id": "ours",
        "counterfactual_id": "survey-1",
        "counterfactual_verified": True,
    }
    assert new["rows"][0][1] == pytest.approx(20 * 2 * 33 / 1000)
    [fault] = (await sets.ask(**asked, start_date=str(may), end_date=str(june))).json()["errors"]
    assert fault["code"] == "spans_factor_sets"
