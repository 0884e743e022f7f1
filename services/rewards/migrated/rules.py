"""Balances that come from another system: which of a file are new, and their lines in the ledger. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.rewards.ledger.rules import Account, Line
from shared.eventlog.outbox import derived_id

SOURCE = "migration"
POINTS_MAX = 1_000_000_000
"""Most points of one rider."""


class Balance(NamedTuple):
    """What a rider had in the system before. `note` says where that is found there."""

    rider_id: UUID
    points: int
    lifetime_points: int
    note: str | None = None

    @property
    def is_kept(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.points or self.lifetime_points)


class NotMigrated(Exception):
    """A file is refused as a whole: nothing of it was written. `code` is duplicate_rider, negative_points,
    too_many_points, total_differs or migrated_otherwise; the message says where."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code = code


def check(balances: Iterable[Balance], expect_total: int | None) -> None:
    """Raises NotMigrated for a file that is wrong in itself. `expect_total` is what its points should be
    together."""
    seen: set[UUID] = set()
    total = 0
    for rider_id, points, lifetime_points, _ in balances:
        if rider_id in seen:
            raise NotMigrated("duplicate_rider", f"the rider {rider_id} is named twice")
        seen.add(rider_id)
        if min(points, lifetime_points) < 0:
            raise NotMigrated("negative_points", f"the rider {rider_id} has fewer than 0")
        if max(points, lifetime_points) > POINTS_MAX:
            raise NotMigrated("too_many_points", f"the rider {rider_id} has more than {POINTS_MAX}")
        total += points
    if expect_total is not None and total != expect_total:
        raise NotMigrated("total_differs", f"the file has {total} points, and {expect_total} were expected")


def missing(balances: Iterable[Balance], known: Mapping[UUID, tuple[int, int]]) -> list[Balance]:
    """Those that are not in the ledger yet, and have something to keep. `known` are the points and lifetime
    points that earlier runs have brought. Raises NotMigrated where they differ from the file."""
    new = []
    for balance in balances:
        before = known.get(balance.rider_id)
        if before is None:
            if balance.is_kept:
                new.append(balance)
        elif before != (balance.points, balance.lifetime_points):
            raise NotMigrated(
                "migrated_otherwise",
                f"the rider {balance.rider_id} came with {before[0]} points and {before[1]} lifetime points"
                f" before, and has {balance.points} and {balance.lifetime_points} here",
            )
    return new


def line_of(balance: Balance, account: Account, at: datetime, local_on: date) -> Line:
    """The line that brings a balance, also one of 0 points. There is one for each rider, ever."""
    return Line(
        posting_id=derived_id(account.account_id, SOURCE),
        account=account,
        kind="migration",
        source=SOURCE,
        revision=1,
        points=balance.points,
        total_points=balance.points,
        posted_at=at,
        available_at=at,
        local_on=local_on,
        rule="migration",
        version=1,
        params={"lifetime_points": balance.lifetime_points},
        lifetime_points=balance.lifetime_points,
    )
