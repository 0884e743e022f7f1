"""Expiry as a state machine: whatever is earned, taken back, spent, refunded and adjusted, and whenever
somebody looks, the ledger and what the rider reads are those of a plain model, which knows the rule alone."""

import asyncio
from collections.abc import Awaitable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.handlers import HANDLERS as GATEWAY
from services.gateway.riders.summary.store import add_expiring, read_summaries
from services.rewards.expiry.actions import settle, with_expiry
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.ledger.rules import Kind, Line
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.expiry.rules import Terms, upcoming
from shared.expiry.store import read_terms
from tests.conftest import MakeDatabase
from tests.handlers import by_type

from .city import said

MADRID = ZoneInfo("Europe/Madrid")
MONTHS = 6
SET_AT = datetime(2026, 1, 1, tzinfo=MADRID)
BEGIN = datetime(2026, 3, 15, 12, tzinfo=MADRID)
RIDER = UUID("0190aaaa-0000-7000-8000-00000000000d")
FIRST_START = "INSERT INTO expiry_starts VALUES ('2026-01-01T00:00:00+01:00', 6, 'Europe/Madrid', 'city')"
T = TypeVar("T")
Dated = list[tuple[datetime, int]]


def first_of(day: date, months: int = 0) -> date:
    """The first day of the month so many months after that of this day."""
    first = day.replace(day=1)
    for _ in range(abs(months)):
        first = (first + timedelta(days=40)) if months > 0 else (first - timedelta(days=1))
        first = first.replace(day=1)
    return first


def instant(day: date) -> datetime:
    return datetime.combine(day, time(), MADRID)


class Model:
    """What sources give, each with its month; what was spent, refunded and adjusted."""

    def __init__(self) -> None:
        self.sources: dict[int, tuple[date, int]] = {}
        self.given: list[tuple[date, int]] = []
        self.spent: Dated = []
        self.refunded: Dated = []

    def due(self, boundary: date) -> int:
        """What the rule says of this boundary alone."""
        cut = first_of(boundary, -MONTHS)
        earned = [*self.sources.values(), *self.given]
        return (
            sum(points for month, points in earned if month < cut)
            - sum(points for at, points in self.spent if at < instant(boundary))
            + sum(points for at, points in self.refunded if at <= instant(boundary - timedelta(days=30)))
        )

    def expired(self, until: datetime) -> int:
        points, boundary = 0, date(2026, 2, 1)
        while instant(boundary) <= until:
            points, boundary = max(points, self.due(boundary)), first_of(boundary, 1)
        return points

    def net(self, now: datetime) -> int:
        """What the rider has or, below 0, owes."""
        earned = sum(points for _, points in [*self.sources.values(), *self.given])
        spent = sum(points for _, points in self.spent) - sum(points for _, points in self.refunded)
        return earned - spent - self.expired(now)

    def expiring(self, now: datetime) -> list[tuple[date, int]]:
        found, before, today = [], self.expired(now), now.date()
        boundary = first_of(today, 1)
        while boundary <= today + timedelta(days=30):
            after = max(before, self.due(boundary))
            if after > before:
                found.append((boundary - timedelta(days=1), after - before))
            before, boundary = after, first_of(boundary, 1)
        return found


class Machine(RuleBasedStateMachine):
    """One rider, whose time goes on, in transactions that are rolled back at the end."""

    def __init__(self, loop: asyncio.AbstractEventLoop, engines: list[Any]) -> None:
        super().__init__()
        self.loop, self.model, self.now, self.heard, self.lines = loop, Model(), BEGIN, 0, 0
        self.rewards, self.gateway = (self.run(self._open(engine)) for engine in engines)
        self.run(self.rewards.execute(sa.text(FIRST_START)))
        self.terms: Terms = self.run(read_terms(self.rewards))
        self.purchases: list[int] = []

    def run(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    async def _open(self, engine: Any) -> AsyncConnection:
        connection: AsyncConnection = await engine.connect()
        return connection

    def teardown(self) -> None:
        try:
            self.look()
        finally:  # what stays open would hold the row of the first start
            for tx in (self.rewards, self.gateway):
                self.run(tx.close())

    @rule(days=st.integers(1, 45))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(number=st.integers(0, 5), months_ago=st.integers(0, 9), total=st.integers(0, 9))
    def give(self, number: int, months_ago: int, total: int) -> None:
        """A source gives more or less than before. It stays in the month that it has, once it gave."""
        month, before = self.model.sources.get(number, (first_of(self.now.date(), -months_ago), 0))
        if before == 0:
            month = first_of(self.now.date(), -months_ago)
        self.model.sources[number] = month, 10 * total
        points = 10 * total - before
        if points:
            self._book("challenge", f"entry:{uuid5(RIDER, str(number))}", points, 10 * total, month)

    @rule(share=st.integers(1, 3))
    def spend(self, share: int) -> None:
        self._settle()
        cost = max(0, self.model.net(self.now)) // share
        if cost:
            self.purchases.append(cost)
            self.model.spent.append((self.now, cost))
            self._book("redemption", f"redemption:{uuid4()}", -cost, -cost, self.now.date())

    @rule()
    def refund(self) -> None:
        if self.purchases:
            cost = self.purchases.pop()
            self._settle()
            self.model.refunded.append((self.now, cost))
            self._book("refund", f"refund:{uuid4()}", cost, cost, self.now.date())

    @rule(points=st.integers(-3, 3).filter(bool))
    def adjust(self, points: int) -> None:
        self._settle()
        if points > 0:
            self.model.given.append((first_of(self.now.date()), 10 * points))
        else:
            self.model.spent.append((self.now, -10 * points))
        self._book("adjustment", f"adjustment:{uuid4()}", 10 * points, 10 * points, self.now.date())

    @rule()
    def look(self) -> None:
        """What is due is settled: by a sweep, or because the rider wants to spend."""
        self._settle()
        query = "SELECT points - debt_points FROM accounts"
        assert self._rows(self.rewards, query) in ([(self.model.net(self.now),)], [])
        query = "SELECT coalesce(sum(points), 0)::int FROM account_sums WHERE name = 'expired'"
        assert self._rows(self.rewards, query) == [(self.model.expired(self.now),)]
        assert self._rows(self.rewards, "SELECT balanced FROM doctor") == [(True,)]
        numbers = self.run(read_summaries(self.gateway, [RIDER], self.now, self.now.date()))
        if next_ones := upcoming(self.terms, self.now):
            numbers = self.run(add_expiring(self.gateway, numbers, next_ones))
        found = numbers[RIDER]
        assert found.account_points - found.debt_points == self.model.net(self.now)
        assert [tuple(each) for each in found.expiring] == self.model.expiring(self.now)

    def _settle(self) -> None:
        async def work() -> None:
            accounts = await lock_accounts(self.rewards, [RIDER])
            await settle(self.rewards, "city", self.terms, accounts, [RIDER], self.now)

        self.run(work())
        self._pass_on()

    def _book(self, kind: Kind, source: str, points: int, total: int, local_on: date) -> None:
        async def work() -> None:
            accounts = await lock_accounts(self.rewards, [RIDER])
            self.lines += 1
            line = Line(
                posting_id=uuid4(),
                account=accounts[RIDER],
                kind=kind,
                source=source,
                revision=self.lines,
                points=points,
                total_points=total,
                rule=kind,
                version=1,
                params={},
                posted_at=self.now,
                available_at=self.now,
                local_on=local_on,
            )
            lines = await with_expiry(self.rewards, "city", self.terms, [line], self.now)
            await book(self.rewards, "city", lines, accounts.levels)

        self.run(work())
        self._pass_on()

    def _pass_on(self) -> None:
        """Tell the gateway what rewards has said since."""
        events = self.run(said(self.rewards))
        self.run(bus.handle(self.gateway, "city", by_type(GATEWAY), events[self.heard :]))
        self.heard = len(events)

    def _rows(self, tx: AsyncConnection, query: str) -> list[Any]:
        return [tuple(row) for row in self.run(tx.execute(sa.text(query)))]


@pytest.fixture
async def dsns(make_database: MakeDatabase) -> list[str]:
    return [await make_database(service) for service in ("rewards", "gateway")]


def test_points_expire_as_a_plain_model_says(dsns: list[str]) -> None:
    loop = asyncio.new_event_loop()
    engines = [create_engine(dsn, 2) for dsn in dsns]

    class Played(Machine):
        def __init__(self) -> None:
            super().__init__(loop, engines)

    try:
        run_state_machine_as_test(
            Played,
            settings=settings(
                max_examples=60,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        for engine in engines:
            loop.run_until_complete(engine.dispose())
        loop.close()
