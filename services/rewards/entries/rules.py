"""The points that an entry of a challenge gives, and the postings that follow when they change. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.rewards.ledger.rules import Accounts, Line
from services.rewards.tariffs.rules import Tariffs
from shared.eventlog.outbox import derived_id
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard


class Earning(NamedTuple):
    """What an entry gives now, all its levels together, and from when on that can be spent."""

    points: int
    available_at: datetime


class EntryChange(NamedTuple):
    """An entry that is newer than the stored revision, and what it gave before (None: it is new)."""

    heard: Heard[EntryJudged]
    earning: Earning
    before: Earning | None


def earning(tariffs: Tariffs, entry: EntryJudged) -> Earning:
    """What this entry gives."""
    points = sum(reward.points for reward in entry.given)
    return Earning(points, available_at(tariffs, entry) if points else entry.judged_at)


def entry_lines(changes: Iterable[EntryChange], accounts: Accounts) -> list[Line]:
    """A line for each entry whose points have changed. The day's limit does not apply to them. A line of 0
    points says that the same points can be spent at another time: the entry was completed anew meanwhile."""
    return [_entry_line(change, accounts) for change in changes if _gives_otherwise(change)]


def _gives_otherwise(change: EntryChange) -> bool:
    if change.before is None or change.earning.points == 0:
        return change.earning.points != (change.before.points if change.before else 0)
    return change.earning != change.before


def _entry_line(change: EntryChange, accounts: Accounts) -> Line:
    entry, earned = change.heard.event, change.earning
    return Line(
        posting_id=derived_id(change.heard.id, "challenge", str(entry.revision)),
        account=accounts[entry.rider_id],
        kind="challenge",
        source=f"entry:{entry.challenge_id}",
        revision=entry.revision,
        points=earned.points - (change.before.points if change.before else 0),
        total_points=earned.points,
        posted_at=entry.judged_at,
        available_at=earned.available_at,
        local_on=entry.local_on,
        rule="challenge",
        version=entry.version,
        params={
            "challenge_id": str(entry.challenge_id),
            "measure": entry.unit,
            "progress": entry.progress,
            "target": entry.target,
            **{f"name_{language}": name for language, name in entry.name.items()},
        },
    )


def available_at(tariffs: Tariffs, entry: EntryJudged) -> datetime:
    """From when on an entry's points can be spent: so long after the last of what it gives was earned as the
    tariff of that local day says."""
    completed_at, local_on = max(
        ((reward.completed_at, reward.local_on) for reward in entry.given),
        default=(entry.judged_at, entry.local_on),
    )
    return completed_at + tariffs[local_on].pending
