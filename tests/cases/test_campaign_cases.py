"""Golden cases of campaigns, played against the rooms' own functions on a real database: budgets, promises,
pace, forecasts."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards.campaigns import actions, answers, rules, store
from services.rewards.campaigns.rules import Days, Figures
from services.rewards.charges.actions import end_promises
from services.rewards.handlers import handlers
from services.rewards.ledger.store import read_account
from shared.db import create_engine
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.registry import decode
from shared.events.rewards import PointsPosted
from shared.http.problems import Problem
from tests.conftest import MakeDatabase
from tests.events import entry_judged, trip_judged
from tests.handlers import by_type

from . import test_shop_cases as shop
from .folder import CASES
from .test_shop_cases import Case, id_of, meant

pytestmark = pytest.mark.cases

REWARDS = by_type(handlers())
FAR = timedelta(days=60)
OF_THE_SHOP = {"publish", "source", "redeem"}
EMPTY = sa.text("""
    TRUNCATE rewards, reward_versions, redemptions, vouchers, codes, accounts, postings, entries, trips,
        rider_days, tariffs, charged_entries, charged_trips, campaign_days, rank_prizes, campaigns, outbox
""")


def cases(do: str) -> list[Any]:
    """Those of this kind, each with its name; none where the file is not beside the checkout."""
    file = CASES / "prizes.json"
    if not file.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{file} is not there"))]
    found = json.loads(file.read_text())["cases"]
    return [
        pytest.param(case, id=case["name"])
        for case in found
        if case["topic"] == "campaigns" and case["do"] == do
    ]


@pytest.mark.parametrize("case", cases("forecast"))
def test_a_forecast(case: Case) -> None:
    given, day = case["given"], date.fromisoformat
    days = Days(day(given["starts_on"]), day(given["ends_on"]))
    spent_on = {day(each): points for each, points in given["spent_by_day"].items()}
    figures = Figures(given["spent"], given["promised"], 0)
    found = rules.forecast(days, day(given["today"]), given["budget"], figures, spent_on)
    assert {"points": found.points, "ends_on": found.ends_on and str(found.ends_on)} == case["expect"]


@dataclass
class Entry:
    """What challenges says of an entry of a challenge: whether it is joined, and since when completed."""

    rider: str
    challenge: str
    revision: int = 0
    joined: bool = False
    completed_at: datetime | None = None


@dataclass
class History:
    """A history on its way: what its names stand for."""

    engine: AsyncEngine
    case: Case
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    trips: dict[str, int] = field(default_factory=dict)
    riders: set[str] = field(default_factory=set)
    said: int = 0

    def __post_init__(self) -> None:
        given = self.case["given"]
        self.points = {name: each["points"] for name, each in given.get("challenges", {}).items()}
        self.campaigns = {name: each.get("campaign_id") for name, each in given.get("challenges", {}).items()}
        ends = [step for step in self.case["steps"] if step["do"] == "end"]
        self.ends = {step["challenge"]: datetime.fromisoformat(step["at"]) for step in ends}
        self.shop = shop.History(self.engine)

    async def begin(self) -> None:
        """All that is given: campaigns that are open, and tariffs in force."""
        async with self.engine.begin() as tx:
            for name, each in self.case["given"].get("campaigns", {}).items():
                body = {"name": name, "pace": "free", **each}
                await store.add(tx, "city", "operator", id_of(name), body, "Europe/Madrid")
                row = await actions.lock(tx, str(id_of(name)), "operator")
                await actions.take_step(tx, "city", row, "published", is_spent=False)
            for tariff in self.case["given"].get("tariffs", []):
                body = {"name": "a tariff", **tariff}
                for each in body.get("multipliers", []):
                    each["campaign_id"] = str(id_of(each["campaign_id"]))
                await tx.execute(TARIFF, {"version": body.pop("version"), "body": json.dumps(body)})
            await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))

    async def play(self, step: Case) -> Case:
        """What the caller is told, or what is said of the rider's points."""
        now = datetime.fromisoformat(step["at"])
        await end_promises(self.engine, "city", now - timedelta(minutes=1))
        if step["do"] in OF_THE_SHOP:
            named = {"campaign_id": str(id_of(step["campaign_id"]))} if "campaign_id" in step else {}
            self.riders |= {step["rider"]} if "rider" in step else set()
            return await self.shop.play(step | named)
        answer: Case = await getattr(self, f"_{step['do']}")(step, now)
        return answer

    async def _tell(self, event: Event, at: datetime, source: str) -> Case:
        """Tell rewards, and hear what it says of this source."""
        async with self.engine.begin() as tx:
            await REWARDS[event.type](tx, [Heard(uuid4(), at, event)])
            rows = await tx.execute(sa.text("SELECT type, data FROM outbox ORDER BY seq"))
            events = [decode(*row) for row in rows]
        new, self.said = events[self.said :], len(events)
        lines = [each for each in new if isinstance(each, PointsPosted) and each.source == source]
        refusal = [each.params.get("refusal") for each in lines]
        return {
            "points": lines[-1].total_points if lines else 0,
            "reason": refusal[-1] if lines else None,
        }

    async def _entry(self, entry: Entry, at: datetime) -> Case:
        entry.revision += 1
        self.riders.add(entry.rider)
        campaign, name = self.campaigns[entry.challenge], entry.challenge
        event = entry_judged(
            rider_id=id_of(entry.rider),
            challenge_id=id_of(name),
            revision=entry.revision,
            campaign_id=campaign and id_of(campaign),
            reward_points=self.points[name],
            joined=entry.joined,
            promise_until=self.ends.get(name, at + FAR) if entry.joined else None,
            judged_at=at,
            completed_at=entry.completed_at,
        )
        return await self._tell(event, at, f"entry:{id_of(name)}")

    def _of(self, step: Case) -> Entry:
        key = (step["rider"], step["challenge"])
        return self.entries.setdefault(key, Entry(*key))

    async def _join(self, step: Case, at: datetime) -> Case:
        entry = self._of(step)
        entry.joined = True
        told = await self._entry(entry, at)
        return {"promised": told["reason"] is None, "reason": told["reason"]}

    async def _leave(self, step: Case, at: datetime) -> Case:
        entry = self._of(step)
        entry.joined = False
        return await self._entry(entry, at)

    async def _complete(self, step: Case, at: datetime) -> Case:
        entry = self._of(step)
        entry.completed_at = at
        return await self._entry(entry, at)

    async def _uncomplete(self, step: Case, at: datetime) -> Case:
        entry = self._of(step)
        entry.completed_at = None
        return await self._entry(entry, at)

    async def _version(self, step: Case, at: datetime) -> Case:
        self.points[step["challenge"]] = step["points"]
        for entry in self.entries.values():
            if entry.challenge == step["challenge"]:
                await self._entry(entry, at)
        return {}

    async def _end(self, step: Case, at: datetime) -> Case:
        await end_promises(self.engine, "city", at)
        return {}

    async def _trip(self, step: Case, at: datetime) -> Case:
        self.riders.add(step["rider"])
        revision = self.trips[step["trip"]] = self.trips.get(step["trip"], 0) + 1
        facts = {name: step[name] for name in ("vehicle_type", "distance_m", "energy_kcal", "local_hour")}
        ended_at = datetime.fromisoformat(step["ended_at"])
        facts |= {"ended_at": ended_at, "started_at": ended_at - timedelta(minutes=20)}
        facts |= {"rider_id": id_of(step["rider"]), "trip_id": id_of(step["trip"]), "revision": revision}
        event = trip_judged(**facts, local_on=date.fromisoformat(step["local_on"]))
        return await self._tell(event, at, f"trip:{id_of(step['trip'])}")

    async def _budget(self, step: Case, _: datetime) -> Case:
        async with self.engine.begin() as tx:
            row = await actions.lock(tx, str(id_of(step["campaign"])), "operator")
            try:
                await actions.replace(tx, "city", row, row.body | {"budget_points": step["budget_points"]})
            except Problem as refusal:
                return {"status": refusal.status, "code": refusal.code()}
        return {"status": 200}

    async def _resume(self, step: Case, _: datetime) -> Case:
        async with self.engine.begin() as tx:
            row = await actions.lock(tx, str(id_of(step["campaign"])), "operator")
            await actions.take_step(tx, "city", row, "published", is_spent=False)
        return {"status": 200}

    async def look(self) -> Case:
        """The state of everything that a case may ask about."""
        found: Case = {"riders": {}, "campaigns": {}}
        async with self.engine.connect() as tx:
            for rider in self.riders:
                account = await read_account(tx, id_of(rider))
                found["riders"][rider] = {"account_points": account.points}
            for name in self.case["given"].get("campaigns", {}):
                row = await store.find(tx, id_of(name), None)
                assert row is not None
                state = answers.event_of("city", row).state
                found["campaigns"][name] = {**row.figures._asdict(), "state": state}
            differing = await tx.execute(sa.text("SELECT count(*) FROM differences WHERE what ~ 'campaigns'"))
            assert differing.scalar_one() == 0
        return found


TARIFF = sa.text("""
    INSERT INTO tariffs (tariff_id, city_id, state, version, body)
    VALUES (gen_random_uuid(), 'city', 'published', :version, CAST(:body AS jsonb))
""")


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 4)
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("case", cases("history"))
async def test_a_history_comes_out_as_the_contract_says(engine: AsyncEngine, case: Mapping[str, Any]) -> None:
    async with engine.begin() as tx:
        await tx.execute(EMPTY)
    history = History(engine, dict(case))
    await history.begin()
    for step in case["steps"]:
        answer, expected = await history.play(step), step.get("answer", {})
        assert meant(answer, expected) == expected, step
    expected = {name: value for name, value in case["expect"].items() if name != "at"}
    assert meant(await history.look(), expected) == expected, case["because"]
