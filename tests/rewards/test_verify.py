"""`rodem ledger verify` proves the ledger, and names the first line that is not what was written."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import asyncpg
import pytest
from rich.progress import Progress

from rodem.care import ledger as command
from services.rewards import verify as verifying
from services.rewards.ledger import rules
from services.rewards.ledger.rules import BEFORE_FIRST
from services.rewards.verify import Broken, End, Row, verify, walk
from shared.db import create_engine
from tests.conftest import MakeDatabase, serving

from .test_ledger import NOON, RIDERS, give

LINES_OF_A_RIDER = 3
QUIET = Progress(disable=True)


@pytest.fixture
async def dsn(make_database: MakeDatabase) -> str:
    """A ledger in which each rider has three lines of a point."""
    dsn = await make_database("rewards")
    engine = create_engine(dsn, 2)
    for _ in range(LINES_OF_A_RIDER):
        await give(engine, RIDERS)
    await engine.dispose()
    return dsn


async def change(dsn: str, statement: str) -> None:
    """What only the owner of the database can do."""
    connection = await asyncpg.connect(dsn)
    assert await connection.execute(statement, RIDERS[0]) != "UPDATE 0"
    await connection.close()


async def test_a_ledger_that_nobody_has_touched_is_proved(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "PAGE", 7)
    lines = LINES_OF_A_RIDER * len(RIDERS)
    proved = f"{lines} lines in {len(RIDERS)} chains hold, and all accounts sum to zero: issued -{lines},"
    assert (await verify(dsn, None, QUIET)).startswith(proved)
    assert await verify(dsn, RIDERS[0], QUIET) == "3 lines of the rider's chain hold."
    with pytest.raises(Broken, match="There is no account of the rider"):
        await verify(dsn, uuid4(), QUIET)


OWN = "account_id = (SELECT account_id FROM accounts WHERE rider_id = $1)"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        pytest.param(f"UPDATE postings SET points = 2 WHERE {OWN} AND seq = 2", "line 2 is not", id="points"),
        pytest.param(
            f"UPDATE postings SET kind = 'trip' WHERE {OWN} AND seq = 3", "line 3 is not", id="kind"
        ),
        pytest.param(
            f"UPDATE postings SET available_at = available_at - interval '1 microsecond' WHERE {OWN}",
            "line 1 is not",
            id="a microsecond",
        ),
        pytest.param(
            f"UPDATE postings SET hash = sha256('') WHERE {OWN} AND seq = 1", "line 1 is not", id="hash"
        ),
        pytest.param(
            f"DELETE FROM postings WHERE {OWN} AND seq = 2", "line 2 is not there", id="a line is gone"
        ),
        pytest.param(
            f"DELETE FROM postings WHERE {OWN} AND seq = 3", "does not say what", id="the last is gone"
        ),
        pytest.param(
            f"DELETE FROM postings WHERE {OWN}",
            "its (row does not say|lines are not there)",
            id="all are gone",
        ),
        pytest.param("UPDATE accounts SET points = 9 WHERE rider_id = $1", "does not say", id="the account"),
        pytest.param(
            "UPDATE accounts SET debt_points = 9 WHERE rider_id = $1", "does not say", id="the debt"
        ),
        pytest.param(
            "UPDATE accounts SET lifetime_points = 30000 WHERE rider_id = $1", "does not say", id="the level"
        ),
        pytest.param(
            "UPDATE accounts SET reserved_points = 9 WHERE rider_id = $1", "does not say", id="the reserved"
        ),
        pytest.param("DELETE FROM accounts WHERE rider_id = $1", "does not say", id="the row is gone"),
    ],
)
async def test_what_was_changed_is_found(dsn: str, statement: str, told: str) -> None:
    await change(dsn, statement)
    with pytest.raises(Broken, match=told):
        await verify(dsn, None, QUIET)


async def test_the_command_ends_with_1_where_a_chain_is_broken(
    dsn: str, capfd: pytest.CaptureFixture[str]
) -> None:
    served = serving(dsn, "rewards")
    assert command.verify(served, None) == 0
    assert command.verify(served, RIDERS[1]) == 0
    assert "3 lines of the rider's chain hold." in capfd.readouterr().out
    await change(dsn, f"UPDATE postings SET version = 2 WHERE {OWN}")
    assert command.verify(served, None) == 1
    assert "line 1 is not the one that was chained" in capfd.readouterr().err
    assert command.verify(served, RIDERS[1]) == 0


def rows(count: int) -> Iterator[Row]:
    """Lines as PostgreSQL gives them, a hundred of each rider."""
    chained = BEFORE_FIRST
    for number in range(count):
        seq = number % 100 + 1
        if seq == 1:
            chained = BEFORE_FIRST
        text = f"{seq}\n019aa000-0000-8000-8000-{number:012}\ntrip\nissued\nrider\n57\n1\n2\ntariff\n1"
        chained = rules.chain(chained, text)
        yield UUID(int=number // 100), seq, chained, 57, 0, 0, 57, text, NOON


def test_a_chain_is_walked_over_many_lines() -> None:
    ends: list[End] = list(walk(list(rows(5_000)), None))
    assert [(end.seq, end.points) for end in ends] == [(100, 5_700)] * 50
