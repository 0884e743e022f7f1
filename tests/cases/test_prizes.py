"""Golden cases of the ledger, played against the rooms' own functions on real databases: chains, limits, and
histories of awards, take-backs, debts and what is pending. Cases of what is not built yet are not played."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.gateway import handlers as gateway
from services.gateway.riders.statement.store import read_statement
from services.gateway.riders.summary.store import read_summaries
from services.rewards.balances.actions import balance_of
from services.rewards.handlers import handlers as rewards_handlers
from services.rewards.ledger import rules
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.ledger.rules import Kind, Line
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.eventlog.log import Record
from shared.events.event import Event
from shared.events.registry import encode
from tests.conftest import MakeDatabase
from tests.events import entry_judged, trip_judged
from tests.handlers import by_type
from tests.laws.city import said

from .folder import CASES

pytestmark = pytest.mark.cases

NAMES = UUID("0190aaaa-0000-7000-8000-00000000000a")
REWARDS = by_type(rewards_handlers())
PLAYED = {"trip", "void", "source", "adjust", "complete", "uncomplete", "publish", "redeem", "release"}
KINDS_PLAYED = {"challenge"}


def cases(do: str) -> list[Any]:
    """Those of this kind, each with its name; none where the file is not beside the checkout."""
    file = CASES / "prizes.json"
    if not file.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{file} is not there"))]
    found = [case for case in json.loads(file.read_text())["cases"] if case["do"] == do]
    return [pytest.param(case, id=case["name"]) for case in found if do != "history" or _is_played(case)]


def _is_played(case: Mapping[str, Any]) -> bool:
    steps = case["steps"]
    return (
        case["topic"] in ("ledger", "pending")
        and {step["do"] for step in steps} <= PLAYED
        and {step.get("kind", "challenge") for step in steps if step["do"] == "source"} <= KINDS_PLAYED
    )


@pytest.mark.parametrize("case", cases("chain"))
def test_lines_are_chained(case: dict[str, Any]) -> None:
    chained, hashes = rules.BEFORE_FIRST, []
    for p in case["given"]["postings"]:
        names = ("seq", "posting_id", "kind", "source", "destination", "points", "posted_at_us")
        fields = [p[name] for name in (*names, "available_at_us", "rule", "version")]
        chained = rules.chain(chained, rules.text_of(*fields))
        hashes.append(chained.hex())
    assert hashes == case["expect"]["hashes"]


@pytest.mark.parametrize("case", cases("digest"))
def test_the_heads_of_chains_are_digested(case: dict[str, Any]) -> None:
    heads = [
        (UUID(head["account_id"]), head["seq"], bytes.fromhex(head["hash"]))
        for head in case["given"]["heads"]
    ]
    assert rules.digest(heads) == case["expect"]["digest"]


@pytest.fixture(scope="module")
async def engines(make_database: MakeDatabase) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine]]:
    made = [create_engine(await make_database(each), 1) for each in ("rewards", "gateway")]
    yield made[0], made[1]
    for engine in made:
        await engine.dispose()


def named(name: str) -> UUID:
    return uuid5(NAMES, name)


class History:
    """A history that is played: what rewards is told, and what riders read of it."""

    def __init__(self, rewards: AsyncConnection, gateway_tx: AsyncConnection) -> None:
        self.rewards, self.gateway = rewards, gateway_tx
        self.revisions: dict[str, int] = {}
        self.trips: dict[str, dict[str, Any]] = {}
        self.spent: dict[str, tuple[UUID, int]] = {}
        self.prices: dict[str, Mapping[str, Any]] = {}
        self.heard = 0

    async def play(self, step: Mapping[str, Any]) -> None:
        """Tell rewards what has happened, and the gateway what rewards says of it."""
        at = datetime.fromisoformat(step["at"])
        await getattr(self, f"_{step['do']}")(step, at)
        events = await said(self.rewards)
        await bus.handle(self.gateway, "city", by_type(gateway.HANDLERS), events[self.heard :])
        self.heard = len(events)

    def _revision(self, subject: str) -> int:
        self.revisions[subject] = self.revisions.get(subject, 0) + 1
        return self.revisions[subject]

    async def _tell(self, event: Event, at: datetime) -> None:
        record = Record(0, 1, uuid4(), event.type, event.key, at, encode(event))
        await bus.handle(self.rewards, "city", REWARDS, [record])

    async def _trip(self, step: Mapping[str, Any], at: datetime) -> None:
        facts = {name: step[name] for name in ("vehicle_type", "distance_m", "energy_kcal", "local_hour")}
        ended_at = datetime.fromisoformat(step["ended_at"])
        facts |= {
            "rider_id": named(step["rider"]),
            "trip_id": named(step["trip"]),
            "ended_at": ended_at,
            "started_at": ended_at - timedelta(minutes=20),
            "local_on": date.fromisoformat(step["local_on"]),
        }
        self.trips[step["trip"]] = facts
        await self._tell(trip_judged(**facts, revision=self._revision(step["trip"])), at)

    async def _void(self, step: Mapping[str, Any], at: datetime) -> None:
        facts = self.trips[step["trip"]]
        revision = self._revision(step["trip"])
        await self._tell(trip_judged(**facts, revision=revision, verdict="voided", counts=False), at)

    async def _complete(self, step: Mapping[str, Any], at: datetime, completed: bool = True) -> None:
        entry = entry_judged(
            rider_id=named(step["rider"]),
            challenge_id=named(step["challenge"]),
            revision=self._revision(step["challenge"]),
            judged_at=at,
            completed_at=at if completed else None,
        )
        await self._tell(entry, at)

    async def _uncomplete(self, step: Mapping[str, Any], at: datetime) -> None:
        await self._complete(step, at, completed=False)

    async def _book(
        self, rider_id: UUID, kind: Kind, source: str, points: int, total: int, **more: Any
    ) -> None:
        accounts = await lock_accounts(self.rewards, [rider_id])
        accounts[rider_id].trip_revisions += 1  # as of whatever event the line follows from
        fields: dict[str, Any] = {
            "posting_id": uuid4(),
            "account": accounts[rider_id],
            "kind": kind,
            "source": source,
            "revision": self._revision(f"{rider_id} {source}"),
            "points": points,
            "total_points": total,
            "rule": kind,
            "version": 1,
            "params": {},
        }
        await book(self.rewards, "city", [Line(**(fields | more))], accounts.levels)

    async def _source(self, step: Mapping[str, Any], at: datetime) -> None:
        rider_id, source = named(step["rider"]), step["source"]
        query = sa.text(
            "SELECT coalesce(sum(moves.points), 0) FROM moves JOIN accounts USING (account_id)"
            " WHERE rider_id = :rider_id AND given_by = :source"
        )
        values = {"rider_id": rider_id, "source": source}
        before: int = (await self.rewards.execute(query, values)).scalar_one()
        points = step["total"] - int(before)
        available_at = datetime.fromisoformat(step.get("available_at", step["at"])) if points > 0 else at
        times = {"posted_at": at, "available_at": available_at, "local_on": at.date()}
        await self._book(rider_id, step["kind"], source, points, step["total"], **times)

    async def _adjust(self, step: Mapping[str, Any], at: datetime) -> None:
        times = {"posted_at": at, "available_at": at, "local_on": at.date()}
        points = step["points"]
        await self._book(named(step["rider"]), "adjustment", f"adjustment:{at}", points, points, **times)

    async def _publish(self, step: Mapping[str, Any], _: datetime) -> None:
        self.prices[step["reward"]] = step

    async def _redeem(self, step: Mapping[str, Any], at: datetime) -> None:
        """Books what a redemption will, where the case says that it goes through."""
        reward, rider_id = self.prices[step["reward"]], named(step["rider"])
        cost = reward["cost_points"]
        summaries = await read_summaries(self.gateway, [rider_id], at, at.date())
        missing = cost - summaries[rider_id].account_points + summaries[rider_id].pending_points
        assert max(0, missing) == step["answer"].get("missing_points", 0)
        if missing > 0:
            return
        kind: Kind = "reservation" if reward.get("confirmation") == "partner" else "redemption"
        times = {"posted_at": at, "available_at": at, "local_on": at.date()}
        await self._book(rider_id, kind, f"redemption:{step['name']}", -cost, -cost, **times)
        self.spent[step["name"]] = rider_id, cost

    async def _release(self, step: Mapping[str, Any], at: datetime) -> None:
        rider_id, cost = self.spent[step["redemption"]]
        times = {"posted_at": at, "available_at": at, "local_on": at.date(), "house": "reserved"}
        await self._book(rider_id, "refund", f"redemption:{step['redemption']}", cost, 0, **times)


@pytest.mark.parametrize("case", cases("history"))
async def test_a_history_comes_out_as_the_contract_says(
    engines: tuple[AsyncEngine, AsyncEngine], case: dict[str, Any]
) -> None:
    expect = case["expect"]
    now = datetime.fromisoformat(expect.get("at", case["steps"][-1]["at"]))
    async with engines[0].connect() as rewards, engines[1].connect() as gateway_tx:
        history = History(rewards, gateway_tx)
        for step in case["steps"]:
            await history.play(step)
        assert (await rewards.execute(sa.text("SELECT balanced FROM doctor"))).scalar_one()
        for rider, figures in expect.get("riders", {}).items():
            rider_id = named(rider)
            found = (await read_summaries(gateway_tx, [rider_id], now, now.date()))[rider_id]
            shown = found._asdict() | {"balance_points": found.account_points - found.pending_points}
            assert {name: shown[name] for name in figures} == figures
            if not any(step["do"] == "source" for step in case["steps"]):  # such lines follow from no event
                account = (await lock_accounts(rewards, [rider_id]))[rider_id]
                balance = await balance_of(rewards, account, now)
                assert balance == (found.account_points, found.pending_points)
        house = dict(
            tuple(row) for row in await rewards.execute(sa.text("SELECT name, points FROM account_sums"))
        )
        assert {name: house.get(name, 0) for name in expect.get("house", {})} == expect.get("house", {})
        for rider, lines in expect.get("statement", {}).items():
            statement = await read_statement(gateway_tx, named(rider), 1_000, 100)
            assert [[line.kind, line.points] for line in reversed(statement)] == lines
        for tx in (rewards, gateway_tx):
            await tx.rollback()
