"""Writes that are done once: effect and answer commit together, or neither does."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import create_engine
from shared.http import idempotency, writes
from shared.http.auth import Caller
from shared.http.idempotency import AnsweredBefore
from shared.http.problems import IdempotencyKeyInUse
from shared.http.writes import Sent
from tests.conftest import MakeDatabase

ADA = Caller("ada", "issuer", "ada", frozenset({"operator"}))
SENT = Sent({}, 2, "first", b"hash")
KEPT = sa.text("SELECT count(*) FROM idempotency")


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), pool_size=2)
    yield engine
    await engine.dispose()


def request(*headers: tuple[bytes, bytes]) -> Request:
    return Request({"type": "http", "method": "POST", "path": "/v1/things", "headers": list(headers)})


async def kept_answers(engine: AsyncEngine) -> int:
    async with engine.connect() as tx:
        return int((await tx.execute(KEPT)).scalar_one())


async def keep_another(write: writes.Write) -> None:
    """An effect that can be counted beside the answer of the write itself."""
    await idempotency.keep_answer(write.tx, "bea", "effect", b"", 200, b"{}")


async def test_a_write_that_nobody_answered_changes_nothing(engine: AsyncEngine) -> None:
    """Its key would give a status of 0 for seven days."""
    with pytest.raises(AssertionError):
        async with writes.once(request(), engine, ADA, SENT) as write:
            await keep_another(write)
    assert await kept_answers(engine) == 0


async def test_effect_and_answer_are_there_once_the_block_is_left(engine: AsyncEngine) -> None:
    async with writes.once(request(), engine, ADA, SENT) as write:
        await keep_another(write)
        write.answer(201, {"a": 1})
    assert (write.response.status_code, write.response.body) == (201, b'{"a": 1}')
    assert await kept_answers(engine) == 2
    with pytest.raises(AnsweredBefore) as again:
        async with writes.once(request(), engine, ADA, SENT):
            pytest.fail("done twice")
    assert (again.value.response.status_code, again.value.response.body) == (201, b'{"a": 1}')


async def test_a_dry_run_changes_nothing_and_leaves_its_key_unused(engine: AsyncEngine) -> None:
    dry = request((b"prefer", b"dry-run"))
    async with writes.once(dry, engine, ADA, SENT, dry_runs=True) as write:
        await keep_another(write)
        write.answer(201, {"a": 1})
    assert write.response.status_code == 200
    assert write.response.headers["preference-applied"] == "dry-run"
    async with writes.changing(dry, engine) as tx:
        await keep_another(writes.Write(tx))
    assert await kept_answers(engine) == 0


async def answered_meanwhile(engine: AsyncEngine) -> None:
    """A write during which another connection answers under its key."""
    async with writes.once(request(), engine, ADA, SENT) as write:
        async with engine.begin() as tx:
            await idempotency.keep_answer(tx, ADA.id, SENT.key, SENT.request_hash, 201, b"{}")
        await keep_another(write)
        write.answer(201, {"a": 1})


async def test_a_key_that_was_answered_between_two_looks_is_in_use(engine: AsyncEngine) -> None:
    """What is read of a key may be older than the lock on it."""
    with pytest.raises(IdempotencyKeyInUse):
        await answered_meanwhile(engine)
    assert await kept_answers(engine) == 1
    with pytest.raises(AnsweredBefore):
        async with writes.once(request(), engine, ADA, SENT):
            pytest.fail("done twice")
