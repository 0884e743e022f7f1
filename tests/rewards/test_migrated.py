"""Balances that come from another system: each rider's once, with sums that are proved, or none at all."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.care import ledger as command
from services.rewards.migrate_balances import Unreadable, read, run
from services.rewards.migrated import actions
from services.rewards.migrated.rules import NotMigrated
from shared.db import create_engine
from shared.events.event import Event
from shared.events.registry import decode
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.riders import RiderErased
from tests.conftest import MakeDatabase, serving
from tests.handlers import by_type, of_room
from tests.rewards.running_rewards import heard

ADA, BOB, EVE = (UUID(int=n) for n in (1, 2, 3))
HEADER = "rider,points,lifetime_points,note\n"
PAIR = f"{HEADER}{ADA},1091,,a\n{BOB},9,2000,b\n"


class Ledger:
    """A database of rewards, and files that are moved into it as its role."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self.dsn, self.file = serving(dsn, "rewards"), folder / "balances.csv"
        self.engine: AsyncEngine = create_engine(dsn, 1)

    async def move(self, text: str, expect_total: int | None = None) -> str:
        self.file.write_text(text)
        with Progress(disable=True) as progress:
            return await run(self.dsn, self.file, expect_total, progress)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.engine.begin() as tx:
            rows = await tx.execute(sa.text(query))
            return [tuple(row) for row in rows] if rows.returns_rows else []

    async def said(self, kind: type[Event]) -> list[Any]:
        events = [decode(*row) for row in await self.rows("SELECT type, data FROM outbox ORDER BY seq")]
        return [event for event in events if isinstance(event, kind)]

    async def written(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT count(*) FROM (SELECT 1 FROM accounts UNION ALL SELECT 1 FROM outbox)")


@pytest.fixture
async def ledger(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Ledger]:
    made = Ledger(await make_database("rewards"), tmp_path)
    yield made
    await made.engine.dispose()


async def test_each_rider_gets_a_line_and_the_sums_are_proved(ledger: Ledger) -> None:
    proof = await ledger.move(PAIR, expect_total=1_100)
    assert proof == (
        "1100 points of 2 riders are in the file. 1100 of 2 riders were booked now, 0 of 0 before. The ledger"
        " has 1100 of 2 riders, and all accounts sum to 0."
    )
    accounts = await ledger.rows("SELECT rider_id, points, lifetime_points FROM accounts ORDER BY rider_id")
    assert accounts == [(ADA, 1_091, 1_091), (BOB, 9, 2_000)]
    assert await ledger.rows("SELECT name, points::int FROM account_sums ORDER BY name") == [
        ("migrated", -1_100),
        ("rider", 1_100),
    ]
    assert await ledger.rows("SELECT balanced FROM doctor") == [(True,)]
    assert await ledger.rows("SELECT * FROM differences") == []
    lines = {each.rider_id: each for each in await ledger.said(PointsPosted)}
    assert {rider: (line.kind, line.points, line.lifetime_points) for rider, line in lines.items()} == {
        ADA: ("migration", 1_091, 1_091),
        BOB: ("migration", 9, 2_000),
    }
    assert {each.rider_id: each.level for each in await ledger.said(LevelReached)} == {ADA: 2, BOB: 3}
    assert await ledger.rows("SELECT note FROM migrated ORDER BY points DESC") == [("a",), ("b",)]


async def test_the_same_file_again_adds_nothing_and_one_with_more_riders_adds_those(ledger: Ledger) -> None:
    await ledger.move(PAIR)
    before = await ledger.written()
    assert "0 of 0 riders were booked now, 1100 of 2 before" in await ledger.move(PAIR)
    assert await ledger.written() == before
    assert "7 of 1 riders were booked now, 1100 of 2 before" in await ledger.move(f"{PAIR}{EVE},7,,\n")


async def test_who_was_erased_gets_no_second_line_from_the_same_file(ledger: Ledger) -> None:
    """The first one is in an account that nobody can name any more."""
    await ledger.move(PAIR)
    erase = by_type(of_room("rewards"))[RiderErased.type]
    async with ledger.engine.begin() as tx:
        await erase(tx, [heard(RiderErased(city_id="city", revision=1, rider_id=ADA))])
    before = await ledger.written()
    said = await ledger.move(PAIR, 1_100)
    assert said.startswith(
        "9 points of 1 riders are in the file (1 riders who were erased are left out). 0 of 0 riders were"
        " booked now, 9 of 1 before."
    )
    assert await ledger.written() == before


async def test_what_broke_off_is_resumed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 10)
    text = HEADER + "".join(f"{uuid4()},1,,\n" for _ in range(45))
    await ledger.move("".join(f"{line}\n" for line in text.splitlines()[:21]))
    assert "25 of 25 riders were booked now, 20 of 20 before" in await ledger.move(text, 45)


async def test_lifetime_points_alone_are_kept_by_a_line_of_no_points(ledger: Ledger) -> None:
    await ledger.move(f"{HEADER}{ADA},0,600,\n{BOB},0,,\n", 0)
    [line] = await ledger.said(PointsPosted)
    assert (line.rider_id, line.points, line.lifetime_points) == (ADA, 0, 600)
    assert await ledger.rows("SELECT rider_id, points, lifetime_points FROM accounts") == [(ADA, 0, 600)]
    assert await ledger.rows("SELECT * FROM differences") == []
    before = await ledger.written()
    await ledger.move(f"{HEADER}{ADA},0,600,\n{BOB},0,,\n", 0)
    assert await ledger.written() == before


@pytest.mark.parametrize(
    ("text", "expect_total", "code"),
    [
        (f"{PAIR}{ADA},1,,\n", None, "duplicate_rider"),
        (f"{PAIR}{EVE},-1,,\n", None, "negative_points"),
        (f"{PAIR}{EVE},1,-1,\n", None, "negative_points"),
        (f"{PAIR}{EVE},1000000001,,\n", None, "too_many_points"),
        (PAIR, 1_101, "total_differs"),
        (f"{PAIR}{EVE},5,,\n", 1_100, "total_differs"),
    ],
)
async def test_a_file_that_is_wrong_writes_nothing(
    ledger: Ledger, text: str, expect_total: int | None, code: str
) -> None:
    with pytest.raises(NotMigrated, match=code):
        await ledger.move(text, expect_total)
    assert await ledger.written() == [(0,)]


@pytest.mark.parametrize("row", [f"{ADA},1,,\n", f"{ADA},1091,1,\n"])
async def test_a_file_that_says_otherwise_than_an_earlier_one_writes_nothing(
    ledger: Ledger, row: str
) -> None:
    await ledger.move(f"{HEADER}{ADA},1091,,\n")
    before = await ledger.written()
    with pytest.raises(NotMigrated, match="migrated_otherwise"):
        await ledger.move(f"{HEADER}{EVE},5,,\n{row}")
    assert await ledger.written() == before


async def test_the_command_prints_what_it_proved_or_why_not(
    ledger: Ledger, capfd: pytest.CaptureFixture[str]
) -> None:
    ledger.file.write_text(PAIR)
    codes = [await asyncio.to_thread(command.migrate, ledger.dsn, ledger.file, n) for n in (1_101, 1_100)]
    said = capfd.readouterr()
    assert (codes, said.err) == (
        [1, 0],
        "total_differs: the file has 1100 points, and 1101 were expected\n",
    )
    assert said.out.startswith("1100 points of 2 riders are in the file.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has not the columns"),
        ("rider,balance\n", "has not the columns"),
        ("rider,points,name\n", "has not the columns"),
        (f"rider,points,points\n{ADA},5,6\n", "names a column twice"),
        ("rider,points\nada,5\n", "line 2: 'ada' is no rider_id"),
        (f"rider,points\n{ADA},1.5\n", "line 2: '1.5' is no whole number"),
        (f"rider,points\n{ADA},\n", "line 2: '' is no whole number"),
        (f"rider,points\n{ADA}\n", "line 2: it has not as many cells"),
        (f"rider,points\n{ADA},5,6\n", "line 2: it has not as many cells"),
        (f"rider,points,note\n{ADA},5,{'x' * 201}\n", "line 2: its note is no line"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "balances.csv"
    file.write_text(text)
    with pytest.raises(Unreadable, match=why):
        read(file)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_of_a_spreadsheet_is_read(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "balances.csv"
    rows = [["points", "rider"], ["5", str(ADA)], ["", ""]]
    file.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode("utf-8-sig"))
    assert [tuple(each) for each in read(file)] == [(ADA, 5, 5, None)]
