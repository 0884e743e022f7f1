"""The plan of releases by its routes: the city writes it for later months, a second key may have to sign."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.public_value.app import Settings, create_app
from services.public_value.plans import store
from services.public_value.plans.rules import Plan, PlanInForce, plan_of
from shared.db import create_engine
from shared.two_keys.decisions.rules import first_wrong_seq
from tests.conftest import MakeDatabase
from tests.days import today
from tests.public_value.plans.writing import plan
from tests.served import served

PATH = "/v1/release-plan"
REASON = {"reason": "The council has asked for it."}
ALL = {"guards": [{"guard_id": "all", "when": [], "mandate_ref": "Ple 1", **REASON}]}
FIRST = {"state": "published", "places": "P1M", "operators": {"operator": "place"}}


@dataclass(frozen=True)
class Plans:
    """A running public_value that nobody has told anything."""

    url: str
    dsn: str
    folder: Path

    async def ask(self, method: str, path: str, body: Any = None, role: str = "city") -> httpx.Response:
        headers = {"Authorization": f"Bearer {mint(self.folder, role)}"}
        async with httpx.AsyncClient(base_url=self.url, timeout=30, trust_env=False) as client:
            return await client.request(method, path, json=body, headers=headers)

    async def read(self, path: str = PATH) -> Any:
        """Without a token."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30, trust_env=False) as client:
            answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def plans(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Plans]:
    dsn = await make_database("public_value")
    own = {"DATABASE_URL": dsn, "sources": dict.fromkeys(("trips", "rewards", "riders"), dsn)}
    settings = Settings.model_validate({**own, "jwks_file": make_issuer(tmp_path)})
    async with served(create_app(settings)) as url:
        yield Plans(url, dsn, tmp_path)


async def test_the_first_plan_is_always_there_and_a_later_one_follows_it(plans: Plans) -> None:
    assert await plans.read() == {"plans": [FIRST]}
    answer = await plans.ask("PUT", PATH, plan("2099-03"))
    assert (answer.status_code, answer.json()) == (200, {"from": "2099-03", "state": "published"})
    first, second = (await plans.read())["plans"]
    assert first == FIRST
    written = {name: value for name, value in plan("2099-03").items() if name != "reason"}
    assert {**written, "state": "published"} == {
        name: value for name, value in second.items() if name != "published_at"
    }
    engine = create_engine(plans.dsn, 1)
    async with engine.connect() as tx:
        in_force = await store.read_in_force(tx, "city", Plan("P1D", {}))
    await engine.dispose()
    assert plan_of(in_force, date(2099, 2, 1)) == Plan("P1D", {})
    assert plan_of(in_force, date(2099, 4, 1)) == Plan("P1M", written["operators"])


async def test_a_plan_begins_after_the_citys_month_and_stays_once_it_is_published(plans: Plans) -> None:
    begun = await plans.ask("PUT", PATH, plan(f"{today():%Y-%m}"))
    assert (begun.status_code, begun.json()["errors"][0]["pointer"]) == (422, "/from")
    for _ in range(2):  # one that was lost on the way can be sent again
        assert (await plans.ask("PUT", PATH, plan())).status_code == 200
    other = await plans.ask("PUT", PATH, plan(places="P1D"))
    assert (other.status_code, other.json()["code"]) == (409, "plan-state")
    assert len((await plans.read("/v1/decisions"))["decisions"]) == 1


@pytest.mark.parametrize("role", ["operator", "rider", "auditor"])
async def test_only_the_city_writes_plans(plans: Plans, role: str) -> None:
    assert (await plans.ask("PUT", PATH, plan(), role)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"from": "2099-13"}, "/from", id="no month"),
        pytest.param({"places": "P1W"}, "/places", id="no interval"),
        pytest.param({"operators": {}}, "/operators", id="nobody counts"),
        pytest.param({"operators": {"op": "zone"}}, "/operators/op", id="no way to count"),
        pytest.param({"k": 5}, "/k", id="unknown"),
    ],
)
async def test_what_is_no_plan_is_refused(plans: Plans, changes: dict[str, Any], pointer: str) -> None:
    answer = await plans.ask("PUT", PATH, plan(**changes))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_where_a_guard_covers_it_a_plan_waits_for_the_second_key(plans: Plans) -> None:
    assert (await plans.ask("PUT", "/v1/guards/release-plan", ALL)).status_code == 200
    put = await plans.ask("PUT", PATH, plan())
    assert (put.status_code, put.json()["state"], put.json()["guards"]) == (202, "submitted", ["all"])
    refuse = await plans.ask("POST", f"{PATH}/2099-03/decision", {"decision": "refuse"} | REASON, "auditor")
    assert refuse.status_code == 200, refuse.text
    assert [each["state"] for each in (await plans.read())["plans"]] == ["published", "draft"]
    again = await plans.ask("POST", f"{PATH}/2099-03/submit", REASON)
    assert again.status_code == 202, again.text
    decide = {"decision": "approve"} | REASON
    assert (await plans.ask("POST", f"{PATH}/2099-03/decision", decide, "rider")).status_code == 403
    approve = await plans.ask("POST", f"{PATH}/2099-03/decision", decide, "auditor")
    assert (approve.status_code, approve.json()["state"]) == (200, "published")
    lines = (await plans.read("/v1/decisions"))["decisions"]
    assert [line["step"] for line in lines[1:]] == [
        "submitted",
        "refused",
        "submitted",
        "approved",
        "published",
    ]
    assert first_wrong_seq(lines) is None


async def test_an_operator_sees_what_the_city_wants_it_to_sign(plans: Plans) -> None:
    guard = {"guards": [{**ALL["guards"][0], "second": "operator"}]}
    assert (await plans.ask("PUT", "/v1/guards/release-plan", guard)).status_code == 200
    change_id = (await plans.ask("PUT", PATH, plan())).json()["change_id"]
    for role in ("city", "auditor", "operator"):
        [change] = (await plans.ask("GET", "/v1/changes?state=submitted", role=role)).json()["changes"]
        assert (change["change_id"], change["kind"]) == (change_id, "release-plan")
    sign = {"decision": "approve"} | REASON
    assert (await plans.ask("POST", f"{PATH}/2099-03/decision", sign, "operator")).status_code == 200


async def test_a_plan_that_is_in_force_is_not_stopped(plans: Plans) -> None:
    await plans.ask("PUT", PATH, plan())
    until = {"until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()} | REASON
    stop = await plans.ask("POST", f"{PATH}/2099-03/stop", until)
    assert (stop.status_code, stop.json()["code"]) == (409, "plan-state")
    assert (await plans.read())["plans"][1]["state"] == "published"
    for month in ("2099-05", "nothing"):
        assert (await plans.ask("POST", f"{PATH}/{month}/stop", until)).status_code == 404


async def test_no_release_is_listed_before_the_first(plans: Plans) -> None:
    assert await plans.read("/v1/releases") == {"releases": []}


def test_a_month_has_the_plan_that_began_last() -> None:
    first, second = Plan("P1M", {}), Plan("P1D", {})
    plans = [PlanInForce(None, first), PlanInForce(date(2026, 6, 1), second)]
    assert plan_of(plans, date(2026, 5, 1)) == first
    assert plan_of(plans, date(2026, 6, 1)) == plan_of(plans, date(2027, 1, 1)) == second
