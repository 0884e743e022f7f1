"""What a line of the ledger is, between which accounts it moves points, what a rider owes, how lines are
chained. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from shared.eventlog.outbox import derived_id
from shared.events.rewards import AWARDS, PointsPosted

Kind = Literal[
    "trip",
    "cap",
    "challenge",
    "bonus",
    "adjustment",
    "migration",
    "reservation",
    "redemption",
    "refund",
    "draw_ticket",
    "donation",
    "expiry",
    "debt",
    "repayment",
]
House = Literal["issued", "redeemed", "reserved", "expired", "donated", "debts", "adjusted", "migrated"]
"""Accounts of the house: where riders' points come from and go to. They have no row."""

RIDER = "rider"
"""The name of a rider's account in postings, whose `account_id` says which one."""
HOUSE_OF: Mapping[str, House] = {
    "trip": "issued",
    "cap": "issued",
    "challenge": "issued",
    "bonus": "issued",
    "adjustment": "adjusted",
    "migration": "migrated",
    "reservation": "reserved",
    "redemption": "redeemed",
    "refund": "redeemed",
    "draw_ticket": "redeemed",
    "donation": "donated",
    "expiry": "expired",
    "debt": "debts",
    "repayment": "debts",
}
"""Kind -> the other account of a line of this kind, unless the line names another."""

DEBT = "debt"
"""The source of what the house lends (kind `debt`) and gets back (`repayment`). Its total is what is owed."""
json_of = msgspec.json.Encoder().encode

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEFORE_FIRST = bytes(32)
"""What stands in the place of the hash before the first line of a chain."""


class Line(msgspec.Struct, kw_only=True):
    """The difference between two totals of a source: points that a rider is given or gives back, and why."""

    posting_id: UUID
    account: "Account"
    kind: Kind
    source: str
    revision: int
    points: int
    """Positive to the rider, negative from the rider. A line of 0 points is published, not booked."""
    total_points: int
    """The points that `source` has given altogether, this line included."""
    posted_at: datetime
    available_at: datetime
    """From when on what the source has given can be spent. It is published; in the ledger a line that takes
    has its `posted_at` instead."""
    local_on: date
    rule: str
    version: int
    params: dict[str, int | str]
    zone_id: str | None = None
    value_tags: dict[str, int] | None = None
    house: House | None = None
    """The other account, where the kind has several."""
    between: tuple[House, House] | None = None
    """Two accounts of the house between which `amount` points move, in a line of 0 points to the rider."""
    amount: int = 0
    lifetime_points: int | None = None
    """Those that came with a balance from another system: of kind `migration` only."""


class Account(msgspec.Struct):
    """A rider's row, locked, which `post` moves on. `points` are never below zero: what is missing is owed
    (`debt_points`). `reserved_points` are spent, and not confirmed yet. `lifetime_points` is the plain sum of
    awards. `seq` and `hash` are those of the last line of the rider's chain, `level_base` is added to the
    revisions of levels."""

    rider_id: UUID
    account_id: UUID
    points: int
    debt_points: int
    lifetime_points: int
    trip_revisions: int
    level_base: int
    seq: int
    hash: bytes
    reserved_points: int = 0
    on_leaderboards: bool = False
    """Whether leaderboards show the rider."""
    is_open: bool = True
    """Whether the account has its row yet."""
    closed_until: datetime = EPOCH
    """The end of the last closed day: no line is posted before it."""


Accounts = Mapping[UUID, Account]
"""By rider_id."""


class LockedAccounts(dict[UUID, Account]):
    """Accounts by rider_id, with the rules that hold while they are locked: the version of all rules
    together, and the lifetime points from which levels begin."""

    rules_version: int
    levels: tuple[int, ...]
    erased: frozenset[UUID] = frozenset()
    """Riders who were erased: what is still heard of them is passed over."""


POSTING_COLUMNS = (
    "posting_id",
    "account_id",
    "seq",
    "hash",
    "kind",
    "source",
    "destination",
    "points",
    "given_by",
    "local_on",
    "posted_at",
    "available_at",
    "rule",
    "version",
    "params",
    "city_id",
)
Posting = tuple[
    UUID, UUID, int, bytes, str, str, str, int, str, date, datetime, datetime, str, int, str, str
]  # fmt: skip
"""A row of the ledger: `points` (never 0) move from `source` to `destination`, names of accounts. It lies in
the chain of the rider who has this `account_id`, and never changes."""


class Booked(NamedTuple):
    """What lines have become: rows of the ledger, and the events that publish them."""

    postings: list[Posting]
    events: list[PointsPosted]


def microseconds(at: datetime) -> int:
    """Microseconds from 1970 to this instant."""
    since = at - EPOCH
    return since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds


def post(city_id: str, lines: Sequence[Line], accounts: Iterable[Account]) -> Booked:
    """Book these lines, and move the accounts on.

    Gains come first, so that no line takes an account below zero. Before what is taken back the house lends
    what a rider lacks (`debt`), and gets it back (`repayment`) from what the rider has in the end.
    """
    _post_after_closed_days(lines)
    booked = Booked([], [])
    losses = [line for line in lines if line.points < 0]
    _append(city_id, [line for line in lines if line.points >= 0] if losses else lines, booked)
    if losses:
        _append(city_id, loans(losses), booked)
        _append(city_id, losses, booked)
    in_debt = [account for account in accounts if account.debt_points and account.points]
    if in_debt:
        _append(city_id, repayments(in_debt, lines), booked)
    return booked


def _post_after_closed_days(lines: Iterable[Line]) -> None:
    """What follows late from an event of a closed day is posted when the next one began: the digest of the
    day is published already. What was available at once is available then."""
    for line in lines:
        closed_until = line.account.closed_until
        if line.posted_at < closed_until:
            if line.available_at == line.posted_at:
                line.available_at = closed_until
            line.posted_at = closed_until


def loans(losses: Iterable[Line]) -> list[Line]:
    """For each rider who has less than these lines take: a line that lends the rest."""
    last_losses: dict[UUID, Line] = {}
    lost: defaultdict[UUID, int] = defaultdict(int)
    for line in losses:
        last_losses[line.account.account_id] = line
        lost[line.account.account_id] -= line.points
    return [
        _debt_line("debt", line, lost[account_id] - line.account.points)
        for account_id, line in last_losses.items()
        if lost[account_id] > line.account.points
    ]


def repayments(in_debt: Iterable[Account], lines: Iterable[Line]) -> list[Line]:
    """A line for each of these riders, who owe points and have some since these lines."""
    last_lines = {line.account.account_id: line for line in lines if line.points}
    return [
        _debt_line("repayment", last_lines[account.account_id], -min(account.points, account.debt_points))
        for account in in_debt
    ]


def _debt_line(kind: Kind, cause: Line, points: int) -> Line:
    account = cause.account
    return Line(
        posting_id=derived_id(cause.posting_id, kind),
        account=account,
        kind=kind,
        source=DEBT,
        revision=0,
        points=points,
        total_points=account.debt_points + points,
        posted_at=cause.posted_at,
        available_at=cause.posted_at,
        local_on=cause.local_on,
        rule=kind,
        version=1,
        params={"debt_points": account.debt_points + points},
    )


def _append(city_id: str, lines: Iterable[Line], booked: Booked) -> None:
    """Book lines in this order."""
    append_posting, append_event = booked.postings.append, booked.events.append
    for line in lines:
        if line.points or line.between:
            append_posting(_moved(city_id, line))
            append_event(_event_of(city_id, line, line.account, line.account.seq))
        else:
            line.account.lifetime_points += line.lifetime_points or 0
            append_event(_event_of(city_id, line, line.account, None))


def _moved(city_id: str, line: Line) -> Posting:
    """Move the account of a line on, and chain the line to the rider's last. This runs for every trip, and
    looks nothing up."""
    account, points, kind = line.account, line.points, line.kind
    house: str = line.house or HOUSE_OF[kind]
    amount = abs(points)
    if points > 0:
        source, destination, available_at = house, RIDER, line.available_at
    else:
        source, destination, available_at = RIDER, house, line.posted_at
    if line.between:
        (source, destination), amount = line.between, line.amount
    if "reserved" in (source, destination):
        account.reserved_points += amount if destination == "reserved" else -amount
    account.points += points
    if line.source == DEBT:
        account.debt_points += points
    elif destination == "debts":  # written off, without the rider
        account.debt_points -= amount
    elif kind in AWARDS:
        account.lifetime_points += points
    elif line.lifetime_points:
        account.lifetime_points += line.lifetime_points
    account.seq = seq = account.seq + 1
    text = text_of(
        seq, line.posting_id, kind, source, destination, amount,
        microseconds(line.posted_at), microseconds(available_at), line.rule, line.version,
    )  # fmt: skip
    account.hash = chain(account.hash, text)
    return (
        line.posting_id, account.account_id, seq, account.hash, kind, source, destination, amount,
        line.source, line.local_on, line.posted_at, available_at, line.rule, line.version,
        json_of(line.params).decode(), city_id,
    )  # fmt: skip


def text_of(
    seq: int,
    posting_id: UUID | str,
    kind: str,
    source: str,
    destination: str,
    points: int,
    posted_us: int,
    available_us: int,
    rule: str,
    version: int,
) -> str:
    """What of a line is chained. Times are in microseconds from 1970."""
    return (
        f"{seq}\n{posting_id}\n{kind}\n{source}\n{destination}\n{points}\n{posted_us}\n{available_us}"
        f"\n{rule}\n{version}"
    )


def digest(heads: Iterable[tuple[UUID, int, bytes]]) -> str:
    """The SHA-256 of the ends of chains (account_id, last seq and hash), in hexadecimal digits."""
    return sha256(b"".join(digest_line(*head) for head in sorted(heads))).hexdigest()


def digest_line(account_id: UUID, seq: int, hash_: bytes) -> bytes:
    """What of the end of a chain is digested."""
    return f"{account_id} {seq} {hash_.hex()}\n".encode()


def chain(before: bytes, text: str) -> bytes:
    """The hash of a line: of the hash before it and of its text."""
    return sha256(before + text.encode()).digest()


def _event_of(city_id: str, line: Line, account: Account, seq: int | None) -> PointsPosted:
    """The event that publishes a line after which the account is as it is now."""
    return PointsPosted(
        city_id=city_id,
        rider_id=account.rider_id,
        posting_id=line.posting_id,
        source=line.source,
        revision=line.revision or seq or 1,
        kind=line.kind,
        points=line.points,
        total_points=line.total_points,
        posted_at=line.posted_at,
        available_at=line.available_at,
        local_on=line.local_on,
        rule=line.rule,
        version=line.version,
        params=line.params,
        zone_id=line.zone_id,
        value_tags=line.value_tags,
        seq=seq,
        account_points=account.points,
        debt_points=account.debt_points or None,
        reserved_points=account.reserved_points or None,
        lifetime_points=line.lifetime_points,
    )


def lifetime(sum_of_awards: int) -> int:
    """The lifetime points of a rider with this sum of awards, from which negative adjustments may take."""
    return max(0, sum_of_awards)
