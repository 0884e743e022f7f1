"""The digest of a day: published once the day is closed, and not to be undone by who owns the database."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards.app import Settings
from services.rewards.digests import rules
from services.rewards.digests.actions import close_days, publish_digests
from services.rewards.ledger.rules import BEFORE_FIRST, chain, digest
from services.rewards.verify import Broken, check_digests, verify
from shared.db import create_engine
from tests.conftest import MakeDatabase

from .test_ledger import NOON, RIDERS, give

MADRID = ZoneInfo("Europe/Madrid")
TODAY = date(2026, 5, 4)
"""The local day of NOON, when lines are posted."""
TOMORROW_AT_ONE = datetime(2026, 5, 5, 1, tzinfo=MADRID)
QUIET = Progress(disable=True)


@pytest.fixture
async def dsn(make_database: MakeDatabase) -> str:
    return await make_database("rewards")


@pytest.fixture
async def engine(dsn: str) -> AsyncEngine:
    return create_engine(dsn, 3)


@pytest.fixture
def settings(dsn: str) -> Settings:
    return Settings.model_validate({"DATABASE_URL": dsn, "jwks_file": Path("none"), "internal_secret": "s"})


async def rows(engine: AsyncEngine, query: str) -> list[tuple[object, ...]]:
    async with engine.connect() as tx:
        return [tuple(row) for row in await tx.execute(sa.text(query))]


async def published(engine: AsyncEngine) -> list[str]:
    said = await rows(engine, "SELECT subject ->> 'id' FROM decisions WHERE kind = 'ledger' ORDER BY seq")
    return [str(text) for (text,) in said]


async def test_a_day_is_closed_once_an_hour_after_its_end(engine: AsyncEngine, settings: Settings) -> None:
    await give(engine, RIDERS[:3])
    heads = await rows(engine, "SELECT account_id, seq, hash FROM accounts")
    await close_days(engine, settings, TOMORROW_AT_ONE - timedelta(microseconds=1))
    assert await published(engine) == []
    for _ in range(2):
        await close_days(engine, settings, TOMORROW_AT_ONE)
        assert await published(engine) == [f"2026-05-04 {digest(heads)}"]  # type: ignore[arg-type]
    said = "SELECT count(*) FROM outbox WHERE type = 'decision.recorded.v1' AND data LIKE '%2026-05-04 %'"
    assert await rows(engine, said) == [(1,)]


async def test_days_on_which_the_service_was_down_are_closed_in_order(
    engine: AsyncEngine, settings: Settings
) -> None:
    """From the day of the ledger's first line on."""
    await close_days(engine, settings, TOMORROW_AT_ONE)
    assert await published(engine) == []
    await give(engine, RIDERS[:2])
    await close_days(engine, settings, TOMORROW_AT_ONE)
    await close_days(engine, settings, TOMORROW_AT_ONE + timedelta(days=3))
    assert [text[8:10] for text in await published(engine)] == ["04", "05", "06", "07"]


async def test_what_comes_late_is_posted_after_the_closed_day(
    engine: AsyncEngine, settings: Settings, dsn: str
) -> None:
    """So the digest that was published stays the digest of that day."""
    await give(engine, RIDERS[:2])
    await close_days(engine, settings, TOMORROW_AT_ONE)
    await give(engine, RIDERS[1:3])
    at_midnight = datetime(2026, 5, 5, tzinfo=MADRID).astimezone(UTC)
    times = await rows(
        engine, "SELECT posted_at, available_at, count(*) FROM postings GROUP BY 1, 2 ORDER BY 1"
    )
    assert times == [(NOON, NOON, 2), (at_midnight, at_midnight, 2)]
    assert "The digests of 1 days are those that were published" in await verify(dsn, None, QUIET)


async def test_who_computes_a_chain_anew_is_found(engine: AsyncEngine, settings: Settings, dsn: str) -> None:
    """Every hash and every sum is right, and only the published digest is another."""
    await give(engine, RIDERS[:2])
    await close_days(engine, settings, TOMORROW_AT_ONE)
    connection = await asyncpg.connect(dsn)
    [line] = await connection.fetch("SELECT * FROM postings ORDER BY account_id LIMIT 1")
    micros = [
        int((line[at] - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))
        for at in ("posted_at", "available_at")
    ]
    text = f"1\n{line['posting_id']}\nchallenge\nissued\nrider\n9\n{micros[0]}\n{micros[1]}\nchallenge\n1"
    forged = chain(BEFORE_FIRST, text)
    where = "WHERE account_id = $1"
    await connection.execute(f"UPDATE postings SET points = 9, hash = $2 {where}", line["account_id"], forged)
    await connection.execute(
        f"UPDATE accounts SET points = 9, lifetime_points = 9, hash = $2 {where}", line["account_id"], forged
    )
    with pytest.raises(Broken, match="The chains up to 2026-05-04 are not those"):
        await verify(dsn, None, QUIET)
    await connection.execute("DELETE FROM ledger_days")
    with pytest.raises(Broken, match="none and 2026-05-04"):
        await verify(dsn, None, QUIET)
    await connection.close()


async def test_who_changes_what_was_published_is_found(
    engine: AsyncEngine, settings: Settings, dsn: str
) -> None:
    """The digest is that of the chains, and the decisions are not those that were chained."""
    await give(engine, RIDERS[:2])
    await close_days(engine, settings, TOMORROW_AT_ONE)
    [[account_id]] = await rows(engine, "SELECT account_id FROM accounts ORDER BY 1 LIMIT 1")
    connection = await asyncpg.connect(dsn)
    # Without the rider's line and account, and with the digest of what is left.
    for table in ("postings", "accounts"):
        await connection.execute(f"DELETE FROM {table} WHERE account_id = $1", account_id)
    left = await rows(engine, "SELECT account_id, seq, hash FROM accounts")
    await connection.execute(
        "UPDATE decisions SET subject = jsonb_set(subject, '{id}', to_jsonb($1::text))",
        f"2026-05-04 {digest(left)}",  # type: ignore[arg-type]
    )
    await connection.close()
    with pytest.raises(Broken, match="Line 1 of the decisions is not the one that was chained"):
        await verify(dsn, None, QUIET)


def test_a_second_digest_of_a_day_covers_nothing() -> None:
    """Whoever owns the database can add a good line to the chain of decisions, behind the first."""
    days, forged = [date(2026, 5, 4)], "b" * 64
    with pytest.raises(Broken, match="Two digests were published of one day"):
        check_digests(days, [forged], ["2026-05-04 " + "a" * 64, f"2026-05-04 {forged}"])


async def test_a_digest_that_was_not_published_is_published_later(
    engine: AsyncEngine, settings: Settings
) -> None:
    """The service has stopped between closing the day and reading the chains."""
    await give(engine, RIDERS[:2])
    async with engine.begin() as tx:
        await tx.exec_driver_sql(
            "INSERT INTO ledger_days VALUES ('2026-05-04', '2026-05-05 00:00+02', NULL, 'city')"
        )
    for _ in range(2):
        await publish_digests(engine, settings)
        assert [text[:10] for text in await published(engine)] == ["2026-05-04"]


async def test_a_digest_is_published_by_one_of_two_processes(engine: AsyncEngine, settings: Settings) -> None:
    await give(engine, RIDERS[:2])
    await asyncio.gather(*(close_days(engine, settings, TOMORROW_AT_ONE) for _ in range(2)))
    assert [text[:10] for text in await published(engine)] == ["2026-05-04"]


lines = st.lists(st.integers(0, 9), max_size=12)
ends = st.lists(st.integers(0, 10), max_size=4).map(sorted)


@given(posted=lines, days=ends)
def test_a_chain_ends_with_its_last_line_before_the_days_end(posted: list[int], days: list[int]) -> None:
    """Lines of two topics are not in the order of time."""
    at = [NOON + timedelta(hours=hours) for hours in posted]
    chained = [(each, seq, bytes([seq])) for seq, each in enumerate(at, 1)]
    found = rules.heads(chained, [NOON + timedelta(hours=hours) for hours in days])
    for hours, head in zip(days, found, strict=True):
        before = [(seq, hash_) for each, seq, hash_ in chained if each < NOON + timedelta(hours=hours)]
        assert head == (before[-1] if before else None)
