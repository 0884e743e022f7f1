"""What PostgreSQL refuses is the caller's mistake only where a value was sent that cannot be stored."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from shared.db import create_engine, fetch
from shared.http import problems

OUR_MISTAKES = [
    pytest.param("SELECT 1 / CAST(:value AS int)", 0, id="a division by zero (22012)"),
    pytest.param("SELECT 2147483647 + CAST(:value AS int)", 1, id="a sum beyond its type (22003)"),
    pytest.param("SELECT CAST(sum(n) AS int) FROM unnest(ARRAY[2147483647, :value]) AS n", 1, id="a total"),
    pytest.param("SELECT CAST(CAST(:value AS text) AS uuid)", "x", id="a text that is no UUID (22P02)"),
    pytest.param("SELECT timestamptz '294276-01-01' + make_interval(years => :value)", 99, id="22008"),
    pytest.param("SELECT CAST(:value AS uuid)", 5, id="a parameter of another type"),
]
SENT_VALUES = [
    pytest.param("SELECT CAST(:value AS text)", "a\0b", id="a zero byte"),
    pytest.param("SELECT CAST(:value AS jsonb)", '"\\u0000"', id="a zero byte in JSON"),
    pytest.param("SELECT CAST(:value AS text)", "\ud800", id="half a character"),
    pytest.param("SELECT CAST(:value AS int)", 2**31, id="a number beyond its column"),
    pytest.param("SELECT CAST(:value AS int[])", [1, 2**31], id="a number in a list"),
    pytest.param("SELECT CAST(:value AS bigint)", 2**63, id="a number beyond every column"),
]


@pytest.fixture(scope="module")
async def engine(make_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), 1)
    yield engine
    await engine.dispose()


async def answered(engine: AsyncEngine, sql: str, value: object, by_driver: bool) -> httpx.Response:
    """The answer of a route that runs this statement."""
    app = FastAPI()
    problems.install(app)
    app.add_exception_handler(Exception, problems.answer_exception)

    @app.get("/")
    async def run() -> None:
        async with engine.connect() as tx:
            if by_driver:
                await fetch(tx, sa.text(sql), {"value": value})
            else:
                await tx.execute(sa.text(sql), {"value": value})

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=30) as client:
        return await client.get("/")


def logged(logs: list[Any]) -> list[str]:
    return [each["event"] for each in logs]


@pytest.mark.parametrize("by_driver", [False, True], ids=["by SQLAlchemy", "by the driver"])
@pytest.mark.parametrize(("sql", "value"), OUR_MISTAKES)
async def test_a_mistake_of_ours_is_a_500_that_is_logged(
    engine: AsyncEngine, sql: str, value: object, by_driver: bool
) -> None:
    with capture_logs() as logs:
        answer = await answered(engine, sql, value, by_driver)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert logged(logs) == ["internal_error"]


@pytest.mark.parametrize("by_driver", [False, True], ids=["by SQLAlchemy", "by the driver"])
@pytest.mark.parametrize(("sql", "value"), SENT_VALUES)
async def test_a_value_that_no_column_holds_is_the_senders_422(
    engine: AsyncEngine, sql: str, value: object, by_driver: bool
) -> None:
    with capture_logs() as logs:
        answer = await answered(engine, sql, value, by_driver)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation-error")
    assert logged(logs) == []


def test_an_overflow_of_our_own_arithmetic_is_nobody_elses() -> None:
    assert problems.from_exception(OverflowError("int too large to convert to float")).status == 500


@pytest.mark.parametrize(
    ("pointer", "where"), [("/query/period", "request"), ("/period", "body"), ("/querying", "body")]
)
def test_a_fault_of_the_address_is_not_called_one_of_the_body(pointer: str, where: str) -> None:
    for problem in (problems.refused((pointer, "bad_format")), problems.out_of_range(pointer, 1)):
        assert problem.detail == f"Something in the {where} is not allowed."
