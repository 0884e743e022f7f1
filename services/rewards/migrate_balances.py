"""`python -m services.rewards.migrate_balances FILE.csv [--expect-total POINTS]`: books riders' balances from
another system.

The columns are `rider`, `points`, and, where there are such, `lifetime_points` and `note`. DATABASE_URL names
the database of rewards. Prints what it proved, and ends with 1, and nothing written, if the file is refused.
"""

import argparse
import asyncio
import csv
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from rich.console import Console
from rich.progress import Progress

from services.rewards.migrated import store
from services.rewards.migrated.actions import migrate
from services.rewards.migrated.rules import Balance, NotMigrated
from shared.db import create_engine
from shared.settings import ServiceSettings

QUERY_S = 300
"""Time limit of a statement: the last one sums up the whole ledger."""
NOTE_LENGTH_MAX = 200
REQUIRED, OPTIONAL = ("rider", "points"), ("lifetime_points", "note")


class Unreadable(Exception):
    """A file is no table of balances. The message says where and why."""


def read(file: Path) -> list[Balance]:
    """The balances in a CSV file in UTF-8, with commas, semicolons or tabs between its columns. Raises
    Unreadable."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{file} cannot be read: {error}.") from None
    header = lines[0] if lines else ""
    rows = csv.DictReader(lines, delimiter=max(",;\t", key=header.count), strict=True)
    named = set(rows.fieldnames or ())
    if len(named) < len(rows.fieldnames or ()):
        raise Unreadable(f"{file} names a column twice.")
    if not set(REQUIRED) <= named or named - {*REQUIRED, *OPTIONAL}:
        raise Unreadable(
            f"{file} has not the columns rider, points, lifetime_points (or not) and note (or not)."
        )
    try:
        return [_balance(file, rows.line_num, row) for row in rows if any(row.values())]
    except csv.Error as error:
        raise Unreadable(f"{file}, line {rows.line_num}: {error}.") from None


def _balance(file: Path, line: int, row: Mapping[str, str | None]) -> Balance:
    try:
        if None in row or None in row.values():
            raise ValueError("it has not as many cells as the first line")
        cells = {name: (cell or "").strip() for name, cell in row.items()}
        points = _whole(cells["points"])
        lifetime = cells.get("lifetime_points")
        lifetime_points = _whole(lifetime) if lifetime else points
        note = cells.get("note") or None
        if note and (len(note) > NOTE_LENGTH_MAX or not note.isprintable()):
            raise ValueError(f"its note is no line of at most {NOTE_LENGTH_MAX} characters")
        return Balance(_rider_id(cells["rider"]), points, lifetime_points, note)
    except ValueError as error:
        raise Unreadable(f"{file}, line {line}: {error}.") from None


def _rider_id(cell: str) -> UUID:
    try:
        return UUID(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is no rider_id") from None


def _whole(cell: str) -> int:
    if not cell.removeprefix("-").isascii() or not cell.removeprefix("-").isdigit() or len(cell) > 20:
        raise ValueError(f"{cell!r} is no whole number of points")
    return int(cell)


async def run(dsn: str, file: Path, expect_total: int | None, progress: Progress) -> str:
    """Book the file. Returns what was proved, in a sentence. Raises Unreadable and NotMigrated."""
    settings = ServiceSettings.model_validate({"DATABASE_URL": dsn})
    balances = read(file)
    engine = create_engine(dsn, 1, QUERY_S)
    try:
        bar = progress.add_task("Moving balances", total=len(balances))
        booked = await migrate(
            engine, settings, balances, expect_total, lambda riders: progress.update(bar, advance=riders)
        )
        async with engine.connect() as tx:
            found = await store.proof(tx, [each.rider_id for each in balances if each.is_kept])
    finally:
        await engine.dispose()
    kept = [each for each in balances if each.is_kept and each.rider_id not in found.erased]
    total, new = sum(each.points for each in kept), sum(each.points for each in booked)
    left_out = f" ({len(found.erased)} riders who were erased are left out)" if found.erased else ""
    said = (
        f"{total} points of {len(kept)} riders are in the file{left_out}. {new} of {len(booked)} riders were"
        f" booked now, {total - new} of {len(kept) - len(booked)} before. The ledger has {found.points} of"
        f" {found.riders} riders, and all accounts sum to {found.all_accounts}."
    )
    if (found.riders, found.points, found.all_accounts) != (len(kept), total, 0):
        raise NotMigrated("not_proved", f"the ledger does not hold what the file does. {said}")
    return said


def main() -> None:
    parser = argparse.ArgumentParser(prog="rodem ledger import", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument("--expect-total", type=int, metavar="POINTS", help="what all points should be")
    args = parser.parse_args()
    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            print(asyncio.run(run(os.environ["DATABASE_URL"], args.file, args.expect_total, progress)))
    except (Unreadable, NotMigrated) as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
