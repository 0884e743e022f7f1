"""Let points expire, inside a transaction: at boundaries, and whenever a term of that changes later."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.expiry import rules, store
from services.rewards.expiry.rules import NOTHING, Mark, Step
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.ledger.rules import Account, Line, LockedAccounts
from services.rewards.levels.store import count_change
from shared.expiry.rules import Terms, boundaries
from shared.expiry.store import keep_start, read_terms
from shared.settings import ServiceSettings

SWEEP_EVERY_S = 30
"""How long what is due may wait to be booked, unless its rider spends something before."""

ReadTerms = Callable[[AsyncConnection, int], Awaitable[Terms]]
"""Reads since when points expire, for the version of all rules that this transaction has seen."""


async def with_expiry(
    tx: AsyncConnection, city_id: str, terms: Terms, lines: Sequence[Line], now: datetime | None = None
) -> Sequence[Line]:
    """These lines, which are booked next, with those by which what has expired changes because of them: a
    trip of last year that is told late expires, and one that is voided gives its expiry back."""
    if not terms.starts:
        return lines
    passed = boundaries(terms, now or datetime.now(UTC))
    due: defaultdict[UUID, list[Line]] = defaultdict(list)
    for line in lines if passed else ():
        if rules.is_due(line, passed[-1]):
            due[line.account.account_id].append(line)
    if not due:
        return lines
    sources = {line.source for of_account in due.values() for line in of_account}
    figures = await store.read_figures(tx, due, sources)
    marks = await store.read_marks(tx, due)
    added: list[Line] = []
    for account_id, of_account in due.items():
        mark, newest = marks.get(account_id, NOTHING), of_account[-1]
        before = rules.steps_of(figures[account_id], passed, mark)
        rules.add(figures[account_id], of_account)
        [*_, last] = rules.steps_of(figures[account_id], passed, NOTHING)
        after = [*before, Step(newest.posted_at, last.points, last.months)]
        added += rules.lines_of(newest.account, mark, after, terms.zone)
        marks[account_id] = Mark(last.points, passed[-1].at)
    await store.keep_marks(tx, city_id, marks)
    return [*lines, *added]


async def with_expiry_of_spent(tx: AsyncConnection, city_id: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The same for lines by which a rider spends: who has waited for the account over a boundary, which was
    settled meanwhile, spends at an instant before it."""
    return await with_expiry(tx, city_id, await read_terms(tx), lines)


async def settle(
    tx: AsyncConnection,
    city_id: str,
    terms: Terms,
    accounts: LockedAccounts,
    rider_ids: Collection[UUID],
    now: datetime,
) -> None:
    """Book what of these riders' points has expired by now, at the boundary at which it did. The caller holds
    the locks."""
    passed = boundaries(terms, now)
    if not passed:
        return
    with_points: dict[UUID, Account] = {
        accounts[rider_id].account_id: accounts[rider_id]
        for rider_id in rider_ids
        if accounts[rider_id].points
    }
    marks = await store.read_marks(tx, with_points)
    open_ones = [
        account_id
        for account_id in with_points
        if marks.get(account_id, NOTHING).settled_until < passed[-1].at
    ]
    if not open_ones:
        return
    figures = await store.read_figures(tx, open_ones)
    lines, settled = [], {}
    for account_id in open_ones:
        mark = marks.get(account_id, NOTHING)
        after = rules.steps_of(figures[account_id], passed, mark)
        lines += rules.lines_of(with_points[account_id], mark, after, terms.zone)
        settled[account_id] = Mark(after[-1].points, passed[-1].at)
    if lines:
        await book(tx, city_id, lines, accounts.levels)
    await store.keep_marks(tx, city_id, settled)


def sweeper(settings: ServiceSettings, months: int | None) -> Callable[[AsyncEngine], Awaitable[None]]:
    """What runs every SWEEP_EVERY_S. The first run keeps that the service has started with this setting."""
    is_kept = False

    async def run(engine: AsyncEngine) -> None:
        nonlocal is_kept
        if not is_kept:
            async with engine.begin() as tx:
                if await keep_start(tx, settings.city_id, months, settings.timezone):
                    await count_change(tx)
            is_kept = True
        await sweep(engine, settings.city_id, datetime.now(UTC))

    return run


async def sweep(engine: AsyncEngine, city_id: str, now: datetime) -> None:
    """Book what has expired of all riders' points by now, some riders in a transaction."""
    async with engine.connect() as tx:
        terms = await read_terms(tx)
        passed = boundaries(terms, now)
        if not passed or await store.is_swept(tx, passed[-1].on):
            return
    after = UUID(int=0)
    while True:
        async with engine.begin() as tx:
            rider_ids = await store.riders_with_points(tx, after)
            if not rider_ids:
                await store.keep_swept(tx, city_id, passed[-1].on)
                return
            accounts = await lock_accounts(tx, rider_ids)
            await settle(tx, city_id, terms, accounts, rider_ids, now)
        after = rider_ids[-1]
