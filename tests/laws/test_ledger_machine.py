"""Law 3 as a state machine: whatever is given, taken back, spent and refunded, the ledger of rewards and what
riders read are those of a plain model, which knows sources and not lines. SQL is compared after each step."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.handlers import HANDLERS as GATEWAY
from services.gateway.riders.summary.store import Summary, read_summaries
from services.rewards.balances.actions import balance_of
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.ledger.rules import Kind, Line
from services.rewards.verify import POSTINGS, walk
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.eventlog.log import Record
from shared.events.event import Event
from shared.events.registry import encode
from tests.conftest import MakeDatabase
from tests.events import challenge_published, entry_judged, trip_judged
from tests.handlers import by_type

from .city import REWARDS, said

NAMES = UUID("0190aaaa-0000-7000-8000-00000000000c")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(2)]
MORNING = datetime(2026, 5, 4, 6, tzinfo=UTC)
DAY_POINTS_MAX = 400
PENDING = timedelta(hours=24)
LOOKS = [MORNING + timedelta(hours=hours) for hours in (0, 25, 26, 29, 30, 50, 1_000)]
"""Instants at which riders read what is pending."""

riders = st.sampled_from(range(len(RIDERS)))
tellings = st.tuples(
    riders, st.integers(0, 2), st.integers(0, 1), st.integers(0, 200), st.booleans(), st.integers(1, 3)
)
"""Of a trip: the rider, its number, its day, its hundreds of metres (a point each), whether it counts, and
how many hours it took."""

T = TypeVar("T")


@dataclass
class Rider:
    """What the model knows of a rider: points and availability of trips by day and number, of entries by
    number, and what was spent less what was refunded."""

    trips: dict[tuple[int, int], tuple[int, datetime]] = field(default_factory=dict)
    entries: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    spent_points: int = 0

    def given(self, until: datetime | None = None) -> int:
        """What all sources give; with `until` what those would give alone that are available then."""
        days: dict[int, int] = {}
        for (day, _), (points, available_at) in self.trips.items():
            if until is None or available_at <= until:
                days[day] = days.get(day, 0) + points
        entries = sum(points for points, at in self.entries.values() if until is None or at <= until)
        return sum(min(DAY_POINTS_MAX, points) for points in days.values()) + entries

    @property
    def points(self) -> int:
        return max(0, self.given() - self.spent_points)

    @property
    def debt_points(self) -> int:
        return max(0, self.spent_points - self.given())

    def pending_points(self, now: datetime) -> int:
        return min(self.points, self.given() - self.given(until=now))


class Machine(RuleBasedStateMachine):
    """Two riders, in transactions that are rolled back at the end. Every event has a revision of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, engines: list[Any]) -> None:
        super().__init__()
        self.loop, self.riders, self.revision, self.heard = loop, [Rider() for _ in RIDERS], 0, 0
        self.rewards, self.gateway = (self.run(self._open(engine)) for engine in engines)
        self.run(self._tell(self.gateway, by_type(GATEWAY), [challenge_published()]))
        self.purchases: list[tuple[int, int]] = []

    def run(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    async def _open(self, engine: Any) -> AsyncConnection:
        connection: AsyncConnection = await engine.connect()
        return connection

    def teardown(self) -> None:
        for tx in (self.rewards, self.gateway):
            self.run(tx.close())

    def _next(self) -> int:
        self.revision += 1
        return self.revision

    async def _tell(self, tx: AsyncConnection, handlers: Any, events: list[Any]) -> None:
        records = [
            Record(0, i, uuid4(), event.type, event.key, MORNING + timedelta(days=1), encode(event))
            for i, event in enumerate(events, 1)
        ]
        await bus.handle(tx, "city", handlers, records)

    def _hear(self, events: list[Event]) -> None:
        self.run(self._tell(self.rewards, REWARDS, events))
        self._pass_on()

    def _pass_on(self) -> None:
        """Tell the gateway what rewards has said since."""
        events = self.run(said(self.rewards))
        self.run(bus.handle(self.gateway, "city", by_type(GATEWAY), events[self.heard :]))
        self.heard = len(events)

    @rule(told=st.lists(tellings, min_size=1, max_size=4))
    def hear_trips(self, told: list[tuple[int, int, int, int, bool, int]]) -> None:
        """In one batch: trips are new, corrected, voided, restored, and told twice. Also their end moves."""
        events: list[Event] = []
        for rider, number, day, hundreds, counts, hours in told:
            started_at = MORNING + timedelta(days=day, hours=3 * number)
            trip = trip_judged(
                rider_id=RIDERS[rider],
                trip_id=uuid5(RIDERS[rider], f"{day} {number}"),
                started_at=started_at,
                duration_s=3_600 * hours,
                distance_m=100 * hundreds,
                energy_kcal=0,
                revision=self._next(),
                verdict="accepted" if counts else "voided",
            )
            events.append(trip)
            self.riders[rider].trips[day, number] = hundreds if counts else 0, trip.ended_at + PENDING
        self._hear(events)

    @rule(rider=riders, number=st.integers(0, 1), hours=st.integers(0, 40), completed=st.booleans())
    def hear_entry(self, rider: int, number: int, hours: int, completed: bool) -> None:
        """An entry is completed, or no longer."""
        at = MORNING + timedelta(hours=hours)
        entry = entry_judged(
            rider_id=RIDERS[rider],
            challenge_id=uuid5(NAMES, f"challenge {number}"),
            revision=self._next(),
            reward_points=100,
            judged_at=at,
            completed_at=at if completed else None,
        )
        self.riders[rider].entries[number] = 100 if completed else 0, at + PENDING
        self._hear([entry])

    @rule(rider=riders, share=st.integers(1, 4))
    def spend(self, rider: int, share: int) -> None:
        """A rider spends a part of what there is, or all."""
        cost = self.riders[rider].points // share
        if cost:
            self.purchases.append((rider, cost))
            self.riders[rider].spent_points += cost
            self._book(rider, "redemption", f"redemption:{len(self.purchases)}", -cost, -cost)

    @rule()
    def refund(self) -> None:
        """The last purchase is given back."""
        if self.purchases:
            number = len(self.purchases)
            rider, cost = self.purchases.pop()
            self.riders[rider].spent_points -= cost
            self._book(rider, "refund", f"redemption:{number}:{self._next()}", cost, cost)

    def _book(self, rider: int, kind: Kind, source: str, points: int, total: int) -> None:
        async def work() -> None:
            accounts = await lock_accounts(self.rewards, [RIDERS[rider]])
            line = Line(
                posting_id=uuid4(),
                account=accounts[RIDERS[rider]],
                kind=kind,
                source=f"{source}:{uuid4()}",
                revision=self._next(),
                points=points,
                total_points=total,
                rule=kind,
                version=1,
                params={},
                posted_at=MORNING,
                available_at=MORNING,
                local_on=MORNING.date(),
            )
            await book(self.rewards, "city", [line], accounts.levels)

        self.run(work())
        self._pass_on()

    @invariant()
    def accounts_are_those_of_the_model(self) -> None:
        query = "SELECT rider_id, points, debt_points, lifetime_points FROM accounts"
        rows = {row[0]: tuple(row[1:]) for row in self._rows(self.rewards, query)}
        for rider_id, rider in zip(RIDERS, self.riders, strict=True):
            assert rows.get(rider_id, (0, 0, 0)) == (rider.points, rider.debt_points, rider.given())

    @invariant()
    def the_ledger_balances_and_its_chains_hold(self) -> None:
        assert self._rows(self.rewards, "SELECT balanced FROM doctor") == [(True,)]
        for tx in (self.rewards, self.gateway):
            assert self._rows(tx, "SELECT * FROM differences") == []
        lines = self._rows(self.rewards, POSTINGS.replace("$1", "NULL"))
        ends = {end.account_id: end for end in walk(lines, None)}
        heads = self._rows(self.rewards, "SELECT account_id, seq, hash FROM accounts WHERE seq > 0")
        assert {end[:3] for end in ends.values()} == set(heads)

    @invariant()
    def house_accounts_hold_what_riders_do_not(self) -> None:
        sums = dict(self._rows(self.rewards, "SELECT name, points::int FROM account_sums"))
        assert -sums.get("issued", 0) == sum(rider.given() for rider in self.riders)
        assert sums.get("redeemed", 0) == sum(rider.spent_points for rider in self.riders)
        assert -sums.get("debts", 0) == sum(rider.debt_points for rider in self.riders)
        assert sums.get("rider", 0) == sum(rider.points for rider in self.riders)

    @invariant()
    def rewards_lets_riders_spend_what_the_model_says(self) -> None:
        async def look() -> None:
            accounts = await lock_accounts(self.rewards, RIDERS)
            for rider_id, rider in zip(RIDERS, self.riders, strict=True):
                for now in LOOKS:
                    balance = await balance_of(self.rewards, accounts[rider_id], now)
                    assert balance == (rider.points, rider.pending_points(now))

        self.run(look())

    @invariant()
    def riders_read_what_the_model_says(self) -> None:
        for now in LOOKS:
            shown: dict[UUID, Summary] = dict(self.run(read_summaries(self.gateway, RIDERS, now, now.date())))
            for rider_id, rider in zip(RIDERS, self.riders, strict=True):
                found = shown[rider_id]
                assert (found.account_points, found.debt_points) == (rider.points, rider.debt_points)
                assert found.pending_points == rider.pending_points(now)

    def _rows(self, tx: AsyncConnection, query: str) -> list[Any]:
        return [tuple(row) for row in self.run(tx.execute(sa.text(query)))]


@pytest.fixture
async def dsns(make_database: MakeDatabase) -> list[str]:
    return [await make_database(service) for service in ("rewards", "gateway")]


def test_the_ledger_is_that_of_a_plain_model(dsns: list[str]) -> None:
    loop = asyncio.new_event_loop()
    engines = [create_engine(dsn, 2) for dsn in dsns]

    class Played(Machine):
        def __init__(self) -> None:
            super().__init__(loop, engines)

    try:
        run_state_machine_as_test(
            Played,
            settings=settings(
                max_examples=25,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        for engine in engines:
            loop.run_until_complete(engine.dispose())
        loop.close()
